"""Codes over HTTP: the document of the command line, kept as bytes, refused where it is none."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from maillage.api.bytes_cache import BytesCache, KeptAnswer
from maillage.api.service import create_app
from maillage.api.settings import Settings

from .conftest import Run


@pytest.fixture(scope="module")
def client(sample_home: Path) -> TestClient:
    return TestClient(create_app(Settings(home=sample_home)))


@pytest.mark.parametrize("code", ["K1304", "RNCP37674", "68066", "bloc:RNCP41012BC02"])
def test_a_code_has_the_document_of_the_command_line(
    client: TestClient, run: Run, sample_home: Path, code: str
) -> None:
    printed = run(sample_home, "resolve", code, "--at", "2026-01-01", "--format", "json")
    found = client.get("/v1/resolve", params={"code": code, "at": "2026-01-01"})
    assert (printed.returncode, found.status_code) == (0, 200)
    assert found.json() == json.loads(printed.stdout)
    assert found.json()["outcome"] == "resolved"


def test_the_second_answer_is_that_of_the_first(client: TestClient) -> None:
    first, second = (client.get("/v1/resolve?code=H2913") for _ in range(2))
    assert (first.content, first.headers["etag"]) == (second.content, second.headers["etag"])


def test_who_holds_an_answer_is_told_so_and_others_still_get_it(client: TestClient) -> None:
    tag = client.get("/v1/resolve?code=H2902").headers["etag"]
    held = client.get("/v1/resolve?code=H2902", headers={"if-none-match": tag})
    assert (held.status_code, held.content, held.headers["etag"]) == (304, b"", tag)
    fresh = client.get("/v1/resolve?code=G1703", headers={"if-none-match": tag})
    assert fresh.status_code == 304, "the tag is that of the generation; the address says the rest"
    assert client.get("/v1/resolve?code=G1703").json()["outcome"] == "resolved"


def test_an_unknown_code_is_a_problem_with_candidates(
    client: TestClient, run: Run, sample_home: Path
) -> None:
    found = client.get("/v1/resolve?code=K1303")
    assert found.status_code == 404
    assert found.headers["content-type"] == "application/problem+json"
    assert found.json()["parameter"] == "code"
    near = [one["curie"] for one in found.json()["candidates"]]
    assert "rome:K1304" in near
    printed = run(sample_home, "resolve", "K1303", "--format", "json")
    assert printed.returncode == 1
    assert [one["curie"] for one in json.loads(printed.stdout)["candidates"]] == near


def test_formats_and_fields_are_those_asked_for(client: TestClient) -> None:
    table = client.get("/v1/resolve?code=K1304", headers={"accept": "text/csv"})
    assert table.text.splitlines()[0] == "part,curie,label,type,status,detail"
    assert client.get("/v1/resolve?code=K1304&fields=outcome").json() == {"outcome": "resolved"}
    assert client.get("/v1/resolve?code=K1304", headers={"accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "code"), ("code=", "code"), ("code=K1304&schem=rome", "schem"),
        ("code=K1304&at=demain", "at"), ("code=K1304&fields=zzz", "fields"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(client: TestClient, query: str, parameter: str) -> None:
    refused = client.get(f"/v1/resolve?{query}")
    assert (refused.status_code, refused.json()["parameter"]) == (400, parameter)


@pytest.mark.parametrize(
    "query", ["code=K1304&scheme=nope", "code=%00", "code=%ff%fe", "code=" + "a" * 400]
)
def test_what_is_no_code_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/v1/resolve?{query}").status_code == 400


@pytest.mark.parametrize("code", ["../../etc/passwd", "rome:../../x", "%2e%2e%2f", "<script>"])
def test_a_path_is_only_an_unknown_code(client: TestClient, code: str) -> None:
    found = client.get("/v1/resolve", params={"code": code})
    assert found.status_code == 404
    assert "Traceback" not in found.text


def test_many_codes_are_answered_in_their_order(client: TestClient) -> None:
    codes = ["K1304", "nope1", "68066"]
    found = client.post("/v1/resolve", json={"codes": codes, "at": "2026-01-01"}).json()["rows"]
    assert [one["outcome"] for one in found] == ["resolved", "unknown", "resolved"]
    single = client.get("/v1/resolve?code=K1304&at=2026-01-01").json()
    assert found[0] == single


def test_a_thousand_codes_are_taken_and_no_more(client: TestClient) -> None:
    codes = [f"RNCP{one}" for one in range(1000)]
    assert len(client.post("/v1/resolve", json={"codes": codes}).json()["rows"]) == 1000
    refused = client.post("/v1/resolve", json={"codes": [*codes, "K1304"]})
    assert (refused.status_code, refused.json()["parameter"]) == (422, "codes")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not json", 422), (b"", 422), (b'{"codes": ["\xff"]}', 400), (b"[" * 100_000, 400),
        (b'{"codes": []}', 422), (b'{"codes": ["a"], "shceme": "rome"}', 422), (b" " * 10_000_000, 413),
        (b'{"codes": ["\\u0000"]}', 400),
    ],
)  # fmt: skip
def test_a_body_that_is_none_is_refused(client: TestClient, body: bytes, status: int) -> None:
    refused = client.post("/v1/resolve", content=body, headers={"content-type": "application/json"})
    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"


def test_the_cache_forgets_what_was_asked_longest_ago() -> None:
    cache = BytesCache(entries=2, size=10)
    for name in "abc":
        cache.put(name, KeptAnswer(200, b"12", {}))
    assert cache.get("a") is None
    assert cache.get("b") is not None
    cache.put("d", KeptAnswer(200, b"123456789", {}))
    assert [cache.get(name) is None for name in "bcd"] == [True, True, False]
