"""One process that runs queries, as the service holds it: start, ask, hear frames, kill."""

import asyncio
import os
import resource
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from maillage.api.sparql_frames import FrameReader, Kind, json_frame

_STARTING = 20.0  # seconds that opening the graph may take
_RECEIVED = 262_144  # bytes read at once
_POLITE = 10  # how nice a long query is to the others
# The engine aborts where memory is refused, and overruns its stack where a query nests too deep. Nobody but the
# system kills a process whose answer is awaited, and it does so for want of memory.
_ENDS = {
    -signal.SIGABRT: "memory",
    -signal.SIGKILL: "memory",
    -signal.SIGSEGV: "nesting",
    -signal.SIGALRM: "time",
}


class ProcessLost(Exception):
    """A process that ended before its answer did; `fault` says why, as far as its end tells."""

    def __init__(self, fault: str) -> None:
        """Keep the reason."""
        super().__init__(fault)
        self.fault = fault


class SparqlProcess:
    """A process over one graph, with its channel. One query at a time; whoever stops hearing must kill it."""

    def __init__(self, graph: Path, megabytes: int) -> None:
        """Start a process and wait until it has opened the graph: some tens of milliseconds.

        `megabytes`: how much memory its queries may take. Raises ProcessLost where it cannot open.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            # A program of its own, not a fork: the service has threads.
            self._process: subprocess.Popen[bytes] = subprocess.Popen(
                [sys.executable, "-P", "-m", "maillage.api.sparql_worker", str(graph), str(megabytes)],
                stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        self._channel = ours
        self._reader = FrameReader()
        self._frames: deque[tuple[Kind, bytes]] = deque()
        self._await_ready()
        self._held_before = self._held()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def grown(self) -> int:
        """The megabytes of memory that the process holds more than when it was ready."""
        return self._held() - self._held_before

    async def ask(self, asked: Mapping[str, object]) -> None:
        """Send a query, see `sparql_worker.run`; raises ProcessLost."""
        loop = asyncio.get_running_loop()
        try:
            await loop.sock_sendall(self._channel, json_frame(Kind.QUERY, asked))
        except OSError:
            raise ProcessLost(await asyncio.to_thread(self._end)) from None

    async def hear(self) -> tuple[Kind, bytes]:
        """Return the next frame of the answer; raises ProcessLost.

        Nothing is read ahead of who hears: a slow reader slows the query down.
        """
        loop = asyncio.get_running_loop()
        while not self._frames:
            try:
                some = await loop.sock_recv(self._channel, _RECEIVED)
            except OSError:
                some = b""
            if not some:
                raise ProcessLost(await asyncio.to_thread(self._end))
            self._frames.extend(self._reader.feed(some))
        return self._frames.popleft()

    def make_polite(self) -> None:
        """Let every other process go first from now on."""
        try:
            os.setpriority(os.PRIO_PROCESS, self.pid, _POLITE)
        except ProcessLookupError:
            return

    def kill(self) -> None:
        """End the process at once, whatever it computes."""
        self._process.kill()

    def close(self) -> None:
        """Kill the process, and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        self._channel.close()

    def _await_ready(self) -> None:
        self._channel.settimeout(_STARTING)
        try:
            some = self._channel.recv(_RECEIVED)
        except TimeoutError:
            some = b""
        if [kind for kind, _ in self._reader.feed(some)] != [Kind.READY]:
            self.close()
            raise ProcessLost("store")
        self._channel.setblocking(False)

    def _held(self) -> int:
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text("ascii").split()[1])
        except OSError:  # gone, or not Linux
            return 0
        return pages * resource.getpagesize() // 2**20

    def _end(self) -> str:
        # Its channel is closed: it is ending, if it has not ended.
        return _ENDS.get(self._process.wait(), "lost")
