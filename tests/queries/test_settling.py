"""What would settle a row: each answer is fed back to the rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.queries.settling import YEARS, Settling, SettlingKind, settle_all
from maillage.queries.verdict import Case, Prior, Verdict, judge_all

REFERENCE = 0.0115  # actions a project, as in Grand Est
PRIORS = st.builds(Prior, st.floats(0.02, 50), st.floats(0.2, 6))


def settled(case: Case) -> Settling | None:
    return settle_all(judge_all([case]))[0]


def verdict(case: Case) -> Verdict:
    return judge_all([case])[0].verdict


def test_a_verdict_that_is_given_needs_nothing_more() -> None:
    assert settled(Case(1000, 1, REFERENCE)) is None


def test_more_of_the_same_is_the_least_that_settles() -> None:
    case = Case(60, 0.0, REFERENCE, None, Prior(1.28, 3.0))
    found = settled(case)
    assert found is not None and found.kind is SettlingKind.MORE
    assert found.verdict is Verdict.UNDER_SUPPLIED
    assert found.supply == 0 and found.factor and found.projects
    assert found.projects == pytest.approx(60 * (found.factor - 1))
    assert verdict(case._replace(demand=60 + found.projects)) is Verdict.UNDER_SUPPLIED
    assert verdict(case._replace(demand=60 + 0.97 * found.projects)) is Verdict.UNDETERMINED
    assert "sans action de plus" in found.sentence("actions")
    assert "« offre insuffisante »" in found.sentence("actions")


@given(st.floats(0.01, 3000), st.floats(0, 30), PRIORS, st.floats(1, 3))
def test_what_is_said_to_settle_does(
    demand: float, supply: float, prior: Prior, hidden: float
) -> None:
    case = Case(demand, supply, REFERENCE, demand * hidden, prior)
    found = settled(case)
    if found is None or found.verdict is None:
        return
    if found.kind is SettlingKind.MORE:
        assert found.factor and found.projects is not None and found.supply is not None
        more = case._replace(
            demand=demand + found.projects,
            supply=supply + found.supply,
            ceiling=demand * hidden * found.factor,
        )
        assert verdict(more) is found.verdict
    else:
        assert found.at_most and found.at_most >= demand
        assert verdict(case._replace(demand=found.at_most, ceiling=None)) is found.verdict


@given(st.floats(0.01, 3000), st.floats(0, 30), PRIORS)
def test_a_row_out_of_reach_stays_undetermined_at_a_hundred_times_as_much(
    demand: float, supply: float, prior: Prior
) -> None:
    case = Case(demand, supply, REFERENCE, None, prior)
    found = settled(case)
    if found and found.kind in {SettlingKind.TOO_FEW, SettlingKind.NEAR_LIMIT}:
        more = case._replace(demand=128 * demand, supply=128 * supply)
        assert verdict(more) is Verdict.UNDETERMINED


def test_where_only_hidden_demand_is_in_the_way_its_ceiling_is_told() -> None:
    case = Case(100, 150, 1.0, ceiling=400)
    found = settled(case)
    assert found is not None and found.kind is SettlingKind.UNPUBLISHED
    assert found.verdict is Verdict.OVER_SUPPLIED and found.at_most
    assert 100 < found.at_most < 400
    assert verdict(Case(found.at_most, 150, 1.0)) is Verdict.OVER_SUPPLIED
    assert verdict(Case(found.at_most + 1, 150, 1.0)) is Verdict.UNDETERMINED
    assert "n'est pas publiée" in found.sentence("seats")


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        (Case(None, 2.0, REFERENCE), SettlingKind.HIDDEN),
        (Case(0.0, 2.0, REFERENCE), SettlingKind.DEMAND),
        (Case(10.0, 0.0, 0.0), SettlingKind.SUPPLY),
        (Case(0.02, 0.0, REFERENCE), SettlingKind.TOO_FEW),
        (Case(1000.0, 1250 * REFERENCE, REFERENCE), SettlingKind.NEAR_LIMIT),
        (Case(50.0, 0.9, REFERENCE, 500.0), SettlingKind.PARTLY_HIDDEN),
    ],
)
def test_each_silence_is_settled_by_what_it_lacks(case: Case, kind: SettlingKind) -> None:
    found = settled(case)
    assert found is not None and found.kind is kind
    assert found.verdict is None and found.sentence("actions")


def test_a_few_years_are_counted_and_many_are_not_promised() -> None:
    few = Settling(SettlingKind.MORE, Verdict.BALANCED, 1.04, 0.4, 0.03)
    many = few._replace(factor=YEARS + 0.5)
    assert few.sentence("seats") == (
        "au même rythme, 0,40 projet de plus et 0,03 place (2 années pareilles y suffiraient) : "
        "le verdict serait « équilibre »"
    )
    assert "11 fois ce qui est observé" in many.sentence("seats")
