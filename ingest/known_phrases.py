"""Words of ads for what ROME names otherwise: behaviours, licences, office tools. Written by us.

A phrase is matched by its content words in any order; `*` phrases of one word too. A concept is named by
its label, so that a release that renumbers it keeps its words; labels that a graph lacks are passed over.
"""

import re
from functools import lru_cache

from maillage.ingest.stems import fold

# ROME's label → what ads say
BEHAVIOURS: dict[str, tuple[str, ...]] = {
    "Etre force de proposition": (
        "force de proposition", "esprit d'initiative", "sens de l'initiative", "prendre des initiatives",
        "prise d'initiative", "proactif", "proactivité", "dynamisme",
    ),
    "Faire preuve de créativité, d'inventivité": ("créativité", "créatif", "inventivité", "imagination",
    "innovant"),
    "Etre à l'écoute, faire preuve d'empathie": (
        "empathie", "sens de l'écoute", "à l'écoute", "qualités d'écoute", "bienveillance", "bienveillant",
        "empathique", "capacité d'écoute", "écoute active",
    ),
    "Faire preuve de contrôle de soi": (
        "contrôle de soi", "maîtrise de soi", "sang-froid", "gestion du stress", "gérer le stress", "calme",
        "résistance au stress", "patience",
    ),
    "Faire preuve de persévérance": ("persévérance", "persévérant", "ténacité", "tenace", "pugnacité",
    "détermination"),
    "Avoir l'esprit d'équipe": (
        "esprit d'équipe", "travail en équipe", "travailler en équipe", "sens du collectif", "esprit collectif",
        "sens du travail en équipe", "cohésion d'équipe", "esprit de coopération", "sens de la coopération",
        "goût du travail en équipe", "collaboratif", "solidarité", "esprit collaboratif",
    ),
    "Faire preuve d'autonomie": ("autonomie", "autonome", "travailler seul", "en autonomie"),
    "Faire preuve de réactivité": ("réactivité", "réactif", "esprit de décision", "rapidité d'exécution"),
    "Faire preuve de sens des responsabilités": (
        "sens des responsabilités", "responsable et sérieux", "sérieux", "conscience professionnelle", "fiabilité",
        "ponctualité", "ponctuel", "assiduité", "assidu", "discrétion", "discret", "confidentialité", "intégrité",
        "honnêteté", "fiable", "secret professionnel", "consciencieux", "implication",
    ),
    "Faire preuve de rigueur et de précision": (
        "rigueur", "rigoureux", "précision", "minutie", "minutieux", "souci du détail", "soigneux", "méticuleux",
        "méthodique", "sens du détail", "méticulosité", "goût du travail bien fait",
    ),
    "Faire preuve de leadership": ("leadership", "charisme", "sens du leadership", "esprit de leadership"),
    "Faire preuve de curiosité, d'ouverture d'esprit": (
        "curiosité", "curieux", "ouverture d'esprit", "esprit ouvert", "envie d'apprendre", "soif d'apprendre",
        "volonté d'apprendre", "curiosité intellectuelle", "motivation à apprendre",
    ),
    "Organiser son travail selon les priorités et les objectifs": (
        "sens de l'organisation", "organisé", "gestion des priorités", "gérer les priorités", "bonne organisation",
        "capacité d'organisation", "qualités organisationnelles", "esprit d'organisation", "gestion du temps",
    ),
    "Avoir le sens du service": (
        "sens du service", "sens du client", "sens du service client", "orientation client", "sens de l'accueil",
        "bon relationnel", "aisance relationnelle", "sens du relationnel", "sens du contact",
        "qualités relationnelles",
        "excellent relationnel", "serviable", "sens commercial", "souriant", "goût du contact", "aimable",
        "courtoisie",
        "contact humain", "bonne présentation", "relationnel", "sens relationnel",
    ),
    "Etre ouvert aux changements": (
        "adaptabilité", "capacité d'adaptation", "flexibilité", "flexible", "polyvalence", "polyvalent",
        "adaptable",
        "faculté d'adaptation", "facilité d'adaptation", "esprit d'adaptation",
    ),
    "Inspirer, donner du sens": ("donner du sens", "inspirer confiance", "fédérer une équipe", "fédérateur"),
}  # fmt: skip

