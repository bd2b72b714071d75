"""Series of mentions whose truth is known, drawn at random: what the typing of needs is judged on.

Advertisements grow from month to month. Most competences are stable: their rate is constant but for
seasons, a slow trend and noise (Gamma, of a variance of its own for each), and is spread over three
orders of magnitude, so that many are seen a few times only. Emerging ones are absent or nearly so
until a month, then rise (straight, or to a ceiling) to the end. Occasional ones are one to five
bursts of one to three months over nothing, or nearly.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillage.queries.needs_rule import NeedKind

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Setting:
    """How a panel is drawn."""

    competences: int = 1000
    months: int = 36
    emerging: float = 0.08  # share
    occasional: float = 0.10
    ads: float = 2000.0  # in the first month
    growth: float = 2.0  # last month over first
    seasons: float = 0.3  # largest amplitude
    trend: float = 0.2  # largest relative change of a stable rate over the whole time, either way
    noise: float = 0.05  # mean relative variance from month to month
    low: float = 0.05  # least stable mentions a month
    high: float = 60.0
    starts: tuple[float, float] = (0.3, 0.8)  # of the time, when an emerging need starts
    reached: tuple[float, float] = (3.0, 30.0)  # mentions in the last month of an emerging one
    bursts: tuple[int, int] = (1, 5)
    burst: tuple[float, float] = (4.0, 25.0)  # mentions in a month of burst


@dataclass(frozen=True)
class Panel:
    """Counts (competences, months), exposure (months,), and the truth."""

    counts: NDArray[np.int64]
    exposure: Floats
    truth: tuple[NeedKind, ...]


def panel(seed: int, setting: Setting = Setting()) -> Panel:
    """Draw a panel."""
    draw = np.random.default_rng(seed)
    months = setting.months
    exposure = draw.poisson(np.linspace(1, setting.growth, months) * setting.ads).astype(float)
    rates, truth = [], []
    for kind, count in _kinds(setting).items():
        for _ in range(count):
            rates.append(_RATES[kind](draw, setting))
            truth.append(kind)
    mean = np.array(rates) * exposure / exposure.mean()
    order = draw.permutation(len(truth))
    return Panel(draw.poisson(mean)[order], exposure, tuple(truth[at] for at in order))


def _kinds(setting: Setting) -> dict[NeedKind, int]:
    emerging = round(setting.competences * setting.emerging)
    occasional = round(setting.competences * setting.occasional)
    return {
        NeedKind.STABLE: setting.competences - emerging - occasional,
        NeedKind.EMERGING: emerging,
        NeedKind.OCCASIONAL: occasional,
    }


def _noise(draw: np.random.Generator, setting: Setting) -> Floats:
    variance = setting.noise * draw.uniform(0, 2)
    if not variance:
        return np.ones(setting.months)
    return draw.gamma(1 / variance, variance, setting.months)


def _stable(draw: np.random.Generator, setting: Setting) -> Floats:
    month = np.arange(setting.months)
    level = np.exp(draw.uniform(np.log(setting.low), np.log(setting.high)))
    phase, amplitude = draw.uniform(0, 12), draw.uniform(0, setting.seasons)
    season = 1 + amplitude * np.sin(2 * np.pi * (month + phase) / 12)
    trend = 1 + draw.uniform(-1, 1) * setting.trend * (month / setting.months - 0.5)
    return np.asarray(level * season * trend * _noise(draw, setting))


def _emerging(draw: np.random.Generator, setting: Setting) -> Floats:
    month = np.arange(setting.months)
    start = round(draw.uniform(*setting.starts) * setting.months)
    after: Floats = np.clip(month - start + 1.0, 0.0, None) / (setting.months - start)
    shape = after if draw.random() < 0.5 else 1 - np.exp(-4 * after)
    top = np.exp(draw.uniform(*np.log(setting.reached)))
    background = draw.choice([0.0, 0.0, 0.05])
    return np.asarray((background + top * shape) * _noise(draw, setting))


def _occasional(draw: np.random.Generator, setting: Setting) -> Floats:
    rate = np.full(setting.months, draw.choice([0.0, 0.02, 0.1]))
    for _ in range(draw.integers(setting.bursts[0], setting.bursts[1] + 1)):
        length = draw.integers(1, 4)
        at = draw.integers(0, setting.months - length + 1)
        rate[at : at + length] += np.exp(draw.uniform(*np.log(setting.burst)))
    return rate


_RATES = {
    NeedKind.STABLE: _stable,
    NeedKind.EMERGING: _emerging,
    NeedKind.OCCASIONAL: _occasional,
}
