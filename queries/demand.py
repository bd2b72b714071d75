"""Demand of a territory by occupation: BMO's recruitment projects, and ingested advertisements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from maillage.ontology.terms import XSD_GYEAR
from maillage.queries.decode import integer, node, optional_integer, optional_node, text
from maillage.queries.labour_view import LabourView
from maillage.queries.question import Store, question


@dataclass(frozen=True, slots=True)
class Cell:
    """One BMO cell. A measure that the publisher hides is None: unknown, not zero."""

    uri: NamedNode
    basin: NamedNode
    family: NamedNode
    projects: int | None
    difficult: int | None
    seasonal: int | None


@dataclass(frozen=True, slots=True)
class CellPart:
    """The part of a cell that falls to one occupation in the territory."""

    cell: Cell
    territory_share: float  # of the bassin's people who live in the territory, ]0, 1]
    occupation_share: float  # of the family's projects that fall to the occupation, ]0, 1]

    @property
    def projects(self) -> float | None:
        """Recruitment projects a year; None where hidden."""
        if self.cell.projects is None:
            return None
        return self.cell.projects * self.territory_share * self.occupation_share

    @property
    def difficult(self) -> float | None:
        """Those that employers expect to be difficult; None where hidden."""
        if self.cell.difficult is None:
            return None
        return self.cell.difficult * self.territory_share * self.occupation_share


@dataclass(frozen=True, slots=True)
class Advertisement:
    """One ingested advertisement, as far as demand goes."""

    uri: NamedNode
    commune: NamedNode
    year: str
    positions: int
    occupation: NamedNode | None  # as statistics know it


@dataclass(frozen=True, slots=True)
class Demand:
    """Demand by occupation. A family that no ROME code belongs to stands for itself."""

    cells: tuple[Cell, ...]
    parts: Mapping[NamedNode, tuple[CellPart, ...]]  # occupation (or family) → its parts
    ads: Mapping[NamedNode, tuple[Advertisement, ...]]  # occupation → ads, each source apart
    unplaced_ads: int  # ads of the territory that name no occupation
    total: float  # projects of the territory, visible cells only
    hidden: int  # cells whose projects are hidden
    source: str = field(default="bmo")  # what `projects` reads: "bmo", or "ads" where BMO is silent

    def projects(self, occupation: NamedNode) -> float | None:
        """Return the demand of an occupation; None where every cell is hidden, 0 where there is none."""
        if self.source == "ads":
            return float(sum(ad.positions for ad in self.ads.get(occupation, ())))
        known = [part.projects for part in self.parts.get(occupation, ()) if part.projects is not None]
        if not known and self.parts.get(occupation):
            return None
        return sum(known)

    def occupations(self) -> set[NamedNode]:
        """Return the occupations that some source of demand names."""
        return set(self.parts) | set(self.ads)


def recruitment_cells(store: Store, period: str) -> list[Cell]:
    """Return every BMO cell of a period."""
    return [
        Cell(
            node(row, "cell"),
            node(row, "basin"),
            node(row, "family"),
            optional_integer(row, "projects"),
            optional_integer(row, "difficult"),
            optional_integer(row, "seasonal"),
        )
        for row in question("recruitment_cells").ask(
            store, {"period": Literal(period, datatype=XSD_GYEAR)}
        )
    ]


def recruitment_periods(store: Store) -> list[str]:
    """Return the years that BMO covers, sorted."""
    return [text(row, "period") for row in question("recruitment_periods").ask(store)]


def advertisements(store: Store, view: LabourView) -> list[Advertisement]:
    """Return every ingested advertisement."""
    found = []
    for row in question("advertisements").ask(store):
        occupation = optional_node(row, "occupation")
        found.append(
            Advertisement(
                node(row, "ad"),
                node(row, "commune"),
                text(row, "date")[:4],
                integer(row, "positions") or 1,
                None if occupation is None else view.parent.get(occupation, occupation),
            )
        )
    return found


def demand(
    view: LabourView,
    cells: Iterable[Cell],
    ads: Iterable[Advertisement],
    shares: Mapping[NamedNode, float],
    communes: frozenset[NamedNode] | None,
) -> Demand:
    """Return the demand of a territory.

    `shares`: bassin → the share of it that is inside. `communes`: those of the territory, or None
    for the whole graph.
    """
    inside = sorted((cell for cell in cells if cell.basin in shares), key=lambda cell: cell.uri.value)
    parts: defaultdict[NamedNode, list[CellPart]] = defaultdict(list)
    for cell in inside:
        weights = view.family_weights.get(cell.family) or {cell.family: 1.0}
        for occupation, weight in weights.items():
            parts[occupation].append(CellPart(cell, shares[cell.basin], weight))
    placed = [ad for ad in ads if communes is None or ad.commune in communes]
    by_occupation: defaultdict[NamedNode, list[Advertisement]] = defaultdict(list)
    for ad in placed:
        if ad.occupation is not None:
            by_occupation[ad.occupation].append(ad)
    total = sum(cell.projects * shares[cell.basin] for cell in inside if cell.projects is not None)
    positions = sum(ad.positions for ad in placed if ad.occupation is not None)
    return Demand(
        tuple(inside),
        {occupation: tuple(found) for occupation, found in parts.items()},
        {occupation: tuple(found) for occupation, found in by_occupation.items()},
        sum(ad.occupation is None for ad in placed),
        total if inside else float(positions),
        sum(cell.projects is None for cell in inside),
        "bmo" if inside else "ads",
    )
