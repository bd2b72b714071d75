"""One query while it runs: its result within its time, and its process given back, or killed."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from time import monotonic

from maillage.api.sparql_faults import QueryFailed
from maillage.api.sparql_frames import Kind
from maillage.api.sparql_pool import Busy, SparqlPool
from maillage.api.sparql_process import ProcessLost, SparqlProcess

_POLITE = 3.0  # seconds after which a query yields to all others; its process is not kept, as it cannot go back
_GRACE = 10.0  # seconds after which the process ends by itself, had the service died


class RunningQuery:
    """A query in its process. Whoever begins it must call `end`, whatever happens."""

    def __init__(self, pool: SparqlPool, process: SparqlProcess, timeout: float) -> None:
        """Hold a process that was taken for a query; `timeout`: seconds of computing."""
        self._pool = pool
        self._process = process
        self._left = timeout
        self._long = False
        self._polite = False
        self._whole = False
        self._ended = False
        self._stopped = ""
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(pool.limits.quantum, self._lengthen)

    @classmethod
    async def begin(
        cls, pool: SparqlPool, asked: Mapping[str, object], timeout: float
    ) -> "RunningQuery":
        """Take a process and send it a query, see `sparql_worker.run`.

        Raises:
            QueryFailed: there is no place, or the graph cannot be opened.
        """
        try:
            process = await pool.take()
        except Busy:
            raise QueryFailed("busy") from None
        except ProcessLost as lost:
            raise QueryFailed(lost.fault) from None
        query = cls(pool, process, timeout)
        lasts = timeout + pool.limits.patience + _GRACE
        try:
            await process.ask({**asked, "timeout": lasts})
        except ProcessLost as lost:
            query.end()
            raise QueryFailed(lost.fault) from None
        except BaseException:
            query.end()
            raise
        return query

    async def media(self) -> str:
        """Return the media type of the result, once the first of it is there; raises QueryFailed."""
        kind, payload = await self._next()
        found = json.loads(payload)
        if kind is Kind.HEADER:
            return str(found["media"])
        self._whole = True  # refused: the process is fit for the next one
        raise QueryFailed(found.pop("fault"), found)

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the bytes of the result as they come; raises QueryFailed where it breaks off."""
        while True:
            kind, payload = await self._next()
            if kind is Kind.END:
                self._whole = True
                return
            if kind is Kind.FAULT:
                self._whole = True
                found = json.loads(payload)
                raise QueryFailed(found.pop("fault"), found)
            yield payload

    def stop(self, fault: str) -> None:
        """Kill the query; who awaits its result hears of that fault."""
        if not self._ended:
            self._stopped = self._stopped or fault
            self._process.kill()

    def end(self) -> None:
        """Give the place back; the process too, or kill it where its answer is not whole."""
        if self._ended:
            return
        self._ended = True
        self._timer.cancel()
        if self._whole and not self._polite:
            self._pool.put(self._process)
        else:
            self._pool.discard(self._process)
        self._pool.leave(long=self._long)

    def __del__(self) -> None:
        """Free the process of a result that nobody came to send."""
        self.end()

    async def _next(self) -> tuple[Kind, bytes]:
        began = monotonic()
        try:
            async with asyncio.timeout(max(self._left, 0.0)):
                return await self._process.hear()
        except TimeoutError:
            raise QueryFailed("time") from None
        except ProcessLost as lost:
            raise QueryFailed(self._stopped or lost.fault) from None
        finally:
            self._left -= monotonic() - began

    def _lengthen(self) -> None:
        if self._pool.lengthen():
            self._long = True
            later = max(_POLITE - self._pool.limits.quantum, 0.0)
            self._timer = asyncio.get_running_loop().call_later(later, self._yield)
        else:
            self.stop("crowded")

    def _yield(self) -> None:
        self._polite = True
        self._process.make_polite()
