"""What every route goes through: following the pointer, problems, negotiation."""

import gc
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from weakref import ref

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request

from maillage.api.http_answer import accepted, keep_fields
from maillage.api.open_generation import OpenGeneration
from maillage.api.problem import Problem
from maillage.api.served_generation import ServedGeneration
from maillage.api.service import create_app
from maillage.api.settings import Settings
from maillage.api.warm_steps import STEPS, Steps
from maillage.api.warm_up import WarmUp
from maillage.graph.errors import NoGeneration
from maillage.graph.home import Home

from .sparql_serving import publish

_LACKING = (
    "available",
    "insertion",
)  # the sample has no job seekers, and nothing of what follows a training


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
    found = client.get("/ready").json()
    assert found["generation"] == Home(sample_home).current().number
    assert "warm" not in found, (
        "nothing is read before it is asked for unless the service is started"
    )


def test_ready_tells_what_is_warm_and_the_service_answers_meanwhile(sample_home: Path) -> None:
    with TestClient(create_app(Settings(home=sample_home))) as client:
        assert client.get("/health").status_code == 200
        assert client.get("/v1/resolve?code=rome:N1101").status_code == 200
        _wait(lambda: not client.get("/ready").json()["cold"])
        found = client.get("/ready").json()
        assert set(found["warm"]) == set(STEPS) - set(_LACKING)
        assert found["missing"] == list(_LACKING)


def test_the_service_reads_nothing_ahead_where_it_is_told_not_to(sample_home: Path) -> None:
    with TestClient(create_app(Settings(home=sample_home, warm=False))) as client:
        assert "warm" not in client.get("/ready").json()


def test_an_unknown_address_is_a_problem(sample_home: Path) -> None:
    client = TestClient(create_app(Settings(home=sample_home)))
    found = client.get("/v1/nowhere")
    assert (found.status_code, found.json()["status"]) == (404, 404)


def test_a_new_generation_takes_over_and_the_old_one_still_answers(home: Path) -> None:
    follower = ServedGeneration(Home(home), every=0.0)
    old = follower.get()
    _next_generation(Home(home))
    fresh = _taken_over(follower, old)
    assert fresh.number == old.number + 1
    assert not fresh._models, "nobody asked to read before being asked"
    assert old.store.query("ASK { ?s ?p ?o }")


def test_once_started_a_generation_is_warm_before_it_takes_over(home: Path) -> None:
    follower = ServedGeneration(Home(home), every=0.0, last=0.01)
    follower.start()
    old = follower.get()
    first = follower.warm_up
    assert first is not None
    _wait(lambda: not first.cold)
    assert first.missing == _LACKING
    _next_generation(Home(home))
    fresh = _taken_over(follower, old)
    assert fresh._models.keys() >= {"labour", "pathways", "linker", "extractor"}
    assert follower.warm_up is not None and follower.warm_up is not first
    assert not follower.warm_up.cold
    follower.stop()


def test_a_service_without_a_graph_starts_and_one_that_stops_reads_no_more(tmp_path: Path) -> None:
    follower = ServedGeneration(Home(tmp_path))
    follower.start()
    follower.stop()
    assert follower.warm_up is None


def test_a_model_that_is_missing_or_broken_leaves_the_others_warm(tmp_path: Path) -> None:
    def broken(opened: OpenGeneration) -> None:
        raise KeyError("nobody foresaw this")

    def absent(opened: OpenGeneration) -> None:
        raise NoGeneration(tmp_path)

    steps: Steps = {"broken": broken, "absent": absent, "last": lambda opened: None}
    publish(tmp_path, {})
    found = WarmUp(OpenGeneration(Home(tmp_path).current(), tmp_path), steps)
    assert found.cold == ("broken", "absent", "last")
    interval = sys.getswitchinterval()
    found.run(Event())
    assert [*found.missing] == ["broken", "absent"]
    assert [*found.warm] == ["last"]
    assert not found.cold
    assert gc.isenabled() and sys.getswitchinterval() == interval


def test_what_a_step_or_a_request_leaves_meanwhile_is_not_kept_with_what_is_read(
    tmp_path: Path,
) -> None:
    class Ring:
        def __init__(self) -> None:
            self.itself = self

    left = []

    def leaving(opened: OpenGeneration) -> None:
        left.append(ref(Ring()))

    publish(tmp_path, {})
    steps: Steps = {"leaving": leaving}
    WarmUp(OpenGeneration(Home(tmp_path).current(), tmp_path), steps).run(Event())
    assert left[0]() is None


def test_who_asks_for_a_model_does_not_wait_for_another(sample_home: Path) -> None:
    opened = OpenGeneration(Home(sample_home).current(), sample_home)
    going_on, done = Event(), Event()

    def slow() -> str:
        going_on.set()
        done.wait(20)
        return "slow"

    thread = Thread(target=opened.model, args=("slow", slow))
    thread.start()
    going_on.wait(20)
    assert opened.model("quick", lambda: "quick") == "quick"
    done.set()
    thread.join(20)
    assert opened.model("slow", lambda: "again") == "slow"


def _wait(true: Callable[[], bool]) -> None:
    limit = monotonic() + 60
    while not true() and monotonic() < limit:
        sleep(0.01)


def _taken_over(follower: ServedGeneration, old: OpenGeneration) -> OpenGeneration:
    _wait(lambda: follower.get() is not old)
    return follower.get()


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
