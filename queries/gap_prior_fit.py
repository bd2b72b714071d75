"""Fit the regional prior to the cells of a region, by maximum likelihood: the model is in `gap_prior`.

Occupations are fitted to their weighted totals, and the spread of bassins to each cell as the other bassins predict it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from math import exp, log
from typing import TYPE_CHECKING, NamedTuple

from maillage.queries.demand import Cell
from maillage.queries.gap_prior import Fit, RegionalPrior, Told
from maillage.queries.labour_view import LabourView
from maillage.queries.supply import Supply
from maillage.queries.verdict import JEFFREYS

if TYPE_CHECKING:
    import numpy
    import numpy.typing

    _Array = numpy.typing.NDArray[numpy.float64]

ENOUGH = 300  # cells under which nothing is fitted
ENOUGH_SUPPLY = 30.0  # supply units under which nothing is fitted
SHAPES = (0.05, 50.0)  # where shapes are sought
_ROUNDS = 3
_SIMPLEX = ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5))  # of logarithms, from the last fit


class PriorCell(NamedTuple):
    """One occupation in one bassin of the region."""

    occupation: str
    basin: str
    demand: float  # recruitment projects
    supply: float  # actions, each shared among its occupations


def prior_cells(view: LabourView, cells: Iterable[Cell], whole: Supply) -> list[PriorCell]:
    """Return the cells of a region: projects of one year, and all of its supply."""
    demand: defaultdict[tuple[str, str], float] = defaultdict(float)
    for cell in cells:
        weights = view.family_weights.get(cell.family) or {cell.family: 1.0}
        for occupation, weight in weights.items():
            demand[occupation.value, cell.basin.value] += (cell.projects or 0) * weight
    supply: defaultdict[tuple[str, str], float] = defaultdict(float)
    for offer in whole.offers:
        basin = view.territories.communes[offer.commune].basin
        if basin is None:
            continue
        for occupation in offer.occupations:
            supply[occupation.value, basin.value] += 1 / len(offer.occupations)
    return [PriorCell(*at, projects, supply.get(at, 0.0)) for at, projects in demand.items()]


def fit_prior(cells: Sequence[PriorCell], reference: float) -> RegionalPrior:
    """Fit to the cells of a region that ask for something; `reference`: supply a project in all of it."""
    asked = [cell for cell in cells if cell.demand > 0]
    if len(asked) < ENOUGH or sum(cell.supply for cell in asked) < ENOUGH_SUPPLY:
        return RegionalPrior(None, {})
    table = _Table(asked, reference)
    fit = Fit(1.0, 1.0, 1.0)
    for _ in range(_ROUNDS):
        fit = table.occupations_fitted(fit)
        fit = table.basins_fitted(fit)
    weights = table.weights(fit).tolist()
    told: defaultdict[str, list[Told]] = defaultdict(list)
    for cell, weight in zip(asked, weights, strict=True):
        one = Told(cell.basin, weight * cell.supply, weight * reference * cell.demand)
        told[cell.occupation].append(one)
    return RegionalPrior(fit, {occupation: tuple(found) for occupation, found in told.items()})


class _Table:
    """The cells as arrays, shape (n_cells,)."""

    def __init__(self, cells: Sequence[PriorCell], reference: float) -> None:
        import numpy

        names = {name: at for at, name in enumerate(sorted({cell.occupation for cell in cells}))}
        self._row = numpy.array([names[cell.occupation] for cell in cells])
        self._supply = numpy.array([cell.supply for cell in cells])
        self._demand = numpy.array([cell.demand for cell in cells])
        self._reference = reference

    @cached_property
    def _expected(self) -> "_Array":
        return self._reference * self._demand

    def weights(self, fit: Fit) -> "_Array":
        """Return how much of each cell tells of its occupation, ]0, 1]."""
        own = fit.hyper_shape + self._sum(self._supply)
        mean = own / (fit.hyper_shape / fit.mean + self._sum(self._expected))
        weights: _Array = 1 / (1 + self._expected * mean[self._row] / fit.shape)
        return weights

    def occupations_fitted(self, fit: Fit) -> Fit:
        """Return the fit with the law of occupations sought anew."""
        from scipy.optimize import minimize

        weight = self.weights(fit)
        supply, expected = self._sum(weight * self._supply), self._sum(weight * self._expected)

        def loss(logs: "_Array") -> float:
            shape, mean = exp(logs[0]), exp(logs[1])
            if not SHAPES[0] <= shape <= SHAPES[1]:
                return float("inf")
            return -float(_negative_binomial(supply, mean * expected, shape).sum())

        start = [[log(fit.hyper_shape) + one, log(fit.mean) + other] for one, other in _SIMPLEX]
        found = minimize(
            loss, start[0], method="Nelder-Mead",
            options={"initial_simplex": start, "xatol": 1e-3, "fatol": 1e-3},
        )  # fmt: skip
        return Fit(fit.shape, exp(found.x[0]), exp(found.x[1]))

    def basins_fitted(self, fit: Fit) -> Fit:
        """Return the fit with the shape of bassins sought anew, each cell told by the others."""
        from scipy.optimize import minimize_scalar

        def loss(logarithm: float) -> float:
            return -self._likelihood(Fit(exp(logarithm), fit.hyper_shape, fit.mean))

        found = minimize_scalar(
            loss, bounds=(log(SHAPES[0]), log(SHAPES[1])), method="bounded", options={"xatol": 1e-3}
        )
        return Fit(exp(found.x), fit.hyper_shape, fit.mean)

    def _likelihood(self, fit: Fit) -> float:
        weight = self.weights(fit)
        supply, expected = weight * self._supply, weight * self._expected
        others = fit.hyper_shape + self._sum(supply)[self._row] - supply
        means = others / (fit.hyper_shape / fit.mean + self._sum(expected)[self._row] - expected)
        prior = 1 / (1 / fit.shape + 1 / others)
        # Demand is a count too: what it adds to the spread of supply is not the bassins'.
        count = self._demand + JEFFREYS
        shape = 1 / (1 / prior + (1 + 1 / prior) / count)
        mean = means * self._reference * count
        return float(_negative_binomial(self._supply, mean, shape).sum())

    def _sum(self, values: "_Array") -> "_Array":
        import numpy

        return numpy.bincount(self._row, values).astype(float)


def _negative_binomial(counts: "_Array", mean: "_Array", shape: "float | _Array") -> "_Array":
    import numpy
    from scipy.special import gammaln

    # Counts may be fractions of actions: the Gamma function takes them as it takes integers.
    return numpy.asarray(
        gammaln(shape + counts)
        - gammaln(shape)
        - gammaln(counts + 1)
        + shape * numpy.log(shape / (shape + mean))
        + counts * numpy.log(mean / (shape + mean))
    )
