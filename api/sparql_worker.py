"""The process that runs queries, one after the other: `python -m maillage.api.sparql_worker GRAPH MEGABYTES`.

It speaks frames over the socket that is its standard input. The engine cannot be stopped once it computes; this
process can. Nothing that it does reaches the graph, the network or another query.
"""

import json
import math
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from time import monotonic
from typing import IO, cast

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store, serialize

from maillage.api.sparql_frames import FrameReader, Kind, frame, json_frame
from maillage.api.sparql_media import GRAPHS, SOLUTIONS
from maillage.api.sparql_sandbox import limit_memory, refuse_network
from maillage.api.sparql_table import TableWords, write_graph, write_table
from maillage.api.sparql_text import QueryText, mistake, place, read_query
from maillage.ontology.names import STANDARD

_CHUNK = 131_072  # bytes sent at once, once the first are gone
_SOON = 0.05  # seconds after which what there is is sent
Results = QueryBoolean | QuerySolutions | QueryTriples


class Refused(Exception):
    """A query that has no result; `document` says why."""

    def __init__(self, fault: str, **known: object) -> None:
        """Keep the fault's name and what is known of it."""
        super().__init__(fault)
        self.document = {"fault": fault, **known}


class ResultWriter:
    """A binary file whose bytes leave as frames, the first ones at once, behind the header."""

    def __init__(self, channel: socket.socket, media: str) -> None:
        """Write a result of that media type to a channel."""
        self._channel = channel
        self._before = json_frame(Kind.HEADER, {"media": media})
        self._pending: list[bytes] = []
        self._size = 0
        self._due = 0.0

    def write(self, some: bytes) -> int:
        """Take bytes; send them if they are many, or the last were sent a while ago."""
        self._pending.append(some)
        self._size += len(some)
        if self._size >= _CHUNK or monotonic() >= self._due:
            self._send()
        return len(some)

    def flush(self) -> None:
        """Send nothing: the engine flushes at the end only, where `end` does."""

    def end(self) -> None:
        """Send the rest, and say that the result is whole."""
        self._send(frame(Kind.END))

    def _send(self, after: bytes = b"") -> None:
        data = frame(Kind.DATA, b"".join(self._pending)) if self._pending else b""
        self._channel.sendall(self._before + data + after)
        self._before, self._pending, self._size = b"", [], 0
        self._due = monotonic() + _SOON


def run(store: Store, channel: socket.socket, asked: Mapping[str, object]) -> None:
    """Answer one query.

    `asked`: `query`, `base` (URI), `default_graphs`, `named_graphs` (URIs), `solutions`, `graph` (media types, "" for
    none), `timeout` (seconds). Raises Refused.
    """
    # Should the service itself die, nothing else would stop what runs here.
    signal.alarm(math.ceil(float(str(asked["timeout"]))))
    text = read_query(str(asked["query"]))
    if text.update:
        raise Refused("update")
    if text.service is not None:
        at = place(text.text, text.service)
        raise Refused("service", line=at.line, column=at.column)
    results = _query(store, text, asked)
    kind, offers = (
        ("graph", list(GRAPHS))
        if isinstance(results, QueryTriples)
        else ("solutions", list(SOLUTIONS))
    )
    media = str(asked[kind])
    if not media:
        raise Refused("format", offers=", ".join(offers))
    out = ResultWriter(channel, media)
    words = asked.get("words")
    _serialize(
        results, media, out, TableWords(**words) if isinstance(words, dict) else TableWords()
    )
    out.end()
    signal.alarm(0)


def _query(store: Store, text: QueryText, asked: Mapping[str, object]) -> Results:
    default, named = (_nodes(asked[name]) for name in ("default_graphs", "named_graphs"))
    query = partial(store.query, text.text, base_iri=str(asked["base"]))
    try:
        if default or named:
            return query(default_graph=list(default), named_graphs=list(named))
        return query(use_default_graph_as_union=not text.dataset)
    except SyntaxError as error:
        found = mistake(text.text, str(error))
        where = (
            {"line": found.line, "column": found.column, "near": found.near, "reason": found.reason}
            if found
            else {"reason": str(error)[:200]}
        )
        raise Refused("syntax", **where) from None


def _nodes(uris: object) -> list[NamedNode]:
    return [NamedNode(str(uri)) for uri in uris] if isinstance(uris, list) else []


def _serialize(results: Results, media: str, out: ResultWriter, words: TableWords) -> None:
    file = cast(IO[bytes], out)  # the engine writes to it, no more
    if isinstance(results, QueryTriples):
        form = GRAPHS[media]
        if form is None:
            write_graph(results, out, words)
        else:
            serialize(results, file, format=form, prefixes=STANDARD)
    else:
        shape = SOLUTIONS[media]
        if shape is None:
            write_table(results, out, words)
        else:
            results.serialize(file, shape)


def _requests(channel: socket.socket) -> Iterator[Mapping[str, object]]:
    reader = FrameReader()
    while some := channel.recv(_CHUNK):
        for _, payload in reader.feed(some):
            yield json.loads(payload)


def _answer(store: Store, channel: socket.socket, asked: Mapping[str, object]) -> None:
    try:
        run(store, channel, asked)
        return
    except Refused as refused:
        document = refused.document
    except (BrokenPipeError, ConnectionResetError):
        raise SystemExit(0) from None  # the service is gone
    except MemoryError:
        document = {"fault": "memory"}
    except OSError as error:
        document = {"fault": "store", "reason": str(error)}
    except (RuntimeError, ValueError) as error:
        document = {"fault": "evaluation", "reason": str(error)[:200]}
    signal.alarm(0)
    channel.sendall(json_frame(Kind.FAULT, document))


def main(graph: str, megabytes: int) -> None:
    """Open the graph and answer until the service hangs up."""
    refuse_network()
    channel = socket.socket(fileno=0)
    try:
        store = Store.read_only(graph)
    except OSError as error:
        channel.sendall(json_frame(Kind.FAULT, {"fault": "store", "reason": str(error)}))
        return
    limit_memory(megabytes)
    channel.sendall(frame(Kind.READY))
    for asked in _requests(channel):
        _answer(store, channel, asked)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
