"""Codes that were asked before: their bytes are sent before a route is looked for.

Finding the route, and all that FastAPI does around it, costs more than all the rest of a kept answer. What counts,
limits and protects an answer stands outside, so that nothing tells one that took this way from the first.
"""

from datetime import date
from typing import NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send

from maillage.api.bytes_cache import BytesCache, KeptAnswer
from maillage.api.http_answer import is_held
from maillage.api.open_generation import OpenGeneration
from maillage.api.served_generation import ServedGeneration
from maillage.ontology.errors import MaillageError

PATH = "/v1/resolve"


class Asked(NamedTuple):
    """All that an answer of `GET /v1/resolve` depends on, besides its generation."""

    query: bytes
    accept: bytes
    host: bytes  # JSON-LD says where its context is
    scheme: str  # and by which scheme
    today: date


class AnsweredBefore:
    """ASGI middleware: sends what `GET /v1/resolve` has kept."""

    def __init__(self, app: ASGIApp, *, served: ServedGeneration) -> None:
        """Wrap an application over the generation that it serves."""
        self.app = app
        self._served = served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "GET":
            found = self._kept(scope)
            if found is not None:
                scope["route"] = found.route  # for whoever counts
                await for_its_client(found, scope)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _kept(self, scope: Scope) -> KeptAnswer | None:
        try:
            opened = self._served.get()
        except MaillageError:  # the route says it, as all routes do
            return None
        return kept_answers(opened).get(asked_of(scope))


def kept_answers(opened: OpenGeneration) -> BytesCache:
    """Return what a generation has answered, by `Asked`; for the thread of the event loop."""
    return opened.model("resolutions", BytesCache)


def asked_of(scope: Scope) -> Asked:
    """Return what a request asks for."""
    accept, host = (_header(scope, name) for name in (b"accept", b"host"))
    return Asked(scope["query_string"], accept, host, scope["scheme"], date.today())


def for_its_client(found: KeptAnswer, scope: Scope) -> KeptAnswer:
    """Return an answer, without its body for a client that has it."""
    held = _header(scope, b"if-none-match")
    return (
        found.unchanged()
        if held and found.tag and is_held(held.decode("latin-1"), found.tag)
        else found
    )


def _header(scope: Scope, wanted: bytes) -> bytes:
    """Return the first header of a name, b"" where there is none."""
    for name, value in scope["headers"]:
        if name == wanted:
            return bytes(value)
    return b""
