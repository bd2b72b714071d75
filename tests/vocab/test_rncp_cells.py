"""Cells of the certification tables: every spelling that the publishers use, and what is none."""

import pytest

from maillage.vocab import rncp_cells


@pytest.mark.parametrize(
    ("text", "level"),
    [("niveau4", "4"), ("NIV4", "4"), ("Niveau 4", "4"), ("4", "4"), ("REPRISE", ""), ("", "")],
)
def test_level_is_read_in_each_spelling(text: str, level: str) -> None:
    reasons: list[str] = []
    assert rncp_cells.level(text, reasons.append) == level
    assert reasons == []


def test_level_out_of_the_framework_is_told() -> None:
    reasons: list[str] = []
    assert rncp_cells.level("niveau 9", reasons.append) == ""
    assert reasons == ["niveau illisible « niveau 9 »"]


def test_dates_of_2021_put_the_month_first() -> None:
    reasons: list[str] = []
    assert rncp_cells.american_date("12/31/06", reasons.append) == "2006-12-31"
    assert rncp_cells.french_date("31/08/2023", reasons.append) == "2023-08-31"
    assert rncp_cells.french_date("", reasons.append) == ""
    assert reasons == []


def test_impossible_date_is_told() -> None:
    reasons: list[str] = []
    assert rncp_cells.french_date("30/02/2023", reasons.append) == ""
    assert rncp_cells.american_date("31/12/2006", reasons.append) == ""
    assert reasons == ["date impossible « 30/02/2023 »", "date illisible « 31/12/2006 »"]


def test_a_cell_may_hold_several_fiches() -> None:
    reasons: list[str] = []
    assert rncp_cells.fiche_codes("RNCP1|RS2", reasons.append) == ["RNCP1", "RS2"]
    assert rncp_cells.fiche_codes("aucune", reasons.append) == []
    assert reasons == ["aucun numéro de fiche dans « aucune »"]


def test_doubled_bloc_code_is_read_once() -> None:
    reasons: list[str] = []
    assert rncp_cells.bloc_code("RNCP1BCRNCP1BC01", reasons.append) == "RNCP1BC01"
    assert rncp_cells.bloc_code("BC01", reasons.append) == ""
    assert len(reasons) == 1


def test_unknown_state_is_told() -> None:
    reasons: list[str] = []
    assert rncp_cells.active("INACTIVE", reasons.append) is False
    assert rncp_cells.active("", reasons.append) is None
    assert rncp_cells.active("peut-être", reasons.append) is None
    assert len(reasons) == 1


def test_label_loses_bullets_and_doubled_apostrophes() -> None:
    assert rncp_cells.label("- Conduite  d''engins\nagricoles ") == "Conduite d'engins agricoles"
