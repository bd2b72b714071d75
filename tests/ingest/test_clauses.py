import pytest

from maillage.ingest.clauses import MAX_WORDS, clauses
from maillage.ingest.stems import fold
from maillage.ingest.text_pipeline import parse


def _clauses(text: str, *, training: bool = False) -> list[str]:
    return [
        " ".join(sentence.words[one.first : one.last + 1])
        for sentence in parse(text).sentences
        for one in clauses(
            [fold(word) for word in sentence.words], sentence.stems, training=training
        )
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


def test_in_a_training_what_is_learnt_begins_after_the_word_that_says_so() -> None:
    text = "Les élèves apprennent à tourner des toupies"
    assert _clauses(text, training=True) == ["tourner des toupies"]
    assert _clauses(text) == ["élèves apprennent à tourner des toupies"]


def test_a_clause_is_short() -> None:
    assert all(len(one.split()) <= MAX_WORDS for one in _clauses("peindre jouets " * 40))
