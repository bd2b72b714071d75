"""What nearness and paths read of a generation: projection, signals, requirements, ROME's mobilities."""

from collections import defaultdict
from functools import cached_property
from pathlib import Path

from maillage.graph.projection import Projection, read_projection
from maillage.graph.projection_index import load_projection, write_projection
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.near_signals import Signals, load_signals, read_signals, write_signals
from maillage.queries.path_requirements import (
    Requirements,
    load_requirements,
    read_requirements,
    write_requirements,
)


class NearData:
    """Each part is read when it is first asked for: from the index, else from the triples."""

    def __init__(self, store: TripleStore, names: Names, index: Path | None = None) -> None:
        """Read of `store`; `index`: the generation's, if it has one."""
        self.store = store
        self.names = names
        self._index = index

    @cached_property
    def projection(self) -> Projection:
        """Nodes and edges."""
        known = load_projection(self._index) if self._index else None
        return known or read_projection(self.store)

    @cached_property
    def signals(self) -> Signals:
        """What occupations have in common."""
        known = load_signals(self._index) if self._index else None
        return known or read_signals(self.store, self.projection)

    @cached_property
    def requirements(self) -> Requirements:
        """What occupations require; one row an occupation of `signals`."""
        known = load_requirements(self._index) if self._index else None
        occupations = self.signals.occupations
        return known or read_requirements(self.store, self.projection, occupations)

    @cached_property
    def places(self) -> dict[str, int]:
        """URI of an occupation → its row."""
        return {uri: place for place, uri in enumerate(self.signals.occupations)}

    @cached_property
    def mobilities(self) -> frozenset[tuple[int, int]]:
        """ROME's own moves, as rows of the two occupations."""
        uris, places = self.projection.uris, self.places
        ends = zip(*(one.tolist() for one in self.projection.edges("mobilityTo")), strict=True)
        return frozenset(
            (places[uris[start]], places[uris[end]])
            for start, end in ends
            if uris[start] in places and uris[end] in places
        )

    @cached_property
    def required_places(self) -> dict[int, list[int]]:
        """Positions: occupation → what it requires."""
        return self.projection.targets_of("requires")

    @cached_property
    def block_places(self) -> dict[int, list[int]]:
        """Positions: certification → its blocs."""
        return self.projection.targets_of("hasBlock")

    @cached_property
    def certified_places(self) -> dict[int, list[int]]:
        """Positions: bloc or certification → the competences that it certifies."""
        return self.projection.targets_of("certifies")

    @cached_property
    def successor_places(self) -> dict[int, list[int]]:
        """Positions: certification → those that replace it."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for later, earlier in self.projection.targets_of("replaces").items():
            for one in earlier:
                found[one].append(later)
        return dict(found)

    @cached_property
    def rarity(self) -> dict[str, float]:
        """Stem → how rare it is among the words of occupations."""
        table = self.signals.tables["words"]
        return dict(zip(table.names, table.rarity.tolist(), strict=True))

    def label(self, uri: str) -> str:
        """Return the label of a node of the projection."""
        place = self.projection.places.get(uri)
        return uri.rpartition("/")[2] if place is None else self.projection.labels[place]

    def write_index(self, index: Path) -> None:
        """Write what answers read, for processes that come later."""
        write_projection(self.projection, index)
        write_signals(self.signals, index)
        write_requirements(self.requirements, index)
