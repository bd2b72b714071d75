"""What the region says of an occupation before a territory's own counts, and how far intervals hold."""

from pathlib import Path

import pytest
from tests.queries.coverage_simulator import SETTINGS, Setting, calibration

from maillage.queries.gap_prior import Fit, RegionalPrior, Told, combined, load_priors, write_priors
from maillage.queries.gap_prior_fit import PriorCell, fit_prior
from maillage.queries.verdict import FLAT, Case, Prior, Verdict, judge_all

# Occupation "a": bassin 1 has 2 actions where 4 are expected, bassin 2 has 1 where 1 is.
PRIOR = RegionalPrior(Fit(2.0, 1.0, 1.0), {"a": (Told("1", 2.0, 4.0), Told("2", 1.0, 1.0))})


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_nine_intervals_in_ten_hold_the_true_coverage(setting: Setting) -> None:
    found = calibration(setting, seed=20261128)
    assert 0.88 <= found.every <= 0.92
    assert 0.86 <= found.small <= 0.94  # small bassins are not served by the large ones' errors
    assert 0.86 <= found.large <= 0.94


@pytest.mark.parametrize("setting", SETTINGS[:3], ids=lambda setting: setting.name)
def test_verdicts_that_are_given_are_wrong_less_often_than_they_say(setting: Setting) -> None:
    found = calibration(setting, seed=7)
    assert found.verdicts > 1000
    assert found.wrong <= 0.1


def test_a_prior_is_drawn_from_the_bassins_that_the_territory_does_not_touch() -> None:
    # (1 + 1) actions over (1 + 1) expected; worth 1 / (1/2 + 1/2) action.
    assert PRIOR.of("a", {"1"}) == Prior(1.0, 1.0)
    assert PRIOR.of("a", set()) == Prior(4 / 6, 1 / (1 / 2 + 1 / 4))


def test_a_region_as_a_whole_is_judged_by_the_law_of_its_occupations() -> None:
    assert PRIOR.of("a", {"1", "2"}) == PRIOR.of("unknown", set()) == Prior(1.0, 1 / (1 / 2 + 1))


def test_few_cells_teach_no_prior() -> None:
    cells = [PriorCell(str(one), "1", 10.0, 1.0) for one in range(20)]
    assert fit_prior(cells, 0.1).of("1", set()) == FLAT


def test_an_occupation_without_demand_weighs_nothing_in_a_sum() -> None:
    assert combined([(Prior(0.5, 3.0), 8.0), (Prior(9.0, 3.0), 0.0)]) == Prior(0.5, 3.0)
    assert combined([(Prior(0.5, 3.0), 0.0)]) == FLAT


def test_a_small_territory_borrows_strength_from_the_region() -> None:
    small = Case(30.0, 0.0, 0.02)
    alone, told = judge_all([small, small._replace(prior=Prior(0.05, 3.0))])
    assert alone.verdict is Verdict.UNDETERMINED
    assert told.verdict is Verdict.UNDER_SUPPLIED
    assert "a priori régional : 0,05 fois" in told.reason


def test_the_region_never_contradicts_what_is_counted_here() -> None:
    judged = judge_all([Case(10.0, 0.0, 0.02, prior=Prior(20.0, 3.0))])[0]
    assert judged.likeliest is Verdict.OVER_SUPPLIED
    assert judged.verdict is Verdict.UNDETERMINED
    assert "les comptes d'ici ne le montrent pas" in judged.reason


def test_nothing_is_judged_where_next_to_nothing_is_at_stake() -> None:
    judged = judge_all([Case(0.4, 0.2, 0.01, prior=Prior(20.0, 3.0))])[0]
    assert judged.verdict is Verdict.UNDETERMINED
    assert "en jeu" in judged.reason
    one_action = judge_all([Case(0.4, 1.0, 0.01, prior=Prior(20.0, 3.0))])[0]
    assert one_action.verdict is Verdict.OVER_SUPPLIED


def test_an_index_gives_back_the_priors_that_were_written(tmp_path: Path) -> None:
    written = {"2024": PRIOR, "2025": RegionalPrior(None, {})}
    write_priors(written, tmp_path)
    assert load_priors(tmp_path) == written
    assert load_priors(tmp_path / "absent") == {}
