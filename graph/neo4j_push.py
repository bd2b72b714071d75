"""Send a generation to a Bolt server: only what differs from what the database holds, deletions included.

Each node keeps the digest of all that it and its relations should be, written with the last of them. So what
differs is found by comparing digests with the database itself, from any machine, and a push that was cut
leaves nodes without a digest, which the next one finishes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol, TypeVar

from maillage.graph.bolt_server import BoltServer, Row, Step, Writer
from maillage.graph.neo4j_held import HeldNode, held_nodes
from maillage.graph.neo4j_state import PushedState
from maillage.graph.neo4j_statement import statement
from maillage.graph.property_graph import PropertyGraph
from maillage.graph.property_node import PropertyNode, Relation, Value

_OPEN = "0" * 24  # the digest of a node whose relations are not all there yet
_NODES = 2_000  # nodes in one transaction
_RELATIONS = 8_000  # relations in one transaction
_T = TypeVar("_T")
_Labels = tuple[str, ...]


class Progress(Protocol):
    """Whoever shows a push: a bar on a terminal, or nothing."""

    def phase(self, name: str, total: int) -> None:
        """Some kind of work begins, of `total` steps."""

    def advanced(self, steps: int) -> None:
        """Some more steps are done."""


@dataclass(slots=True)
class PushReport:
    """What a push changed in the database."""

    generation: int
    created: int = 0  # nodes
    updated: int = 0  # nodes of which something changed, a relation included
    deleted: int = 0  # nodes
    unchanged: int = 0  # nodes that were compared and left
    relations_created: int = 0
    relations_deleted: int = 0  # those of deleted nodes are not among them

    @property
    def changed(self) -> bool:
        """Whether the database is another than before."""
        return bool(self.created or self.updated or self.deleted)


class _Links(NamedTuple):
    """What is left to write of a node."""

    uri: str
    digest: str
    create: Sequence[Relation]
    delete: Sequence[Relation] = ()


def push(
    server: BoltServer, graph: PropertyGraph, after: PushedState, progress: Progress
) -> PushReport:
    """Make the database hold `graph`, the generation that `after` describes.

    Raises:
        ConnectionLost: what was committed stays; another push resumes.
        ServerRefused: the server would not run a statement.
    """
    for name in ("constrain_nodes", "constrain_state", "index_curies"):
        server.write(Step(statement(name), {}))
    before = PushedState.read(server)
    changed = after.changed_since(before)
    report = PushReport(after.generation)
    if changed is not None and not changed:
        if before != after:
            after.write(server)
        return report
    replace(after, finished=False).write(server)
    run = _Run(server, graph, progress, report)
    with server.writer() as writer:
        run.send(
            writer, after.checksums if changed is None else changed, everything=changed is None
        )
    after.write(server)
    return report


class _Run:
    """One push at work."""

    def __init__(
        self, server: BoltServer, graph: PropertyGraph, progress: Progress, report: PushReport
    ) -> None:
        self._server = server
        self._graph = graph
        self._progress = progress
        self._report = report
        self._made: list[str] = []
        self._gone: list[str] = []
        self._relabelled: list[str] = []  # known only where not everything is compared
        self._links: list[_Links] = []  # of created nodes
        self._changed: list[PropertyNode] = []

    def send(self, writer: Writer, sources: Collection[str], *, everything: bool) -> None:
        """Compare what these sources describe, and write what differs."""
        held = self._held(None if everything else sources)
        uris = self._graph.subjects(sources) | held.keys()
        if not everything:  # what another source described until now is held too
            held |= self._held_of(uris - held.keys())
        self._compare(writer, uris, held)
        if (
            not everything
        ):  # a node that appears, leaves or changes its class changes what leads to it
            moved = [*self._made, *self._gone, *self._relabelled]
            others = self._graph.pointing_to(moved) - uris
            self._compare(writer, others, self._held_of(others))
        self._update(writer)
        self._relate(writer, self._links)
        for part in _parts(self._gone, _NODES):
            writer.put(Step(statement("delete_nodes"), {"uris": part}))

    def _held(self, sources: Iterable[str] | None) -> dict[str, Row]:
        if sources is None:
            return _by_uri(self._server.read(statement("digests")))
        rows = self._server.read(statement("digests_of_sources"), sources=list(sources))
        return _by_uri(rows)

    def _held_of(self, uris: Collection[str]) -> dict[str, Row]:
        rows = self._server.read(statement("digests_of"), uris=list(uris)) if uris else ()
        return _by_uri(rows)

    def _compare(self, writer: Writer, uris: Collection[str], held: Mapping[str, Row]) -> None:
        self._progress.phase("nœuds", len(uris))
        rows: defaultdict[_Labels, list[Mapping[str, Value]]] = defaultdict(list)
        for uri in uris:
            node, old = self._graph.node(uri), held.get(uri)
            if node is None:
                self._gone += [uri] if old is not None else []
            elif old is None:
                self._made.append(uri)
                group = rows[node.labels]
                group.append(self._begin(node))
                if len(group) == _NODES:
                    _create(writer, node.labels, rows.pop(node.labels))
            elif old["digest"] != node.digest:
                self._changed.append(node)
                if old["labels"] is not None and set(old["labels"]) != set(node.labels):
                    self._relabelled.append(uri)
            else:
                self._report.unchanged += 1
            self._progress.advanced(1)
        for labels, group in rows.items():
            _create(writer, labels, group)
        self._report.created, self._report.deleted = len(self._made), len(self._gone)

    def _begin(self, node: PropertyNode) -> Mapping[str, Value]:
        digest = node.digest
        if not node.relations:
            return {**node.properties, "digest": digest}
        self._links.append(_Links(node.uri, digest, node.relations))
        return {**node.properties, "digest": _OPEN}

    def _update(self, writer: Writer) -> None:
        """Write the properties and labels of changed nodes, then what changed of their relations."""
        self._report.updated = len(self._changed)
        for part in _parts(self._changed, _NODES):
            held = held_nodes(self._server, [node.uri for node in part])
            rows = [{**node.properties, "digest": _OPEN} for node in part]
            writer.put(Step(statement("update_nodes"), {"rows": rows}))
            _relabel(writer, part, held)
            for node in part:
                wanted, has = set(node.relations), held[node.uri].relations
                self._links.append(
                    _Links(node.uri, node.digest, sorted(wanted - has), sorted(has - wanted))
                )

    def _relate(self, writer: Writer, links: Iterable[_Links]) -> None:
        self._progress.phase(
            "relations", sum(len(one.create) + len(one.delete) for one in self._links)
        )
        for part in _by_size(links):
            deleted, created = _grouped(part, "delete"), _grouped(part, "create")
            writer.put(*_deletions(deleted), *_creations(created), _closing(part))
            for one in part:
                self._report.relations_created += len(one.create)
                self._report.relations_deleted += len(one.delete)
                self._progress.advanced(len(one.create) + len(one.delete))


def _by_uri(rows: Iterable[Row]) -> dict[str, Row]:
    return {row["uri"]: row for row in rows}


_Grouped = Mapping[tuple[str, bool], list[dict[str, object]]]  # (kind, inferred) → rows


def _grouped(links: Iterable[_Links], field: str) -> _Grouped:
    found: defaultdict[tuple[str, bool], list[dict[str, object]]] = defaultdict(list)
    for one in links:
        targets: defaultdict[tuple[str, bool], list[str]] = defaultdict(list)
        for relation in getattr(one, field):
            targets[relation.kind, relation.inferred].append(relation.target)
        for key, listed in targets.items():
            found[key].append({"uri": one.uri, "targets": listed})
    return found


def _deletions(grouped: _Grouped) -> Iterator[Step]:
    for (kind, _), rows in grouped.items():
        yield Step(statement("delete_relations", relation=kind), {"rows": rows})


def _creations(grouped: _Grouped) -> Iterator[Step]:
    for (kind, inferred), rows in grouped.items():
        name = "create_inferred" if inferred else "create_relations"
        yield Step(statement(name, relation=kind), {"rows": rows})


def _closing(links: Iterable[_Links]) -> Step:
    rows = [{"uri": one.uri, "digest": one.digest} for one in links]
    return Step(statement("close_nodes"), {"rows": rows})


def _create(writer: Writer, labels: _Labels, rows: Sequence[Mapping[str, Value]]) -> None:
    writer.put(Step(statement("create_nodes", labels=labels), {"rows": rows}))


def _relabel(writer: Writer, nodes: Iterable[PropertyNode], held: Mapping[str, HeldNode]) -> None:
    # One transaction each: ArcadeDB writes a node anew when its labels change.
    groups: defaultdict[tuple[str, _Labels], list[str]] = defaultdict(list)
    for node in nodes:
        has, wants = held[node.uri].labels, set(node.labels)
        if lost := tuple(sorted(has - wants)):
            groups["remove_labels", lost].append(node.uri)
        if gained := tuple(sorted(wants - has)):
            groups["add_labels", gained].append(node.uri)
    for (name, labels), uris in sorted(groups.items(), reverse=True):  # removals first
        writer.put(Step(statement(name, labels=labels), {"uris": uris}))


def _by_size(links: Iterable[_Links]) -> Iterator[list[_Links]]:
    part: list[_Links] = []
    size = 0
    for one in links:
        part.append(one)
        size += len(one.create) + len(one.delete)
        if size >= _RELATIONS or len(part) >= _NODES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _parts(listed: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    for at in range(0, len(listed), size):
        yield listed[at : at + size]
