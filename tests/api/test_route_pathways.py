"""Pathways over HTTP: the documents of the command line, and no file of the machine."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from maillage.api.service import create_app
from maillage.api.settings import Settings

from .conftest import Run


@pytest.fixture(scope="module")
def client(sample_home: Path) -> TestClient:
    return TestClient(create_app(Settings(home=sample_home)))


def _some_occupation(client: TestClient) -> str:
    found = client.get("/v1/search", params={"q": "a", "type": "Occupation", "limit": 1}).json()
    return str(found["rows"][0]["curie"])


def test_near_is_what_the_command_line_says(
    client: TestClient, run: Run, sample_home: Path
) -> None:
    start = _some_occupation(client)
    told = run(sample_home, "near", start, "--top", "5", "--format", "json")
    assert told.returncode == 0, told.stderr
    found = client.get("/v1/near", params={"from": start, "top": 5})
    assert found.status_code == 200, found.text
    assert found.json() == json.loads(told.stdout)


def test_path_cores_and_bridges_answer(client: TestClient) -> None:
    start = _some_occupation(client)
    assert client.get("/v1/path", params={"from": start}).status_code == 200
    assert "families" in client.get("/v1/cores").json()
    for by in ("competences", "certifications"):
        assert "rows" in client.get("/v1/bridges", params={"by": by}).json()


def test_a_start_is_never_read_as_a_file(client: TestClient, tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text('{"name": "confidential"}', "utf-8")
    refused = client.get("/v1/near", params={"from": str(secret)})
    assert refused.status_code == 404
    assert "confidential" not in refused.text and "profil" not in refused.text.casefold()


def test_an_unknown_occupation_is_404_and_a_document_that_is_no_profile_400(
    client: TestClient,
) -> None:
    assert client.get("/v1/near", params={"from": "rome:Z9999"}).status_code == 404
    assert client.post("/v1/near", json={"type": "Person"}).status_code == 400
    assert client.post("/v1/near", json=[1]).status_code == 422


def test_an_unknown_competence_has_no_reach(client: TestClient) -> None:
    assert client.get("/v1/reach", params={"competence": "rome-competence:0"}).status_code in {
        400,
        404,
    }
