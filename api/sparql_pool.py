"""The processes that run queries over one generation: who gets one, for how long, and what replaces those killed.

Two lanes. Every query begins in the short one; one that lasts moves to the long one, where it yields to all
others, and its place goes to the next. Where the long lane is full, it is stopped and may be sent again later.
So a short query waits for short ones only, whatever heavy ones there are.
"""

import asyncio
import contextlib
import os
import threading
import weakref
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from maillage.api.free_memory import query_room
from maillage.api.settings import Settings
from maillage.api.sparql_process import ProcessLost, SparqlProcess

_LEAST = 64  # megabytes without which hardly any query ends


@dataclass(frozen=True, slots=True)
class SparqlLimits:
    """What queries may take."""

    short: int  # queries at once that have just begun
    long: int  # queries at once that last
    timeout: float = 30.0  # seconds of computing
    patience: float = 60.0  # seconds in all that a client may let its result wait
    memory: int = 1024  # megabytes a query
    quantum: float = 1.0  # seconds after which a query is a long one
    waiting: int = 64  # queries that wait for a place
    wait: float = 10.0  # seconds that one waits

    @classmethod
    def of(cls, settings: Settings) -> "SparqlLimits":
        """Return the limits that the settings and the machine give to one process of the service.

        All queries together stay within the room that there is for them: there are fewer at once, and they get less
        memory each where it would not do for two, one in each lane.
        """
        room = settings.sparql_room or query_room()
        memory = max(min(settings.sparql_memory, room // 2), _LEAST)
        most = max(room // memory, 2)
        wanted = settings.sparql_workers or os.cpu_count() or 1
        short = min(wanted, most - 1)
        return cls(short, min(3 * wanted, most - short), settings.sparql_timeout, memory=memory)


class Busy(Exception):
    """No place for a query: too many wait, or too many last."""


class _Place:
    """A place in the queue: its future ends with a place in the short lane."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.given = self.loop.create_future()


class SparqlPool:
    """The processes over one graph. Any thread and any event loop may ask for one.

    Processes start when they are needed, and one more is kept ready. They end with the pool.
    """

    def __init__(self, graph: Path, limits: SparqlLimits) -> None:
        """Prepare to run queries over a graph; nothing starts yet."""
        self.graph = graph
        self.limits = limits
        self._lock = threading.Lock()
        self._ready: list[SparqlProcess] = []
        self._all: set[SparqlProcess] = set()
        self._queue: deque[_Place] = deque()
        self._short = 0
        self._long = 0
        self._refilling = False
        self._retired = False
        self._closed = weakref.finalize(self, _close_all, self._all)

    async def take(self) -> SparqlProcess:
        """Return a process for one query, in the short lane.

        Raises:
            Busy: too many queries wait, or this one waited too long.
            ProcessLost: no process can open the graph.
        """
        await self._enter()
        try:
            process = self._pop()
            return process if process else await asyncio.to_thread(self._start)
        except BaseException:
            self.leave(long=False)
            raise

    def lengthen(self) -> bool:
        """Move a query from the short lane to the long one; return whether there was a place."""
        with self._lock:
            if self._long >= self.limits.long:
                return False
            self._long += 1
        self.leave(long=False)
        return True

    def leave(self, *, long: bool) -> None:
        """Give a place back."""
        with self._lock:
            if long:
                self._long -= 1
                return
            while self._queue:
                place = self._queue.popleft()
                try:
                    place.loop.call_soon_threadsafe(self._give, place)
                except RuntimeError:  # its loop is closed
                    continue
                return
            self._short -= 1

    def put(self, process: SparqlProcess) -> None:
        """Keep a process that is done with its query, for the next one: not one whose memory would lie idle."""
        small = process.grown <= self.limits.memory // 8
        with self._lock:
            room = small and len(self._ready) <= self.limits.short
            if room and not self._retired and self._closed.alive:
                self._ready.append(process)
                return
        self.discard(process)

    def discard(self, process: SparqlProcess) -> None:
        """Kill a process at once; what is left to wait for is waited for elsewhere."""
        process.kill()
        threading.Thread(target=_close, args=(process, self._all), daemon=True).start()

    def retire(self) -> None:
        """Keep no process any more: a newer generation is in service. Queries that began here still end here."""
        with self._lock:
            self._retired = True
            ready, self._ready = self._ready, []
        for process in ready:
            self.discard(process)

    def close(self) -> None:
        """Kill every process."""
        self._closed()

    async def _enter(self) -> None:
        with self._lock:
            if self._short < self.limits.short:
                self._short += 1
                return
            if len(self._queue) >= self.limits.waiting:
                raise Busy
            place = _Place()
            self._queue.append(place)
        try:
            await asyncio.wait_for(asyncio.shield(place.given), self.limits.wait)
        except TimeoutError:
            self._give_up(place)
            raise Busy from None
        except asyncio.CancelledError:
            self._give_up(place)
            raise

    def _give(self, place: _Place) -> None:
        # Runs in the loop of who waits: between its giving up and this, the place may be for nobody.
        if place.given.done():
            self.leave(long=False)
        else:
            place.given.set_result(None)

    def _give_up(self, place: _Place) -> None:
        if place.given.done() and not place.given.cancelled():
            self.leave(long=False)
            return
        place.given.cancel()
        with self._lock, contextlib.suppress(ValueError):
            self._queue.remove(place)

    def _pop(self) -> SparqlProcess | None:
        with self._lock:
            process = self._ready.pop() if self._ready else None
            refill = not self._ready and not self._refilling and not self._retired
            self._refilling = self._refilling or refill
        if refill:
            threading.Thread(target=_refill, args=(weakref.ref(self),), daemon=True).start()
        return process

    def _start(self) -> SparqlProcess:
        process = SparqlProcess(self.graph, self.limits.memory)
        with self._lock:
            self._all.add(process)
        return process

    def _refilled(self, process: SparqlProcess | None) -> None:
        self._refilling = False
        if process:
            self.put(process)


def _refill(pool: "weakref.ref[SparqlPool]") -> None:
    held = pool()
    if held is None:
        return
    try:
        held._refilled(held._start())
    except ProcessLost:  # whoever needs one hears of it
        held._refilled(None)


def _close(process: SparqlProcess, among: set[SparqlProcess]) -> None:
    process.close()
    among.discard(process)


def _close_all(processes: set[SparqlProcess]) -> None:
    for process in list(processes):
        process.close()
    processes.clear()
