"""The projection: what pathways, cores and bridges are worked out on, and what other tools are given.

ROME's occupations and what they require, certifications with their blocs, training offers, and the
competences that blocs certify: nodes and edges as arrays, a networkx graph on demand. Read from the
triples once a generation, and kept in its index.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import Literal, NamedNode

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import STANDARD
from maillage.ontology.terms import DCT, MLG, RDF, SKOS

if TYPE_CHECKING:
    import networkx

# Relations, named as in the ontology, from the class that each starts at.
RELATIONS = {
    "requires": MLG.requires,
    "requiresCore": MLG.requiresCore,
    "requiresEmerging": MLG.requiresEmerging,
    "mobilityTo": MLG.mobilityTo,
    "broader": SKOS.broader,
    "leadsTo": MLG.leadsTo,
    "hasBlock": MLG.hasBlock,
    "certifies": MLG.certifies,
    "prepares": MLG.prepares,
    "replaces": DCT.replaces,
}
_NAMES = tuple(RELATIONS)
_OF_OCCUPATION = ("requires", "requiresCore", "requiresEmerging", "mobilityTo")
_OF_CERTIFICATION = ("leadsTo", "hasBlock", "certifies", "replaces")
# The most precise class of a node: the first of these that it has.
CLASSES = (
    "Occupation", "MacroCompetence", "KnowHow", "Knowledge", "ProfessionalBehaviour", "Competence",
    "CompetenceGroup", "Certification", "CompetenceBlock", "TrainingOffer",
)  # fmt: skip

Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Projection:
    """Nodes and edges by position; `uris`, `labels` and `classes` have one element a node."""

    uris: tuple[str, ...]
    labels: tuple[str, ...]  # French where there is one
    classes: NDArray[np.int8]  # position in CLASSES
    sources: Numbers  # (n_edges,), positions of nodes
    targets: Numbers
    relations: NDArray[np.int8]  # position in RELATIONS

    @cached_property
    def places(self) -> dict[str, int]:
        """URI → position."""
        return {uri: place for place, uri in enumerate(self.uris)}

    def of_class(self, name: str) -> Numbers:
        """Return the positions of the nodes of a class."""
        return np.flatnonzero(self.classes == CLASSES.index(name)).astype(np.int32)

    def edges(self, relation: str) -> tuple[Numbers, Numbers]:
        """Return the sources and the targets of a relation's edges."""
        kept = self.relations == _NAMES.index(relation)
        return self.sources[kept], self.targets[kept]

    def targets_of(self, relation: str) -> dict[int, list[int]]:
        """Return, for each source of a relation, its targets."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for start, end in zip(*(ends.tolist() for ends in self.edges(relation)), strict=True):
            found[start].append(end)
        return dict(found)

    def class_name(self, place: int) -> str:
        """Return the class of a node, as the ontology names it."""
        return CLASSES[int(self.classes[place])]

    def relation_name(self, edge: int) -> str:
        """Return the relation of an edge, as the ontology names it."""
        return _NAMES[int(self.relations[edge])]

    def graph(self, relations: tuple[str, ...] = _NAMES) -> "networkx.MultiDiGraph[int]":
        """Return the nodes that some edge of these relations joins, as positions, and those edges."""
        import networkx

        made: networkx.MultiDiGraph[int] = networkx.MultiDiGraph()
        for name in relations:
            sources, targets = self.edges(name)
            made.add_edges_from(zip(sources.tolist(), targets.tolist(), strict=True), relation=name)
        return made


def read_projection(store: TripleStore) -> Projection:
    """Read the projection from the triples of a generation."""
    reading = _Reading(store)
    edges = list(reading.edges())
    numbers = np.array(edges, np.int32).reshape(-1, 3)
    uris = tuple(reading.places)
    return Projection(
        tuple(uri.value for uri in uris),
        tuple(reading.label(uri) for uri in uris),
        reading.classes(),
        numbers[:, 0],
        numbers[:, 1],
        numbers[:, 2].astype(np.int8),
    )


class _Reading:
    """Gives each node its position as its first edge is met."""

    def __init__(self, store: TripleStore) -> None:
        self._store = store.store
        self.places: dict[NamedNode, int] = {}

    def edges(self) -> Iterator[tuple[int, int, int]]:
        """Yield source, target and relation: what occupations require first, which is the smaller part."""
        occupations = self._subjects(MLG.parentOccupation)
        self._place_all(occupations)
        for name in _OF_OCCUPATION:
            for (
                one
            ) in occupations:  # ESCO's occupations require twice as much: they are not scanned
                yield from self._found(name, one)
        certifications = self._instances(MLG.Certification)
        self._place_all(certifications)
        self._place_all(self._instances(MLG.TrainingOffer))
        for name in (*_OF_CERTIFICATION, "prepares"):
            yield from self._found(name, None)
        # Of competences, and of no more: ESCO's, whose occupations are left out, have their own tree.
        yield from self._found("broader", None, among=set(self.places) - set(occupations))

    def _found(
        self, name: str, subject: NamedNode | None, among: set[NamedNode] | None = None
    ) -> Iterator[tuple[int, int, int]]:
        number = _NAMES.index(name)
        for quad in self._store.quads_for_pattern(subject, RELATIONS[name], None):
            start, end = quad.subject, quad.object
            if isinstance(start, NamedNode) and isinstance(end, NamedNode):
                if among is None or start in among:
                    yield self._place(start), self._place(end), number

    def _place(self, uri: NamedNode) -> int:
        return self.places.setdefault(uri, len(self.places))

    def _place_all(self, uris: list[NamedNode]) -> None:
        for uri in uris:
            self._place(uri)

    def _subjects(self, predicate: NamedNode, value: NamedNode | None = None) -> list[NamedNode]:
        quads = self._store.quads_for_pattern(None, predicate, value)
        found = {quad.subject for quad in quads}
        nodes = [one for one in found if isinstance(one, NamedNode)]
        return sorted(nodes, key=lambda one: one.value)

    def _instances(self, kind: NamedNode) -> list[NamedNode]:
        return self._subjects(RDF.type, kind)

    def classes(self) -> NDArray[np.int8]:
        """Return the class of each node: that of `CLASSES` which comes first."""
        found = np.full(len(self.places), CLASSES.index("Competence"), np.int8)
        for number in reversed(range(len(CLASSES))):
            if CLASSES[number] == "Competence":  # the class of all the others
                continue
            kind = NamedNode(class_uri(CLASSES[number]))
            for quad in self._store.quads_for_pattern(None, RDF.type, kind):
                subject = quad.subject
                place = self.places.get(subject) if isinstance(subject, NamedNode) else None
                if place is not None:
                    found[place] = number
        return found

    def label(self, uri: NamedNode) -> str:
        found = [
            quad.object
            for quad in self._store.quads_for_pattern(uri, SKOS.prefLabel, None)
            if isinstance(quad.object, Literal)
        ]
        french = next((one for one in found if one.language == "fr"), None)
        one = french or next(iter(found), None)
        return one.value if one else uri.value.rpartition("/")[2]


def relation_uri(name: str) -> str:
    """Return the URI of a relation."""
    return RELATIONS[name].value


def class_uri(name: str) -> str:
    """Return the URI of a class."""
    return STANDARD["mlg"] + name
