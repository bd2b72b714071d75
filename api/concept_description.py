"""What the graph says of one thing, as triples that stand by themselves."""

from collections.abc import Iterator
from itertools import islice

from pyoxigraph import NamedNode, Triple

from maillage.graph.triple_store import TripleStore
from maillage.ontology.terms import SKOS

INCOMING = 500  # statements about others that name the thing: a region is named by thousands


def concept_triples(store: TripleStore, uri: NamedNode) -> Iterator[Triple]:
    """Yield the statements about a thing, those that name it, and the labels of what they speak of.

    Of those that name it, the first `INCOMING`. Nothing where the graph does not know it.
    """
    quads = store.store.quads_for_pattern
    own = {Triple(one.subject, one.predicate, one.object) for one in quads(uri, None, None, None)}
    named = {
        Triple(one.subject, one.predicate, one.object)
        for one in islice(quads(None, None, uri, None), INCOMING)
    }
    yield from own
    yield from named - own
    others = {one.object for one in own} | {one.subject for one in named} - {uri}
    for other in others:
        if isinstance(other, NamedNode):
            for quad in quads(other, SKOS.prefLabel, None, None):
                yield Triple(quad.subject, quad.predicate, quad.object)


def graphs_of(store: TripleStore, uri: NamedNode) -> list[NamedNode]:
    """Return the named graphs that speak of a thing as a subject, sorted."""
    quads = store.store.quads_for_pattern(uri, None, None, None)
    found = {quad.graph_name for quad in quads if isinstance(quad.graph_name, NamedNode)}
    return sorted(found, key=lambda graph: graph.value)
