"""What a request may cost before a route sees it: its size, its slowness, how often it comes."""

import asyncio
import hashlib
import secrets
from collections import OrderedDict
from time import monotonic

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from maillage.api.problem import problem_response

_CLIENTS = 10_000  # followed at once; the one that has been silent longest is forgotten
_FREE = {"/health", "/ready", "/metrics"}


class Limited:
    """ASGI middleware: 413 for a body too large, 408 for one that does not come, 429 for too many requests."""

    def __init__(
        self, app: ASGIApp, *, max_body: int, rate: float, burst: float, patience: float = 20.0
    ) -> None:
        """Wrap an application.

        `max_body`: bytes. `rate`: requests a second of one client, on average; 0 for no limit. `burst`:
        how many it may send at once. `patience`: seconds between two pieces of a body.
        """
        self.app = app
        self.max_body = max_body
        self.patience = patience
        self._rate = rate
        self._burst = max(burst, 1.0)
        self._buckets: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._salt = secrets.token_bytes(16)  # an address is never kept as it is

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        wait = self._wait(scope)
        if wait > 0:
            refusal = problem_response(
                429, "trop de requêtes ; réessayer un peu plus tard", {"retry-after": f"{wait:.0f}"}
            )
            await refusal(scope, receive, send)
            return
        declared = next(
            (value for name, value in scope["headers"] if name == b"content-length"), b""
        )
        if declared.isdigit() and int(declared) > self.max_body:
            await problem_response(413, self._too_large())(scope, receive, send)
            return
        await self.app(scope, self._bounded(receive), send)

    def _bounded(self, receive: Receive) -> Receive:
        size, ended = 0, False

        async def bounded() -> Message:
            nonlocal size, ended
            if ended:  # what comes now is the client's going away, whenever that is
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), self.patience)
            except TimeoutError:
                raise HTTPException(408, "le corps de la requête n'arrive pas") from None
            size += len(message.get("body", b""))
            if size > self.max_body:
                raise HTTPException(413, self._too_large())
            ended = not message.get("more_body", False)
            return message

        return bounded

    def _too_large(self) -> str:
        return f"corps de la requête trop grand : {self.max_body} octets au plus"

    def _wait(self, scope: Scope) -> float:
        """Return how many seconds a client must wait; 0: it may go on. A token bucket for each."""
        if not self._rate or scope["path"] in _FREE:
            return 0.0
        address = (scope.get("client") or ("", 0))[0]
        client = hashlib.blake2b(address.encode(), key=self._salt, digest_size=16).digest()
        now = monotonic()
        tokens, since = self._buckets.pop(client, (self._burst, now))
        tokens = min(self._burst, tokens + (now - since) * self._rate)
        wait = 0.0 if tokens >= 1 else max((1 - tokens) / self._rate, 1.0)
        self._buckets[client] = (tokens if wait else tokens - 1, now)
        if len(self._buckets) > _CLIENTS:
            self._buckets.popitem(last=False)
        return wait
