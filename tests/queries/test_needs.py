"""The typing of needs, on series whose truth is known: drawn by `need_simulator`, or written by hand."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scipy.stats import chi2, false_discovery_control

from maillage.queries.needs import MalformedSeries, assess_needs
from maillage.queries.needs_answer import NeedAssessment, NeedSeries
from maillage.queries.needs_rule import InvalidNeedRule, NeedKind, NeedRule
from maillage.queries.needs_sensitivity import sensitivity
from maillage.queries.needs_statistics import _chi_square, discoveries

MONTHS = tuple(f"{2022 + at // 12}-{at % 12 + 1:02d}" for at in range(36))
FIXED = NeedRule(noise=0.0)  # few series: nothing to estimate the common noise from


def _simulator() -> ModuleType:
    path = Path(__file__).with_name("need_simulator.py")
    spec = importlib.util.spec_from_file_location("need_simulator", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["need_simulator"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


SIMULATOR = _simulator()
SETTINGS = {
    "realistic": SIMULATOR.Setting(),
    "poisson": SIMULATOR.Setting(seasons=0, trend=0, noise=0, growth=1.5),
    "restless": SIMULATOR.Setting(seasons=0.6, trend=0.5, noise=0.2),
    "rare": SIMULATOR.Setting(high=5.0, reached=(2.0, 8.0), burst=(3.0, 8.0)),
    "explosive feed": SIMULATOR.Setting(growth=6.0),
}


def _series(seed: int, name: str) -> tuple[list[NeedSeries], tuple[NeedKind, ...]]:
    drawn = SIMULATOR.panel(seed, SETTINGS[name])
    exposure = tuple(drawn.exposure.tolist())
    rows = [
        NeedSeries(f"regional:{at}", MONTHS, tuple(row), exposure)
        for at, row in enumerate(drawn.counts.tolist())
    ]
    return rows, drawn.truth


def _figures(
    truth: tuple[NeedKind, ...], answers: list[NeedAssessment], kind: NeedKind
) -> tuple[float, float]:
    wanted = np.array([one is kind for one in truth])
    found = np.array([one.kind is kind for one in answers])
    right = int((wanted & found).sum())
    return right / max(int(found.sum()), 1), right / int(wanted.sum())


@pytest.mark.parametrize("name", SETTINGS)
def test_emerging_and_occasional_are_found_and_few_are_false(name: str) -> None:
    figures: dict[NeedKind, list[tuple[float, float]]] = {
        NeedKind.EMERGING: [],
        NeedKind.OCCASIONAL: [],
    }
    for seed in range(20):
        series, truth = _series(seed, name)
        answers = assess_needs(series)
        for kind, found in figures.items():
            found.append(_figures(truth, answers, kind))
    for kind, found in figures.items():
        precision, recall = np.array(found).T
        assert precision.min() >= 0.9 and precision.mean() >= 0.95, kind  # asked: errors ≤ 5 %
        assert recall.min() >= 0.8, kind


@pytest.mark.parametrize("level", [0.02, 0.1, 0.2])
def test_false_discoveries_stay_under_the_level_asked_for(level: float) -> None:
    shares = []
    for seed in range(100, 120):
        series, truth = _series(seed, "realistic")
        answers = assess_needs(series, NeedRule(false_discovery=level))
        shares.append(
            [
                1 - _figures(truth, answers, kind)[0]
                for kind in (NeedKind.EMERGING, NeedKind.OCCASIONAL)
            ]
        )
    assert np.mean(shares, axis=0).max() <= level


def test_where_nothing_emerges_nearly_nothing_is_found() -> None:
    nothing = SIMULATOR.Setting(emerging=0.0, occasional=0.0)
    wrong = []
    for seed in range(20):
        drawn = SIMULATOR.panel(seed, nothing)
        exposure = tuple(drawn.exposure.tolist())
        rows = [NeedSeries("regional:1", MONTHS, tuple(row), exposure) for row in drawn.counts]
        kinds = [one.kind for one in assess_needs(rows)]
        wrong.append(kinds.count(NeedKind.EMERGING) > 0)
    assert np.mean(wrong) <= 0.2  # all are false here: panels with any are what the level bounds


def _one(counts: list[float], rule: NeedRule = FIXED, **more: object) -> NeedAssessment:
    exposure = more.pop("exposure", (1000.0,) * len(counts))
    periods = more.pop("periods", MONTHS[: len(counts)])
    one = NeedSeries("regional:1", periods, tuple(counts), exposure, **more)  # type: ignore[arg-type]
    return assess_needs([one], rule)[0]


RISE = [0.0] * 24 + [1, 2, 2, 3, 3, 5, 4, 6, 7, 6, 8, 9]


def test_a_need_that_appears_and_rises_is_emerging() -> None:
    found = _one(RISE)
    assert found.kind is NeedKind.EMERGING
    assert (found.first_seen, found.ratio) == ("2024-01", None)
    assert found.windows == ("2022-01/2023-12", "2024-01/2024-12")
    assert (found.earlier_count, found.recent_count, found.total) == (0, 56, 56)
    assert found.emerging_q < 1e-6
    assert "2024-01" in found.reason and not found.settling


def test_a_rise_of_the_feed_alone_is_not_a_rise_of_the_need() -> None:
    growing = tuple(1000.0 + 50 * max(count, 0) * 20 for count in RISE)
    counts = [round(size / 500) for size in growing]
    found = _one([float(count) for count in counts], exposure=growing)
    assert counts[-1] > 4 * counts[0]
    assert found.kind is NeedKind.STABLE and found.trend == "flat"


@pytest.mark.parametrize("at", [0, 3, 14, 25, 30])
def test_one_burst_is_occasional_wherever_it_stands(at: int) -> None:
    counts = [0.0] * 36
    counts[at : at + 2] = [9.0, 7.0]
    found = _one(counts)
    assert found.kind is NeedKind.OCCASIONAL
    assert found.bursts == ((MONTHS[at], MONTHS[at + 1]),)
    assert found.burst_ratio is None
    assert found.dispersion > 5


def test_a_burst_in_the_last_month_may_be_the_start_of_a_rise() -> None:
    found = _one([0.0] * 34 + [8, 9])
    assert found.kind is NeedKind.INSUFFICIENT
    assert found.cause == "late" and "attendre" in found.settling


def test_a_need_that_rose_and_is_over_is_not_emerging() -> None:
    found = _one([0.0] * 24 + [20, 22, 19, 23, 21, 20, 22] + [0.0] * 5)
    assert found.kind is not NeedKind.EMERGING


def test_a_need_of_each_autumn_is_seasonal_not_occasional() -> None:
    year = [0.0, 0, 0, 0, 0, 0, 0, 0, 20, 15, 0, 0]
    found = _one(year * 3)
    assert (found.kind, found.trend) == (NeedKind.STABLE, "seasonal")


def test_a_constant_need_is_stable_and_a_vanishing_one_says_that_it_falls() -> None:
    assert _one([5.0] * 36).trend == "flat"
    falling = _one([9.0] * 18 + [2.0] * 18)
    assert falling.kind is NeedKind.STABLE
    assert falling.trend == "falling" and "en recul" in falling.reason


def test_too_few_mentions_or_periods_are_insufficient_and_say_what_would_settle() -> None:
    few = _one([0.0] * 10 + [1] + [0.0] * 20 + [1] + [0.0] * 4)
    assert few.kind is NeedKind.INSUFFICIENT and "10 mention" in few.settling
    short = _one([3.0] * 8)
    assert short.kind is NeedKind.INSUFFICIENT and short.cause == "periods"
    assert "12" in short.settling
    never = _one([0.0] * 36)
    assert never.kind is NeedKind.INSUFFICIENT and never.first_seen == ""


def test_periods_without_advertisements_are_unseen_not_empty() -> None:
    exposure = (0.0,) * 12 + (1000.0,) * 24
    found = _one([0.0] * 12 + [5.0] * 24, exposure=exposure)
    assert found.periods == MONTHS[12:]
    assert found.kind is NeedKind.STABLE and found.trend == "flat"


@pytest.mark.parametrize(
    ("bare", "kind"), [(8, NeedKind.RECURRING), (7, NeedKind.STABLE), (12, NeedKind.RECURRING)]
)
def test_recurring_is_uncovered_in_k_of_the_last_n_periods(bare: int, kind: NeedKind) -> None:
    # Uncovered long ago too: only the last twelve periods count.
    coverage = (0.1,) * 24 + (0.2,) * bare + (1.0,) * (12 - bare)
    found = _one([5.0] * 36, coverage=coverage)
    assert (found.kind, found.uncovered, found.observed) == (kind, bare, 12)


def test_unknown_coverage_is_neither_covered_nor_uncovered() -> None:
    coverage = (None,) * 30 + (0.1,) * 6
    found = _one([5.0] * 36, coverage=coverage)
    assert (found.kind, found.uncovered, found.observed) == (NeedKind.STABLE, 6, 6)


def test_an_uncovered_period_without_need_does_not_count() -> None:
    found = _one([5.0] * 24 + [0.0] * 12, coverage=(0.0,) * 36)
    assert found.uncovered == 0


def test_yearly_cells_have_a_rule_of_their_own() -> None:
    years = ("2020", "2021", "2022", "2023", "2024")
    found = _one(
        [120.0, 110, 130, 125, 118], NeedRule.yearly(), periods=years,
        exposure=(9000.0,) * 5, coverage=(0.3, 0.4, 0.9, 0.35, 0.2),
    )  # fmt: skip
    assert (found.kind, found.uncovered, found.observed) == (NeedKind.RECURRING, 4, 5)
    rising = _one([0.0, 0, 2, 0, 60], NeedRule.yearly(), periods=years, exposure=(9000.0,) * 5)
    assert rising.kind in {NeedKind.EMERGING, NeedKind.INSUFFICIENT}


def test_noise_shared_by_all_is_not_taken_for_bursts() -> None:
    # Rates that change by half from month to month, and nothing else: by Poisson alone all burst.
    draw = np.random.default_rng(7)
    rows = draw.poisson(40 * draw.gamma(4, 1 / 4, (300, 36)))
    series = [
        NeedSeries(f"regional:{at}", MONTHS, tuple(row), (1.0,) * 36)
        for at, row in enumerate(rows.tolist())
    ]
    estimated = assess_needs(series)
    assert 0.15 < estimated[0].noise < 0.4  # drawn: 0.25
    assert sum(one.kind is NeedKind.STABLE for one in estimated) >= 297
    assert min(one.occasional_p for one in assess_needs(series, NeedRule(noise=0.0))) < 1e-12


def test_sensitivity_names_who_changes() -> None:
    series, _ = _series(3, "realistic")
    effects = {
        (one.parameter, one.moved): one for one in sensitivity(series, parameters=["rise", "burst"])
    }
    assert set(effects) == {("rise", 1.0), ("rise", 3.0), ("burst", 2), ("burst", 6)}
    stricter = effects["rise", 3.0]
    assert any(one.before is NeedKind.EMERGING for one in stricter.changes)
    assert not any(one.after is NeedKind.EMERGING for one in stricter.changes)
    base = {one.competence: one.kind for one in assess_needs(series)}
    moved = {one.competence: one.kind for one in assess_needs(series, NeedRule(rise=3.0))}
    assert {one.competence for one in stricter.changes} == {
        name for name, kind in base.items() if moved[name] is not kind
    }
    assert str(len(stricter.changes)) in stricter.summary


def test_every_parameter_can_be_moved() -> None:
    series, _ = _series(4, "rare")
    moved = {one.parameter for one in sensitivity(series[:50])}
    assert moved == set(NeedRule().parameters()) - {"season", "noise"}
    with pytest.raises(InvalidNeedRule):
        sensitivity(series, parameters=["humeur"])


def test_series_that_cannot_be_compared_are_refused() -> None:
    good = NeedSeries("regional:1", MONTHS, (1.0,) * 36, (10.0,) * 36)
    for counts, exposure, periods in (
        ((1.0,) * 35, (10.0,) * 36, MONTHS),
        ((1.0,) * 36, (10.0,) * 36, MONTHS[::-1]),
        ((-1.0,) * 36, (10.0,) * 36, MONTHS),
    ):
        with pytest.raises(MalformedSeries):
            assess_needs([good, NeedSeries("regional:2", periods, counts, exposure)])
    assert assess_needs([]) == []


@pytest.mark.parametrize(
    "parameters",
    [{"recent": 0}, {"false_discovery": 0.0}, {"rise": 0.5}, {"recurring_uncovered": 13}],
)
def test_a_rule_without_sense_is_refused(parameters: dict[str, float]) -> None:
    with pytest.raises(InvalidNeedRule):
        NeedRule(**parameters)  # type: ignore[arg-type]


def test_q_values_and_quantiles_are_those_of_a_statistics_library() -> None:
    draw = np.random.default_rng(20261128)
    for size in (1, 2, 300):
        p_values = np.round(draw.random(size) ** 3, 3)  # some equal
        assert np.array_equal(discoveries(p_values), false_discovery_control(p_values))
    assert discoveries(np.empty(0)).shape == (0,)
    for degrees in (1, 11, 35):
        assert _chi_square(0.9, degrees) == chi2.ppf(0.9, degrees)
