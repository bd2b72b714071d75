"""PROV-O and DCAT statements about the releases that a generation holds."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from maillage.graph.manifest import SourceRecord
from maillage.ontology.names import STANDARD
from maillage.ontology.terms import DCT, MLG, RDF, XSD_DATE

_XSD_DATETIME = NamedNode(STANDARD["xsd"] + "dateTime")
_DATASET = NamedNode(STANDARD["dcat"] + "Dataset")
_VERSION = NamedNode(STANDARD["dcat"] + "version")
_ENTITY = NamedNode(STANDARD["prov"] + "Entity")
_DERIVED = NamedNode(STANDARD["prov"] + "wasDerivedFrom")
_GENERATED = NamedNode(STANDARD["prov"] + "generatedAtTime")
_CHECKSUM = NamedNode(STANDARD["spdx"] + "checksumValue")


def provenance_triples(record: SourceRecord) -> Iterator[Triple]:
    """Yield what is known of one release: who published it, which files, when it was read, by what."""
    graph = NamedNode(record.graph)
    yield Triple(graph, RDF.type, _DATASET)
    yield Triple(graph, RDF.type, _ENTITY)
    yield Triple(graph, DCT.title, Literal(record.title, language="fr"))
    yield Triple(graph, DCT.identifier, Literal(record.source))
    yield Triple(graph, DCT.publisher, Literal(record.publisher))
    yield Triple(graph, DCT.license, _licence(record.licence))
    yield Triple(graph, _VERSION, Literal(record.version))
    if record.issued:
        yield Triple(
            graph, DCT.issued, Literal(record.issued, datatype=_issued_type(record.issued))
        )
    yield Triple(graph, _GENERATED, Literal(record.imported_at, datatype=_XSD_DATETIME))
    yield Triple(graph, MLG.importerVersion, Literal(record.importer))
    yield Triple(graph, MLG.tripleCount, Literal(record.triples))
    yield Triple(graph, MLG.graphChecksum, Literal(record.checksum))
    for file in record.files:
        node = NamedNode(f"urn:sha256:{file.sha256}")
        yield Triple(graph, _DERIVED, node)
        yield Triple(node, RDF.type, _ENTITY)
        yield Triple(node, DCT.title, Literal(file.name))
        yield Triple(node, _CHECKSUM, Literal(file.sha256))


def _licence(licence: str) -> NamedNode | Literal:
    return NamedNode(licence) if licence.startswith("http") else Literal(licence)


def _issued_type(issued: str) -> NamedNode:
    kinds = {4: "gYear", 7: "gYearMonth", 10: "date"}
    kind = kinds.get(len(issued))
    return NamedNode(STANDARD["xsd"] + (kind or "string")) if kind != "date" else XSD_DATE
