"""How much more published counts vary than chance alone would make them."""

from collections.abc import Sequence
from typing import NamedTuple

ENOUGH = 30  # degrees of freedom under which nothing is estimated
ROUNDS = 100  # of proportional fitting; a few dozen settle a sparse table of two thousand cells


class Count(NamedTuple):
    """One cell of a table with two margins."""

    row: str
    column: str
    value: float


def dispersion(counts: Sequence[Count]) -> float:
    """Return the variance of counts over their mean, once rows and columns are accounted for; ≥ 1.

    The expected counts are those of a log-linear model without interaction, fitted to the margins
    by iterative proportional fitting over the published cells only; the dispersion is Pearson's
    chi-square over its degrees of freedom. 1 (Poisson) where too few cells are left to tell.

    Source: McCullagh and Nelder, Generalized Linear Models (1989), 4.5 and 6.2.3.
    """
    import numpy

    rows = {one.row: 0 for one in counts}
    columns = {one.column: 0 for one in counts}
    freedom = len(counts) - len(rows) - len(columns) + 1
    if freedom < ENOUGH:
        return 1.0
    places = [{name: at for at, name in enumerate(sorted(names))} for names in (rows, columns)]
    margins = [
        numpy.array([place[name] for name in names])
        for place, names in zip(
            places, ([one.row for one in counts], [one.column for one in counts]), strict=True
        )
    ]
    observed = numpy.array([one.value for one in counts], dtype=float)
    sums = [numpy.bincount(margin, observed) for margin in margins]
    expected = numpy.ones_like(observed)
    for _ in range(ROUNDS):
        for margin, total in zip(margins, sums, strict=True):
            fitted = numpy.bincount(margin, expected)
            scale = numpy.divide(total, fitted, out=numpy.zeros_like(total), where=fitted > 0)
            expected *= scale[margin]
    seen = expected > 0
    chi_square = ((observed[seen] - expected[seen]) ** 2 / expected[seen]).sum()
    return max(1.0, float(chi_square) / freedom)
