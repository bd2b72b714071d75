"""Every way of writing a title gives one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.ingest.normalise_label import LONGEST, fold, label_key, normal_form, variants


@pytest.mark.parametrize(
    "text",
    [
        "Boulanger / Boulangère",
        "boulanger/boulangère",
        "boulanger·ère",
        "Boulanger(ère)",
        "Boulangère H/F",
        "BOULANGER (F/H)",
        "boulanger (h/f/x)",
        "Boulangères",
        "boulanger-ère",
    ],
)
def test_gender_does_not_change_the_form(text: str) -> None:
    assert normal_form(text) == "boulanger"


@pytest.mark.parametrize(
    ("text", "masculine", "feminine"),
    [
        (
            "directeur technique/directrice technique",
            "directeur technique",
            "directrice technique",
        ),
        (
            "Conducteur / Conductrice de travaux",
            "Conducteur de travaux",
            "Conductrice de travaux",
        ),
        ("opérateur(trice) de scierie", "opérateur de scierie", "opératrice de scierie"),
        ("vendeur(se)", "vendeur", "vendeuse"),
        ("agent.e d'accueil", "agent d'accueil", "agente d'accueil"),
        ("Ingénieur (e) d'études (H/F)", "Ingénieur d'études", "Ingénieure d'études"),
        (
            "Technicien/ne de maintenance",
            "Technicien de maintenance",
            "Technicienne de maintenance",
        ),
        ("Chef / Cheffe de rang", "Chef de rang", "Cheffe de rang"),
    ],
)
def test_both_genders_are_read(text: str, masculine: str, feminine: str) -> None:
    assert variants(text) == (masculine, feminine)


def test_a_slash_between_two_things_is_kept() -> None:
    assert variants("Responsable qualité / sécurité") == ("Responsable qualité / sécurité",)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("resp. qualité", "responsable qualité"),
        ("aide-soig.", "aide-soignante"),
        ("Tech. de maint.", "technicien de maintenance"),
        ("ing. d’études", "ingénieur d'études"),
        ("chauffeur PL", "chauffeuse poids-lourds"),
    ],
)
def test_abbreviations_are_written_in_full(short: str, full: str) -> None:
    assert normal_form(short) == normal_form(full)


def test_the_key_ignores_order_and_stop_words() -> None:
    assert label_key("gestion des stocks") == label_key("Stock, gestion de")


@pytest.mark.parametrize("text", ["", " ", "\x00\x1b", "()", "/", "(H/F)"])
def test_nothing_to_read_gives_nothing(text: str) -> None:
    assert normal_form(text) == ""


def test_a_megabyte_is_cut() -> None:
    assert len(normal_form("soudeur " * 150_000)) <= LONGEST


def test_accents_do_not_count() -> None:
    assert fold("Œuvre d’ÉTÉ") == "oeuvre d'ete"


@given(st.text(max_size=60))
def test_any_text_has_a_form(text: str) -> None:
    normal_form(text)
    assert variants(text)
