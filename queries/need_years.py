"""The yearly figures of every competence in a territory, from the BMO survey: which needs go uncovered year after year.

A competence is at the core of occupations (ROME), which families of the survey gather (FAP): it receives, in
proportion, their projects of each year, those judged difficult, and the training offer that leads to them, as
`maillage.queries.gap` counts them. Two measures decide whether a year left the need uncovered (docs/adr/0005):

- coverage: training offer over projects, relative to what the whole region offers for as many projects that year.
  The offer is known at one date only, and is set against each year;
- difficulty: the share of projects judged difficult, relative to that of the whole region the same year, over
  the cells where the publisher shows both counts.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import NamedNode

from maillage.queries.demand import Cell, CellPart
from maillage.queries.gap_judgement import SEATS_REFERENCE
from maillage.queries.needs import NeedTable
from maillage.queries.needs_statistics import Array

if TYPE_CHECKING:
    from maillage.queries.gap import GapModel
    from maillage.queries.supply import Supply
    from maillage.queries.territory import Territory


@dataclass(frozen=True, slots=True)
class _Core:
    """Which competences are at the core of which occupations: one entry a pair."""

    occupations: list[NamedNode]
    competences: list[NamedNode]
    occupation: NDArray[np.int64]  # place in `occupations`
    competence: NDArray[np.int64]
    weight: Array

    def carry(self, figures: Array) -> Array:
        """Return what occupations' figures come to for each competence."""
        shares = self.weight * figures[self.occupation]
        return np.bincount(self.competence, shares, len(self.competences)).astype(float)


def need_years(
    model: "GapModel", place: "Territory", occupations: Collection[NamedNode] = ()
) -> NeedTable:
    """Return, by year surveyed, the projects that ask for each competence, their coverage and difficulty.

    `occupations`: as statistics know them; none for all. The exposure is all the projects of the territory (of
    these occupations). Without any survey, or any competence asked for: a table without competences.
    """
    cells: dict[str, list[Cell]] = {
        year: [] for year in sorted({cell.period for cell in model.data.cells})
    }
    for cell in model.data.cells:
        cells[cell.period].append(cell)
    asked = [model.demand(year, place.basin_shares, place.communes) for year in cells]
    given = model.supply(place.communes)
    known = set(given.by_occupation).union(*(year.parts for year in asked))
    core = _core(model.competences.core, known & set(occupations) if occupations else known)
    if not cells or not core.competences:
        return NeedTable([], (), np.zeros((0, 0)), np.zeros(0))
    figures = [
        np.array([_figures(year.parts.get(one, ())) for one in core.occupations]) for year in asked
    ]
    projects, seen, difficult = (
        np.array([core.carry(year[:, at]) for year in figures]).T for at in range(3)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        hard = difficult / seen / np.array([_difficulty(found) for found in cells.values()])
    region = model.supply(None).total
    total = np.array([sum(cell.projects or 0 for cell in found) for found in cells.values()])
    return NeedTable(
        [model.names.curie(one) for one in core.competences],
        tuple(cells),
        projects,
        np.array([year[:, 0].sum() for year in figures]),
        _coverage(core, given, projects, region / total) if region else None,
        np.where(seen > 0, hard, np.nan),
        origin=f"enquête BMO {', '.join(cells)}",
        sources=("bmo",),
    )


def _core(
    core: Mapping[NamedNode, Mapping[NamedNode, float]], known: Collection[NamedNode]
) -> _Core:
    occupations = sorted(known & core.keys(), key=_by_uri)
    competences = sorted({one for code in occupations for one in core[code]}, key=_by_uri)
    row = {competence: at for at, competence in enumerate(competences)}
    pairs = [
        (at, row[competence], weight)
        for at, code in enumerate(occupations)
        for competence, weight in core[code].items()
    ]
    occupation, competence, weight = zip(*pairs, strict=True) if pairs else ((), (), ())
    return _Core(
        occupations,
        competences,
        np.array(occupation, dtype=np.int64),
        np.array(competence, dtype=np.int64),
        np.array(weight, dtype=float),
    )


def _figures(parts: Iterable[CellPart]) -> tuple[float, float, float]:
    """Return projects; those of cells that show how many are difficult; and these."""
    projects = seen = hard = 0.0
    for part in parts:
        count, difficult = part.projects, part.difficult
        projects += count or 0.0
        if count is not None and difficult is not None:
            seen, hard = seen + count, hard + difficult
    return projects, seen, hard


def _difficulty(cells: Iterable[Cell]) -> float:
    shown = [
        (cell.projects, cell.difficult)
        for cell in cells
        if cell.projects is not None and cell.difficult is not None
    ]
    projects = sum(one for one, _ in shown)
    return sum(one for _, one in shown) / projects if projects else float("nan")


def _coverage(core: _Core, given: "Supply", projects: Array, reference: Array) -> Array:
    """Return the coverage relative to the region's, shape of `projects`: nan where none is asked for."""
    actions = np.array([given.actions(one) for one in core.occupations])
    seats = [given.seats(one) for one in core.occupations]
    silent = np.array([one is None for one in seats]) & (actions > 0)
    # As a gap answer: in seats where every offer says how many it has, else in actions.
    in_seats = (core.carry(actions) > 0) & (core.carry(silent.astype(float)) == 0)
    taught = np.where(
        in_seats, core.carry(np.array([one or 0.0 for one in seats])), core.carry(actions)
    )
    wanted = projects * np.where(in_seats[:, None], SEATS_REFERENCE, reference)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(projects > 0, taught[:, None] / wanted, np.nan)


def _by_uri(uri: NamedNode) -> str:
    return uri.value
