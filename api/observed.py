"""What every request goes through: measures, one line of log, the headers that protect a reader."""

import logging
from functools import cache
from time import perf_counter

from prometheus_client import Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from maillage.api.problem import OURS, problem_response

_LOG = logging.getLogger("maillage.service")
_REQUESTS = Counter("maillage_requests_total", "Requests answered", ("route", "method", "status"))
_SECONDS = Histogram(
    "maillage_request_seconds",
    "Time to the end of an answer",
    ("route",),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
GENERATION = Gauge(
    "maillage_generation", "Number of the generation in service", multiprocess_mode="max"
)
_METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}
_QUIET = {"/health", "/ready", "/metrics"}  # asked every few seconds by whoever watches
_PROTECTIVE = tuple(
    (name.encode(), value.encode())
    for name, value in {
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
        "form-action 'none'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
    }.items()
)


class Observed:
    """ASGI middleware around the whole application. A page that needs more than the strict policy says so."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and count it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status, started = perf_counter(), 500, False

        async def protected(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                status, started = message["status"], True
                headers = message.get("headers", ())
                said = {name for name, _ in headers}
                added = (one for one in _PROTECTIVE if one[0] not in said)
                message["headers"] = [*headers, *added]
            await send(message)

        try:
            await self.app(scope, receive, protected)
        except Exception:  # what nobody foresaw: logged without a value, told without a trace
            _LOG.exception("unforeseen")
            if started:
                raise  # the connection breaks: the client sees that the answer is not whole
            await problem_response(500, OURS[500])(scope, receive, protected)
        finally:
            _count(scope, status, perf_counter() - began)


def _count(scope: Scope, status: int, seconds: float) -> None:
    # The route's own address, never what was asked: a code or a text stays with whoever sent it.
    path = getattr(scope.get("route"), "path", None) or "unknown"
    method = scope["method"] if scope["method"] in _METHODS else "other"
    count, times = _measures(path, method, status)
    count.inc()
    times.observe(seconds)
    if path not in _QUIET:
        fields = {"route": path, "method": method, "status": status, "ms": round(seconds * 1e3, 2)}
        _LOG.info("request", extra={"fields": fields})


@cache  # there are as many as routes, methods and statuses: finding them costs more than counting
def _measures(path: str, method: str, status: int) -> tuple[Counter, Histogram]:
    return _REQUESTS.labels(path, method, status), _SECONDS.labels(path)
