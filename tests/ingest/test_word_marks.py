import pytest

from maillage.ingest.word_marks import (
    BORDER,
    CIRCUMSTANCE,
    CUE,
    DIGIT,
    IMPERATIVE,
    INFINITIVE,
    PROOF,
    SHOW,
    word_marks,
)


@pytest.mark.parametrize(
    ("word", "marks"),
    [
        ("souder", {INFINITIVE}),
        ("soudez", {IMPERATIVE}),
        ("diplomes", {CIRCUMSTANCE}),
        ("bac+2", {CIRCUMSTANCE, DIGIT}),
        ("maitrise", {CUE}),
        ("experience", {CIRCUMSTANCE, CUE}),
        ("faire", {INFINITIVE, SHOW}),
        ("preuve", {PROOF}),
        ("et", {BORDER}),
        (",", {BORDER}),
        ("brasage", set()),
    ],
)
def test_a_word_has_the_marks_of_what_it_may_be(word: str, marks: set[int]) -> None:
    assert {bit for bit in range(8) if word_marks(word) >> bit & 1} == marks
