"""The questions over HTTP have the documents of the command line."""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from maillage.api.service import create_app
from maillage.api.settings import Settings

from .conftest import Run

ASKED = [
    ("gap", {"by": "occupation", "top": "5"}),
    ("gap", {"by": "competence", "top": "5"}),
    ("advise", {"actions": "3", "lower": "0.7"}),
    ("portrait", {}),
]
OFFICIAL = [
    ("gap", {"by": "certification", "top": "3"}),
    ("available", {"by": "occupation", "top": "3"}),
    ("insertion", {"by": "domain", "months": "24"}),
    ("advise", {"top": "3"}),
    ("portrait", {}),
]


@pytest.fixture(scope="module")
def client(sample_home: Path) -> TestClient:
    return TestClient(create_app(Settings(home=sample_home)))


def _same(client: TestClient, run: Run, home: Path, name: str, asked: dict[str, str]) -> None:
    options = [part for key, value in asked.items() for part in (f"--{key}", value)]
    printed = run(home, name, "bassin:4402", *options, "--format", "json")
    found = client.get(f"/v1/{name}?{urlencode({'territory': 'bassin:4402', **asked})}")
    assert printed.returncode == 0, printed.stderr
    assert found.status_code == 200, found.text
    assert found.json() == json.loads(printed.stdout)


@pytest.mark.parametrize(("name", "asked"), ASKED)
def test_a_question_has_the_document_of_the_command_line(
    client: TestClient, run: Run, sample_home: Path, name: str, asked: dict[str, str]
) -> None:
    _same(client, run, sample_home, name, asked)


@pytest.mark.real_data
@pytest.mark.parametrize(("name", "asked"), OFFICIAL)
def test_a_question_over_the_official_files_has_the_document_of_the_command_line(
    run: Run, official_home: Path, name: str, asked: dict[str, str]
) -> None:
    client = TestClient(create_app(Settings(home=official_home)))
    _same(client, run, official_home, name, asked)


def test_the_evidence_of_a_row_is_that_of_the_command_line(
    client: TestClient, run: Run, sample_home: Path
) -> None:
    row = client.get("/v1/gap?territory=bassin:4402&top=1").json()["rows"][0]["curie"]
    printed = run(sample_home, "gap", "bassin:4402", "--evidence", row, "--format", "json")
    found = client.get(f"/v1/gap?territory=bassin:4402&evidence={row}")
    assert found.json() == json.loads(printed.stdout)
    assert client.get("/v1/gap?territory=bassin:4402&evidence=rome:Z9999").status_code == 404


def test_needs_without_dated_advertisements_are_a_404(client: TestClient) -> None:
    refused = client.get("/v1/needs?territory=bassin:4402")
    assert (refused.status_code, refused.json()["fault"]) == (404, "NoDatedAdvertisements")


def test_a_named_question_has_the_rows_of_the_command_line(
    client: TestClient, run: Run, sample_home: Path
) -> None:
    printed = run(sample_home, "query", "territory_communes", "territory=bassin:4402", "--format", "json")  # fmt: skip
    found = client.get("/v1/questions/territory_communes?territory=bassin:4402").json()
    assert found["rows"] == json.loads(printed.stdout)
    assert not found["truncated"]
    cut = client.get("/v1/questions/territory_communes?territory=bassin:4402&limit=2").json()
    assert (len(cut["rows"]), cut["truncated"]) == (2, True)
    listed = client.get("/v1/questions").json()["rows"]
    assert "territory_communes" in {one["question"] for one in listed}


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        ("/v1/gap?territory=bassin:4402&by=dragon", 400, "by"),
        ("/v1/gap?territory=bassin:4402&top=0", 422, "top"),
        ("/v1/gap?territory=bassin:4402&limit=5", 400, "limit"),
        ("/v1/gap", 422, "territory"),
        ("/v1/insertion?territory=bassin:4402&months=7", 400, "months"),
        ("/v1/needs?territory=bassin:4402&kind=dragon", 400, "kind"),
        ("/v1/advise?territory=bassin:4402&lower=2", 422, "lower"),
        ("/v1/questions/territory_communes?place=bassin:4402", 400, "place"),
    ],
)
def test_what_is_wrong_is_named(
    client: TestClient, address: str, status: int, parameter: str
) -> None:
    refused = client.get(address)
    assert (refused.status_code, refused.json()["parameter"]) == (status, parameter)


@pytest.mark.parametrize(
    "address",
    [
        "/v1/gap?territory=bassin:0", "/v1/questions/nope", "/v1/questions/..%2ferrors",
        "/v1/perimeters/nope", "/v1/gap?territory=bassin:4402&period=1900",
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_404(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_rows_come_as_a_table_and_with_some_fields_only(client: TestClient) -> None:
    asked = "/v1/gap?territory=bassin:4402&top=3"
    table = client.get(asked, headers={"accept": "text/csv"})
    assert table.text.startswith("uri,curie,label,demand")
    assert len(table.text.splitlines()) == 4
    some = client.get(f"{asked}&fields=territory,rows.curie").json()
    assert set(some) == {"territory", "rows"}
    assert set(some["rows"][0]) == {"curie"}


def test_saved_perimeters_are_listed_and_shown(client: TestClient, run: Run, home: Path) -> None:
    run(home, "perimeter", "save", "nord", "bassin:4402", "--label", "Le nord")
    here = TestClient(create_app(Settings(home=home)))
    listed = run(home, "perimeter", "list", "--format", "json")
    assert here.get("/v1/perimeters").json()["rows"] == json.loads(listed.stdout)
    shown = run(home, "perimeter", "show", "nord", "--format", "json")
    assert here.get("/v1/perimeters/perimeter:nord").json()["rows"] == json.loads(shown.stdout)
    assert client.get("/v1/perimeters").json() == {"rows": []}
