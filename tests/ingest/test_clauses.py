import pytest

from maillage.ingest.clauses import MAX_WORDS, clauses
from maillage.ingest.stems import fold
from maillage.ingest.text_pipeline import parse


def _clauses(text: str) -> list[str]:
    return [
        " ".join(sentence.words[one.first : one.last + 1])
        for sentence in parse(text).sentences
        for one in clauses([fold(word) for word in sentence.words], sentence.stems)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vous assurez l'entretien des jouets", ["entretien des jouets"]),
        ("Maîtrise de la peinture et du vernis", ["peinture", "vernis"]),
        ("- Excel, Word (bases)", ["Excel", "Word"]),
        ("Souder des roues pour les clients", ["Souder des roues", "clients"]),
        ("et de la", []),
    ],
)
def test_a_clause_has_no_small_words_at_its_borders(text: str, expected: list[str]) -> None:
    assert _clauses(text) == expected


def test_a_clause_is_short() -> None:
    assert all(len(one.split()) <= MAX_WORDS for one in _clauses("peindre jouets " * 40))
