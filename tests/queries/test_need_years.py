"""Recurring needs from BMO, over surveys of five years that we invented.

The region of `conftest`, with bassin A (communes 10001, 10002) and B (10003); only the years below are surveyed.
Family F2 is occupation Z1003, whose core is competence 3; F1 gathers Z1001 (core: 1, 2) and Z1002 (core: 2).
"""

import numpy as np
import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.gap import GapModel
from maillage.queries.need_years import need_years
from maillage.queries.needs import NeedAnswers, NeedTable, assess_table
from maillage.queries.needs_rule import NeedKind, NeedRule

from .conftest import PREFIXES, REGION

YEARS = ("2021", "2022", "2023", "2024", "2025")
HARD, EASY = 80, 20  # difficult projects out of 100 in F2; F1 has 50 of 100
CORE = """
rome:Z1003 mlg:requiresCore rome-competence:3 .
rome-competence:3 a mlg:KnowHow, mlg:Competence ; skos:prefLabel "Souffler"@fr .
"""


def _cell(basin: str, family: str, year: str, projects: int, difficult: int | None) -> str:
    hidden = (
        "mlg:suppressed mlg:difficultProjects"
        if difficult is None
        else f"mlg:difficultProjects {difficult}"
    )
    return (
        f"observation:{basin}-{family}-{year} a mlg:RecruitmentObservation ; mlg:territory bassin:{basin} ; "
        f'mlg:period "{year}"^^xsd:gYear ; mlg:family fap:{family} ; '
        f"mlg:recruitmentProjects {projects} ; {hidden} .\n"
    )


def _model(names: Names, difficult: dict[str, int | None]) -> GapModel:
    """Return the region with a survey a year: in bassin A, so many of F2's 100 projects are difficult."""
    kept = [part for part in REGION.split("\n\n") if "RecruitmentObservation" not in part]
    cells = "".join(
        _cell("A", "F2", year, 100, hard) + _cell("B", "F1", year, 100, 50)
        for year, hard in difficult.items()
    )
    store = Store()
    graph = NamedNode("urn:graph:region")
    text = "\n".join([PREFIXES, *kept, CORE, cells])
    store.load(text.encode(), format=RdfFormat.TURTLE, to_graph=graph)
    return GapModel(TripleStore(store), names)


def _table(model: GapModel, territory: str, **more: frozenset[NamedNode]) -> NeedTable:
    return need_years(model, model.data.view.territories.resolve(model.names, territory), **more)


def _kinds(answers: NeedAnswers) -> dict[str, NeedKind]:
    return dict(zip(answers.table.competences, answers.kinds, strict=True))


def test_a_need_uncovered_and_hard_to_fill_three_years_of_five_is_recurring(names: Names) -> None:
    model = _model(names, dict(zip(YEARS, (HARD, EASY, HARD, EASY, HARD), strict=True)))
    answers = assess_table(_table(model, "bassin:A"), NeedRule.yearly())
    at = answers.table.competences.index("rome-competence:3")
    found = answers[at]
    assert (found.kind, found.uncovered, found.observed) == (NeedKind.RECURRING, 3, 5)
    assert found.periods == YEARS and found.counts == (100.0,) * 5
    # The only offer that leads there has 20 seats, for 100 projects; one seat a project would cover them.
    assert found.coverage == pytest.approx((0.2,) * 5)
    # The region as a whole: 130 of 200 where 80 of 100 are hard here, 70 of 200 where 20 are.
    assert found.difficult[:2] == pytest.approx((0.8 / 0.65, 0.2 / 0.35))
    assert "3 an(s) sur 5" in found.reason and "0,8 fois la référence" in found.reason


def test_two_years_of_five_are_not_enough(names: Names) -> None:
    model = _model(names, dict(zip(YEARS, (EASY, EASY, HARD, EASY, HARD), strict=True)))
    kinds = _kinds(assess_table(_table(model, "bassin:A"), NeedRule.yearly()))
    assert kinds["rome-competence:3"] is NeedKind.STABLE


def test_what_training_covers_is_not_recurring_however_hard_to_fill(names: Names) -> None:
    model = _model(names, dict.fromkeys(YEARS, HARD))
    table = _table(model, "bassin:A")
    assert table.coverage is not None
    lenient = NeedRule.yearly()
    covered = assess_table(
        NeedTable(
            table.competences, table.periods, table.counts, table.exposure,
            np.maximum(table.coverage, lenient.uncovered_below), table.difficult,
        ),
        lenient,
    )  # fmt: skip
    assert _kinds(covered)["rome-competence:3"] is NeedKind.STABLE


@pytest.mark.parametrize("years", [1, 2])
def test_one_or_two_years_show_nothing_and_say_what_would(names: Names, years: int) -> None:
    model = _model(names, dict.fromkeys(YEARS[-years:], HARD))
    answers = assess_table(_table(model, "bassin:A"), NeedRule.yearly())
    assert set(answers.kinds) == {NeedKind.INSUFFICIENT} and answers.panel is None
    found = answers[answers.table.competences.index("rome-competence:3")]
    assert (found.uncovered, found.observed) == (years, years)
    assert found.reason == f"observé sur {years} an(s) : il en faut 3"
    assert "an(s)" in found.settling


def test_a_year_whose_difficult_projects_are_hidden_is_unknown(names: Names) -> None:
    model = _model(names, dict(zip(YEARS, (HARD, None, HARD, None, None), strict=True)))
    answers = assess_table(_table(model, "bassin:A"), NeedRule.yearly())
    found = answers[answers.table.competences.index("rome-competence:3")]
    assert (found.observed, found.uncovered) == (2, 2)
    assert found.difficult[1] is None and found.kind is NeedKind.STABLE


def test_coverage_is_that_of_a_gap_answer(names: Names) -> None:
    model = _model(names, dict.fromkeys(YEARS, HARD))
    for territory in ("bassin:A", "bassin:B", "reg:44", "10001"):
        table = _table(model, territory)
        assert table.coverage is not None
        for row in model.gap(territory, "2023", "competence").rows:
            held = table.coverage[table.competences.index(row.curie), YEARS.index("2023")]
            if row.judgement.relative is None:
                assert np.isnan(held)
            else:
                assert held == pytest.approx(row.judgement.relative)


def test_an_occupation_narrows_the_years_to_its_projects(names: Names) -> None:
    model = _model(names, dict.fromkeys(YEARS, HARD))
    table = _table(model, "reg:44", occupations=frozenset({names.uri("rome:Z1003")}))
    assert table.competences == ["rome-competence:3"]
    assert table.exposure.tolist() == [100.0] * 5


def test_without_a_survey_there_are_no_years(names: Names) -> None:
    assert _table(_model(names, {}), "bassin:A").competences == []
