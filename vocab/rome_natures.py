"""What a competence is (know-how, knowledge, behaviour), and the publisher's own categories."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, RDF

# code of the nature → class
CLASSES = {
    "know-how": MLG.KnowHow,
    "behaviour": MLG.ProfessionalBehaviour,
    "knowledge": MLG.Knowledge,
}
# ROME's category of a competence → code of its nature
CATEGORIES = {"Savoir-faire": "know-how", "Savoir-être professionnel": "behaviour"}


def nature_triples(names: Names, node: NamedNode, nature: str) -> Iterator[Triple]:
    """Yield the class and the nature of a competence; `nature` is a key of `CLASSES`."""
    yield Triple(node, RDF.type, CLASSES[nature])
    yield Triple(node, MLG.nature, names.concept("nature", nature))


def category_triples(node: NamedNode, category: str, subcategory: str) -> Iterator[Triple]:
    """Yield the publisher's words for the category and subcategory, where filled."""
    if category:
        yield Triple(node, MLG.competenceCategory, Literal(category))
    if subcategory:
        yield Triple(node, MLG.competenceSubcategory, Literal(subcategory))
