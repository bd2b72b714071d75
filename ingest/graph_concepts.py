"""The concepts of a graph that a source may declare: a code that no referential has is not kept."""

from pyoxigraph import NamedNode, Store

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, RDF

_CLASSES = (
    MLG.Occupation,
    MLG.Competence,
    MLG.KnowHow,
    MLG.Knowledge,
    MLG.ProfessionalBehaviour,
    MLG.MacroCompetence,
)


def graph_concepts(store: Store, names: Names) -> frozenset[str]:
    """Return the CURIEs of every occupation and competence of a graph."""
    return frozenset(
        names.curie(quad.subject)
        for class_ in _CLASSES
        for quad in store.quads_for_pattern(None, RDF.type, class_, None)
        if isinstance(quad.subject, NamedNode)
    )
