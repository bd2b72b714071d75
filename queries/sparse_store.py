"""A store that knows who has what few things have: to look for it elsewhere finds nothing, and takes as long."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad

from maillage.graph.triple_store import TripleStore, Value


class _Ends(NamedTuple):
    """Hashes of the things that have a property, and of its values: two of the same cost a look-up in vain."""

    subjects: frozenset[int]
    values: frozenset[int] | None  # None: not read


class SparseStore(TripleStore):
    """The store of a resolver. It knows nothing by itself before `learn`, and answers the same."""

    def __init__(self, store: TripleStore) -> None:
        """Look in a store."""
        super().__init__(store.store)
        self._ends: dict[NamedNode, _Ends] = {}

    def learn(self, properties: Iterable[NamedNode], *, values: bool) -> None:
        """Read which things have some properties, and their values too: ten millionths of a second a statement."""
        for one in properties:
            quads = super().quads(None, one, None)
            ends = [(hash(quad.subject), hash(quad.object) if values else 0) for quad in quads]
            found = frozenset(value for _, value in ends) if values else None
            self._ends[one] = _Ends(frozenset(subject for subject, _ in ends), found)

    def may_have(self, subject: NamedNode, properties: Sequence[NamedNode]) -> Sequence[NamedNode]:
        """Return those of some properties that a thing may have, in their order."""
        key, ends = hash(subject), self._ends
        return [
            one for one in properties if (known := ends.get(one)) is None or key in known.subjects
        ]

    def quads(
        self, subject: NamedNode | None, property_: NamedNode, value: Value | None
    ) -> Iterator[Quad]:
        """Return the statements of a property, of a thing or of a value where these are given."""
        known = self._ends.get(property_)
        if known is not None:
            if subject is not None and hash(subject) not in known.subjects:
                return iter(())
            if value is not None and known.values is not None and hash(value) not in known.values:
                return iter(())
        return super().quads(subject, property_, value)
