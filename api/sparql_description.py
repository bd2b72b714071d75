"""What the SPARQL endpoint says of itself.

Source: SPARQL 1.1 Service Description (W3C, 2013).
"""

from collections.abc import Iterator

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    serialize,
)

from maillage.graph.manifest import Manifest
from maillage.ontology.names import STANDARD
from maillage.ontology.terms import DCT, RDF

_PREFIXES = {one: STANDARD[one] for one in ("sd", "void", "dct", "rdf")}
_SHOWN = (
    *(QueryResultsFormat.JSON, QueryResultsFormat.XML, QueryResultsFormat.CSV, QueryResultsFormat.TSV),
    *(RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML, RdfFormat.JSON_LD),
)  # fmt: skip


def describe_service(endpoint: str, manifest: Manifest, form: RdfFormat) -> bytes:
    """Return the description of the service at an address, over one generation."""
    return serialize(_triples(endpoint, manifest), format=form, prefixes=_PREFIXES) or b""


def _triples(endpoint: str, manifest: Manifest) -> Iterator[Triple]:
    service = NamedNode(endpoint)
    dataset, default = BlankNode("dataset"), BlankNode("default")
    yield Triple(service, RDF.type, _sd("Service"))
    yield Triple(service, _sd("endpoint"), service)
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    for shown in _SHOWN:
        yield Triple(service, _sd("resultFormat"), NamedNode(shown.iri))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, RDF.type, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), default)
    yield Triple(default, RDF.type, _sd("Graph"))
    yield Triple(default, NamedNode(STANDARD["void"] + "triples"), Literal(manifest.triples))
    for source in manifest.sources:
        named, graph = BlankNode(), BlankNode()
        yield Triple(dataset, _sd("namedGraph"), named)
        yield Triple(named, RDF.type, _sd("NamedGraph"))
        yield Triple(named, _sd("name"), NamedNode(source.graph))
        yield Triple(named, _sd("graph"), graph)
        yield Triple(graph, RDF.type, _sd("Graph"))
        yield Triple(graph, DCT.title, Literal(source.title, language="fr"))
        yield Triple(graph, NamedNode(STANDARD["void"] + "triples"), Literal(source.triples))


def _sd(name: str) -> NamedNode:
    return NamedNode(STANDARD["sd"] + name)
