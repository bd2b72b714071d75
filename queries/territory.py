"""Territories: any grouping of communes, and the share of each bassin d'emploi that one is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import NamedNode

from maillage.ontology.errors import MaillageError
from maillage.ontology.names import Names
from maillage.queries.decode import integer, node, text
from maillage.queries.errors import UnknownTerritory
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

    @property
    def exact(self) -> bool:
        """Whether figures known by bassin need no spreading: only whole bassins are inside."""
        return all(share == 1 for share in self.basin_shares.values())


@dataclass(frozen=True, slots=True)
class Territories:
    """Every commune of the graph, and what its groupings are called."""

    communes: Mapping[NamedNode, Commune]
    labels: Mapping[NamedNode, str]  # French, of communes and groupings

    @property
    def basins(self) -> set[NamedNode]:
        """Every bassin d'emploi that has communes."""
        return {one.basin for one in self.communes.values() if one.basin is not None}

    def resolve(self, names: Names, typed: str) -> Territory:
        """Return the territory that a CURIE, a URI or a comma-separated list of either names.

        A bare five-character INSEE code stands for a commune. A commune named twice counts once.

        Raises:
            UnknownTerritory: one of the names is not a territory of the graph.
        """
        uris = [self._uri(names, part, typed) for part in typed.split(",") if part.strip()]
        if not uris:
            raise UnknownTerritory(typed, self._examples(names))
        inside: set[NamedNode] = set()
        for uri in uris:
            members = self._members(uri)
            if not members:
                raise UnknownTerritory(names.curie(uri), self._examples(names))
            inside |= members
        return Territory(
            ",".join(names.curie(uri) for uri in uris),
            self._label(uris),
            frozenset(inside),
            sum(self.communes[commune].population for commune in inside),
            self._shares(inside),
        )

    def _members(self, uri: NamedNode) -> set[NamedNode]:
        if uri in self.communes:
            return {uri}
        return {commune for commune, one in self.communes.items() if uri in one.groupings}

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

    def _uri(self, names: Names, part: str, typed: str) -> NamedNode:
        part = part.strip()
        if ":" not in part and len(part) == 5:
            return names.concept("commune", part.upper())
        try:
            return names.uri(part)
        except MaillageError as error:
            raise UnknownTerritory(typed, self._examples(names)) from error

    def _examples(self, names: Names) -> list[str]:
        people: defaultdict[NamedNode, int] = defaultdict(int)
        for one in self.communes.values():
            if one.basin is not None:
                people[one.basin] += one.population
        largest = sorted(people, key=lambda basin: -people[basin])[:3]
        return [f"{names.curie(basin)} ({self.labels.get(basin, '')})" for basin in largest]

    def _label(self, uris: list[NamedNode]) -> str:
        shown = [self.labels.get(uri, uri.value.rpartition("/")[2]) for uri in uris[:3]]
        return ", ".join(shown) + (f" et {len(uris) - 3} autres" if len(uris) > 3 else "")


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
    return Territories(communes, labels)
