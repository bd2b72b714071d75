"""A real Bolt server for tests: ArcadeDB in a process of its own, and the Neo4j that MAILLAGE_TEST_NEO4J names.

MAILLAGE_TEST_NEO4J is `bolt://user:password@host:7687/database`; what it holds of ours is erased by each test.
"""

import atexit
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from ssl import SSLContext
from urllib.parse import urlsplit

from pyoxigraph import NamedNode, RdfFormat, Store

from maillage.graph.bolt_server import BoltServer, Credentials, Step
from maillage.graph.manifest import Manifest, SourceRecord
from maillage.graph.neo4j_push import PushReport, push
from maillage.graph.neo4j_state import PushedState
from maillage.graph.neo4j_verify import VerifyReport, verify
from maillage.graph.property_graph import PropertyGraph
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names

PASSWORD = "only-for-tests"  # of a server that listens to this machine alone, while the tests run
_SERVER = """
import sys
import arcadedb_embedded
folder, password, bolt, http = sys.argv[1:]
server = arcadedb_embedded.create_server(folder, root_password=password, config={
    "http_port": int(http), "bolt_port": int(bolt),
    "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin"})
server.start()
server.create_database("maillage")
print("ready", flush=True)
sys.stdin.read()
server.stop()
"""
_PREFIXES = "\n".join(f"@prefix {prefix}: <{uri}> ." for prefix, uri in Names().prefixes.items())


@dataclass(frozen=True)
class Address:
    """Where a server listens, and how to enter."""

    uri: str
    who: Credentials

    @property
    def port(self) -> int:
        """The port that it listens to."""
        return urlsplit(self.uri).port or 7687

    def connect(self, uri: str = "", patience: float = 10.0) -> BoltServer:
        """Connect, by another way where `uri` is given."""
        return BoltServer.connect(uri or self.uri, self.who, patience=patience)


def free_port() -> int:
    """Return a port that nothing listens to."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@cache
def arcadedb() -> Address:
    """Start ArcadeDB; it stops when the tests end."""
    folder = tempfile.TemporaryDirectory(prefix="maillage-bolt-")
    bolt, http = free_port(), free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(Path(folder.name) / "root"), PASSWORD, str(bolt), str(http)],
        cwd=folder.name,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip

    def stop() -> None:
        process.communicate(timeout=60)  # its standard input ends: it stops by itself
        folder.cleanup()

    atexit.register(stop)
    assert process.stdout is not None
    while (line := process.stdout.readline()) and line.strip() != b"ready":
        continue
    assert process.poll() is None, "ArcadeDB did not start"
    return Address(f"bolt://127.0.0.1:{bolt}", Credentials("root", PASSWORD, "maillage"))


def addresses() -> list[str]:
    """Return the names of the servers to test on."""
    return ["arcadedb", *(["neo4j"] if os.environ.get("MAILLAGE_TEST_NEO4J") else [])]


def address(name: str) -> Address:
    """Return a server by its name, emptied of what is ours."""
    found = arcadedb() if name == "arcadedb" else _named(os.environ["MAILLAGE_TEST_NEO4J"])
    empty(found)
    return found


def empty(where: Address) -> None:
    """Delete what is ours."""
    with where.connect() as server:
        for label in ("Resource", "MaillagePush"):
            server.write(Step(f"MATCH (n:{label}) DETACH DELETE n", {}))


def _named(text: str) -> Address:
    parts = urlsplit(text)
    who = Credentials(parts.username or "neo4j", parts.password or "", parts.path.strip("/"))
    return Address(f"{parts.scheme}://{parts.hostname}:{parts.port or 7687}", who)


@dataclass(frozen=True)
class Pushed:
    """A graph of ours: Turtle by source."""

    store: TripleStore
    records: tuple[SourceRecord, ...]
    graph: PropertyGraph
    state: PushedState

    @classmethod
    def of(cls, sources: Mapping[str, str], generation: int = 1) -> "Pushed":
        """Load Turtle (with Maillage's prefixes), one named graph a source."""
        names, store = Names(), TripleStore(Store())
        for source, turtle in sources.items():
            store.store.load(
                f"{_PREFIXES}\n{turtle}".encode(),
                format=RdfFormat.TURTLE,
                to_graph=names.graph(source, "1"),
            )
        return cls.around(store, [_record(store, source, names) for source in sources], generation)

    @classmethod
    def around(
        cls, store: TripleStore, records: Iterable[SourceRecord], generation: int = 1
    ) -> "Pushed":
        """Wrap a store that is filled already; of its sources, those of `records`."""
        sources = tuple(records)
        names = Names()
        manifest = Manifest(generation, "", "", names.base, "44", 0, sources)
        return cls(store, sources, PropertyGraph(store, names, sources), PushedState.of(manifest))

    def push(self, server: BoltServer) -> PushReport:
        """Push it."""
        return push(server, self.graph, self.state, Silent())

    def verify(self, server: BoltServer) -> VerifyReport:
        """Compare all of it."""
        return verify(server, self.graph, self.state, sample=10_000)


class Silent:
    """Shows nothing."""

    def phase(self, name: str, total: int) -> None: ...

    def advanced(self, steps: int) -> None: ...


def _record(store: TripleStore, source: str, names: Names) -> SourceRecord:
    graph = names.graph(source, "1")
    return record_of(store, source, graph)


def record_of(store: TripleStore, source: str, graph: NamedNode) -> SourceRecord:
    """Return the record of a named graph, with its real checksum."""
    triples, checksum = store.checksum(graph)
    return SourceRecord(
        source, "1", source, "", "", None, graph.value, "1", (), "", triples, checksum, 0, {}, (), ""
    )  # fmt: skip


class Proxy:
    """A TCP proxy that ends every connection, for good, after some bytes went to the server; or speaks TLS."""

    def __init__(self, port: int, *, cut_after: int = 0, tls: SSLContext | None = None) -> None:
        """Stand before `port` of this machine; `cut_after`: bytes, 0 for never."""
        self._target = port
        self._left = cut_after or sys.maxsize
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()

    @property
    def sent(self) -> int:
        """How many bytes went to the server, of one that never cuts."""
        return sys.maxsize - self._left

    @property
    def cut(self) -> bool:
        """Whether it cut."""
        return self._left <= 0

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return  # closed
            if self._tls is not None:
                try:
                    client = self._tls.wrap_socket(client, server_side=True)
                except OSError:  # a client that did not like the certificate
                    client.close()
                    continue
            if self.cut:
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self._target))
            for one, other, counted in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._pump, args=(one, other, counted), daemon=True).start()

    def _pump(self, one: socket.socket, other: socket.socket, counted: bool) -> None:
        try:
            while not self.cut and (data := one.recv(65536)):
                if counted:
                    self._left -= len(data)
                if not self.cut:
                    other.sendall(data)
        except OSError:
            pass
        finally:
            for side in (one, other):
                try:
                    side.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                side.close()
