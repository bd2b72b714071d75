"""Concepts over HTTP: lists without end, one concept whole, the same statements as RDF."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from fastapi.testclient import TestClient
from pyoxigraph import RdfFormat, parse

from maillage.api.service import create_app
from maillage.api.settings import Settings
from maillage.graph.home import Home
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names


@pytest.fixture(scope="module")
def client(sample_home: Path) -> TestClient:
    return TestClient(create_app(Settings(home=sample_home)))


def _pages(client: TestClient, address: str) -> Iterator[list[str]]:
    cursor = ""
    while True:
        page = client.get(f"{address}{cursor}").json()
        yield [row["curie"] for row in page["rows"]]
        if page["next"] is None:
            return
        cursor = f"&cursor={page['next']}"


def test_pages_hold_every_concept_once_in_order(client: TestClient) -> None:
    pages = list(_pages(client, "/v1/concepts?scheme=rome&limit=10"))
    curies = [curie for page in pages for curie in page]
    assert [len(page) for page in pages] == [10, 10, 10, 3]
    assert curies == sorted(set(curies))
    whole = client.get("/v1/concepts?scheme=rome&limit=1000").json()
    assert ([row["curie"] for row in whole["rows"]], whole["total"]) == (curies, 33)


@pytest.mark.parametrize("cursor", ["zzz", "!!!", "W10", "é"])
def test_a_cursor_that_is_none_is_refused(client: TestClient, cursor: str) -> None:
    refused = client.get("/v1/concepts", params={"scheme": "rome", "cursor": cursor})
    assert (refused.status_code, refused.json()["parameter"]) == (400, "cursor")


def test_a_cursor_of_another_list_is_refused(client: TestClient) -> None:
    cursor = client.get("/v1/concepts?scheme=rome&limit=2").json()["next"]
    refused = client.get(f"/v1/concepts?scheme=bloc&cursor={cursor}")
    assert (refused.status_code, refused.json()["parameter"]) == (400, "cursor")


def test_an_unknown_scheme_names_those_that_there_are(client: TestClient) -> None:
    refused = client.get("/v1/concepts?scheme=nope")
    assert refused.status_code == 404
    assert {"rome", "regional", "commune"} <= set(refused.json()["known"])


def test_a_concept_says_all_that_it_is_linked_to(client: TestClient) -> None:
    found = client.get("/v1/concepts/regional:1608").json()
    assert found["labels"]["de"] == "Ein Informationssystem absichern"
    assert (found["status"], found["release"]["source"]) == ("active", "regional")
    assert found["broader"] != []
    assert {one["source"] for one in found["mappings"]} == {"regional"}
    for relation in found["relations"]:
        listed = client.get(relation["all"]).json()
        assert listed["total"] == relation["count"], relation["relation"]
        assert [one["curie"] for one in relation["items"]] == [
            row["curie"] for row in listed["rows"]
        ][:10]
        assert relation["label"], relation["relation"]


def test_a_relation_is_paged_like_a_list(client: TestClient) -> None:
    address = "/v1/concepts/rome:K1304/relations?relation=mlg:requires&limit=2"
    pages = [curie for page in _pages(client, address) for curie in page]
    whole = client.get("/v1/concepts/rome:K1304/relations?relation=mlg:requires&limit=1000").json()
    assert pages == [row["curie"] for row in whole["rows"]]
    assert len(pages) == whole["total"] > 2


def test_a_concept_is_found_by_its_uri_too(client: TestClient) -> None:
    by_curie = client.get("/v1/concepts/rome:K1304").json()
    assert client.get("/v1/concepts/https://w3id.org/maillage/id/rome/K1304").json() == by_curie


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/v1/concepts/rome:Z9999", 404), ("/v1/concepts/nothing", 400), ("/v1/concepts/nope:1", 404),
        ("/v1/concepts/..%2f..%2fetc%2fpasswd", 400), ("/v1/concepts/rome:K1304?lang=fr", 400),
        ("/v1/concepts?scheme=rome&limit=0", 422), ("/v1/concepts?scheme=rome&limit=1001", 422),
        ("/v1/concepts/rome:K1304/relations?relation=nope:x", 400), ("/v1/concepts/rome:%00", 400),
        ("/v1/concepts/rome:K1304/relations?relation=skos:broader&direction=up", 422),
    ],
)  # fmt: skip
def test_what_is_wrong_is_a_problem(client: TestClient, address: str, status: int) -> None:
    refused = client.get(address)
    assert refused.status_code == status, refused.text
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated"
)  # rdflib's own use, for JSON-LD
@pytest.mark.parametrize(
    "address",
    [
        "/v1/concepts/regional:1608", "/v1/concepts/rome:K1304", "/v1/concepts/rncp:37674",
        "/v1/concepts/commune:68066", "/v1/concepts?scheme=bloc&limit=30", "/v1/search?q=soudeur",
        "/v1/resolve?code=bassin:4402", "/v1/concepts/rome:K1304/relations?relation=mlg:requires",
    ],
)  # fmt: skip
def test_json_ld_states_what_the_store_states(
    client: TestClient, sample_home: Path, address: str
) -> None:
    text = client.get(address, headers={"accept": "application/ld+json"})
    assert text.headers["content-type"].startswith("application/ld+json")
    document = text.json()
    assert document["@context"] == "http://testserver/context.jsonld"
    document["@context"] = client.get("/context.jsonld").json()["@context"]
    read = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    store = TripleStore.read(Home(sample_home).current().graph_path).store
    stated = 0
    subjects = set()
    for triple in parse(read.serialize(format="nt").encode(), format=RdfFormat.N_TRIPLES):
        subjects.add(triple.subject)
        stated += 1
        found = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        assert next(iter(found), None) is not None, triple
    kept = {
        (quad.subject, quad.predicate, quad.object)
        for subject in subjects
        for quad in store.quads_for_pattern(subject, None, None, None)
    }
    assert stated == len(kept) > 3


def test_the_context_is_that_of_the_base(client: TestClient) -> None:
    context = client.get("/context.jsonld").json()["@context"]
    assert context["rome"] == Names().prefixes["rome"]
