"""The reconciliation service over the sample's graph, checked against the specification's JSON schemas."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from maillage.api.service import create_app
from maillage.api.settings import Settings

SCHEMAS = Path(__file__).resolve().parents[2] / "../shared/standards/reconciliation-0.2"
Check = Callable[[str, object], None]
Json = dict[str, Any]


@pytest.fixture(scope="module")
def client(sample_home: Path) -> TestClient:
    return TestClient(create_app(Settings(home=sample_home)))


@pytest.fixture(scope="module")
def check() -> Check:
    """Check a document against one of the specification's schemas; skip where they are absent."""
    if not SCHEMAS.is_dir():
        pytest.skip("the specification's JSON schemas are absent (shared/standards)")
    documents = {path.name: json.loads(path.read_text("utf-8")) for path in SCHEMAS.glob("*.json")}
    resources = [
        (name, Resource.from_contents(document, DRAFT7)) for name, document in documents.items()
    ]
    by_id = [(resource.id() or name, resource) for name, resource in resources]
    registry: Registry[Any] = Registry().with_resources(resources).with_resources(by_id)
    swagger = Resource.from_contents({"definitions": {"securityDefinitions": {}}}, DRAFT7)
    registry = registry.with_resource("http://swagger.io/v2/schema.json", swagger)

    def validate(name: str, document: object) -> None:
        jsonschema.Draft7Validator(documents[f"{name}.json"], registry=registry).validate(document)

    return validate


def _post(client: TestClient, **forms: object) -> Json:
    found = client.post("/reconcile", data={key: json.dumps(one) for key, one in forms.items()})
    assert found.status_code == 200, found.text
    return dict(found.json())


def test_the_manifest_follows_its_schema(client: TestClient, check: Check) -> None:
    manifest = client.get("/reconcile").json()
    check("manifest", manifest)
    assert manifest["versions"] == ["0.2"]
    assert client.post("/reconcile").json() == manifest


def test_a_batch_is_answered_query_by_query(client: TestClient, check: Check) -> None:
    batch = {
        "a": {"query": "Troyes", "type": "territory", "limit": 3},
        "b": {"query": "bassin:4402"},
        "c": {"query": "qwertyuiop zxcvb", "type": "territory"},
    }
    check("reconciliation-query-batch", batch)
    answer = _post(client, queries=batch)
    check("reconciliation-result-batch", answer)
    assert list(answer) == ["a", "b", "c"]
    assert {"bassin:4402"} <= {one["id"] for one in answer["a"]["result"]}
    first = answer["b"]["result"][0]
    assert (first["id"], first["match"]) == ("bassin:4402", True)
    assert answer["c"]["result"] == []
    assert client.get("/reconcile", params={"queries": json.dumps(batch)}).json() == answer


def test_one_candidate_at_most_is_certain(client: TestClient) -> None:
    batch = {str(n): {"query": text} for n, text in enumerate(("Troyes", "soudure", "formation"))}
    for answer in _post(client, queries=batch).values():
        assert sum(one["match"] for one in answer["result"]) <= 1
        scores = [one["score"] for one in answer["result"]]
        assert scores == sorted(scores, reverse=True)


def test_a_property_that_disagrees_lowers_a_candidate(client: TestClient) -> None:
    plain = _post(client, queries={"q": {"query": "bassin:4402"}})["q"]["result"][0]
    asked = {"query": "bassin:4402", "properties": [{"pid": "skos:prefLabel", "v": "Ailleurs"}]}
    lowered = _post(client, queries={"q": asked})["q"]["result"][0]
    assert lowered["features"] == [{"id": "skos:prefLabel", "value": False}]
    assert lowered["score"] < plain["score"] and not lowered["match"]
    agreed = {"query": "bassin:4402", "properties": [{"pid": "skos:prefLabel", "v": plain["name"]}]}
    assert _post(client, queries={"q": agreed})["q"]["result"][0]["match"]


