"""Near occupations over an invented world, and the recall of ROME's mobilities on the real one."""

import os
from pathlib import Path

import numpy as np
import pytest
from pyoxigraph import Store
from tests.queries.pathway_region import competence, near_model, occupation, pathway_data

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.errors import BadParameter, UnknownTerritory
from maillage.queries.near import NearModel
from maillage.queries.near_data import NearData
from maillage.queries.near_errors import NothingToStartFrom, UnknownOccupation
from maillage.queries.near_evaluation import listed_moves, near_lines
from maillage.queries.near_signals import SIGNALS
from maillage.queries.near_training import fit_weights, halves
from maillage.queries.near_weights import shipped_weights
from maillage.queries.path_requirements import EXPERT, KNOWLEDGE, OTHER, TECHNICAL
from maillage.queries.question import question
from maillage.vocab.importer import ImportLog
from maillage.vocab.rncp import RncpImporter
from maillage.vocab.rome import RomeImporter


@pytest.fixture(scope="module")
def data() -> NearData:
    return pathway_data()


@pytest.fixture(scope="module")
def model(data: NearData) -> NearModel:
    return near_model(data)


def test_the_occupation_of_the_same_trade_is_the_nearest(model: NearModel) -> None:
    rows = model.near(model.from_occupation(occupation("Y1001"))).rows
    assert {rows[0].curie, rows[1].curie} == {"rome:Y1002", "rome:Y1003"}
    assert "rome:Y1001" not in [row.curie for row in rows]
    scores = [row.score for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_the_share_held_counts_a_sibling_by_half_and_leaves_cited_diplomas_out(
    model: NearModel,
) -> None:
    origin = model.from_competences([competence(2), competence(3)])
    row = next(row for row in model.near(origin).rows if row.curie == "rome:Y1002")
    parts = {1: TECHNICAL, 3: OTHER * KNOWLEDGE, 4: EXPERT, 7: OTHER * 0.25}
    expected = (parts[1] / 2 + parts[3]) / sum(parts.values())
    assert row.held == pytest.approx(expected, abs=1e-5)
    assert {one.curie: one.held for one in row.shared} == {
        "rome-competence:1": 0.5,
        "rome-competence:3": 1.0,
    }
    assert "rome-savoir:50" not in {one.curie for one in (*row.shared, *row.missing)}
    assert row.missing[0].curie == "rome-competence:4"
    assert row.missing[0].core


def test_mobilities_are_shown_and_change_no_score(data: NearData) -> None:
    model, other = near_model(data), pathway_data()
    other.__dict__["mobilities"] = frozenset()
    without = near_model(other)
    told = model.near(model.from_occupation(occupation("Y1001"))).rows
    silent = without.near(without.from_occupation(occupation("Y1001"))).rows
    assert [row.score for row in told] == [row.score for row in silent]
    assert {row.curie for row in told if row.mobility} == {"rome:Y1002"}
    assert not any(row.mobility for row in silent)
    assert "mobility" not in SIGNALS


def test_a_perimeter_adds_demand_trainings_and_what_is_known_of_their_hours(
    model: NearModel,
) -> None:
    answer = model.near(model.from_occupation(occupation("Y1001")), perimeter="bassin:P")
    row = next(row for row in answer.rows if row.curie == "rome:Y1002")
    assert (row.demand, row.trainings) == (30.0, 1)
    assert "800 h" in row.hours


def test_hours_below_the_legal_minimum_leave_an_occupation_out_and_say_so(model: NearModel) -> None:
    origin = model.from_occupation(occupation("Y1001"))
    kept = model.near(origin, perimeter="bassin:P", hours=400)
    left = model.near(origin, perimeter="bassin:P", hours=300)
    assert "rome:Y1002" in [row.curie for row in kept.rows]
    assert "rome:Y1002" not in [row.curie for row in left.rows]
    assert any("Pâtissier" in note for note in left.notes)


def test_a_level_keeps_what_some_certification_of_it_leads_to(model: NearModel) -> None:
    origin = model.from_occupation(occupation("Y1001"))
    assert [row.curie for row in model.near(origin, level=4).rows] == ["rome:Y1002"]
    assert {row.curie for row in model.near(origin, level=5).rows} == {"rome:Y1002", "rome:Y1007"}


def test_a_perimeter_without_trainings_is_said(model: NearModel) -> None:
    answer = model.near(model.from_occupation(occupation("Y1001")), perimeter="bassin:V")
    assert any("Aucune offre de formation connue dans VIDE" in note for note in answer.notes)


def test_an_isolated_occupation_is_said_with_what_is_nearest(model: NearModel) -> None:
    answer = model.near(model.from_occupation(occupation("Y1006")))
    assert any("n'attache aucune compétence" in note for note in answer.notes)
    assert all(row.held == 0 for row in answer.rows)
    assert answer.rows


def test_an_unknown_start_is_refused_by_name(model: NearModel) -> None:
    with pytest.raises(UnknownOccupation, match="rome:Q9999"):
        model.from_occupation(occupation("Q9999"))
    with pytest.raises(NothingToStartFrom, match="danser"):
        model.from_competences([], ["danser"])
    with pytest.raises(UnknownTerritory):
        model.near(model.from_occupation(occupation("Y1001")), perimeter="bassin:X")
    with pytest.raises(BadParameter, match="top"):
        model.near(model.from_occupation(occupation("Y1001")), top=0)


def test_each_number_of_a_row_is_explained(model: NearModel) -> None:
    from_occupation = " ".join(model.near(model.from_occupation(occupation("Y1001"))).notes)
    assert all(f"{word} :" in from_occupation for word in ("Score", "Acquis", "ROME", "Niveau"))
    assert "Projets :" not in from_occupation  # there is no such column without a perimeter
    from_competences = " ".join(model.near(model.from_competences([competence(1)], [])).notes)
    assert "ROME :" not in from_competences


def test_what_was_not_understood_of_a_list_is_told(model: NearModel) -> None:
    origin = model.from_competences([competence(1)], ["jongler"])
    assert any("jongler" in note for note in model.near(origin).notes)


def test_the_index_answers_as_the_triples_do(tmp_path: Path, data: NearData) -> None:
    data.write_index(tmp_path)
    again = NearData(data.store, data.names, tmp_path)
    assert again.projection.uris == data.projection.uris
    assert again.mobilities == data.mobilities
    one, other = near_model(data), near_model(again)
    start = occupation("Y1001")
    assert one.near(one.from_occupation(start)) == other.near(other.from_occupation(start))


def test_an_unreadable_index_is_made_in_memory(tmp_path: Path, data: NearData) -> None:
    empty = NearData(data.store, data.names, tmp_path)
    assert empty.signals.occupations == data.signals.occupations


def test_texts_and_traits_are_those_of_the_world(data: NearData) -> None:
    kinds = [row["kind"] for row in question("occupation_texts").ask(data.store)]
    assert sorted(kind.value for kind in kinds if kind) == ["definition"] * 7 + ["title"]
    traits = [row["kind"] for row in question("occupation_traits").ask(data.store)]
    found = sorted(kind.value for kind in traits if kind)
    assert found == ["context", "context", "executive", "interest"]
    assert len(list(question("certification_levels").ask(data.store))) == 3


def test_fitted_weights_find_the_moves_that_they_were_fitted_on(data: NearData) -> None:
    moves = np.zeros((7, 7), bool)
    moves[[0, 1, 2], [1, 2, 0]] = True
    made = fit_weights(data.signals, moves, np.arange(7), {"on": "trois passages"})
    assert made.fitted["fiches"] == 3
    assert float(np.linalg.norm(made.weight)) == pytest.approx(1, abs=1e-3)
    added = made.contributions(data.signals.of_occupation(0)).sum(axis=1)
    assert added[1] > added[6]


def test_halves_share_no_fiche_and_hold_all() -> None:
    found = halves(101)
    assert not set(found.fitted) & set(found.judged)
    assert len(found.fitted) + len(found.judged) == 101


def test_shipped_weights_name_every_signal_and_what_they_rest_on() -> None:
    weights = shipped_weights()
    assert len(weights.weight) == len(SIGNALS)
    assert "moitié" in str(weights.fitted["on"])


@pytest.fixture(scope="module")
def real_pathways(data_folder: Path) -> NearData:
    """ROME and the register of certifications, read from the official files."""
    names, store = Names(), TripleStore(Store())
    for importer in (RomeImporter(), RncpImporter()):
        folder = importer.find(data_folder)
        assert folder is not None
        graph = names.graph(importer.source, "x")
        store.load(graph, importer.triples(folder, names, ImportLog(importer.source)))
    return NearData(store, names)


@pytest.fixture(scope="module")
def data_folder() -> Path:
    folder = Path(os.environ.get("MAILLAGE_DATA", "../shared/data"))
    if not (folder / "rome").is_dir():
        pytest.skip("official files absent: set MAILLAGE_DATA")
    return folder


@pytest.mark.real_data
@pytest.mark.slow
def test_half_of_romes_mobilities_are_among_the_first_twenty(real_pathways: NearData) -> None:
    moves = listed_moves(real_pathways.projection, real_pathways.signals)
    assert moves.sum() == 14_912
    lines = near_lines(real_pathways.projection, real_pathways.signals, shipped_weights())
    recall = {(one.fiches.split(" (")[0], one.system): one.recall for one in lines}
    assert recall["moitié qui juge", "maillage near"] >= 0.50
    assert recall["toutes les fiches", "Jaccard des compétences"] == pytest.approx(0.37, abs=0.01)
    assert recall["toutes les fiches", "cosinus idf des compétences"] == pytest.approx(
        0.39, abs=0.01
    )
