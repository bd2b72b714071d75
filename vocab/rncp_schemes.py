"""The concept schemes of the certifications, and the URI of a fiche."""

from pyoxigraph import NamedNode

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, SKOS
from maillage.vocab.labelled_scheme import LabelledScheme

PUBLISHER = "France compétences"

RNCP = LabelledScheme(
    "rncp",
    (MLG.Certification,),
    "Répertoire national des certifications professionnelles",
    "National register of professional certifications",
    PUBLISHER,
)
RS = LabelledScheme(
    "rs",
    (MLG.Certification,),
    "Répertoire spécifique des certifications et habilitations",
    "Specific register of certifications and accreditations",
    PUBLISHER,
)
BLOC = LabelledScheme(
    "bloc", (MLG.CompetenceBlock,), "Blocs de compétences", "Competence blocks", PUBLISHER
)
NSF = LabelledScheme(
    "nsf",
    (MLG.Speciality,),
    "Nomenclature des spécialités de formation",
    "French classification of training specialities",
    PUBLISHER,  # of the labels that are read; the classification itself is INSEE's
)
ACCESS = LabelledScheme(
    "access",
    (SKOS.Concept,),
    "Voies d'accès à une certification",
    "Routes to a certification",
    PUBLISHER,
)


def fiche_node(names: Names, code: str) -> NamedNode:
    """Return `rncp:37274` for "RNCP37274", `rs:5000` for "RS5000"."""
    scheme = fiche_scheme(code).prefix
    return names.concept(scheme, code[len(scheme) :])


def fiche_scheme(code: str) -> LabelledScheme:
    """Return the register that a fiche code belongs to."""
    return RNCP if code.startswith("RNCP") else RS
