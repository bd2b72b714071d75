"""Gap answers over the invented region, each figure redone by hand."""

from pathlib import Path

import pytest
from pyoxigraph import Store

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, RDF
from maillage.queries.errors import BadParameter, NoDataForPeriod, UnknownTerritory
from maillage.queries.gap import GapModel
from maillage.queries.gap_answer import GapRow
from maillage.queries.verdict import Verdict

# Family F1 is shared by offers + 0.5 times the share of qualification rows:
# Z1001 weighs 30.5 × 1, Z1002 weighs 0.5 × 0.5.
Z1001 = 30.5 / 30.75


@pytest.fixture
def model(store: TripleStore, names: Names) -> GapModel:
    return GapModel(store, names)


def rows(
    model: GapModel, territory: str, period: str = "2024", by: str = "occupation"
) -> dict[str, GapRow]:
    return {row.curie: row for row in model.gap(territory, period, by).rows}


def test_rows_add_up_to_the_cells_of_the_bassin(model: GapModel) -> None:
    answer = model.gap("bassin:A", "2024")
    assert answer.demand == 100  # 93 + 7; the hidden cell is not a number
    assert answer.hidden_cells == 1
    assert sum(row.demand or 0 for row in answer.rows) == pytest.approx(100)


def test_a_family_is_shared_by_the_offers_of_its_codes(model: GapModel) -> None:
    found = rows(model, "bassin:A")
    assert found["rome:Z1001"].demand == pytest.approx(93 * Z1001)
    assert found["rome:Z1002"].demand == pytest.approx(93 * (1 - Z1001))
    assert found["rome:Z1001"].difficult == pytest.approx(31 * Z1001)


def test_an_occupation_of_several_fiches_bears_the_label_of_statistics(model: GapModel) -> None:
    row = rows(model, "bassin:A")["rome:Z1001"]
    assert row.label == "Dressage"
    assert row.evidence.fiches == ("rome:Z1001", "rome:Z1091")


def test_a_family_without_code_stands_for_itself(model: GapModel) -> None:
    assert rows(model, "bassin:A")["fap:F3"].demand == 7


def test_an_occupation_whose_only_cell_is_hidden_has_no_demand(model: GapModel) -> None:
    row = rows(model, "bassin:A")["rome:Z1003"]
    assert row.demand is None
    assert row.judgement.verdict is Verdict.UNDETERMINED
    assert row.evidence.hidden_cells == 1


def test_the_list_that_counts_most_in_a_commune_is_kept(model: GapModel) -> None:
    # one-1, one-2 and two-1 give rncp:1 in commune 10001: "one" counts two, "two" one.
    answer = model.gap("bassin:A", "2024")
    row = {row.curie: row for row in answer.rows}["rome:Z1001"]
    assert row.evidence.offers_by_source == {"one": 2}
    assert row.supply == 1.0  # two actions, each shared by two occupations
    assert any("1 action(s) écartées" in note for note in answer.notes)
    assert any("1 action(s) sans métier" in note for note in answer.notes)  # two-3


def test_seats_are_counted_where_every_offer_publishes_them(model: GapModel) -> None:
    found = rows(model, "bassin:A")
    assert (found["rome:Z1003"].supply, found["rome:Z1003"].supply_unit) == (20, "seats")
    assert found["rome:Z1001"].supply_unit == "actions"  # session 1 of one-1 does not say


def test_a_certification_inherits_the_occupations_of_the_one_it_replaces(model: GapModel) -> None:
    assert rows(model, "bassin:B")["rome:Z1001"].supply == 0.5


def test_a_territory_that_cuts_a_bassin_gets_its_share_of_people(model: GapModel) -> None:
    answer = model.gap("commune:10001", "2024")
    assert answer.demand == pytest.approx(100 * 300 / 400)
    assert any("prorata de la population" in note for note in answer.notes)


def test_a_list_of_communes_is_a_territory_and_repeats_do_not_count(model: GapModel) -> None:
    listed = model.gap("commune:10001, 10002,commune:10001", "2024")
    whole = model.gap("bassin:A", "2024")
    assert listed.demand == whole.demand
    assert listed.supply == whole.supply
    assert listed.population == 400


def test_the_region_is_the_sum_of_its_bassins(model: GapModel) -> None:
    assert model.gap("reg:44", "2024").demand == 200


