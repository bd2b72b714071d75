"""What each occupation of a territory is asked for, and how many people look for it, on the same ground.

A count of job seekers that is not published is unknown. So demand and seekers are compared only in
the bassins where both are known: `matched` is the demand of those alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pyoxigraph import NamedNode

from maillage.queries.available_data import SeekerCell
from maillage.queries.demand import CellPart, Demand
from maillage.queries.territory import Territories


class SeekerPart(NamedTuple):
    """The part of a cell that falls in the territory."""

    cell: SeekerCell
    share: float  # of the bassin's people who live in the territory, ]0, 1]


class OccupationFigures(NamedTuple):
    """One occupation in one territory."""

    occupation: NamedNode
    projects: float | None  # None where every cell is hidden
    matched: float | None  # of them, in the bassins that count seekers; None where all are hidden
    unseen: float  # projects that hidden cells may add to `matched` at most
    seekers: float | None  # None where no bassin counts them
    offers: float | None  # registered in the cells of `seekers`
    parts: tuple[SeekerPart, ...]
    missing: int  # bassins with projects and without a count of seekers
    bmo_cells: int
    hidden: int
    ads: int
    ad_positions: int


CellsByOccupation = Mapping[NamedNode, tuple[SeekerCell, ...]]


def cells_by_occupation(cells: Iterable[SeekerCell], period: str) -> CellsByOccupation:
    """Return the cells of one year that count job seekers."""
    found: defaultdict[NamedNode, list[SeekerCell]] = defaultdict(list)
    for cell in cells:
        if cell.period == period and cell.seekers is not None:
            found[cell.occupation].append(cell)
    return {occupation: tuple(listed) for occupation, listed in found.items()}


def occupation_figures(
    territories: Territories,
    wanted: Demand,
    cells: CellsByOccupation,
    shares: Mapping[NamedNode, float],
) -> dict[NamedNode, OccupationFigures]:
    """Return the figures of every occupation that is asked for or that somebody looks for."""
    inside = {
        occupation: parts
        for occupation, listed in cells.items()
        if (parts := tuple(SeekerPart(c, shares[c.basin]) for c in listed if c.basin in shares))
    }
    codes = sorted(wanted.occupations() | set(inside), key=lambda code: code.value)
    return {code: _figures(territories, wanted, code, inside.get(code, ())) for code in codes}


def _figures(
    territories: Territories, wanted: Demand, code: NamedNode, seekers: tuple[SeekerPart, ...]
) -> OccupationFigures:
    parts = wanted.parts.get(code, ())
    ads = wanted.ads.get(code, ())
    known = {part.cell.basin for part in seekers}
    matched = [part for part in parts if part.cell.basin in known]
    projects: float | None
    if wanted.source == "ads":
        communes = territories.communes
        here = [
            ad.positions
            for ad in ads
            if ad.commune in communes and communes[ad.commune].basin in known
        ]
        projects, unseen = float(sum(here)), 0.0
    else:
        projects = _sum(matched)
        unseen = sum(part.unseen for part in matched) * wanted.hidden_at_most
    offers = [part.cell.offers * part.share for part in seekers if part.cell.offers is not None]
    return OccupationFigures(
        code,
        wanted.projects(code),
        projects,
        unseen,
        sum((part.cell.seekers or 0) * part.share for part in seekers) if seekers else None,
        sum(offers) if offers else None,
        seekers,
        len({part.cell.basin for part in parts} - known),
        len(parts),
        sum(part.cell.hidden for part in parts),
        len(ads),
        sum(ad.positions for ad in ads),
    )


def _sum(parts: Iterable[CellPart]) -> float | None:
    listed = list(parts)
    known = [part.projects for part in listed if part.projects is not None]
    return None if listed and not known else sum(known)