TOOLS: dict[str, tuple[str, ...]] = {
    "Microsoft Excel": ("excel",),
    "Permis de conduire catégorie A": ("permis moto",),  # « a » and « ce » are small words
    "Permis de conduire catégorie B": ("permis B", "permis de conduire", "permis VL", "titulaire du permis"),
    "Permis de conduire catégorie BE": ("permis BE",),
    "Permis de conduire catégorie C": ("permis C", "permis poids lourd", "permis PL"),
    "Permis de conduire catégorie CE": ("permis super lourd", "permis SPL", "permis EC"),
    "Permis de conduire catégorie D": ("permis D", "permis transport en commun"),
    "Habilitation électrique": ("habilitation électrique", "habilitations électriques", "habilité électrique"),
    "Chariots de manutention automoteurs à conducteur porté (CACES R 489) - Depuis le 01/01/2020": (
        "caces R489", "R489", "caces chariot", "caces", "caces 1", "caces 3", "caces 5", "caces 1A", "caces 1B",
        "caces 1 3 5", "chariot élévateur caces",
    ),
    "PEMP du groupe B (CACES R 486-B) - Depuis le 01/01/2020": ("caces nacelle", "R486", "caces R486",
    "caces PEMP"),
    "Maîtrise des logiciels de bureautique": (
        "pack office", "bureautique", "outils bureautiques", "outil bureautique", "logiciels bureautiques",
        "suite office", "microsoft office", "MS office", "office 365",
    ),
    "Outils bureautiques": ("pack office", "outils bureautiques", "suite office", "microsoft office",
    "outil bureautique"),
    "Utilisation de logiciels de bureautique": ("logiciels bureautiques",),
    "Outils informatiques": ("outil informatique", "outils informatiques"),
    "Pratique de l'anglais": (
        "anglais", "anglais courant", "anglais professionnel", "langue anglaise", "niveau d'anglais", "anglophone",
    ),
    "Allemand": ("allemand", "langue allemande", "germanophone", "allemand courant"),
    "Espagnol": ("espagnol", "langue espagnole", "hispanophone"),
    "Italien": ("italien", "langue italienne"),
    "Luxembourgeois": ("luxembourgeois",),
    "Programmation en Python": ("python",),
    "SAP": ("SAP",),
    "SQL": ("SQL",),
}  # fmt: skip

# Words that name a competence by themselves only where the occupation is likely: too common alone.
COMMON_ALONE = frozenset(
    """coder accueil cuisine peinture gestion vente commerce menage service transport formation conseil qualite
    securite production projet client outil informatique communication management organisation analyse sport
    danse musique livre bois metal eau air terre vehicule voiture camion internet web mobile cloud data test go
    office word access teams r c d scratch basic swift spark flash express rest oracle spring play box agile
    bts cap bep licence master bac master dut but deug ingenieur titre diplome technicien droit sante""".split()
)

_FEMININE = (
    (re.compile(r"euses?$"), "eux"),
    (re.compile(r"ives?$"), "if"),
    (re.compile(r"elles?$"), "el"),
)
_ENDING = re.compile(r"(?<=.{4})e{0,2}s?$")


@lru_cache(maxsize=50_000)
def own_form(word: str) -> str:
    """Return a word without marks of gender and number: « organisée » is not « organisation ».

    >>> own_form("rigoureuse") == own_form("Rigoureux")
    True
    """
    folded = fold(word)
    for ending, instead in _FEMININE:
        folded = ending.sub(instead, folded)
    return _ENDING.sub("", folded, count=1)


OWN_FORMS = frozenset(
    own_form(phrase) for phrases in BEHAVIOURS.values() for phrase in phrases if " " not in phrase
)
