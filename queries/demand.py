"""Demand of a territory by occupation: BMO's recruitment projects, and ingested advertisements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from maillage.queries.decode import integer, node, optional_integer, optional_node, text
from maillage.queries.labour_view import LabourView
from maillage.queries.question import Store, question


@dataclass(frozen=True, slots=True)
class Cell:
    """One BMO cell. A measure that the publisher hides is None: unknown, not zero.

    `hidden`: the projects are hidden, wholly (None) or in part (for one of the departments that a
    bassin straddles; then `projects` is a minimum).
    """

    uri: NamedNode
    basin: NamedNode
    family: NamedNode
    period: str  # the year of the survey
    projects: int | None
    difficult: int | None
    seasonal: int | None
    hidden: bool


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
    def unseen(self) -> float:
        """The most projects that the publisher may hide here, in units of a hidden cell's ceiling."""
        return self.territory_share * self.occupation_share if self.cell.hidden else 0.0

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
    hidden: int  # cells whose projects are hidden, wholly or in part
    hidden_at_most: int  # projects that one hidden cell can hold: the smallest published count
    unseen: float  # projects of the territory that hidden cells can hold at most
    source: str = field(default="bmo")  # what `projects` reads: "bmo", or "ads" where BMO is silent

    def projects(self, occupation: NamedNode) -> float | None:
        """Return the demand of an occupation; None where every cell is hidden, 0 where there is none."""
        if self.source == "ads":
            return float(sum(ad.positions for ad in self.ads.get(occupation, ())))
        known = [
            part.projects for part in self.parts.get(occupation, ()) if part.projects is not None
        ]
        if not known and self.parts.get(occupation):
            return None
        return sum(known)

    def unseen_projects(self, occupation: NamedNode) -> float:
        """Return how many more projects the hidden cells of an occupation can hold at most."""
        return sum(part.unseen for part in self.parts.get(occupation, ())) * self.hidden_at_most

    def occupations(self) -> set[NamedNode]:
        """Return the occupations that some source of demand names."""
        return set(self.parts) | set(self.ads)


def recruitment_cells(store: Store) -> list[Cell]:
    """Return every BMO cell, all periods."""
    return [
        Cell(
            node(row, "cell"),
            node(row, "basin"),
            node(row, "family"),
            text(row, "period"),
            optional_integer(row, "projects"),
            optional_integer(row, "difficult"),
            optional_integer(row, "seasonal"),
            text(row, "hidden") == "true",
        )
        for row in question("recruitment_cells").ask(store)
    ]


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
    cells = tuple(cells)
    ceiling = min((cell.projects for cell in cells if cell.projects and not cell.hidden), default=0)
    inside = sorted(
        (cell for cell in cells if cell.basin in shares), key=lambda cell: cell.uri.value
    )
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
        sum(cell.hidden for cell in inside),
        ceiling,
        sum(shares[cell.basin] for cell in inside if cell.hidden) * ceiling,
        "bmo" if inside else "ads",
    )
