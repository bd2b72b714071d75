"""Linked data over the sample's graph: redirections, formats, descriptions, the dump."""

import gzip
from pathlib import Path

import pytest
import rdflib
from fastapi.testclient import TestClient
from pyoxigraph import NamedNode, RdfFormat, Store
from rdflib.namespace import DCAT, DCTERMS, RDF, VOID

from maillage.api.service import create_app
from maillage.api.settings import Settings
from maillage.graph.home import Home
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names

NAMES = Names()
FORMATS = {
    "text/turtle": ("ttl", "turtle"),
    "application/ld+json": ("jsonld", "json-ld"),
    "application/n-triples": ("nt", "nt"),
    "application/rdf+xml": ("rdf", "xml"),
}


@pytest.fixture(scope="module")
def client(sample_home: Path) -> TestClient:
    return TestClient(create_app(Settings(home=sample_home)), follow_redirects=False)


@pytest.fixture(scope="module")
def store(sample_home: Path) -> TripleStore:
    return TripleStore.read(Home(sample_home).current().graph_path)


@pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated"
)  # rdflib's own use, for JSON-LD
@pytest.mark.parametrize("media", FORMATS)
def test_a_uri_leads_to_the_same_statements_in_every_format(
    client: TestClient, store: TripleStore, media: str
) -> None:
    extension, reader = FORMATS[media]
    there = client.get("/id/bassin/4402", headers={"accept": media})
    assert (there.status_code, there.headers["location"]) == (303, f"/data/bassin/4402.{extension}")
    found = client.get(there.headers["location"])
    assert found.headers["content-type"].startswith(media)
    told = rdflib.Graph().parse(data=found.content, format=reader)
    uri = NAMES.uri("bassin:4402")
    held = list(store.store.quads_for_pattern(uri, None, None, None))
    assert len(held) > 3
    assert len(list(told.predicate_objects(rdflib.URIRef(uri.value)))) == len(held)


def test_a_browser_is_sent_to_the_page(client: TestClient) -> None:
    there = client.get("/id/bassin/4402", headers={"accept": "text/html,*/*;q=0.8"})
    assert (there.status_code, there.headers["location"]) == (303, "/page/bassin/4402")
    page = client.get("/page/bassin/4402")
    assert "Troyes" in page.text and "bassin:4402" in page.text
    assert 'href="/data/bassin/4402.ttl"' in page.text
    assert "<script" not in page.text


def test_a_publishers_uri_is_asked_for_by_name(client: TestClient) -> None:
    for name in ("commune:10387", "http://id.insee.fr/geo/commune/10387"):
        assert "10387" in client.get("/data", params={"uri": name}).text
        assert client.get("/page", params={"uri": name}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/id/bassin/9999", "/id/nowhere/1", "/id/bassin/..%2f..%2fetc", "/data/bassin/4402.exe",
        "/data/bassin/4402", "/page/bassin/9999", "/data?uri=bassin:9999", "/dump/000099.nq.gz",
        "/dump/..%2fkeys.json", "/id/bassin/%3Cscript%3E", "/id/bassin/a%20b",
    ],
)  # fmt: skip
def test_what_is_not_known_is_a_problem_404(client: TestClient, path: str) -> None:
    refused = client.get(path)
    assert refused.status_code == 404
    assert refused.headers["content-type"] == "application/problem+json"


def test_a_text_that_is_no_name_is_a_problem_400(client: TestClient) -> None:
    assert client.get("/data?uri=troyes").status_code == 400
    assert client.get("/data?uri=nope:1").status_code == 400


def test_an_answer_that_the_client_holds_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/data/bassin/4402.ttl")
    again = client.get("/data/bassin/4402.ttl", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/data/bassin/4402.nt", headers={"if-none-match": first.headers["etag"]})
    assert other.status_code == 200


def test_the_data_sets_are_described_with_licence_publisher_and_count(
    client: TestClient, sample_home: Path
) -> None:
    manifest = Home(sample_home).current().manifest()
    void = rdflib.Graph().parse(data=client.get("/void").content, format="turtle")
    dcat = rdflib.Graph().parse(data=client.get("/dcat").content, format="turtle")
    for record in manifest.sources:
        graph = rdflib.URIRef(record.graph)
        assert void.value(graph, VOID.triples) == rdflib.Literal(record.triples)
        assert dcat.value(graph, DCTERMS.license) is not None
        assert dcat.value(graph, DCTERMS.publisher) == rdflib.Literal(record.publisher)
        assert (None, DCAT.dataset, graph) in dcat
    assert dcat.value(predicate=RDF.type, object=DCAT.DataService) is not None


def test_the_dump_holds_every_source_but_the_advertisements(
    client: TestClient, store: TripleStore, sample_home: Path
) -> None:
    there = client.get("/dump/current.nq.gz")
    assert there.status_code == 307
    found = client.get(there.headers["location"])
    assert found.headers["content-type"] == "application/gzip"
    loaded = Store()
    loaded.load(gzip.decompress(found.content), RdfFormat.N_QUADS)
    for record in Home(sample_home).current().manifest().sources:
        graph = NamedNode(record.graph)
        held = sum(1 for _ in loaded.quads_for_pattern(None, None, None, graph))
        assert held == (0 if record.source.startswith("ads-") else store.count(graph)), (
            record.source
        )
    assert client.get(there.headers["location"], headers={"range": "bytes=0-9"}).status_code == 206
