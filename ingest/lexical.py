"""Character n-grams of words, TF-IDF weighted: how much two labels look alike, typing errors included.

An n-gram never crosses a word's border, so a label is the sum of its words and a word is looked at
once: the weights of ten thousand labels are ready in a fraction of a second.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

COMMON = 0.04  # share of the labels beyond which an n-gram is left out
TRIED = 8  # known words, those that share most n-grams, compared with a mistyped one
SHORTEST, LONGEST = 2, 5  # characters of an n-gram, the space at each border included


@dataclass
class NgramSpace:
    """The n-grams of a set of labels and what each weighs."""

    grams: dict[str, int]
    idf: NDArray[np.float32]  # (n_grams,)
    words: dict[str, int]
    word_grams: "csr_array"  # (n_words, n_grams): counts
    _seen: dict[str, list[int]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, forms: Sequence[str]) -> "tuple[NgramSpace, csr_array]":
        """Return the space of these normal forms, and their weights, (n_forms, n_grams)."""
        from scipy.sparse import csr_array

        words: dict[str, int] = {}
        rows = [[words.setdefault(word, len(words)) for word in form.split()] for form in forms]
        grams: dict[str, int] = {}
        word_rows = [
            [grams.setdefault(gram, len(grams)) for gram in ngrams(word)] for word in words
        ]
        word_grams = _counts(word_rows, len(grams))
        counts = csr_array(_counts(rows, len(words)) @ word_grams)
        document_frequency = np.bincount(counts.indices, minlength=len(grams))
        idf = np.log((1 + len(forms)) / (1 + document_frequency)) + 1
        idf[document_frequency > max(COMMON * len(forms), 50)] = 0  # says little, costs most
        space = cls(grams, idf.astype(np.float32), words, word_grams)
        return space, space._weigh(counts)

    def weights(self, forms: Sequence[str]) -> "csr_array":
        """Return the weights of normal forms, rows of norm 1 (0 where nothing is known)."""
        from scipy.sparse import csr_array

        rows = [
            list(chain.from_iterable(self._known_grams(word) for word in form.split()))
            for form in forms
        ]
        counts = csr_array(_counts(rows, len(self.grams)))
        counts.sum_duplicates()
        return self._weigh(counts)

    def nearest_words(self, words: Sequence[str], least: float) -> list[str | None]:
        """Return, for words that are not known, the known word most like each, where they are alike enough.

        `least` is a rapidfuzz ratio, [0, 1]: 0.8 lets one letter in five be wrong.
        """
        from rapidfuzz import fuzz

        near = self.weights(words) @ self._words_of_grams
        found: list[str | None] = []
        for word, first, after in zip(words, near.indptr[:-1], near.indptr[1:], strict=True):
            places, likeness = near.indices[first:after], near.data[first:after]
            if len(places) > TRIED:
                places = places[np.argpartition(-likeness, TRIED - 1)[:TRIED]]
            known = [self._known_words[place] for place in places.tolist()]
            ratio, nearest = max(
                ((fuzz.ratio(word, one) / 100, one) for one in known), default=(0.0, "")
            )
            found.append(nearest if ratio >= least else None)
        return found

    def _known_grams(self, word: str) -> list[int]:
        """Return the places of the n-grams of a word that are known; asked for again and again."""
        found = self._seen.get(word)
        if found is None:
            if len(self._seen) > 50_000:
                self._seen.clear()
            found = [self.grams[gram] for gram in ngrams(word) if gram in self.grams]
            self._seen[word] = found
        return found

    @cached_property
    def _known_words(self) -> list[str]:
        return list(self.words)

    @cached_property
    def _words_of_grams(self) -> "csr_array":
        """What each n-gram weighs in each word, (n_grams, n_words): a word asks for a few rows of it."""
        return self._weigh(self.word_grams.copy()).T.tocsr()

    def _weigh(self, counts: "csr_array") -> "csr_array":
        counts = counts.astype(np.float32)
        counts.data = (1 + np.log(counts.data)) * self.idf[counts.indices]
        squares = np.add.reduceat(np.append(counts.data**2, 0), counts.indptr[:-1])
        squares[(np.diff(counts.indptr) == 0) | (squares == 0)] = 1
        counts.data /= np.repeat(np.sqrt(squares), np.diff(counts.indptr))
        counts.eliminate_zeros()
        return counts


def ngrams(word: str) -> list[str]:
    """Return the n-grams of a word between its borders.

    >>> ngrams("an")
    [' a', 'an', 'n ', ' an', 'an ', ' an ']
    """
    padded = f" {word} "
    return [
        padded[start : start + size]
        for size in range(SHORTEST, min(LONGEST, len(padded)) + 1)
        for start in range(len(padded) - size + 1)
    ]


def _counts(rows: Iterable[Sequence[int]], width: int) -> "csr_array":
    """Return rows of places as a matrix of counts, (n_rows, width)."""
    from scipy.sparse import csr_array

    rows = list(rows)
    ends = np.cumsum([0, *map(len, rows)], dtype=np.int64)
    places = np.fromiter(chain.from_iterable(rows), np.int32, int(ends[-1]))
    matrix = csr_array((np.ones(len(places), np.float32), places, ends), shape=(len(rows), width))
    matrix.sum_duplicates()
    return matrix
