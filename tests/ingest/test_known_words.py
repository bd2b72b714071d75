import pytest

from maillage.ingest import known_words
from maillage.ingest.known_words import LONGEST, KnownWords


def test_a_word_is_asked_once() -> None:
    asked: list[str] = []

    def say(word: str) -> str:
        asked.append(word)
        return word.upper()

    known = KnownWords(say)
    assert [known[word] for word in ("scie", "clou", "scie")] == ["SCIE", "CLOU", "SCIE"]
    assert asked == ["scie", "clou"]


def test_a_full_table_starts_again_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_words, "MOST", 3)
    known = KnownWords(len)
    words = ["a", "bb", "ccc", "dddd", "a", "bb"]
    assert [known[word] for word in words] == [1, 2, 3, 4, 1, 2]
    assert len(known) == 3


def test_a_word_that_is_very_long_is_not_kept() -> None:
    known = KnownWords(len)
    assert known["x" * (LONGEST + 1)] == LONGEST + 1
    assert not known
