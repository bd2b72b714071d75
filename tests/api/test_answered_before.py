"""An answer that is sent before a route is looked for is, to the byte, the one that a route gives."""

import logging
from pathlib import Path
from typing import NamedTuple

import pytest
from fastapi.testclient import TestClient
from prometheus_client import REGISTRY
from starlette.types import Scope

from maillage.api.answered_before import AnsweredBefore, for_its_client
from maillage.api.bytes_cache import KeptAnswer
from maillage.api.served_generation import ServedGeneration
from maillage.api.service import create_app
from maillage.api.settings import Settings

K1304 = "/v1/resolve?code=K1304"
ORIGIN = {"origin": "https://portail.example"}
KEPT = [
    (K1304, {}),
    (K1304, ORIGIN),
    (f"{K1304}&fields=outcome", {}),
    (f"{K1304}&at=2024-06-30", {}),
    ("/v1/resolve?code=K1303", {}),  # 404
    ("/v1/resolve?code=K1303", ORIGIN),
    (K1304, {"accept": "text/csv"}),
    (K1304, {"accept": "application/ld+json", **ORIGIN}),
    (K1304, {"accept": "application/ld+json", "host": "autre.example"}),
    (K1304, {"if-none-match": "*"}),  # 304
    (K1304, {"if-none-match": '"another"', **ORIGIN}),
]
NOT_KEPT = [
    ("/v1/resolve", {}),
    (f"{K1304}&schem=rome", ORIGIN),
    (K1304, {"accept": "image/png"}),
    (f"{K1304}&at=demain", {}),
]


class Whole(NamedTuple):
    """All of an answer."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@pytest.fixture
def routed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the route answers, appended to."""
    found: list[str] = []

    def counted(answer: KeptAnswer, scope: Scope) -> KeptAnswer:
        found.append("by its route")
        return for_its_client(answer, scope)

    monkeypatch.setattr("maillage.api.route_resolve.for_its_client", counted)
    return found


def _client(home: Path, **settings: object) -> TestClient:
    return TestClient(create_app(Settings(home=home, warm=False, **settings)))  # type: ignore[arg-type]


def _whole(client: TestClient, method: str, address: str, headers: dict[str, str]) -> Whole:
    found = client.request(method, address, headers=headers)
    return Whole(found.status_code, found.headers.multi_items(), found.content)


@pytest.mark.parametrize(("address", "headers"), KEPT)
def test_a_kept_answer_is_that_of_its_route(
    sample_home: Path, routed: list[str], address: str, headers: dict[str, str]
) -> None:
    client = _client(sample_home)
    by_route = _whole(client, "GET", address, headers)
    assert routed == ["by its route"]
    before = _whole(client, "GET", address, headers)
    assert len(routed) == 1, "no route was looked for"
    assert before == by_route
    said = dict(before.headers)
    assert ("access-control-allow-origin" in said) == ("origin" in headers)
    assert said["x-content-type-options"] == "nosniff"


def test_who_holds_the_very_answer_is_told_so_by_both(sample_home: Path, routed: list[str]) -> None:
    tag = _client(sample_home).get(K1304).headers["etag"]
    for held in (tag, f"W/{tag}", f'"other", {tag}'):
        routed.clear()
        client = _client(sample_home)
        asked = {"if-none-match": held}
        by_route, before = (_whole(client, "GET", K1304, asked) for _ in range(2))
        assert len(routed) == 1
        assert (before.status, before.body) == (304, b"")
        assert before == by_route


@pytest.mark.parametrize(("address", "headers"), [*KEPT, *NOT_KEPT])
def test_once_codes_are_read_an_answer_is_made_as_its_route_makes_it(
    sample_home: Path,
    routed: list[str],
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    headers: dict[str, str],
) -> None:
    by_route = _whole(_client(sample_home), "GET", address, headers)
    routed.clear()
    monkeypatch.setattr(ServedGeneration, "is_warm", lambda *_: True)
    client = _client(sample_home)
    assert [_whole(client, "GET", address, headers) for _ in range(2)] == [by_route, by_route]
    assert not routed, "a route answered"


@pytest.mark.parametrize(("address", "headers"), NOT_KEPT)
def test_a_refusal_is_made_each_time(
    sample_home: Path, address: str, headers: dict[str, str]
) -> None:
    client = _client(sample_home)
    first, second = (_whole(client, "GET", address, headers) for _ in range(2))
    assert first.status in {400, 406}
    assert first == second


def test_other_methods_go_to_their_route(
    sample_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = _client(sample_home)
    client.get(K1304)
    asked = {**ORIGIN, "access-control-request-method": "GET"}
    methods = ("HEAD", "DELETE", "OPTIONS")
    found = [_whole(client, one, K1304, asked) for one in methods]
    monkeypatch.setattr(AnsweredBefore, "_found", lambda *_: None)
    assert found == [_whole(client, one, K1304, asked) for one in methods]


def test_a_kept_answer_is_limited_counted_and_logged(
    sample_home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    labels = {"route": "/v1/resolve", "method": "GET", "status": "200"}
    counted = REGISTRY.get_sample_value("maillage_requests_total", labels) or 0.0
    client = _client(sample_home, rate=0.5)  # two at once
    with caplog.at_level(logging.INFO, "maillage.service"):
        assert [client.get(K1304).status_code for _ in range(3)] == [200, 200, 429]
    assert REGISTRY.get_sample_value("maillage_requests_total", labels) == counted + 2
    routes = [one.fields["route"] for one in caplog.records if hasattr(one, "fields")]
    assert routes == ["/v1/resolve", "/v1/resolve", "unknown"]


def test_without_a_generation_the_route_says_it(tmp_path: Path) -> None:
    refused = _client(tmp_path).get(K1304)
    assert refused.status_code == 503
    assert refused.headers["content-type"] == "application/problem+json"
