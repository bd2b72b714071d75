"""What every route goes through: following the pointer, problems, negotiation."""

import shutil
from pathlib import Path
from time import monotonic, sleep

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request

from maillage.api.http_answer import accepted, keep_fields
from maillage.api.problem import Problem
from maillage.api.served_generation import ServedGeneration
from maillage.api.service import create_app
from maillage.api.settings import Settings
from maillage.graph.home import Home


def _asking(accept: str) -> Request:
    return Request({"type": "http", "headers": [(b"accept", accept.encode())]})


def _next_generation(home: Home) -> None:
    with home.draft() as draft:
        shutil.copytree(home.current().path, draft.path, dirs_exist_ok=True)
        home.publish(draft)


def test_health_answers_without_a_graph_and_ready_does_not(tmp_path: Path) -> None:
    client = TestClient(create_app(Settings(home=tmp_path)))
    assert client.get("/health").json() == {"status": "ok"}
    refused = client.get("/ready")
    assert refused.status_code == 503
    assert refused.headers["content-type"] == "application/problem+json"
    assert str(tmp_path) not in refused.text


def test_ready_names_the_generation(sample_home: Path) -> None:
    client = TestClient(create_app(Settings(home=sample_home)))
    assert client.get("/ready").json()["generation"] == Home(sample_home).current().number


def test_an_unknown_address_is_a_problem(sample_home: Path) -> None:
    client = TestClient(create_app(Settings(home=sample_home)))
    found = client.get("/v1/nowhere")
    assert (found.status_code, found.json()["status"]) == (404, 404)


def test_a_new_generation_takes_over_and_the_old_one_still_answers(home: Path) -> None:
    follower = ServedGeneration(Home(home), every=0.0)
    old = follower.get()
    assert old.labour is old.labour
    _next_generation(Home(home))
    limit = monotonic() + 20
    while follower.get() is old and monotonic() < limit:
        sleep(0.01)
    fresh = follower.get()
    assert fresh.number == old.number + 1
    assert fresh._models.keys() == {"labour"}, "what was read of the old one is read of the new"
    assert old.store.query("ASK { ?s ?p ?o }")


def test_a_pointer_that_disappears_leaves_what_is_open_in_service(home: Path) -> None:
    follower = ServedGeneration(Home(home), every=0.0)
    old = follower.get()
    (home / "CURRENT").unlink()
    assert follower.get() is old


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/csv", "text/csv"),
        ("text/*;q=0.5, application/json;q=0.4", "text/csv"),
        ("application/json;q=0, */*", "text/csv"),
        ("text/html, application/json;q=0.9", "application/json"),
        ("text/csv;q=oops, application/json", "application/json"),
    ],
)
def test_the_media_type_liked_best_is_given(header: str, expected: str) -> None:
    assert accepted(_asking(header), ("application/json", "text/csv")) == expected


def test_a_media_type_that_is_not_offered_is_406() -> None:
    with pytest.raises(Problem) as refused:
        accepted(_asking("image/png"), ("application/json",))
    assert refused.value.status == 406


def test_fields_keep_some_of_the_document_and_of_its_rows() -> None:
    document = {"a": 1, "b": 2, "rows": [{"c": 3, "d": 4}]}
    assert keep_fields(document, "a, rows.c") == {"a": 1, "rows": [{"c": 3}]}
    with pytest.raises(Problem) as refused:
        keep_fields(document, "z")
    assert refused.value.status == 400
    assert refused.value.members["known"] == ["a", "b", "rows", "rows.c", "rows.d"]
