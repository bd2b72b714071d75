"""Codes: the bytes of those asked before are sent, and those of others made, before a route is looked for.

Finding the route, and all that FastAPI does around it, costs more than all the rest of a kept answer. What counts,
limits and protects an answer stands outside, so that nothing tells one that took this way from one of the route.
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from maillage.api.bytes_cache import BytesCache, KeptAnswer
from maillage.api.http_answer import is_held
from maillage.api.open_generation import OpenGeneration
from maillage.api.problem import Problem
from maillage.api.served_generation import ServedGeneration
from maillage.api.warm_steps import CODES
from maillage.ontology.errors import MaillageError

PATH = "/v1/resolve"


class _Counted(NamedTuple):
    path: str


COUNTED = _Counted(PATH)  # what stands for the route where whoever counts looks for it


class Asked(NamedTuple):
    """All that an answer of `GET /v1/resolve` depends on, besides its generation."""

    query: bytes
    accept: bytes
    host: bytes  # JSON-LD says where its context is
    scheme: str  # and by which scheme
    today: date


# What makes an answer of `GET /v1/resolve` on a day; it raises what the route tells.
Make = Callable[[Request, OpenGeneration, date], KeptAnswer]


class AnsweredBefore:
    """ASGI middleware: sends what `GET /v1/resolve` has kept, and what it makes at once."""

    def __init__(self, app: ASGIApp, *, served: ServedGeneration, make: Make) -> None:
        """Wrap an application over the generation that it serves."""
        self.app = app
        self._served = served
        self._make = make

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "GET":
            scope["route"] = COUNTED
            found = self._found(scope)
            if found is not None:
                await for_its_client(found, scope)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _found(self, scope: Scope) -> KeptAnswer | None:
        """Return the answer; None: what is cold or wrong is for the route to read or tell, as all routes do."""
        asked = asked_of(scope)
        try:
            opened = self._served.get()
            kept = kept_answers(opened)
            found = kept.get(asked)
            if found is None and self._served.is_warm(CODES):
                found = self._make(Request(scope), opened, asked.today)
                kept.put(asked, found)
        except (MaillageError, Problem):
            return None
        return found


def kept_answers(opened: OpenGeneration) -> BytesCache:
    """Return what a generation has answered, by `Asked`; for the thread of the event loop."""
    return opened.model("resolutions", BytesCache)


def asked_of(scope: Scope) -> Asked:
    """Return what a request asks for."""
    accept, host = _header(scope, b"accept"), _header(scope, b"host")
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
            return value  # type: ignore[no-any-return]  # the headers of ASGI are bytes
    return b""
