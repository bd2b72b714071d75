"""Does a database hold what the triples say? Counts by label and relation, and nodes drawn at random."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from pyoxigraph import Literal, NamedNode

from maillage.graph.bolt_server import BoltServer
from maillage.graph.neo4j_errors import NothingPushed
from maillage.graph.neo4j_held import HeldNode, held_nodes
from maillage.graph.neo4j_state import PushedState
from maillage.graph.neo4j_statement import statement
from maillage.graph.property_graph import COMMON_LABEL, PropertyGraph, local_name, relation_kind
from maillage.graph.property_node import PropertyNode

_AT_ONCE = 500  # nodes read at once


@dataclass(frozen=True, slots=True)
class Compared:
    """One label or relation, counted on both sides."""

    kind: str  # "label", "relation"
    name: str
    triples: int  # as the triple store has it
    database: int

    @property
    def equal(self) -> bool:
        """Whether both sides agree."""
        return self.triples == self.database


@dataclass(frozen=True, slots=True)
class NodeFault:
    """A drawn node that the database does not have as the triples do."""

    curie: str
    fault: str  # in French


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was compared."""

    generation: int  # in service
    pushed: int  # generation that the database says it holds
    counts: tuple[Compared, ...]  # labels then relations, by name
    drawn: int  # nodes
    faults: tuple[NodeFault, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing differs."""
        return not self.faults and all(one.equal for one in self.counts)


def verify(
    server: BoltServer,
    graph: PropertyGraph,
    after: PushedState,
    *,
    sample: int = 300,
    seed: int = 0,
) -> VerifyReport:
    """Compare a database with a generation, or some sources of it, which `graph` and `after` are both read from.

    Raises:
        NothingPushed: no push, or none that came to its end.
    """
    pushed = PushedState.read(server)
    if pushed is None or not pushed.finished:
        raise NothingPushed(server.uri, begun=pushed is not None)
    counts = (
        *_compared("label", _counted(graph, "class_counts", local_name), _labels(server)),
        *_compared(
            "relation",
            _counted(graph, "property_counts", relation_kind),
            _tally(server.read(statement("count_relations"))),
        ),
    )
    known = sorted(graph.subjects(after.checksums))
    drawn = random.Random(seed).sample(known, min(sample, len(known)))
    faults = tuple(_faults(server, graph, drawn))
    return VerifyReport(after.generation, pushed.generation, counts, len(drawn), faults)


def _counted(graph: PropertyGraph, query: str, name: Callable[[str], str]) -> Counter[str]:
    answer = graph.query(files("maillage.graph").joinpath(f"{query}.rq").read_text("utf-8"))
    found: Counter[str] = Counter()
    for solution in answer:
        term, count = solution["term"], solution["count"]
        if isinstance(term, NamedNode) and isinstance(count, Literal):
            found[name(term.value)] += int(count.value)
    return found


def _labels(server: BoltServer) -> Counter[str]:
    found = _tally(server.read(statement("count_labels")))
    del found[COMMON_LABEL]  # every node's, which no class is
    return found


def _tally(rows: Iterable[Mapping[str, Any]]) -> Counter[str]:  # Any: see bolt_server.Row
    return Counter({row["name"]: row["count"] for row in rows})


def _compared(kind: str, triples: Counter[str], database: Counter[str]) -> Iterator[Compared]:
    for name in sorted(triples.keys() | database.keys()):
        yield Compared(kind, name, triples[name], database[name])


def _faults(server: BoltServer, graph: PropertyGraph, drawn: list[str]) -> Iterator[NodeFault]:
    for at in range(0, len(drawn), _AT_ONCE):
        uris = drawn[at : at + _AT_ONCE]
        held = held_nodes(server, uris)
        for node in map(graph.node, uris):
            if node is not None:
                for fault in _differences(node, held.get(node.uri)):
                    yield NodeFault(str(node.properties["curie"]), fault)


def _differences(node: PropertyNode, held: HeldNode | None) -> Iterator[str]:
    if held is None:
        yield "absent de la base"
        return
    if held.labels != set(node.labels):
        has = ", ".join(sorted(held.labels))
        yield f"étiquettes {has} au lieu de {', '.join(node.labels)}"
    wanted = {**node.properties, "digest": node.digest}
    keys = wanted.keys() | held.properties.keys()
    wrong = [key for key in keys if wanted.get(key) != held.properties.get(key)]
    if wrong:
        yield f"propriétés qui diffèrent : {', '.join(sorted(wrong))}"
    for told, ones in (
        ("manquantes", set(node.relations) - held.relations),
        ("en trop", held.relations - set(node.relations)),
    ):
        if ones:
            kinds = ", ".join(sorted({one.kind for one in ones}))
            yield f"relations {told} : {len(ones)} ({kinds})"
