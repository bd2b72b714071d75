"""A bounded, repeatable sample of the instances of a class, described one hop around."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from maillage.ontology.names import STANDARD
from maillage.ontology.terms import RDF

_STRING = STANDARD["xsd"] + "string"


@dataclass(frozen=True, slots=True)
class Sample:
    """Some instances of one class, or all of them where they are few."""

    term: NamedNode  # the class
    focus: tuple[NamedNode, ...]  # the instances kept, by URI
    total: int  # how many instances the store has
    graph: rdflib.Graph  # their descriptions, and the classes of what these link to


def sample_graph(
    store: Store,
    term: NamedNode,
    limit: int,
    seed: int = 0,
    graph: rdflib.Graph | None = None,
) -> Sample:
    """Return at most `limit` instances of `term` with their descriptions, added to `graph` if given.

    Which instances are kept depends on the seed and on their URIs alone: another order in the store,
    or other instances beside them, does not change the draw among the same.
    """
    found = {
        quad.subject.value
        for quad in store.quads_for_pattern(None, RDF.type, term, None)
        if isinstance(quad.subject, NamedNode)
    }
    drawn = found if len(found) <= limit else _draw(found, limit, seed)
    focus = tuple(NamedNode(uri) for uri in sorted(drawn))
    described = rdflib.Graph() if graph is None else graph
    _describe(store, focus, described)
    return Sample(term, focus, len(found), described)


def _draw(uris: Iterable[str], limit: int, seed: int) -> list[str]:
    key = str(seed).encode()[:64]
    return heapq.nsmallest(
        limit, uris, key=lambda uri: blake2b(uri.encode(), digest_size=8, key=key).digest()
    )


def _describe(store: Store, nodes: Iterable[NamedNode], graph: rdflib.Graph) -> None:
    neighbours: set[NamedNode] = set()
    for node in nodes:
        for quad in store.quads_for_pattern(node, None, None, None):
            graph.add(_rdflib(quad.triple))
            if isinstance(quad.object, NamedNode) and quad.predicate != RDF.type:
                neighbours.add(quad.object)
    for neighbour in neighbours:  # `sh:class` needs to know what a link leads to
        for quad in store.quads_for_pattern(neighbour, RDF.type, None, None):
            graph.add(_rdflib(quad.triple))


def _rdflib(triple: Triple) -> tuple[rdflib.term.Node, rdflib.URIRef, rdflib.term.Node]:
    return _node(triple.subject), rdflib.URIRef(triple.predicate.value), _node(triple.object)


def _node(term: object) -> rdflib.term.Node:
    match term:
        case NamedNode():
            return rdflib.URIRef(term.value)
        case BlankNode():
            return rdflib.BNode(term.value)
        case Literal(language=str() as language):
            return rdflib.Literal(term.value, lang=language)
        case Literal(datatype=NamedNode(value=datatype)) if datatype == _STRING:
            return rdflib.Literal(term.value)  # else rdflib holds "a" and "a"^^xsd:string unequal
        case Literal(datatype=NamedNode(value=datatype)):
            # Not normalised: a violation must show the value as the store has it.
            return rdflib.Literal(term.value, datatype=rdflib.URIRef(datatype), normalize=False)
        case _:
            return rdflib.Literal(str(term))  # a quoted triple, which no importer writes