def test_columns_are_added_from_properties(client: TestClient, check: Check) -> None:
    asked = {
        "ids": ["bassin:4402", "commune:10387", "bassin:9999", "no name"],
        "properties": [{"id": "skos:prefLabel"}, {"id": "mlg:population"}, {"id": "mlg:within"}],
    }
    check("data-extension-query", asked)
    answer = _post(client, extend=asked)
    check("data-extension-response", answer)
    assert [one["id"] for one in answer["meta"]] == [
        "skos:prefLabel",
        "mlg:population",
        "mlg:within",
    ]
    assert list(answer["rows"]) == asked["ids"]
    troyes = answer["rows"]["commune:10387"]
    assert troyes["skos:prefLabel"] == [{"str": "Troyes"}]
    assert troyes["mlg:population"][0]["int"] > 0
    assert {"id": "bassin:4402"}.items() <= troyes["mlg:within"][0].items() or len(
        troyes["mlg:within"]
    ) > 1
    assert answer["rows"]["bassin:9999"] == {pid: [] for pid in troyes}
    one = {"ids": ["commune:10387"], "properties": [{"id": "mlg:within", "settings": {"limit": 1}}]}
    assert len(_post(client, extend=one)["rows"]["commune:10387"]["mlg:within"]) == 1


def test_suggestions_follow_their_schemas(client: TestClient, check: Check) -> None:
    entities = client.get("/reconcile/suggest/entity", params={"prefix": "Troy"}).json()
    check("suggest-entities-response", entities)
    assert entities["result"]
    types = client.get("/reconcile/suggest/type", params={"prefix": "métier"}).json()
    check("suggest-types-response", types)
    assert {one["id"] for one in types["result"]} == {"rome", "esco-occupation"}
    properties = client.get("/reconcile/suggest/property", params={"prefix": "population"}).json()
    check("suggest-properties-response", properties)
    assert "mlg:population" in {one["id"] for one in properties["result"]}
    proposed = client.get("/reconcile/properties", params={"type": "territory", "limit": 3}).json()
    check("data-extension-property-proposal", proposed)
    assert len(proposed["properties"]) == 3


def test_a_preview_may_be_framed_and_nothing_else_may(client: TestClient) -> None:
    shown = client.get("/reconcile/preview", params={"id": "bassin:4402"})
    assert "Troyes" in shown.text
    assert "frame-ancestors *" in shown.headers["content-security-policy"]
    assert client.get("/reconcile/preview", params={"id": "bassin:9999"}).status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {"queries": "{"},
        {"queries": "[]"},
        {"queries": '{"q": 3}'},
        {"queries": '{"q": {"query": "a", "type": "nope"}}'},
        {"queries": '{"q": {"query": "a", "type": [1]}}'},
        {"queries": '{"q": {"query": "a", "limit": "many"}}'},
        {"queries": '{"q": {"query": "a", "properties": [{"pid": "x:y", "v": 1}]}}'},
        {"queries": '{"q": {"query": {}}}'},
        {"extend": '{"ids": 3, "properties": []}'},
        {"extend": '{"ids": [], "properties": [{"id": "nope:nope"}]}'},
        {"queries": json.dumps({str(n): {"query": "a"} for n in range(201)})},
    ],
)
def test_what_cannot_be_read_is_a_problem_that_names_the_parameter(
    client: TestClient, form: dict[str, str]
) -> None:
    refused = client.post("/reconcile", data=form)
    assert refused.status_code == 400
    assert refused.json()["parameter"] in {"queries", "extend", "type", "properties"}


def test_a_body_that_is_no_form_is_refused(client: TestClient) -> None:
    assert client.post("/reconcile", content=b"\xff\xfe").status_code == 400


@pytest.mark.real_data
def test_a_column_of_real_job_titles_is_matched_as_openrefine_does(
    official_home: Path, data: Path
) -> None:
    """Ten values a request, as OpenRefine sends them; every fiftieth title, 200 in all."""
    import csv

    path = next((data / "rome" / "4.60").glob("unix_referentiel_appellation_*.csv"))
    with path.open(encoding="utf-8-sig") as file:
        titles = list(csv.DictReader(file))[::50][:200]
    client = TestClient(create_app(Settings(home=official_home)))
    right = certain = wrong = 0
    for start in range(0, len(titles), 10):
        part = titles[start : start + 10]
        batch = {
            f"q{n}": {
                "query": row["libelle_appellation_long"],
                "type": "rome-appellation",
                "limit": 5,
            }
            for n, row in enumerate(part)
        }
        answer = _post(client, queries=batch)
        for n, row in enumerate(part):
            first = answer[f"q{n}"]["result"][0]
            good = first["id"] == f"rome-appellation:{row['code_ogr']}"
            right += good
            certain += first["match"]
            wrong += first["match"] and not good
    assert len(titles) == 200
    assert right >= 195
    assert wrong == 0
    assert certain >= 150
