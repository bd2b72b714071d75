"""What became of concepts that were replaced: each step, to those that nothing replaces."""

from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import NamedNode

from maillage.graph.triple_store import TripleStore
from maillage.ontology.terms import DCT
from maillage.queries.statements import nodes

Edges = Mapping[NamedNode, list[NamedNode]]  # replaced → its successors


def read_successions(
    stores: Iterable[TripleStore], uris: Iterable[NamedNode]
) -> dict[NamedNode, Edges]:
    """Return every replacement that can be reached from each concept, in any of the stores."""
    kept = list(stores)
    return {uri: _reached(kept, uri) for uri in uris}


def _reached(stores: Sequence[TripleStore], start: NamedNode) -> Edges:
    found: dict[NamedNode, list[NamedNode]] = {}
    for store in stores:  # each store's own chain, as `concept_successions.rq` follows it
        seen, ahead = {start}, [start]
        while ahead:
            replaced = ahead.pop()
            for successor in nodes(store, replaced, DCT.isReplacedBy):
                found.setdefault(replaced, []).append(successor)
                if successor not in seen:
                    seen.add(successor)
                    ahead.append(successor)
    return found


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
