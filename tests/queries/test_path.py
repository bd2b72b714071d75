"""Paths over an invented world, each share redone by hand."""

from math import exp, log

import pytest
from tests.queries.pathway_region import near_model, occupation, pathway_data

from maillage.queries.errors import BadParameter
from maillage.queries.near_errors import UnknownOccupation
from maillage.queries.path import LEAST, PathModel
from maillage.queries.path_answer import PathAnswer
from maillage.queries.path_hours import legal_hours, within
from maillage.queries.path_requirements import EXPERT, KNOWLEDGE, OTHER, TECHNICAL


@pytest.fixture(scope="module")
def model() -> PathModel:
    return PathModel(near_model(pathway_data()))


def paths(model: PathModel, start: str, target: str | None, **options: object) -> PathAnswer:
    goal = None if target is None else occupation(target)
    return model.path(model.near.from_occupation(occupation(start)), goal, **options)  # type: ignore[arg-type]


def test_the_direct_path_costs_minus_the_logarithm_of_what_is_held(model: PathModel) -> None:
    answer = paths(model, "Y1001", "Y1002")
    direct = next(path for path in answer.paths if len(path.steps) == 1)
    parts = {1: TECHNICAL, 3: OTHER * KNOWLEDGE, 4: EXPERT, 7: OTHER * 0.25}
    held = 1 - parts[4] / sum(parts.values())
    assert direct.steps[0].before == pytest.approx(held, abs=1e-5)
    assert direct.cost == pytest.approx(-log(held), abs=1e-5)
    assert direct.share == pytest.approx(held, abs=1e-5)
    assert [one.curie for one in direct.steps[0].missing] == ["rome-competence:4"]


def test_a_step_adds_what_its_occupation_gives_to_what_is_held(model: PathModel) -> None:
    answer = paths(model, "Y1001", "Y1005", count=5)
    through = next(
        path
        for path in answer.paths
        if [s.curie for s in path.steps] == ["rome:Y1002", "rome:Y1005"]
    )
    assert "rome-competence:4" in {one.curie for one in through.steps[1].shared}
    direct = next(path for path in answer.paths if len(path.steps) == 1)
    assert "rome-competence:4" in {one.curie for one in direct.steps[0].missing}
    assert through.cost == pytest.approx(sum(step.cost for step in through.steps))
    assert through.share == pytest.approx(exp(-through.cost))


def test_paths_are_ordered_and_no_two_pass_through_the_same_occupation(model: PathModel) -> None:
    answer = paths(model, "Y1001", "Y1005", count=5)
    costs = [path.cost for path in answer.paths]
    assert costs == sorted(costs)
    middles = [step.curie for path in answer.paths for step in path.steps[:-1]]
    assert len(middles) == len(set(middles))
    assert all(len(path.steps) <= 3 for path in answer.paths)
    assert sum(len(path.steps) == 1 for path in answer.paths) == 1


def test_a_cycle_of_mobilities_leads_nowhere_twice(model: PathModel) -> None:
    for path in paths(model, "Y1001", "Y1003", count=5).paths:
        passed = ["rome:Y1001", *(step.curie for step in path.steps)]
        assert len(passed) == len(set(passed))


def test_a_bloc_closes_what_its_words_say_and_its_certification_the_rest(model: PathModel) -> None:
    answer = paths(model, "Y1003", "Y1002", perimeter="bassin:P", count=1)
    means = answer.paths[0].steps[0].means
    assert [(one.kind, one.curie) for one in means] == [("block", "bloc:RNCP700BC01")]
    assert means[0].covers == ("rome-competence:4",)
    assert means[0].vae is True
    assert means[0].active
    offer = means[0].offers[0]
    assert (offer.curie, offer.commune, offer.provider) == ("offer:p-1", "Fournil", "Le Fournil")
    assert (offer.last, offer.seats) == ("2025-09-01", 8)
    assert answer.paths[0].steps[0].closed == pytest.approx(1)


def test_a_perimeter_without_trainings_names_the_bassins_that_have_some(model: PathModel) -> None:
    answer = paths(model, "Y1003", "Y1002", perimeter="bassin:V", count=1)
    step = answer.paths[0].steps[0]
    assert step.means == ()
    assert [(one.curie, one.offers) for one in step.elsewhere] == [("bassin:P", 1)]
    assert any("Aucune offre" in note for note in answer.notes)


def test_without_a_goal_the_nearest_that_a_training_leads_to_are_the_goals(
    model: PathModel,
) -> None:
    answer = paths(model, "Y1001", None, perimeter="bassin:P", hours=400)
    ends = [path.steps[-1].curie for path in answer.paths]
    assert "rome:Y1002" in ends
    assert answer.target == ""
    assert any("aucune offre importée ne publie sa durée" in note for note in answer.notes)


def test_hours_below_the_legal_minimum_close_nothing(model: PathModel) -> None:
    answer = paths(model, "Y1003", "Y1002", perimeter="bassin:P", hours=100, count=1)
    assert answer.paths[0].steps[0].means == ()


def test_what_has_nothing_in_common_is_said(model: PathModel) -> None:
    answer = paths(model, "Y1001", "Y1007", count=1)
    assert answer.paths[0].share == pytest.approx(LEAST)
    assert any("un autre métier" in note for note in answer.notes)


def test_unknown_goals_and_impossible_numbers_are_refused(model: PathModel) -> None:
    with pytest.raises(UnknownOccupation):
        paths(model, "Y1001", "Q9999")
    with pytest.raises(BadParameter, match="hours"):
        paths(model, "Y1001", "Y1002", hours=0)


def test_the_law_says_how_long_a_diploma_lasts_and_nothing_of_a_professional_title() -> None:
    found = legal_hours("Baccalauréat Professionnel Boulanger")
    assert found is not None
    assert (found.whole, found.least) == (1850, 675)
    assert not within(600, "BAC PRO Boulanger")
    assert within(10, "TP Boulanger")
    assert legal_hours("BTSA Viticulture") is None
