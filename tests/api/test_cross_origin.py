"""What is told of other origins is what Starlette's own middleware tells."""

import pytest
from fastapi.testclient import TestClient
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from maillage.api.cross_origin import CrossOrigin

ORIGIN = {"origin": "https://portail.example"}


@pytest.mark.parametrize("origins", [["*"], ["https://portail.example"], []])
@pytest.mark.parametrize("asked", [{}, ORIGIN, {"origin": "https://autre.example"}])
@pytest.mark.parametrize("vary", [(), ("Accept",), ("Accept", "Cookie")])
def test_every_answer_has_the_headers_that_starlette_gives(
    origins: list[str], asked: dict[str, str], vary: tuple[str, ...]
) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        answer = Response("ok", headers={"etag": "1"})
        for one in vary:
            answer.headers.append("vary", one)
        await answer(scope, receive, send)

    ours, theirs = (
        TestClient(made(app, allow_origins=origins)).get("/", headers=asked)
        for made in (CrossOrigin, CORSMiddleware)
    )
    assert sorted(ours.headers.multi_items()) == sorted(theirs.headers.multi_items())
    assert "Origin" in ours.headers.get("vary", "") or origins == ["*"]
