"""The words of one language's labels, and the labels that each is in."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int32]
_LONGEST = 40  # letters of a word; a longer one is no word
_PREFIXED = 400  # words that a beginning may stand for beyond the stems that begin so


@dataclass(frozen=True, slots=True)
class Folding:
    """How a language's words are compared. `words`: without accents or case, in their order, empty words out.

    `stem`: a folded word in the singular and without what tells its gender. `query`: the words of what
    somebody typed, abbreviations in full. `persons`: stems that name somebody without saying what they do.
    """

    words: Callable[[str], list[str]]
    stem: Callable[[str], str]
    query: Callable[[str], list[str]]
    persons: frozenset[str] = frozenset()


@dataclass(frozen=True)
class WordTable:
    """Sorted stems and the labels that hold each; sorted words as they are written, and the stem of each."""

    stems: Sequence[str]
    ends: Places  # (n_stems + 1,): where the labels of each stem begin in `labels`
    labels: Places
    words: Sequence[str]
    word_stems: Places  # (n_words,)
    _near: dict[str, tuple[tuple[int, float], ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, rows: Sequence[Sequence[str]], stem: Callable[[str], str]) -> "WordTable":
        """Return the table of labels, each given as its folded words."""
        stem_of = {word: stem(word) for row in rows for word in row}
        stems = sorted(set(stem_of.values()))
        places = {one: place for place, one in enumerate(stems)}
        holders: list[list[int]] = [[] for _ in stems]
        for label, row in enumerate(rows):
            for one in {places[stem_of[word]] for word in row}:
                holders[one].append(label)
        ends = np.cumsum([0, *map(len, holders)], dtype=np.int32)
        labels = np.fromiter((label for one in holders for label in one), np.int32, int(ends[-1]))
        words = sorted(stem_of)
        word_stems = np.array([places[stem_of[word]] for word in words], np.int32)
        return cls(stems, ends, labels, words, word_stems)

    def holders(self, first: int, last: int) -> Places:
        """Return the labels that hold a stem from `first` to `last` excluded."""
        return self.labels[self.ends[first] : self.ends[last]]

    def exact(self, stem: str) -> int | None:
        """Return the place of a stem."""
        place = bisect_left(self.stems, stem)
        return place if place < len(self.stems) and self.stems[place] == stem else None

    def beginning(self, start: str) -> range:
        """Return the places of the stems that begin so."""
        return _range(self.stems, start)

    def written(self, start: str) -> Iterator[int]:
        """Yield the stems of the words that begin so as they are written, where their stem does not."""
        own = self.beginning(start)
        seen: set[int] = set()
        for place in _range(self.words, start):
            stem = int(self.word_stems[place])
            if stem not in own and stem not in seen:
                seen.add(stem)
                yield stem
                if len(seen) >= _PREFIXED:
                    return

    def near(self, word: str) -> tuple[tuple[int, float], ...]:
        """Return the stems of the words that a mistyped one may be, with how alike they are, ]0, 1[.

        One letter wrong, missing, added or exchanged with its neighbour from four letters on; two from eight.
        """
        found = self._near.get(word)
        if found is None:
            if len(self._near) > 20_000:
                self._near.clear()
            found = self._near[word] = tuple(self._alike(word))
        return found

    def _alike(self, word: str) -> Iterator[tuple[int, float]]:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        best: dict[int, float] = {}
        for size in range(len(word) - allowed, len(word) + allowed + 1):
            of_size = self._by_length.get(size)
            if not allowed or of_size is None:
                continue
            words, places = of_size
            for _, distance, at in extract(
                word, words, scorer=OSA.distance, score_cutoff=allowed, limit=20
            ):
                stem = int(self.word_stems[places[at]])
                # People seldom mistype the first letter.
                alike = 1 - distance / len(word) - (0.1 if words[at][0] != word[0] else 0)
                best[stem] = max(best.get(stem, 0.0), alike)
        yield from best.items()

    @cached_property
    def _by_length(self) -> dict[int, tuple[list[str], list[int]]]:
        found: dict[int, tuple[list[str], list[int]]] = {}
        for place, word in enumerate(self.words):
            if len(word) <= _LONGEST:
                words, places = found.setdefault(len(word), ([], []))
                words.append(word)
                places.append(place)
        return found


def _range(texts: Sequence[str], start: str) -> range:
    return range(bisect_left(texts, start), bisect_left(texts, start + "\U0010ffff"))


def distinct(words: Iterable[str], stem: Callable[[str], str]) -> int:
    """Return how many different stems some words have."""
    return len({stem(word) for word in words})
