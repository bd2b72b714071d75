"""What a store states of one thing, by the engine's own look-ups: none is a query to parse and plan.

A resolver is asked thousands of distinct codes a minute, and a query over one concept is nearly all planning:
seven of them take ten times as long as these reads. `queries/concept_*.rq` ask the same of any SPARQL client.
"""

from collections.abc import Container

from pyoxigraph import NamedNode

from maillage.graph.triple_store import TripleStore, Value
from maillage.ontology.terms import RDF


def values(
    store: TripleStore,
    subject: NamedNode,
    property_: NamedNode,
    graphs: Container[NamedNode] | None = None,
) -> dict[Value, NamedNode]:
    """Return the values of a property, each with a named graph that states it; `graphs`: only these."""
    found: dict[Value, NamedNode] = {}
    for quad in store.quads(subject, property_, None):
        value, graph = quad.object, quad.graph_name
        if isinstance(value, Value) and isinstance(graph, NamedNode):
            if graphs is None or graph in graphs:
                found.setdefault(value, graph)
    return found


def nodes(store: TripleStore, subject: NamedNode, property_: NamedNode) -> list[NamedNode]:
    """Return the values of a property that are things."""
    return [one for one in values(store, subject, property_) if isinstance(one, NamedNode)]


def first_text(store: TripleStore, subject: NamedNode, property_: NamedNode) -> str:
    """Return the first value of a property as text, "" where it has none."""
    return next((one.value for one in values(store, subject, property_)), "")


def subjects(store: TripleStore, property_: NamedNode, value: Value) -> dict[NamedNode, NamedNode]:
    """Return the things that have a value of a property, each with a named graph that states it."""
    found: dict[NamedNode, NamedNode] = {}
    for quad in store.quads(None, property_, value):
        subject, graph = quad.subject, quad.graph_name
        if isinstance(subject, NamedNode) and isinstance(graph, NamedNode):
            found.setdefault(subject, graph)
    return found


def described(store: TripleStore, uri: NamedNode) -> bool:
    """Return whether a thing has a class in any release of a store."""
    return next(store.quads(uri, RDF.type, None), None) is not None
