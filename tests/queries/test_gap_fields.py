"""Gap answers by sector and by domain, over the invented region: each share redone by hand.

Z1001 covers two fiches: Z1001, in division 01 alone, and Z1091, in 01 and 02. Z1002 is in 02.
"""

from pathlib import Path

import pytest

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.gap import GapModel
from maillage.queries.gap_answer import GapRow
from maillage.queries.gap_fields import load_fields, write_fields

Z1001 = 93 * 30.5 / 30.75  # projects, as in test_gap
Z1002 = 93 - Z1001


@pytest.fixture
def model(store: TripleStore, names: Names) -> GapModel:
    return GapModel(store, names)


def rows(model: GapModel, by: str) -> dict[str, GapRow]:
    return {row.curie: row for row in model.gap("bassin:A", "2024", by).rows}


def test_a_fiche_of_two_divisions_counts_half_in_each(model: GapModel) -> None:
    found = rows(model, "sector")
    assert found["naf:01"].demand == pytest.approx(Z1001 * 3 / 4)
    assert found["naf:02"].demand == pytest.approx(Z1001 / 4 + Z1002)


def test_supply_is_shared_as_demand_is(model: GapModel) -> None:
    # Two actions, each shared by Z1001 and Z1002.
    found = rows(model, "sector")
    assert found["naf:01"].supply == pytest.approx(0.75)
    assert found["naf:02"].supply == pytest.approx(0.25 + 1)


def test_a_field_bears_its_label_or_its_code(model: GapModel) -> None:
    found = rows(model, "sector")
    assert (found["naf:01"].label, found["naf:02"].label) == ("Élevage", "02")


def test_domains_and_major_domains_are_those_of_the_fiches(model: GapModel) -> None:
    assert rows(model, "domain")["rome-domaine:Z10"].demand == pytest.approx(Z1001)
    assert rows(model, "major-domain")["rome-domaine:Z"].label == "Merveilles"


def test_what_no_field_holds_is_said(model: GapModel) -> None:
    notes = model.gap("bassin:A", "2024", "sector").notes
    assert any("parts égales" in note for note in notes)
    assert any("7 projet(s)" in note and "hors lignes" in note for note in notes)  # family F3
    assert any("1 % de la demande" in note for note in notes)  # Z1002, of 100 projects


def test_rows_name_their_occupations(model: GapModel) -> None:
    found = rows(model, "sector")["naf:02"].evidence
    assert [one.curie for one in found.occupations] == ["rome:Z1001", "rome:Z1002"]


def test_an_index_gives_back_the_fields_that_were_written(model: GapModel, tmp_path: Path) -> None:
    write_fields(model.fields, tmp_path)
    assert load_fields(tmp_path) == model.fields
    assert load_fields(tmp_path / "absent") is None
