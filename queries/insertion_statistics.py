"""How sure a rate, a quadrant and a rank correlation are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from maillage.queries.insertion_answer import Alignment, Correlation
from maillage.queries.verdict import CERTAINTY, JEFFREYS

if TYPE_CHECKING:
    import numpy
    import numpy.typing

    _Array = numpy.typing.NDArray[numpy.float64]

RESAMPLES = 1000
SEED = 20240101
FEWEST = 8  # clusters under which a bootstrap says nothing
Z90 = 1.6448536269514722  # standard normal quantile at 0.95


class RatePair(NamedTuple):
    """A regional rate, the national one of the same training, and the measures behind the first."""

    regional: float
    national: float
    records: int


def measure_deviation(pairs: Sequence[RatePair]) -> float | None:
    """Return the standard deviation of one measure around its training's rate; None if too few.

    The squared difference between a region's rate and the nation's is real difference plus error:
    tau² + sigma²/n, over n measures. Both are fitted by least squares, none below zero.
    """
    import numpy

    if len(pairs) < FEWEST:
        return None
    shares = numpy.array([1 / max(pair.records, 1) for pair in pairs])
    squares = numpy.array([(pair.regional - pair.national) ** 2 for pair in pairs])
    away, mean = shares - shares.mean(), squares.mean()
    error = float(away @ squares / (away @ away)) if away.any() else 0.0
    if error * shares.mean() > mean:  # no real difference: the line goes through zero
        error = float(shares @ squares / (shares @ shares))
    # No trace of error in so few rates: all of the difference is taken for error, not none.
    return float(numpy.sqrt(error if error > 0 else mean))


def rate_interval(rate: float, records: int, deviation: float) -> tuple[float, float]:
    """Return the interval at 90 % of a mean of `records` measures, within [0, 1]."""
    half = Z90 * deviation / max(records, 1) ** 0.5
    return max(0.0, rate - half), min(1.0, rate + half)


def chance_above(rate: float, records: int, deviation: float, threshold: float) -> float:
    """Return the probability that a training's rate is above a threshold."""
    from scipy.special import ndtr

    error = deviation / max(records, 1) ** 0.5
    if error == 0:
        return float(rate > threshold)
    return float(ndtr((rate - threshold) / error))


def demand_interval(demand: float) -> tuple[float, float]:
    """Return the interval at 90 % of a rate of which `demand` is one count (Jeffreys prior)."""
    from scipy.special import gammaincinv

    low, high = gammaincinv(demand + JEFFREYS, [0.05, 0.95])
    return float(low), float(high)


def chance_more(demand: float, threshold: float) -> float:
    """Return the probability that the rate of which `demand` is one count is above a threshold."""
    from scipy.special import gammaincc

    return float(gammaincc(demand + JEFFREYS, threshold))


def correlation(
    rates: Sequence[float], demands: Sequence[float], clusters: Sequence[object]
) -> Correlation:
    """Return Spearman's rho, with a percentile interval from a cluster bootstrap.

    Trainings that lead to the same occupations have the same demand: they are resampled together.
    A resample is a weight for each training; ranks and correlation are computed with weights.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), 8 and 13.
    """
    import numpy

    groups = {name: place for place, name in enumerate(dict.fromkeys(clusters))}
    undetermined = Alignment.UNDETERMINED
    nothing = Correlation(None, None, None, undetermined, len(rates), len(groups), 0)
    if len(rates) < 3 or len(set(rates)) < 2 or len(set(demands)) < 2:
        return nothing
    member = numpy.array([groups[name] for name in clusters])
    x, y = numpy.array(rates, dtype=float), numpy.array(demands, dtype=float)
    rho = float(_weighted_spearman(x, y, numpy.ones((1, len(x))))[0])
    if len(groups) < FEWEST:
        return nothing._replace(rho=rho)
    random = numpy.random.default_rng(SEED)
    drawn = random.multinomial(len(groups), [1 / len(groups)] * len(groups), size=RESAMPLES)
    found = _weighted_spearman(x, y, drawn[:, member].astype(float))
    found = found[numpy.isfinite(found)]  # a resample of equal values has no rank correlation
    if len(found) < RESAMPLES / 2:
        return nothing._replace(rho=rho)
    low, high = (float(one) for one in numpy.quantile(found, [0.05, 0.95]))
    positive = float((found > 0).mean())
    alignment = undetermined
    if positive >= CERTAINTY:
        alignment = Alignment.ALIGNED
    elif 1 - positive >= CERTAINTY:
        alignment = Alignment.OPPOSED
    return Correlation(rho, (low, high), positive, alignment, len(x), len(groups), len(found))


def _weighted_spearman(x: "_Array", y: "_Array", weights: "_Array") -> "_Array":
    """Return the correlations; shapes (n,), (n,) and (resamples, n) give (resamples,)."""
    import numpy

    ranks = [_weighted_ranks(values, weights) for values in (x, y)]
    total = weights.sum(axis=1, keepdims=True)
    centred = [one - (weights * one).sum(axis=1, keepdims=True) / total for one in ranks]
    product = (weights * centred[0] * centred[1]).sum(axis=1)
    scale = [(weights * one**2).sum(axis=1) for one in centred]
    spread = numpy.sqrt(scale[0] * scale[1])
    found = numpy.full(len(product), numpy.nan)
    numpy.divide(product, spread, out=found, where=spread > 0)
    return found


def _weighted_ranks(values: "_Array", weights: "_Array") -> "_Array":
    import numpy

    _, place = numpy.unique(values, return_inverse=True)
    sums = numpy.zeros((len(weights), place.max() + 1))
    numpy.add.at(sums.T, place, weights.T)
    # The mean rank of tied values: all that weighs less, and half of what weighs the same.
    ranks: _Array = (sums.cumsum(axis=1) - sums / 2)[:, place]
    return ranks
