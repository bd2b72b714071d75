"""What became of concepts that were replaced: each step, to those that nothing replaces."""

from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import NamedNode

from maillage.queries.decode import node
from maillage.queries.question import Store, question

_AT_ONCE = 200  # concepts in one query
Edges = Mapping[NamedNode, list[NamedNode]]  # replaced → its successors


def read_successions(stores: Iterable[Store], uris: Sequence[NamedNode]) -> dict[NamedNode, Edges]:
    """Return every replacement that can be reached from each concept, in any of the stores."""
    found: dict[NamedNode, dict[NamedNode, list[NamedNode]]] = {}
    for store in stores:
        for start in range(0, len(uris), _AT_ONCE):
            asked = {"concept": uris[start : start + _AT_ONCE]}
            for row in question("concept_successions").ask(store, asked):
                successors = found.setdefault(node(row, "concept"), {})
                successors.setdefault(node(row, "replaced"), []).append(node(row, "successor"))
    return dict(found)


def steps(start: NamedNode, edges: Edges) -> list[tuple[int, NamedNode, NamedNode]]:
    """Return (step, replaced, successor), the nearest first: each concept once, though some replace each other.

    >>> a, b = NamedNode("urn:a"), NamedNode("urn:b")
    >>> len(steps(a, {a: [b], b: [a]}))
    1
    """
    seen, found, ahead = {start}, [], [start]
    step = 0
    while ahead:
        step += 1
        following = []
        for replaced in ahead:
            for successor in sorted(edges.get(replaced, ()), key=lambda one: one.value):
                if successor not in seen:
                    seen.add(successor)
                    found.append((step, replaced, successor))
                    following.append(successor)
        ahead = following
    return found
