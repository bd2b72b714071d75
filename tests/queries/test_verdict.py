"""The rule from counts to verdicts."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.queries.verdict import CERTAINTY, Case, Verdict, judge_all

COUNTS = st.floats(0, 1e5, allow_nan=False)


def verdict(
    demand: float | None, supply: float, reference: float = 1.0, ceiling: float | None = None
) -> Verdict:
    return judge_all([Case(demand, supply, reference, ceiling)])[0].verdict


def test_no_demand_is_not_covered_demand() -> None:
    judged = judge_all([Case(0.0, 10, 1.0)])[0]
    assert judged.verdict is Verdict.UNDETERMINED
    assert judged.coverage is None
    assert "aucun projet" in judged.reason


def test_hidden_demand_is_unknown_not_zero() -> None:
    judged = judge_all([Case(None, 10, 1.0)])[0]
    assert judged.verdict is Verdict.UNDETERMINED
    assert "masquées" in judged.reason


def test_without_any_supply_there_is_no_reference() -> None:
    assert verdict(100, 0, reference=0.0) is Verdict.UNDETERMINED


def test_large_counts_are_judged_and_small_ones_are_not() -> None:
    assert verdict(1000, 200) is Verdict.UNDER_SUPPLIED
    assert verdict(1000, 3000) is Verdict.OVER_SUPPLIED
    assert verdict(1000, 1000) is Verdict.BALANCED
    assert verdict(3, 2) is Verdict.UNDETERMINED


def test_a_fraction_of_an_action_is_not_an_abundance() -> None:
    # One action for ninety projects on average: 0.2 action for 3 projects proves nothing.
    assert verdict(3, 0.2, reference=1 / 90) is Verdict.UNDETERMINED


def test_what_hidden_cells_may_hold_can_undo_a_verdict() -> None:
    assert verdict(100, 150) is Verdict.OVER_SUPPLIED
    judged = judge_all([Case(100, 150, 1.0, ceiling=400)])[0]
    assert judged.verdict is Verdict.UNDETERMINED
    assert judged.blocked
    assert judged.withheld
    assert judged.reason.endswith(f", mais {judged.withheld}")
    assert not judge_all([Case(3, 2, 1.0)])[0].withheld  # too few counts: no probability would do
    assert verdict(100, 20, ceiling=400) is Verdict.UNDER_SUPPLIED


@given(COUNTS, COUNTS, st.floats(1e-4, 10))
def test_probabilities_and_intervals_are_in_order(
    demand: float, supply: float, reference: float
) -> None:
    judged = judge_all([Case(demand, supply, reference)])[0]
    assert (judged.coverage is None) == (demand == 0)
    if judged.probability is not None and judged.interval is not None:
        assert 1 / 3 - 1e-9 <= judged.probability <= 1 + 1e-9
        assert 0 <= judged.interval[0] <= judged.interval[1]
        assert judged.verdict is Verdict.UNDETERMINED or judged.probability >= CERTAINTY


@given(st.floats(10, 1e4), st.floats(0, 100), st.floats(0.01, 1))
def test_more_supply_never_makes_a_territory_less_served(
    demand: float, supply: float, reference: float
) -> None:
    order = {Verdict.UNDER_SUPPLIED: 0, Verdict.BALANCED: 1, Verdict.OVER_SUPPLIED: 2}
    less, more = judge_all(
        [Case(demand, supply, reference), Case(demand, supply * 2 + 1, reference)]
    )
    if Verdict.UNDETERMINED not in {less.verdict, more.verdict}:
        assert order[less.verdict] <= order[more.verdict]


@pytest.mark.parametrize("rho", [0.4, 1.0, 2.5])
def test_a_verdict_that_is_given_is_seldom_wrong(rho: float) -> None:
    """Simulated basins whose true relative coverage is known; the seed is fixed."""
    draw = random.Random(20261123)
    cases = []
    for _ in range(400):
        demand = draw.uniform(50, 1500)
        mean = rho * demand * 0.05
        supply = sum(draw.expovariate(1) < mean / 400 for _ in range(400))
        cases.append(Case(demand, supply, 0.05))
    truth = (
        Verdict.UNDER_SUPPLIED
        if rho < 0.8
        else Verdict.OVER_SUPPLIED
        if rho > 1.25
        else Verdict.BALANCED
    )
    given_verdicts = [
        one.verdict for one in judge_all(cases) if one.verdict is not Verdict.UNDETERMINED
    ]
    wrong = sum(one is not truth for one in given_verdicts)
    assert wrong <= 0.1 * len(cases)
