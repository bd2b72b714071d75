"""The concept schemes of ROME, and the two short lists of values that its files only name."""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, SKOS
from maillage.vocab.labelled_scheme import LabelledScheme

PUBLISHER = "France Travail"


def _scheme(prefix: str, kind: NamedNode, french: str, english: str) -> LabelledScheme:
    return LabelledScheme(prefix, (kind,), french, english, PUBLISHER)


OCCUPATIONS = _scheme("rome", MLG.Occupation, "ROME : fiches métiers", "ROME: occupations")
TITLES = _scheme(
    "rome-appellation", MLG.JobTitle, "ROME : appellations d'emploi", "ROME: job titles"
)
DOMAINS = _scheme(
    "rome-domaine",
    MLG.ProfessionalDomain,
    "ROME : grands domaines et domaines professionnels",
    "ROME: professional domains",
)
COMPETENCES = _scheme(
    "rome-competence",
    MLG.Competence,
    "ROME : compétences et macro-compétences",
    "ROME: competences and macro-competences",
)
KNOWLEDGE = _scheme("rome-savoir", MLG.Competence, "ROME : savoirs", "ROME: knowledge")
CONTEXTS = _scheme(
    "rome-context", MLG.WorkContext, "ROME : contextes de travail", "ROME: work contexts"
)
TREE = _scheme(
    "rome-tree",
    MLG.CompetenceGroup,
    "ROME : arborescence des compétences",
    "ROME: tree of competences",
)
SECTORS = _scheme(
    "rome-sector", MLG.Sector, "ROME : secteurs d'activité", "ROME: sectors of activity"
)
THEMES = _scheme("rome-theme", SKOS.Concept, "ROME : thèmes", "ROME: themes")
INTERESTS = _scheme(
    "rome-interest", SKOS.Concept, "ROME : centres d'intérêt", "ROME: centres of interest"
)
DIVISIONS = LabelledScheme(
    "naf",
    (MLG.Sector,),
    "NAF rév. 2 : divisions (libellés du ROME)",
    "NAF rev. 2: divisions (labels of ROME)",
    "Insee",
)
RIASEC = _scheme("riasec", SKOS.Concept, "Intérêts RIASEC", "RIASEC interests")
TRANSITIONS = _scheme(
    "transition",
    SKOS.Concept,
    "Place du métier dans la transition écologique",
    "Place of an occupation in the ecological transition",
)

ALL = (
    OCCUPATIONS, TITLES, DOMAINS, COMPETENCES, KNOWLEDGE, CONTEXTS, TREE, SECTORS, THEMES,
    INTERESTS, DIVISIONS,
)  # fmt: skip

# Holland's six types, which the files give by their letter; code → (French, English).
RIASEC_LABELS = {
    "R": ("Réaliste", "Realistic"),
    "I": ("Investigateur", "Investigative"),
    "A": ("Artistique", "Artistic"),
    "S": ("Social", "Social"),
    "E": ("Entreprenant", "Enterprising"),
    "C": ("Conventionnel", "Conventional"),
}
# The French label is the value in the files.
TRANSITION_LABELS = {
    "white": ("Emploi blanc", "White job"),
    "strategic": (
        "Emploi stratégique pour la transition écologique",
        "Job that is strategic for the ecological transition",
    ),
    "green": ("Emploi vert", "Green job"),
    "brown": ("Emploi brun", "Brown job"),
}


def scheme_triples(names: Names) -> Iterator[Triple]:
    """Yield every scheme of ROME; RIASEC and the transition's values are our own, in `regional/`."""
    for scheme in ALL:
        yield from scheme.triples(names)
