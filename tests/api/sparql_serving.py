"""A service over small graphs of our own, in this process, on a port of its own."""

import asyncio
import socket
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import httpx
import uvicorn
from fastapi import FastAPI
from pyoxigraph import Literal, NamedNode, Triple

from maillage.api.service import create_app
from maillage.api.settings import Settings
from maillage.api.sparql_pool import SparqlPool
from maillage.graph.home import Home
from maillage.graph.manifest import Manifest
from maillage.graph.triple_store import TripleStore

EX = "http://example.org/"


@dataclass(frozen=True, slots=True)
class Serving:
    """A service that runs."""

    url: str  # of the endpoint
    app: FastAPI
    client: httpx.Client

    @property
    def base(self) -> str:
        """The address of the home page, without its slash."""
        return self.url.removesuffix("/sparql")

    def ask(self, query: str, accept: str = "*/*", **parameters: str | list[str]) -> httpx.Response:
        """Send a query by GET."""
        given = {"query": query, **parameters}
        return self.client.get(self.url, params=given, headers={"accept": accept})

    @property
    def pool(self) -> SparqlPool:
        """The processes over the generation in service."""
        found = self.app.state.served.get().model("sparql", lambda: None)
        assert isinstance(found, SparqlPool)
        return found

    def idle(self) -> bool:
        """Wait until no query holds a place; return whether that came."""
        limit = monotonic() + 10
        while (self.pool._short or self.pool._long) and monotonic() < limit:
            sleep(0.01)
        return not self.pool._short and not self.pool._long


def numbers(count: int, first: int = 0) -> list[Triple]:
    """Return triples `ex:thing/N ex:value N`."""
    value = NamedNode(EX + "value")
    return [
        Triple(NamedNode(f"{EX}thing/{at}"), value, Literal(at))
        for at in range(first, first + count)
    ]


def publish(home: Path, graphs: Mapping[str, Iterable[Triple]]) -> None:
    """Put a generation in service that holds these named graphs, by URI, and nothing else."""
    with Home(home).draft() as draft:
        store = TripleStore.write(draft.graph_path)
        for graph, triples in graphs.items():
            store.load(NamedNode(graph), triples)
        store.store.flush()
        del store
        manifest = Manifest(draft.number, "2026-01-01T00:00:00Z", "0", EX, "44", 0, ())
        manifest.write(draft.path / "manifest.json")
        Home(home).publish(draft)


@contextmanager
def serving(home: Path, **settings: object) -> Iterator[Serving]:
    """Serve a home until the block ends."""
    # Not warm: its garbage collection would drop, in its own thread, what the engine made in this one.
    app = create_app(Settings(home=home, **{"warm": False, **settings}))  # type: ignore[arg-type]
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = int(listening.getsockname()[1])
        server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=5)
        )
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])))
        thread.start()
        limit = monotonic() + 20
        while not server.started and monotonic() < limit:
            sleep(0.01)
        running = Serving(f"http://127.0.0.1:{port}/sparql", app, httpx.Client(timeout=60))
        try:
            with running.client:
                yield running
        finally:
            server.should_exit = True
            thread.join(20)
            found = app.state.served._open
            if found is not None and "route:sparql" in found._models:
                running.pool.close()
