"""The portrait of the invented region (`conftest.py`), each figure redone by hand."""

import numpy as np
import pytest

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.errors import NoDataForPeriod, UnknownTerritory
from maillage.queries.gap import GapModel
from maillage.queries.needs import NeedTable, assess_table
from maillage.queries.portrait import PortraitModel
from maillage.queries.portrait_answer import Portrait
from maillage.queries.transitions import Flags, TransitionData, transition_part

Z1001 = 30.5 / 30.75  # share of family F1 that falls to Z1001, as in test_gap


@pytest.fixture(scope="module")
def model(store: TripleStore, names: Names) -> PortraitModel:
    return PortraitModel(GapModel(store, names))


@pytest.fixture(scope="module")
def portrait(model: PortraitModel) -> Portrait:
    return model.portrait("bassin:A", "2024")


def test_it_holds_people_demand_and_supply(portrait: Portrait) -> None:
    assert (portrait.population, portrait.communes, portrait.basins) == (400, 2, ("ALPHA",))
    assert portrait.demand.projects == 100
    assert portrait.demand.hidden_cells == 1
    assert portrait.supply.by_source == {"one": 2, "two": 2}
    assert (portrait.supply.certifications, portrait.supply.without_occupation) == (1, 1)
    assert portrait.people is not None
    assert (portrait.people.period, portrait.people.seekers) == ("2020", 5)


def test_shares_count_only_the_projects_whose_figure_is_published(portrait: Portrait) -> None:
    # F1: 31 difficult and 10 seasonal of 93; F3's are hidden, or not said.
    assert portrait.demand.difficult == pytest.approx(31 / 93)
    assert portrait.demand.seasonal == pytest.approx(10 / 93)


def test_every_occupation_is_in_one_verdict(portrait: Portrait, model: PortraitModel) -> None:
    assert sum(portrait.gaps.tally.values()) == 4  # Z1001, Z1002, Z1003 and the family F3
    assert sum(portrait.gaps.demand_by_verdict.values()) == pytest.approx(100)
    assert portrait.gaps.tally["undetermined"] >= 1  # Z1003: its only cell is hidden
    listed = (*portrait.gaps.under, *portrait.gaps.over, *portrait.gaps.leaning)
    assert len({row.curie for row in listed}) == len(listed)


def test_transitions_weigh_the_fiches_of_a_code_equally(portrait: Portrait) -> None:
    changes = portrait.transitions
    assert changes is not None
    shares = {share.key: share.projects for share in changes.ecological}
    assert shares["green"] == pytest.approx(93 * Z1001 / 2)
    assert shares["white"] == pytest.approx(93 * Z1001 / 2 + 93 * (1 - Z1001))
    assert sum(share.share for share in changes.ecological) == pytest.approx(1)
    assert changes.digital.share == pytest.approx(1 / 2)  # Z1091 is not digital; Z1002 not said
    assert changes.demographic.projects == 0
    assert changes.unknown == 7  # the family F3


def test_what_rome_does_not_say_has_no_share() -> None:
    assert transition_part(TransitionData({}, {}), {}) is None


def test_a_flag_that_is_not_known_is_not_false(names: Names) -> None:
    code = names.uri("rome:Z1001")
    data = TransitionData({code: (Flags("green", "true", ""),)}, {"green": "Vert"})
    found = transition_part(data, {code: 10.0})
    assert found is not None
    assert (found.digital.share, found.demographic.share) == (1.0, 0.0)


def test_a_part_that_cannot_be_written_says_why(portrait: Portrait, model: PortraitModel) -> None:
    assert portrait.needs is None
    assert [one.section for one in portrait.missing] == ["needs"]
    assert all(one.why for one in portrait.missing)
    elsewhere = model.portrait("bassin:B", "2024")  # nobody is counted there
    assert elsewhere.people is None
    assert {one.section for one in elsewhere.missing} == {"people", "needs"}


def test_typed_needs_are_counted_by_kind(model: PortraitModel) -> None:
    months = tuple(f"{year}-{month:02d}" for year in (2022, 2023, 2024) for month in range(1, 13))
    counts = np.full((1, 36), 10.0)
    table = NeedTable(["rome-competence:1"], months, counts, np.full(36, 100.0), origin="essai")
    needs = model.portrait("bassin:A", "2024", assess_table(table)).needs
    assert needs is not None
    assert needs.tally == {"stable": 1}
    assert needs.periods == ("2022-01", "2024-12")
    assert [line.label for line in needs.first["stable"]] == ["Dresser"]


def test_sources_are_dated(portrait: Portrait) -> None:
    assert [(one.source, one.version, one.issued) for one in portrait.sources] == [
        ("bmo", "2024", "2024")
    ]


def test_bad_questions_are_named(model: PortraitModel) -> None:
    with pytest.raises(UnknownTerritory):
        model.portrait("bassin:Z")
    with pytest.raises(NoDataForPeriod):
        model.portrait("bassin:A", "1999")
