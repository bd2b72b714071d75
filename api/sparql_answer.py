"""The answer to a SPARQL query: its result as it comes, or a problem that says why there is none."""

import asyncio
import logging
from contextlib import suppress
from time import monotonic
from typing import TypeVar

from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from maillage.api.catalogues import gettext
from maillage.api.page_language import VARY, language
from maillage.api.sparql_faults import EXPECTED, QueryFailed, problem_of
from maillage.api.sparql_formats import Wanted, charset
from maillage.api.sparql_media import HTML
from maillage.api.sparql_pool import SparqlPool
from maillage.api.sparql_query import RunningQuery
from maillage.api.sparql_request import SparqlRequest

_LOG = logging.getLogger("maillage.service")
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
_GONE = 499  # the client left: nobody reads this status
_Found = TypeVar("_Found")


class StreamedResult(Response):
    """A result sent as it comes, no faster than the client reads. One that breaks off breaks the connection."""

    def __init__(self, query: RunningQuery, media: str, patience: float) -> None:
        """Answer with a query's result; `patience`: seconds in all that the client may let it wait."""
        super().__init__(headers={"vary": "Accept", "cache-control": "no-cache"})
        del self.headers["content-length"]
        self.headers["content-type"] = charset(media)
        if media == HTML:
            self.headers["content-security-policy"] = _POLICY
            self.headers.update({"vary": f"Accept, {VARY}", "content-language": language()})
        self._query = query
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the result; leave it without its end where the query or the client fails."""
        watch = asyncio.create_task(self._watch(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            async for some in self._query.chunks():
                await self._send(send, some)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except QueryFailed as failed:
            # No last chunk: the server closes the connection, and the client sees that the result is cut.
            _LOG.warning("sparql_cut", extra={"fields": {"fault": failed.fault}})
        finally:
            watch.cancel()
            self._query.end()

    async def _send(self, send: Send, some: bytes) -> None:
        began = monotonic()
        try:
            async with asyncio.timeout(self._patience):
                await send({"type": "http.response.body", "body": some, "more_body": True})
        except TimeoutError:
            raise QueryFailed("slow") from None
        self._patience = max(self._patience - (monotonic() - began), 0.0)

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            continue
        self._query.stop("gone")


async def answer_query(
    request: Request, pool: SparqlPool, asked: SparqlRequest, media: Wanted
) -> Response:
    """Return the result of a query, streamed.

    Raises:
        Problem: 400 for a query that cannot be read or run, 403 for what would write or go elsewhere, 406,
            503 for one that takes too much, or comes when too many run.
    """
    begun = asyncio.create_task(_begin(pool, asked, media))
    try:
        found = await _unless_gone(request.receive, begun)
    except QueryFailed as failed:
        if failed.fault not in EXPECTED:
            _LOG.warning("sparql_failed", extra={"fields": {"fault": failed.fault}})
        raise problem_of(failed, asked.timeout, pool.limits.memory) from None
    if found is None:
        return Response(status_code=_GONE)
    query, chosen = found
    return StreamedResult(query, chosen, pool.limits.patience)


async def _begin(pool: SparqlPool, asked: SparqlRequest, media: Wanted) -> tuple[RunningQuery, str]:
    document = {
        "query": asked.query,
        "base": asked.base,
        "default_graphs": list(asked.default_graphs),
        "named_graphs": list(asked.named_graphs),
        "solutions": media.solutions,
        "graph": media.graph,
        "words": _table_words() if HTML in (media.solutions, media.graph) else None,
    }
    query = await RunningQuery.begin(pool, document, asked.timeout)
    try:
        return query, await query.media()
    except BaseException:
        query.end()
        raise


def _table_words() -> dict[str, str]:
    """Return what a table of results says in the language of its reader, as `TableWords` has it."""
    return {
        "lang": language(), "title": gettext("Résultat"), "again": gettext("Poser une autre question"),
        "subject": gettext("sujet"), "predicate": gettext("prédicat"), "object": gettext("objet"),
        "yes": gettext("oui"), "no": gettext("non"), "rows": gettext("Lignes :"),
    }  # fmt: skip


async def _unless_gone(receive: Receive, work: "asyncio.Task[_Found]") -> _Found | None:
    """Return what the work gives, or None where the client left first: the work is cancelled then."""
    gone = asyncio.create_task(_disconnected(receive))
    try:
        await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        gone.cancel()
        if not work.done():
            work.cancel()
    with suppress(asyncio.CancelledError):
        return await work
    return None


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
