"""Regions that we invent: the true coverage of each cell is known, and its interval may hold it or not.

Each occupation has a regional mean, each bassin its own spread around it, sizes of bassins and occupations are
log-normal; projects and actions are Poisson counts. The prior is fitted to those counts as on real ones.

    python tests/queries/coverage_simulator.py      prints the table of docs/adr/0003
"""

import sys
from dataclasses import dataclass
from typing import NamedTuple

import numpy

from maillage.queries.gap_prior_fit import PriorCell, fit_prior
from maillage.queries.verdict import Case, judge_all

BASINS = 43


class Setting(NamedTuple):
    """One kind of region."""

    name: str
    reference: float  # actions a project
    projects: float  # of a cell, at the median occupation and the mean bassin
    hyper_shape: float  # of the occupations' means: the smaller, the more unequal
    shape: float  # of the bassins around the mean of an occupation


SETTINGS = (
    Setting("comme le Grand Est", 0.0115, 8, 0.25, 4),
    Setting("métiers moins inégaux", 0.0115, 8, 1, 3),
    Setting("bassins très inégaux", 0.0115, 8, 0.5, 1),
    Setting("grande région", 0.0115, 80, 0.25, 4),
    Setting("bassins semblables", 0.0115, 80, 1, 6),
    Setting("dix fois plus d'offre", 0.1, 8, 0.5, 3),
    Setting("places publiées", 1.0, 8, 1, 3),
    Setting("places, bassins inégaux", 1.0, 8, 2, 1),
)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Share of the 90 % intervals that hold the true coverage, over the cells that ask for something."""

    cells: int
    every: float
    small: float  # the quarter of the cells with the lowest true demand
    large: float  # the quarter with the highest
    wrong: float  # share of the verdicts given whose side the truth is not on
    verdicts: int


def calibration(setting: Setting, seed: int, occupations: int = 500) -> Calibration:
    """Return how the intervals and verdicts of one invented region do."""
    draw = numpy.random.default_rng(seed)
    sizes = draw.lognormal(0, 1, BASINS)
    sizes /= sizes.mean()
    asked = setting.projects * numpy.outer(draw.lognormal(0, 1.2, occupations), sizes)
    means = draw.gamma(setting.hyper_shape, 1 / setting.hyper_shape, (occupations, 1))
    relative = means * draw.gamma(setting.shape, 1 / setting.shape, asked.shape)
    demand = draw.poisson(asked)
    supply = draw.poisson(relative * setting.reference * asked)
    reference = float(supply.sum() / demand.sum())
    cells = [
        PriorCell(str(row), str(column), float(demand[row, column]), float(supply[row, column]))
        for row, column in numpy.ndindex(asked.shape)
    ]
    prior = fit_prior(cells, reference)
    used = [cell for cell in cells if cell.demand]
    judged = judge_all(
        [
            Case(
                cell.demand,
                cell.supply,
                reference,
                prior=prior.of(cell.occupation, {cell.basin}),
            )
            for cell in used
        ]
    )
    at = [(int(cell.occupation), int(cell.basin)) for cell in used]
    truth = numpy.array([relative[one] * setting.reference for one in at])
    sizes_of = numpy.array([asked[one] for one in at])
    intervals = numpy.array([one.interval for one in judged])
    held = (intervals[:, 0] <= truth) & (truth <= intervals[:, 1])
    low, high = numpy.quantile(sizes_of, [0.25, 0.75])
    sides = [
        one.verdict == _side(true / reference)
        for one, true in zip(judged, truth, strict=True)
        if one.verdict != "undetermined"
    ]
    return Calibration(
        len(used),
        float(held.mean()),
        float(held[sizes_of <= low].mean()),
        float(held[sizes_of >= high].mean()),
        1 - sum(sides) / len(sides) if sides else 0.0,
        len(sides),
    )


def _side(relative: float) -> str:
    if relative < 0.8:
        return "under-supplied"
    return "over-supplied" if relative > 1.25 else "balanced"


def main() -> None:
    """Print the table."""
    sys.stdout.write("| région | cellules | toutes | petites | grandes | verdicts | faux |\n")
    for setting in SETTINGS:
        found = calibration(setting, seed=1)
        sys.stdout.write(
            f"| {setting.name} | {found.cells} | {found.every:.3f} | {found.small:.3f} | {found.large:.3f} | "
            f"{found.verdicts} | {found.wrong:.3f} |\n"
        )


if __name__ == "__main__":
    main()
