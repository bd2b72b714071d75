"""The media types that results may be written in."""

from collections.abc import Mapping

from pyoxigraph import QueryResultsFormat, RdfFormat

HTML = "text/html"

# The first is what a client gets that has no preference. HTML is a table or a page, for people.
SOLUTIONS: Mapping[str, QueryResultsFormat | None] = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
    "text/xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
    HTML: None,
}
GRAPHS: Mapping[str, RdfFormat | None] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/plain": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/xml": RdfFormat.RDF_XML,
    "text/xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/json": RdfFormat.JSON_LD,
    HTML: None,
}
