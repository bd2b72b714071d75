"""Near-duplicates among advertisements that we invented."""

import random
from datetime import date

import pytest

from maillage.ingest.near_duplicates import Posted, duplicate_groups, signature, similarity

WORDS = [f"mot{number}" for number in range(900)]


def _text(seed: int, words: int = 150) -> list[str]:
    return random.Random(seed).choices(WORDS, k=words)


def _posted(
    key: int, text: list[str], occupation: str = "", day: int = 1, month: int = 3
) -> Posted:
    return Posted(key, signature("Soudeur", " ".join(text)), occupation, date(2026, month, day))


def test_a_signature_is_the_same_on_any_machine() -> None:
    made = signature("Soudeur (H/F)", "Vous soudez des portails à l'atelier.")
    assert len(made) == 256
    assert made == signature("SOUDEUR  H F", "vous soudez des portails, à l'atelier")
    assert (
        made[:8].hex()
        == signature("Soudeur (H/F)", "Vous soudez des portails à l'atelier.")[:8].hex()
    )


def test_a_repost_with_a_few_other_words_is_a_duplicate_of_the_earliest() -> None:
    text = _text(1)
    again = [*text[:70], "nouveau", *text[71:]]
    found = duplicate_groups(
        [_posted(7, again, day=9), _posted(9, text, day=2), _posted(3, _text(2))]
    )
    assert found == {7: 9}


def test_the_order_of_arrival_changes_nothing() -> None:
    records = [_posted(key, _text(key % 6), day=1 + key) for key in range(24)]
    expected = duplicate_groups(records)
    assert len(expected) == 18
    for seed in range(5):
        random.Random(seed).shuffle(records)
        assert duplicate_groups(records) == expected


def test_other_occupations_and_other_seasons_are_other_jobs() -> None:
    text = _text(4)
    assert not duplicate_groups([_posted(1, text, "rome:H2913"), _posted(2, text, "rome:N1103")])
    assert not duplicate_groups([_posted(1, text, month=1), _posted(2, text, month=9)])
    assert duplicate_groups([_posted(1, text, "rome:H2913"), _posted(2, text)]) == {2: 1}


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_texts_that_share_a_part_are_not_duplicates(share: float) -> None:
    text = _text(5)
    kept = round(len(text) * (1 - share))
    other = text[:kept] + _text(6)[kept:]
    assert not duplicate_groups([_posted(1, text), _posted(2, other)]) or share < 0.15
    assert similarity(_posted(1, text).signature, _posted(2, other).signature) < 1


def test_texts_without_words_have_a_signature() -> None:
    assert similarity(signature("", ""), signature(" ", "\x00")) == 1
