"""What a request may cost, and what every answer carries, over a small application of our own."""

import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from prometheus_client import REGISTRY

from maillage.api.limited import Limited
from maillage.api.observed import Observed
from maillage.api.problem import add_problem_handlers
from maillage.api.service_log import JsonLines

LARGEST = 100


def _app(rate: float = 0.0, burst: float = 1.0, patience: float = 20.0) -> FastAPI:
    app = FastAPI()
    add_problem_handlers(app)
    app.add_middleware(Limited, max_body=LARGEST, rate=rate, burst=burst, patience=patience)
    app.add_middleware(Observed)

    @app.post("/size")
    async def size(request: Request) -> int:
        return len(await request.body())

    @app.post("/model")
    def model(body: dict[str, str]) -> int:
        return len(body)

    @app.get("/broken/{word}")
    def broken(word: str) -> str:
        raise KeyError(word)

    @app.get("/health")
    def health() -> str:
        return "ok"

    return app


def _pieces() -> Iterator[bytes]:
    for _ in range(3):
        yield b"x" * 50


def test_a_body_of_the_largest_size_passes() -> None:
    assert TestClient(_app()).post("/size", content=b"x" * LARGEST).json() == LARGEST


@pytest.mark.parametrize("path", ["/size", "/model"])
def test_a_larger_body_is_413_whether_its_length_is_told_or_not(path: str) -> None:
    client = TestClient(_app())
    for content in (b"x" * (LARGEST + 1), _pieces()):
        refused = client.post(path, content=content)
        assert refused.status_code == 413
        assert refused.headers["content-type"] == "application/problem+json"


def test_a_body_that_does_not_come_is_408() -> None:
    async def ask() -> list[dict[str, object]]:
        sent: list[dict[str, object]] = []

        async def receive() -> dict[str, object]:
            await asyncio.sleep(5)
            return {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            sent.append(message)

        scope = {
            "type": "http", "method": "POST", "path": "/size", "raw_path": b"/size", "query_string": b"",
            "headers": [], "client": ("127.0.0.1", 1), "server": ("test", 80), "scheme": "http",
            "http_version": "1.1", "root_path": "",
        }  # fmt: skip
        await _app(patience=0.05)(scope, receive, send)  # type: ignore[arg-type]
        return sent

    # In a thread of its own: a browser that other tests share keeps a loop in this one.
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(lambda: asyncio.run(ask())).result()
    assert sent[0]["status"] == 408


def test_too_many_requests_wait_and_a_probe_never_does() -> None:
    client = TestClient(_app(rate=0.01, burst=2.0))
    found = [client.post("/size", content=b"") for _ in range(3)]
    assert [one.status_code for one in found] == [200, 200, 429]
    assert int(found[-1].headers["retry-after"]) > 90
    assert client.get("/health").status_code == 200


def test_every_answer_carries_the_headers_that_protect() -> None:
    client = TestClient(_app(), raise_server_exceptions=False)
    for found in (client.get("/health"), client.get("/nowhere"), client.get("/broken/x")):
        assert found.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in found.headers["content-security-policy"]


def test_an_unforeseen_fault_is_a_problem_without_a_trace_and_its_value_is_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = TestClient(_app(), raise_server_exceptions=False)
    with caplog.at_level(logging.INFO, "maillage.service"):
        found = client.get("/broken/jean.dupont")
    assert (found.status_code, found.json()["status"]) == (500, 500)
    assert "KeyError" not in found.text and "dupont" not in found.text
    lines = [JsonLines().format(record) for record in caplog.records]
    assert any('"fault": "KeyError"' in line for line in lines)
    assert any('"route": "/broken/{word}"' in line for line in lines)
    assert not any("dupont" in line for line in lines)


def test_measures_name_the_route_and_not_what_was_asked() -> None:
    client = TestClient(_app(), raise_server_exceptions=False)
    labels = {"route": "/broken/{word}", "method": "GET", "status": "500"}
    before = REGISTRY.get_sample_value("maillage_requests_total", labels) or 0.0
    client.get("/broken/secret")
    assert REGISTRY.get_sample_value("maillage_requests_total", labels) == before + 1
