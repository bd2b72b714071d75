"""The data sets that the service offers, as VoID and DCAT describe them: who publishes what, under which licence.

Source: DCAT 3 (W3C, 2024); Describing Linked Datasets with the VoID Vocabulary (W3C, 2011).
"""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from maillage.graph.manifest import Manifest, SourceRecord
from maillage.graph.provenance import provenance_triples
from maillage.ontology.names import STANDARD
from maillage.ontology.terms import DCT, RDF, XSD_DATE

PREFIXES = {
    one: STANDARD[one]
    for one in ("dcat", "void", "dct", "prov", "spdx", "foaf", "mlg", "xsd", "rdf")
}
# Those of which the dump says nothing: the licence of advertisements does not let them be handed on.
WITHHELD = ("ads-",)
_RIGHTS = NamedNode(STANDARD["dct"] + "rights")
_SUMMARY = "La langue commune des métiers, compétences, certifications, formations et territoires"


def dcat_triples(manifest: Manifest, service: str) -> Iterator[Triple]:
    """Yield the catalogue: one data set a release, the whole as a dump and as a SPARQL service.

    `service`: the address under which the service answers, without a final slash.
    """
    catalogue, whole = NamedNode(f"{service}/dcat"), NamedNode(f"{service}/void#maillage")
    yield Triple(catalogue, RDF.type, _dcat("Catalog"))
    yield Triple(catalogue, DCT.title, Literal("Maillage", language="fr"))
    yield Triple(catalogue, DCT.description, Literal(_SUMMARY, language="fr"))
    yield Triple(catalogue, DCT.publisher, Literal("Maillage"))
    yield Triple(catalogue, _dcat("dataset"), whole)
    yield from _whole_triples(manifest, service, whole)
    yield from _dump_triples(manifest, service, whole)
    sparql = NamedNode(f"{service}/sparql#service")
    yield Triple(catalogue, _dcat("service"), sparql)
    yield Triple(sparql, RDF.type, _dcat("DataService"))
    yield Triple(sparql, DCT.title, Literal("SPARQL 1.1", language="en"))
    yield Triple(sparql, _dcat("endpointURL"), NamedNode(f"{service}/sparql"))
    yield Triple(sparql, _dcat("servesDataset"), whole)
    for record in manifest.sources:
        yield Triple(catalogue, _dcat("dataset"), NamedNode(record.graph))
        yield from provenance_triples(record)


def void_triples(manifest: Manifest, service: str) -> Iterator[Triple]:
    """Yield the description of the linked data: where to look things up, how many there are."""
    whole = NamedNode(f"{service}/void#maillage")
    yield Triple(whole, RDF.type, _void("Dataset"))
    yield from _whole_triples(manifest, service, whole)
    yield Triple(whole, _void("triples"), Literal(manifest.triples))
    yield Triple(whole, _void("sparqlEndpoint"), NamedNode(f"{service}/sparql"))
    yield Triple(whole, _void("dataDump"), NamedNode(_dump(manifest, service)))
    yield Triple(whole, _void("uriSpace"), Literal(f"{manifest.base}/id/"))
    yield Triple(whole, _void("uriLookupEndpoint"), NamedNode(f"{service}/data?uri="))
    for used in ("skos", "dct", "prov", "qb", "schema", "org", "dcat", "mlg"):
        yield Triple(whole, _void("vocabulary"), NamedNode(STANDARD[used]))
    for record in manifest.sources:
        yield from _subset_triples(record, whole)


def _whole_triples(manifest: Manifest, service: str, whole: NamedNode) -> Iterator[Triple]:
    yield Triple(whole, RDF.type, _dcat("Dataset"))
    yield Triple(whole, DCT.title, Literal("Maillage : le graphe entier", language="fr"))
    yield Triple(whole, DCT.description, Literal(_SUMMARY, language="fr"))
    yield Triple(whole, DCT.identifier, Literal(f"{manifest.generation:06d}"))
    issued = Literal(manifest.created_at[:10], datatype=XSD_DATE)
    yield Triple(whole, DCT.issued, issued)
    for record in manifest.sources:
        yield Triple(whole, DCT.source, NamedNode(record.graph))
        yield Triple(whole, _RIGHTS, Literal(_rights(record), language="fr"))


def _dump_triples(manifest: Manifest, service: str, whole: NamedNode) -> Iterator[Triple]:
    address = NamedNode(_dump(manifest, service))
    yield Triple(whole, _dcat("distribution"), address)
    yield Triple(address, RDF.type, _dcat("Distribution"))
    yield Triple(address, _dcat("downloadURL"), address)
    yield Triple(address, _dcat("mediaType"), Literal("application/n-quads"))
    yield Triple(address, _dcat("compressFormat"), Literal("application/gzip"))
    withheld = [one.source for one in manifest.sources if one.source.startswith(WITHHELD)]
    if withheld:
        note = f"sans {', '.join(withheld)} : leurs conditions ne permettent pas de les transmettre"
        yield Triple(address, DCT.description, Literal(note, language="fr"))


def _subset_triples(record: SourceRecord, whole: NamedNode) -> Iterator[Triple]:
    graph = NamedNode(record.graph)
    yield Triple(whole, _void("subset"), graph)
    yield Triple(graph, RDF.type, _void("Dataset"))
    yield Triple(graph, _void("triples"), Literal(record.triples))
    yield from provenance_triples(record)


def _rights(record: SourceRecord) -> str:
    issued = f", {record.issued}" if record.issued else ""
    return f"{record.title} ({record.publisher}{issued}) : {record.licence}"


def _dump(manifest: Manifest, service: str) -> str:
    return f"{service}/dump/{manifest.generation:06d}.nq.gz"


def _dcat(name: str) -> NamedNode:
    return NamedNode(STANDARD["dcat"] + name)


def _void(name: str) -> NamedNode:
    return NamedNode(STANDARD["void"] + name)
