"""A territory as a question sees it: its communes, and the share of each bassin d'emploi that they are."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from maillage.ontology.errors import MaillageError
from maillage.ontology.names import Names
from maillage.queries.decode import integer, node, text
from maillage.queries.errors import UnknownTerritory
from maillage.queries.question import Store, question


@dataclass(frozen=True, slots=True)
class Basin:
    """A bassin d'emploi and the people of its communes."""

    label: str
    population: int
    communes: int


@dataclass(frozen=True, slots=True)
class Territory:
    """One territory, or several taken together."""

    text: str  # as the user named it, in CURIEs
    label: str
    communes: frozenset[NamedNode]
    population: int
    basin_shares: Mapping[
        NamedNode, float
    ]  # bassin → share of its population that is inside, ]0, 1]

    @property
    def exact(self) -> bool:
        """Whether figures known by bassin need no spreading: only whole bassins are inside."""
        return all(share == 1 for share in self.basin_shares.values())


def basins(store: Store) -> dict[NamedNode, Basin]:
    """Return every bassin d'emploi of the graph."""
    return {
        node(row, "basin"): Basin(
            text(row, "label"), integer(row, "population"), integer(row, "communes")
        )
        for row in question("basin_populations").ask(store)
    }


def resolve_territory(
    store: Store, names: Names, typed: str, known: Mapping[NamedNode, Basin]
) -> Territory:
    """Return the territory that a CURIE, a URI or a comma-separated list of either names.

    A bare five-character INSEE code stands for a commune. Communes named twice count once.

    Raises:
        UnknownTerritory: one of the names is not a territory of the graph.
    """
    uris = [_uri(names, part, typed, known) for part in typed.split(",") if part.strip()]
    if not uris:
        raise UnknownTerritory(typed, _examples(names, known))
    communes: dict[NamedNode, int] = {}
    inside: dict[NamedNode, set[NamedNode]] = {}
    seen: set[NamedNode] = set()
    for row in question("territory_communes").ask(store, {"territory": uris}):
        commune = node(row, "commune")
        seen.add(node(row, "territory"))
        communes[commune] = integer(row, "population")
        if row["basin"] is not None:
            inside.setdefault(node(row, "basin"), set()).add(commune)
    for uri in uris:
        if uri not in seen:
            raise UnknownTerritory(names.curie(uri), _examples(names, known))
    shares = {
        basin: _share(known.get(basin), [communes[commune] for commune in members])
        for basin, members in sorted(inside.items(), key=lambda item: item[0].value)
    }
    return Territory(
        ",".join(names.curie(uri) for uri in uris),
        _label(store, uris),
        frozenset(communes),
        sum(communes.values()),
        {basin: share for basin, share in shares.items() if share > 0},
    )


def _share(basin: Basin | None, populations: list[int]) -> float:
    if basin is None or basin.communes == len(populations):
        return 1.0
    if basin.population == 0:  # no population known: every commune weighs the same
        return len(populations) / basin.communes
    return sum(populations) / basin.population


def _uri(names: Names, part: str, typed: str, known: Mapping[NamedNode, Basin]) -> NamedNode:
    part = part.strip()
    if ":" not in part and len(part) == 5:
        return names.concept("commune", part.upper())
    try:
        return names.uri(part)
    except MaillageError as error:
        raise UnknownTerritory(typed, _examples(names, known)) from error


def _examples(names: Names, known: Mapping[NamedNode, Basin]) -> list[str]:
    some = sorted(known.items(), key=lambda item: -item[1].population)[:3]
    return [f"{names.curie(uri)} ({basin.label})" for uri, basin in some]


def _label(store: Store, uris: list[NamedNode]) -> str:
    labels = {
        node(row, "territory"): text(row, "label")
        for row in question("territory_label").ask(store, {"territory": uris})
    }
    shown = [labels.get(uri, uri.value.rpartition("/")[2]) for uri in uris[:3]]
    return ", ".join(shown) + (f" et {len(uris) - 3} autres" if len(uris) > 3 else "")
