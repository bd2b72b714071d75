"""The triples of one generation: Oxigraph on disk, one named graph a release, queried as their union."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
)

from maillage.ontology.terms import SKOS

QueryAnswer: TypeAlias = QueryBoolean | QuerySolutions | QueryTriples
Value: TypeAlias = NamedNode | Literal

_AT_ONCE = 200_000  # quads loaded at once


class TripleStore:
    """Triples of one generation. Open it read-only, but while a build fills a draft."""

    def __init__(self, store: Store) -> None:
        """Wrap an open Oxigraph store."""
        self.store = store

    @classmethod
    def read(cls, path: Path) -> "TripleStore":
        """Open an existing store without taking its lock: any number of readers."""
        return cls(Store.read_only(str(path)))

    @classmethod
    def write(cls, path: Path) -> "TripleStore":
        """Open or create a store to fill it: one writer."""
        return cls(Store(str(path)))

    def query(self, sparql: str) -> QueryAnswer:
        """Run a query over the union of the named graphs."""
        return self.store.query(sparql, use_default_graph_as_union=True)

    def quads(
        self, subject: NamedNode | None, property_: NamedNode, value: Value | None
    ) -> Iterator[Quad]:
        """Return the statements of a property, of a thing or of a value where these are given."""
        return self.store.quads_for_pattern(subject, property_, value, None)

    def may_have(self, _subject: NamedNode, properties: Sequence[NamedNode]) -> Sequence[NamedNode]:
        """Return those of some properties that a thing may have: here all, as nothing is known beforehand."""
        return properties

    def french_label(self, uri: NamedNode) -> str:
        """Return the French label of a thing, else ""."""
        return next((one.value for one in self._labels(uri) if one.language == "fr"), "")

    def label(self, uri: NamedNode) -> str:
        """Return the French label of a thing, else one in another language, else ""."""
        return self.french_label(uri) or next((one.value for one in self._labels(uri)), "")

    def _labels(self, uri: NamedNode) -> Iterator[Literal]:
        for quad in self.quads(uri, SKOS.prefLabel, None):
            if isinstance(quad.object, Literal):
                yield quad.object

    def load(self, graph: NamedNode, triples: Iterable[Triple]) -> None:
        """Add triples to a named graph, in bulk (not transactional: for drafts only)."""
        quads = (Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)
        # Some at a time: the loader would hold a million, and be no faster.
        while some := list(islice(quads, _AT_ONCE)):
            self.store.bulk_extend(some)

    def count(self, graph: NamedNode) -> int:
        """Return how many distinct triples a named graph holds."""
        return sum(1 for _ in self.store.quads_for_pattern(None, None, None, graph))

    def checksum(self, graph: NamedNode) -> tuple[int, str]:
        """Return the number of triples of a graph and a checksum that their order does not change.

        The sum, modulo 2^128, of each triple's BLAKE2b: adding is commutative, so the store may
        yield the triples in any order; there are no blank nodes to canonicalise.
        """
        total = 0
        count = 0
        blake2b = hashlib.blake2b
        for quad in self.store.quads_for_pattern(None, None, None, graph):
            line = f"{quad.subject} {quad.predicate} {quad.object}"
            total += int.from_bytes(blake2b(line.encode(), digest_size=16).digest())
            count += 1
        return count, f"{total % 2**128:032x}"

    def copy_to(self, path: Path) -> None:
        """Make a copy of the store in a new folder; hard links where the disk allows."""
        self.store.backup(str(path))
