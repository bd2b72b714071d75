"""Labels and texts over HTTP: the answers of the command line, of which nothing is kept."""

import json
import logging
import subprocess
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from maillage.api.service import create_app
from maillage.api.settings import Settings

from .conftest import COMMAND, environment

JSON = {"content-type": "application/json"}
TEXT = {
    "id": "a",
    "title": "Soudeur",
    "text": "Vous soudez au TIG, lisez des plans et travaillez en équipe.",
}


@pytest.fixture(scope="module")
def client(sample_home: Path) -> TestClient:
    return TestClient(create_app(Settings(home=sample_home)))


def _printed(home: Path, typed: str, *arguments: str) -> list[object]:
    done = subprocess.run(
        [*COMMAND, *arguments], env=environment(home), input=typed, capture_output=True, text=True,
        encoding="utf-8", timeout=300, check=True,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_label_has_the_candidates_of_the_command_line(
    client: TestClient, sample_home: Path
) -> None:
    printed = _printed(
        sample_home, "soudeur TIG\naide soignante\n", "link", "--scheme", "rome", "--top", "3"
    )
    body = {"texts": ["soudeur TIG", "aide soignante"], "scheme": "rome", "top": 3}
    assert client.post("/v1/link", json=body).json()["rows"] == printed
    asked = {"text": "soudeur TIG", "scheme": "rome", "top": "3"}
    assert client.get("/v1/link", params=asked).json() == printed[0]


def test_a_text_says_what_the_command_line_says(client: TestClient, sample_home: Path) -> None:
    assert client.post("/v1/extract", json=TEXT).json() == _printed(
        sample_home, json.dumps(TEXT) + "\n", "extract"
    )[0]  # fmt: skip


def test_neither_labels_nor_texts_are_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post("/v1/extract", json={"text": "Madame Lapersonne soude au TIG."})
        client.get("/v1/link", params={"text": "Madame Lapersonne", "scheme": "rome"})
        client.post("/v1/extract", json={"text": ["Madame Lapersonne"]})
        client.get("/v1/search", params={"q": "Lapersonne", "limit": "0"})
    written = [
        f"{one.getMessage()} {vars(one)}"
        for one in caplog.records
        if not one.name.startswith("httpx")
    ]
    assert written != []
    assert [line for line in written if "Lapersonne" in line] == []


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({"texts": ["a"], "scheme": "dragon"}, "scheme"), ({"texts": ["a"]}, "scheme"),
        ({"texts": ["a"], "scheme": "rome", "lang": "it"}, "lang"),
        ({"texts": ["a"], "scheme": "rome", "top": 101}, "top"),
        ({"texts": ["a"] * 1001, "scheme": "rome"}, "texts"),
        ({"texts": ["a" * 5000], "scheme": "rome"}, "texts.0"),
    ],
)  # fmt: skip
def test_a_body_of_another_form_is_refused(
    client: TestClient, body: dict[str, object], parameter: str
) -> None:
    refused = client.post("/v1/link", json=body)
    assert (refused.status_code, refused.json()["parameter"]) == (422, parameter)
    assert "Traceback" not in refused.text


@pytest.mark.parametrize("text", ["", " ", "\u0000", "💥" * 100, "a" * 4096])
def test_any_label_is_answered(client: TestClient, text: str) -> None:
    body = json.dumps({"texts": [text], "scheme": "rome", "top": 1})
    assert client.post("/v1/link", content=body, headers=JSON).status_code == 200


@pytest.mark.parametrize("text", ["", "\u0000\u0001", "x " * 50_000])
def test_any_text_is_answered(client: TestClient, text: str) -> None:
    body = json.dumps({"text": text})
    assert client.post("/v1/extract", content=body, headers=JSON).status_code == 200


def test_half_a_character_is_refused(client: TestClient) -> None:
    refused = client.post("/v1/extract", content='{"text": "\\ud83d seul"}', headers=JSON)
    assert (refused.status_code, refused.json()["parameter"]) == (422, "text")
