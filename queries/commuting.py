"""Which bassins d'emploi are within commuting distance of a territory, and by which rule."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from maillage.ontology.names import Names
from maillage.queries.perimeter import Centre, distance
from maillage.queries.territory import Territories, Territory

COMMUTE = 40.0  # km between the population-weighted centres of two bassins
SHARED = ("ze", "epci")


@dataclass(frozen=True, slots=True)
class Commuting:
    """The bassins around a territory."""

    shares: Mapping[NamedNode, float]  # those of the territory and those around, whole
    around: tuple[NamedNode, ...]  # those that are not in the territory at all
    rule: str  # one sentence, in French


def commuting_area(territories: Territories, names: Names, place: Territory) -> Commuting:
    """Return the bassins from which people can come to work in a territory.

    With the coordinates of communes: the bassins whose population-weighted centre is within
    `COMMUTE` km of that of a bassin of the territory. Without: those that share a zone d'emploi
    (inside which most of the labour force lives and works) or an intercommunality with one.
    """
    own = set(place.basin_shares)
    centres = _basin_centres(territories)
    if own and own <= set(centres):
        near = {
            other
            for other, at in centres.items()
            if any(distance(centres[basin], at) <= COMMUTE for basin in own)
        }
        rule = (
            f"bassins dont le centre de population est à {COMMUTE:g} km au plus, à vol d'oiseau, de "
            "celui d'un bassin du territoire"
        )
    else:
        near = _sharing(territories, names, own)
        rule = (
            "bassins qui partagent une zone d'emploi ou une intercommunalité avec un bassin du "
            "territoire (le graphe n'a pas les coordonnées de toutes les communes)"
        )
    around = tuple(sorted(near - own, key=lambda basin: basin.value))
    return Commuting(dict.fromkeys([*sorted(own, key=str), *around], 1.0), around, rule)


def _sharing(territories: Territories, names: Names, own: set[NamedNode]) -> set[NamedNode]:
    basins: defaultdict[NamedNode, set[NamedNode]] = defaultdict(set)
    prefixes = tuple(names.concept(prefix, "").value for prefix in SHARED)
    for one in territories.communes.values():
        for grouping in one.groupings:
            if one.basin is not None and grouping.value.startswith(prefixes):
                basins[grouping].add(one.basin)
    return {basin for found in basins.values() if found & own for basin in found}


def _basin_centres(territories: Territories) -> dict[NamedNode, Centre]:
    """Return the mean point of the people of each bassin; none for one of whom nobody is placed."""
    sums: defaultdict[NamedNode, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for commune, one in territories.communes.items():
        at = territories.centres.get(commune)
        if at is not None and one.basin is not None and one.population:
            total = sums[one.basin]
            total[0] += one.population
            total[1] += one.population * at.latitude
            total[2] += one.population * at.longitude
    return {
        basin: Centre(latitude / people, longitude / people)
        for basin, (people, latitude, longitude) in sums.items()
    }