def test_a_competence_sums_the_occupations_at_whose_core_it_is(model: GapModel) -> None:
    found = rows(model, "bassin:A", by="competence")
    demand = 93 * Z1001
    assert found["rome-competence:1"].demand == pytest.approx(demand)  # both fiches hold it
    assert found["rome-competence:2"].demand == pytest.approx(demand / 2 + 93 * (1 - Z1001))
    assert found["rome-competence:2"].supply == pytest.approx(1.0 / 2 + 1.0)
    assert found["rome-competence:2"].evidence.regional == ("regional:9",)


def test_a_certification_is_compared_with_all_that_serves_its_occupations(model: GapModel) -> None:
    found = rows(model, "bassin:B", by="certification")
    assert found["rncp:2"].demand == pytest.approx(100)
    assert found["rncp:2"].evidence.actions_of_its_own == 1
    assert found["rncp:1"].evidence.actions_of_its_own == 0


def test_advertisements_are_the_demand_where_there_is_no_survey(model: GapModel) -> None:
    answer = model.gap("bassin:B", "2025")
    assert (answer.demand, answer.demand_source) == (4, "ads")  # 3 positions and 1 by default
    assert {row.curie: row.demand for row in answer.rows if row.demand} == {"rome:Z1001": 4}
    assert any("sans métier reconnu" in note for note in answer.notes)


def test_an_advertisement_that_names_competences_counts_for_these_alone(model: GapModel) -> None:
    found = rows(model, "bassin:B", "2025", by="competence")
    assert found["rome-competence:2"].demand == 3 + 0.5  # ad 1 names it; ad 2 through Z1001's core
    assert found["rome-competence:1"].demand == 1
    assert found["rome-competence:2"].evidence.ad_positions == 3


def test_the_default_period_is_the_latest_survey(model: GapModel) -> None:
    assert model.gap("bassin:A").period == "2024"


def test_a_period_without_data_names_those_that_have_some(model: GapModel) -> None:
    with pytest.raises(NoDataForPeriod, match="2024, 2025"):
        model.gap("bassin:A", "1999")


@pytest.mark.parametrize(
    "typed", ["bassin:Z", "", " , ", "nowhere", "rome:Z1001", "x:1", "10001,99999"]
)
def test_an_unknown_territory_says_what_would_do(model: GapModel, typed: str) -> None:
    with pytest.raises(UnknownTerritory, match="bassin:"):
        model.gap(typed, "2024")


def test_an_unknown_grain_is_refused(model: GapModel) -> None:
    with pytest.raises(BadParameter, match="occupation, competence, certification"):
        model.gap("bassin:A", by="colour")


def test_a_graph_without_demand_says_so(names: Names) -> None:
    with pytest.raises(UnknownTerritory):
        GapModel(TripleStore(Store()), names).gap("bassin:A")


@pytest.mark.parametrize("by", ["occupation", "competence", "certification"])
def test_the_index_gives_the_same_answers(
    store: TripleStore, names: Names, tmp_path: Path, by: str
) -> None:
    direct = GapModel(store, names)
    direct.write_index(tmp_path)
    indexed = GapModel(store, names, tmp_path)
    for territory, period in (("bassin:A", "2024"), ("reg:44", "2025")):
        assert indexed.gap(territory, period, by) == direct.gap(territory, period, by)


@pytest.mark.parametrize("by", ["occupation", "competence"])
def test_other_advertisements_change_two_files_of_an_index(
    store: TripleStore, names: Names, tmp_path: Path, by: str
) -> None:
    silent = Store()
    ads = {
        quad.subject
        for quad in store.store.quads_for_pattern(None, RDF.type, MLG.JobAdvertisement, None)
    }
    silent.extend(quad for quad in store.store if quad.subject not in ads)
    GapModel(TripleStore(silent), names).write_index(tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    direct = GapModel(store, names)
    assert GapModel(TripleStore(silent), names, tmp_path).data.ads != direct.data.ads
    GapModel(store, names, tmp_path).write_advertised(tmp_path)
    changed = {file.name for file in tmp_path.iterdir() if file.read_bytes() != before[file.name]}
    assert changed == {"labour.json", "competences.json"}
    indexed = GapModel(store, names, tmp_path)
    assert set(indexed.data.ads) == set(direct.data.ads)
    assert indexed.competences == direct.competences
    assert indexed.gap("reg:44", "2025", by) == direct.gap("reg:44", "2025", by)


def test_a_damaged_index_is_read_from_the_graph_again(
    store: TripleStore, names: Names, tmp_path: Path
) -> None:
    (tmp_path / "labour.json").write_text('{"format": 0}', "utf-8")
    (tmp_path / "competences.json").write_text("not JSON", "utf-8")
    assert GapModel(store, names, tmp_path).gap("bassin:A").demand == 100
