"""A node of the property graph: what is told of one URI, and the relations that leave it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import NamedTuple, TypeAlias

Scalar: TypeAlias = str | int | float | bool | date
Value: TypeAlias = Scalar | list[Scalar]


class Relation(NamedTuple):
    """One relation of a node."""

    kind: str  # as in Cypher: REQUIRES_CORE
    target: str  # URI of the node that it leads to
    inferred: bool  # no source states it: the ontology's rules do


@dataclass(frozen=True, slots=True)
class PropertyNode:
    """One node: it holds `uri`, `curie` and `sources`, and what its literals and codes say."""

    uri: str
    labels: tuple[str, ...]  # sorted
    properties: Mapping[str, Value]  # sorted by key
    relations: tuple[Relation, ...]  # sorted

    @property
    def digest(self) -> str:
        """What changes whenever anything of the node or of its relations does: 96 bits."""
        told = repr((self.labels, self.properties, self.relations))
        return blake2b(told.encode(), digest_size=12).hexdigest()
