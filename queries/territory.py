"""Territories: any grouping of communes, and the share of each bassin d'emploi that one is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pyoxigraph import NamedNode

from maillage.ontology.names import Names
from maillage.queries.decode import integer, node, text
from maillage.queries.perimeter import Centre, resolve_perimeter
from maillage.queries.question import Store, question


class Commune(NamedTuple):
    """A commune: its people, its bassin d'emploi, and every grouping that it is part of."""

    population: int
    basin: NamedNode | None
    groupings: tuple[NamedNode, ...]


@dataclass(frozen=True, slots=True)
class Territory:
    """One territory, or several taken together."""

    text: str  # as the user named it, in CURIEs
    label: str
    communes: frozenset[NamedNode]
    population: int
    # bassin → share of its population that is inside, ]0, 1]
    basin_shares: Mapping[NamedNode, float]
    notes: tuple[str, ...] = field(default=())  # how it was delimited, where that needs saying

    @property
    def exact(self) -> bool:
        """Whether figures known by bassin need no spreading: only whole bassins are inside."""
        return all(share == 1 for share in self.basin_shares.values())


@dataclass(frozen=True, slots=True)
class Territories:
    """Every commune of the graph, and what its groupings are called."""

    communes: Mapping[NamedNode, Commune]
    labels: Mapping[NamedNode, str]  # French, of communes and groupings
    centres: Mapping[NamedNode, Centre] = field(
        default_factory=dict
    )  # of the communes that have one

    @property
    def basins(self) -> set[NamedNode]:
        """Every bassin d'emploi that has communes."""
        return {one.basin for one in self.communes.values() if one.basin is not None}

    def resolve(self, names: Names, typed: str) -> Territory:
        """Return the territory that an expression names: `maillage.queries.perimeter` has the grammar.

        A CURIE, a URI, a five-character INSEE code, or several of them united by "+" or ",", less
        what follows a "-". A commune named twice counts once.

        Raises:
            UnknownTerritory: what is typed names no commune of the graph; its subclasses say why.
        """
        found = resolve_perimeter(self, names, typed)
        return Territory(
            found.text,
            found.label,
            found.communes,
            sum(self.communes[commune].population for commune in found.communes),
            self._shares(found.communes),
            found.notes,
        )

    def members(self, uri: NamedNode) -> set[NamedNode]:
        """Return the communes of a commune or grouping; none where it is unknown."""
        if uri in self.communes:
            return {uri}
        return {commune for commune, one in self.communes.items() if uri in one.groupings}

    def examples(self, names: Names) -> list[str]:
        """Return the three bassins of most people, each with its label."""
        people: defaultdict[NamedNode, int] = defaultdict(int)
        for one in self.communes.values():
            if one.basin is not None:
                people[one.basin] += one.population
        largest = sorted(people, key=lambda basin: -people[basin])[:3]
        return [f"{names.curie(basin)} ({self.labels.get(basin, '')})" for basin in largest]

    def _shares(self, inside: Iterable[NamedNode]) -> dict[NamedNode, float]:
        parts: defaultdict[NamedNode, list[Commune]] = defaultdict(list)
        for commune in inside:
            basin = self.communes[commune].basin
            if basin is not None:
                parts[basin].append(self.communes[commune])
        whole: defaultdict[NamedNode, list[Commune]] = defaultdict(list)
        for one in self.communes.values():
            if one.basin is not None and one.basin in parts:
                whole[one.basin].append(one)
        shares = {basin: _share(part, whole[basin]) for basin, part in parts.items()}
        return {basin: share for basin, share in sorted(shares.items(), key=_by_uri) if share > 0}


def _share(part: list[Commune], whole: list[Commune]) -> float:
    if len(part) == len(whole):
        return 1.0
    people = sum(one.population for one in whole)
    if people == 0:  # no population known: every commune weighs the same
        return len(part) / len(whole)
    return sum(one.population for one in part) / people


def _by_uri(item: tuple[NamedNode, float]) -> str:
    return item[0].value


def read_territories(store: Store) -> Territories:
    """Read the communes and their groupings from the triples."""
    labels = {
        node(row, "territory"): text(row, "label")
        for row in question("territory_labels").ask(store)
    }
    basins = {node(row, "basin") for row in question("basin_populations").ask(store)}
    populations: dict[NamedNode, int] = {}
    groupings: defaultdict[NamedNode, set[NamedNode]] = defaultdict(set)
    for row in question("commune_groupings").ask(store):
        commune, grouping = node(row, "commune"), row["grouping"]
        populations[commune] = integer(row, "population")
        if isinstance(grouping, NamedNode):
            groupings[commune].add(grouping)
    communes = {}
    for commune, population in populations.items():
        within = tuple(sorted(groupings[commune], key=lambda grouping: grouping.value))
        basin = next((grouping for grouping in within if grouping in basins), None)
        communes[commune] = Commune(population, basin, within)
    centres = {
        node(row, "commune"): Centre(float(text(row, "latitude")), float(text(row, "longitude")))
        for row in question("commune_centres").ask(store)
    }
    return Territories(communes, labels, centres)
