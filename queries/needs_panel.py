"""The tests and shapes of a panel of needs: what the kind of each is decided on.

Every array is (n competences, k observed periods) or (n,).
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from maillage.queries.needs_rule import NeedRule
from maillage.queries.needs_shapes import (
    Bursts,
    bursts,
    constant,
    deviance,
    falling,
    rising,
    seasonal,
)
from maillage.queries.needs_statistics import (
    Array,
    Flags,
    deficit,
    discoveries,
    dispersion,
    excess,
    familiar,
    period_noise,
    some,
    window_noise,
)

_T = TypeVar("_T", bound=np.generic)
_SEASONAL = 0.85  # share of the deviance that seasons explain, from which the bursts are seasons
_OVER = 0.001  # p-value of a need that is over
_ROUNDS = 2
_RESTLESS = 0.75  # quantile
_PART = 2048  # competences
_THREADS = 2


@dataclass(frozen=True, slots=True)
class NeedPanel:
    """What the tests found for n competences over k observed periods."""

    counts: Array
    exposure: Array
    noise: float
    window_noise: float  # of the recent rate over the earlier one
    testable: Flags
    ratio: Array  # inf where not seen earlier
    emerging_p: Array
    emerging_q: Array
    occasional_p: Array
    occasional_q: Array
    dispersion: Array
    found: Bursts
    burst_ratio: Array
    rises: Flags  # a rise explains best
    bursts: Flags  # bursts explain best
    late: Flags  # one burst, which the last period belongs to
    seasonal: Flags  # seasons explain best


def judge_panel(counts: Array, exposure: Array, rule: NeedRule) -> NeedPanel:
    """Return what the tests and shapes say of each competence; the rarest are not tested."""
    testable = counts.sum(axis=1) >= rule.minimum_mentions
    rows = np.flatnonzero(testable)
    n, ratio = len(counts), _ratio(counts, exposure, rule.recent)
    tests = _tests(counts[rows], some(exposure, rows), ratio[rows], rule)
    shapes = tests.shapes
    return NeedPanel(
        counts, exposure, tests.noise, tests.window_noise, testable, ratio,
        _spread(tests.emerging_p, rows, n, 1.0), _spread(tests.emerging_q, rows, n, 1.0),
        _spread(tests.occasional_p, rows, n, 1.0), _spread(tests.occasional_q, rows, n, 1.0),
        _spread(tests.dispersion, rows, n, 1.0),
        Bursts(
            _spread(shapes.found.inside, rows, n, False), _spread(shapes.found.count, rows, n, 0),
            shapes.found.expected,
        ),
        _spread(shapes.burst_ratio, rows, n, 0.0), _spread(shapes.rises, rows, n, False),
        _spread(shapes.bursts, rows, n, False), _spread(shapes.late, rows, n, False),
        _spread(shapes.seasonal, rows, n, False),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Tests:
    noise: float
    window_noise: float
    emerging_p: Array
    emerging_q: Array
    occasional_p: Array
    occasional_q: Array
    dispersion: Array
    shapes: "_Shapes"


def _tests(counts: Array, exposure: Array, ratio: Array, rule: NeedRule) -> _Tests:
    monthly, yearly = _noises(counts, exposure, rule)
    emerging_p = _rise(counts, exposure, yearly, rule)
    index, spread_p = dispersion(counts, exposure, monthly)
    occasional_p = np.minimum(2 * np.minimum(spread_p, _scan(counts, exposure, monthly, rule)), 1.0)
    # A q-value is never less than its p-value: the shapes of the others decide nothing.
    rows = np.flatnonzero(np.minimum(emerging_p, occasional_p) <= rule.false_discovery)
    shapes = _shapes(counts[rows], some(exposure, rows), ratio[rows], monthly, rule)
    shapes = shapes.spread(rows, len(counts))
    # What does not have the shape of a kind has no evidence for it: p = 1. Were the shape asked for after
    # the procedure, those that it turns away would have made the procedure lenient with the others.
    risen = shapes.rises & (ratio >= rule.rise)
    emerging_q = discoveries(np.where(risen, emerging_p, 1.0))
    bursty = (shapes.bursts | shapes.late) & (emerging_q > rule.false_discovery)
    occasional_q = discoveries(np.where(bursty, occasional_p, 1.0))
    return _Tests(
        monthly, yearly, emerging_p, emerging_q, occasional_p, occasional_q, index, shapes
    )


def _noises(counts: Array, exposure: Array, rule: NeedRule) -> tuple[float, float]:
    """Return the noise from period to period, and of recent over earlier rates.

    The median competence gives a first value; those that then look emerging or occasional are left out,
    and the others give it again, at a higher quantile since some are more restless than the median.
    """
    length = 1 / rule.recent + 1 / (counts.shape[1] - rule.recent)
    if rule.noise is not None:
        return rule.noise, rule.noise * length
    rows = familiar(counts)
    if rows is None:
        return 0.0, 0.0
    counts, exposure = counts[rows], some(exposure, rows)
    kept, monthly = np.ones(len(rows), dtype=bool), period_noise(counts, exposure, 0.5)
    ratio = _ratio(counts, exposure, rule.recent)
    for _ in range(_ROUNDS):
        shapes = _shapes(counts, exposure, ratio, monthly, rule)
        risen = shapes.rises & (ratio >= rule.rise)
        kept = ~(risen | shapes.bursts | shapes.late)
        monthly = period_noise(counts[kept], some(exposure, np.flatnonzero(kept)), _RESTLESS)
    yearly = window_noise(
        counts[kept], some(exposure, np.flatnonzero(kept)), rule.recent, _RESTLESS
    )
    # Slow drifts make the noise of windows more than that of their periods leaves; never less.
    return monthly, max(yearly, monthly * length)


def _ratio(counts: Array, exposure: Array, recent: int) -> Array:
    late = counts[:, -recent:].sum(axis=1) / exposure[:, -recent:].sum(axis=1)
    early = counts[:, :-recent].sum(axis=1) / exposure[:, :-recent].sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(late > 0, late / early, 0.0))


def _rise(counts: Array, exposure: Array, noise: float, rule: NeedRule) -> Array:
    """Return the p-value of the recent window over the earlier one, its best burst left out."""
    held, size = counts[:, -rule.recent :], exposure[:, -rule.recent :]
    left, open_ = held.sum(axis=1), size.sum(axis=1)
    out = min(rule.burst, rule.recent // 4)
    if out:
        sums = _moving(held, out)
        at = sums.argmax(axis=1)
        left = left - _at(sums, at)
        open_ = open_ - _at(_moving(size, out), at)
    earlier = exposure[:, : -rule.recent].sum(axis=1)
    share = open_ / (open_ + earlier)
    return excess(left, share, counts[:, : -rule.recent].sum(axis=1), noise)


def _scan(counts: Array, exposure: Array, noise: float, rule: NeedRule) -> Array:
    """Return the p-value of the window that stands out most, for having looked at them all."""
    # Some competences at a time: what is held then stays near the processor, which halves the time.
    parts = np.split(np.arange(len(counts)), range(_PART, len(counts), _PART))

    def scanned(rows: NDArray[np.int64]) -> Array:
        return _scan_part(counts[rows], some(exposure, rows), noise, rule)

    if len(parts) == 1:
        return scanned(parts[0])
    with ThreadPoolExecutor(_THREADS) as pool:  # numpy and scipy let other threads run meanwhile
        return np.concatenate(list(pool.map(scanned, parts)))


def _scan_part(counts: Array, exposure: Array, noise: float, rule: NeedRule) -> Array:
    total, size = counts.sum(axis=1, keepdims=True), exposure.sum(axis=1, keepdims=True)
    best, looks = np.ones(len(counts)), 0
    for long in range(1, min(rule.burst, counts.shape[1] - 1) + 1):
        held, share = _moving(counts, long), _moving(exposure, long) / size
        mean = np.maximum(total * share, 1e-12)
        apart = held - mean
        # The signed square of the distance in standard deviations: its order, without the root.
        at = (apart * np.abs(apart) / (mean + noise / long * mean**2)).argmax(axis=1)
        held, share = _at(held, at), _at(share, at)
        best = np.minimum(best, excess(held, share, total[:, 0] - held, noise / long))
        looks += counts.shape[1] - long + 1
    return np.asarray(best * looks)


@dataclass(frozen=True, slots=True)
class _Shapes:
    found: Bursts
    burst_ratio: Array
    rises: Flags
    bursts: Flags
    late: Flags
    seasonal: Flags

    def spread(self, rows: NDArray[np.int64], n: int) -> "_Shapes":
        """Return the shapes of all n competences, given those of some rows; none for the others."""
        inside = _spread(self.found.inside, rows, n, False)
        found = Bursts(inside, _spread(self.found.count, rows, n, 0), self.found.expected)
        return _Shapes(
            found,
            _spread(self.burst_ratio, rows, n, 0.0),
            _spread(self.rises, rows, n, False),
            _spread(self.bursts, rows, n, False),
            _spread(self.late, rows, n, False),
            _spread(self.seasonal, rows, n, False),
        )


def _shapes(counts: Array, exposure: Array, ratio: Array, noise: float, rule: NeedRule) -> _Shapes:
    penalty = 2 * np.log(counts.shape[1])  # a place and a level
    found = bursts(counts, exposure, noise, rule.burst, rule.bursts, penalty)
    flat = deviance(counts, constant(counts, exposure), noise)
    peaks = deviance(counts, found.expected, noise) + penalty * found.count
    seasons = _explains_seasons(counts, exposure, flat, noise, rule)
    rate, span, part = _burst_rates(counts, exposure, found)
    short = (
        (found.count > 0)
        & (rate >= rule.burst_rise)
        & (span <= rule.burst_span)
        & (part >= rule.burst_share)
        & ~seasons
    )
    late = short & (found.count == 1) & found.inside[:, -1]
    # Rises and falls are dear to fit, and asked of what rose, or what has short bursts, only.
    up = _fitted(_up, counts, exposure, short | (ratio >= rule.rise), noise, rule) + penalty
    down = _fitted(_down, counts, exposure, short, noise, rule) + penalty
    return _Shapes(
        found,
        rate,
        (up <= peaks) & (up <= flat) & ~seasons,
        short & ~late & (peaks < up) & (peaks < down),
        late,
        seasons,
    )


def _fitted(
    fit: Callable[[Array, Array, float, int], Array],
    counts: Array, exposure: Array, asked: Flags, noise: float, rule: NeedRule,
) -> Array:  # fmt: skip
    """Return the deviance that an explanation leaves of the competences asked for, infinite for others."""
    rows = np.flatnonzero(asked)
    left = fit(counts[rows], some(exposure, rows), noise, rule.burst)
    return _spread(left, rows, len(counts), np.inf)


def _up(counts: Array, exposure: Array, noise: float, burst: int) -> Array:
    rise = rising(counts, exposure)
    left = deviance(counts, rise, noise)
    return np.where(_ended(counts, rise, noise, burst), np.inf, left)


def _down(counts: Array, exposure: Array, noise: float, burst: int) -> Array:
    fall = falling(counts, exposure)
    left = deviance(counts, fall, noise)
    return np.where(_lasts(counts, fall, exposure, burst), left, np.inf)


def _ended(counts: Array, expected: Array, noise: float, burst: int) -> Flags:
    # The last periods hold less than half of what a rate that never falls expects: the need is over.
    over = np.zeros(len(counts), dtype=bool)
    for last in range(1, burst + 1):
        held, mean = counts[:, -last:].sum(axis=1), expected[:, -last:].sum(axis=1)
        over |= (held <= mean / 2) & (deficit(held, mean, noise / last) < _OVER)
    return over


def _lasts(counts: Array, expected: Array, exposure: Array, burst: int) -> Flags:
    # A fall is one from a need that lasted longer than a burst.
    high = expected / exposure > counts.sum(axis=1, keepdims=True) / exposure.sum(
        axis=1, keepdims=True
    )
    return np.asarray(high.sum(axis=1) > burst)


def _explains_seasons(
    counts: Array, exposure: Array, flat: Array, noise: float, rule: NeedRule
) -> Flags:
    if not rule.season or counts.shape[1] < 3 * rule.season:
        return np.zeros(len(counts), dtype=bool)
    left = deviance(counts, seasonal(counts, exposure, rule.season), noise)
    return np.asarray(left < (1 - _SEASONAL) * flat)


def _burst_rates(counts: Array, exposure: Array, found: Bursts) -> tuple[Array, Array, Array]:
    inside = np.where(found.inside, exposure, 0).sum(axis=1)
    outside = exposure.sum(axis=1) - inside
    held = np.where(found.inside, counts, 0).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = (held / inside) / ((counts.sum(axis=1) - held) / outside)
    part = held / np.maximum(counts.sum(axis=1), 1e-300)
    return np.where(held > 0, rate, 0.0), inside / (inside + outside), part


def _spread(values: NDArray[_T], rows: NDArray[np.int64], n: int, empty: object) -> NDArray[_T]:
    whole = np.full((n, *values.shape[1:]), empty, dtype=values.dtype)
    whole[rows] = values
    return whole


def trend_of(panel: NeedPanel, at: int, rule: NeedRule) -> str:
    """Return how one need moves: "rising", "falling", "flat" or "seasonal"."""
    if not panel.testable[at]:
        return "flat"
    if panel.seasonal[at]:
        return "seasonal"
    rows = np.array([at])
    counts, exposure = panel.counts[rows], some(panel.exposure, rows)
    late, early = counts[:, -rule.recent :].sum(axis=1), counts[:, : -rule.recent].sum(axis=1)
    share = exposure[:, -rule.recent :].sum(axis=1) / exposure.sum(axis=1)
    level, noise = rule.false_discovery / 2, panel.window_noise
    if excess(late, share, early, noise)[0] < level:
        return "rising"
    return "falling" if excess(early, 1 - share, late, noise)[0] < level else "flat"


def causes(panel: NeedPanel, recurring: Flags, rule: NeedRule) -> NDArray[np.str_]:
    """Return why each need has its kind: a key of the reasons of `needs_answer`."""
    level, total = rule.false_discovery, panel.counts.sum(axis=1)
    risen = panel.rises & (panel.ratio >= rule.rise)
    bursty = panel.occasional_q <= level
    choices = {
        "few": ~panel.testable,
        "emerging": (panel.emerging_q <= level) & risen,
        "occasional": bursty & panel.bursts,
        "recurring": recurring,
        "late": bursty & panel.late,
        "rise": risen & (panel.emerging_p < level),
        "thin": total < rule.stable_mentions,
    }
    found = np.select(list(choices.values()), list(choices), "stable")
    return np.where(found == "thin", "few", found)


def _moving(values: Array, long: int) -> Array:
    total = np.zeros((len(values), values.shape[1] + 1))
    np.cumsum(values, axis=1, out=total[:, 1:])
    return np.asarray(total[:, long:] - total[:, :-long])


def _at(values: Array, at: NDArray[np.int64]) -> Array:
    return values[0, at] if len(values) == 1 else values[np.arange(len(values)), at]
