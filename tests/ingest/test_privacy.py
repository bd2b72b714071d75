"""Personal data is found and removed. Persons, addresses and numbers here are invented."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.ingest.privacy import firm_words, overlaps, personal_spans, redact


@pytest.mark.parametrize(
    "secret",
    [
        "a.lenoir@exemple.fr", "a.lenoir(at)exemple.fr", "recrutement [at] exemple.com",
        "03 88 00 00 00", "0388000000", "03.88.00.00.00", "+33 3 88 00 00 00", "+33(0)3 88 00 00 00",
        "0033388000000", "+41 22 345 67 89", "022 345 67 89", "+352 26 12 34 56", "+49 761 123456",
        "0761 / 1234567", "+32 2 123 45 67", "0470 12 34 56",
        "A.LENOIR(AT)EXEMPLE.FR", "WWW.EXEMPLE.FR/POSTULER", "Exemple.FR",
        "https://exemple.fr/offre?id=3", "www.exemple.fr/postuler", "recrute.exemple.com",
        "M. Lenoir", "M. LENOIR", "Mme Anne Lenoir-Petit", "Mlle d'Arcy", "Monsieur Paul de La Tour",
        "Madame LENOIR", "Dr Lenoir", "Me Lenoir", "Dr. Éric Ü. Lenoir", "Mr Lenoir",
    ],
)  # fmt: skip
def test_what_is_personal_leaves(secret: str) -> None:
    text = redact(f"Pour postuler : {secret}, merci de venir.")
    assert text == "Pour postuler : […], merci de venir."


@pytest.mark.parametrize(
    "text",
    [
        "Vous programmez en ASP.NET et en Node.js sur 3 sites.", "Permis B, CACES R489 1A 3 et 5.",
        "Du 01/02/2026 au 30/06/2026, de 08h00 à 17h00.", "Salaire de 24000 à 28000 euros par an.",
        "Madame, Monsieur, rejoignez une équipe.", "Vous encadrez 12 personnes en 2x8.",
        "Maître d'hôtel en brasserie", "M1805 : études", "Norme ISO 9001:2015, EN 1090-2.",
    ],
)  # fmt: skip
def test_what_is_not_personal_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    ("employer", "text", "left"),
    [
        ("Boulonnerie Durand SAS", "La boulonnerie Durand recrute.", "La […] recrute."),
        ("Boulonnerie Durand SAS", "BOULONNERIE-DURAND SAS recrute.", "[…] recrute."),
        ("SARL Oméga", "Chez Oméga, l'oméganthe pousse.", "Chez […], l'oméganthe pousse."),
        ("SA", "SA recrute.", "SA recrute."),  # a legal form alone names nobody
        ("a+(b", "Chez a+(b on lit.", "Chez […] on lit."),
    ],
)
def test_the_employer_leaves_too(employer: str, text: str, left: str) -> None:
    assert redact(text, employer) == left


def test_spans_select_what_they_say() -> None:
    text = "Écrire à Mme Anne Lenoir ou a.lenoir@exemple.fr"
    assert [text[span.start : span.end] for span in personal_spans(text)] == [
        "Mme Anne Lenoir",
        "a.lenoir@exemple.fr",
    ]
    assert overlaps(personal_spans(text), 20, 26)
    assert not overlaps(personal_spans(text), 0, 9)


@given(st.text(max_size=400), st.text(max_size=30))
def test_spans_are_ordered_and_apart_whatever_the_text(text: str, employer: str) -> None:
    spans = personal_spans(text, employer)
    ends = [0, *(span.end for span in spans)]
    assert all(span.start >= end for span, end in zip(spans, ends, strict=False))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "0 ",
        "a.",
        "M. ",
        "A ",
        "+33 1",
        "tél ",
        "(",
        "www.",
        "a@",
        "A-",
        "0.",
        "http://a ",
        "Dr A",
        "chez A ",
    ],
)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    started = time.process_time()
    personal_spans(text, "Acme")
    firm_words(text, "Acme")
    assert time.process_time() - started < 10
