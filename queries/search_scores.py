"""How well each label of a language answers what was typed, by its words alone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillage.queries.search_index import LabelTable
from maillage.queries.search_words import WordTable

_PREFIX, _INSIDE = 0.85, 0.6  # weight of a word's beginning: of the last one typed, of another
_LIKE = 0.9  # weight of a word that is like the one typed
_RARE = 2  # labels that hold a word: so few that it may be a typing error
_UNHEARD = 2.0  # weight of a word that no label holds: it says little of what is meant
_ENOUGH, _LEAST = 0.4, 0.15  # share of what the words weigh that a partial answer holds
_LEAST_PREFIX = 3  # letters of an unfinished word that is not the last
_LOOSE, _TIGHT = (
    0.55,
    0.45,
)  # what a label that holds the words gets, and what it gets for no other word
_BORROWED = 0.03  # what a label loses where it is not the preferred one

Scores = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TypedWord:
    """One word of what was typed, as the labels see it: arrays (n_labels,)."""

    weight: float  # how rare it is, and how much it says
    scores: Scores  # 1 where a label holds it, less where it holds its beginning or one like it
    literal: Flags  # the label holds it as typed or begun
    known: bool  # it is a whole word of some label


@dataclass(frozen=True, slots=True)
class LabelScores:
    """The labels that answer: arrays (n_rows,)."""

    rows: NDArray[np.int64]  # their places
    score: Scores  # [0, 1]
    literal: Flags  # every word is held as typed or begun
    exact: Flags  # every word is held, and no other
    whole: bool  # these hold every word; else some words


def typed_word(
    words: WordTable,
    word: str,
    stem: Callable[[str], str],
    allowed: Flags,
    *,
    last: bool,
    says: float,
) -> TypedWord:
    """Return how the labels that are allowed hold a word.

    `last`: it may be unfinished. `says`: how much of the meaning it carries beside an ordinary word.
    """
    scores = np.zeros(len(allowed), np.float32)
    exact = words.exact(stem(word))
    if last or len(word) >= _LEAST_PREFIX:
        for first, end in _beginnings(words, word):
            scores[words.holders(first, end)] = _PREFIX if last else _INSIDE
    holders = 0
    if exact is not None:
        found = words.holders(exact, exact + 1)
        scores[found] = 1
        holders = len(found)
    literal = scores > 0
    if holders <= _RARE:  # it may be mistyped, in what is searched too
        for place, alike in words.near(word):
            found = words.holders(place, place + 1)
            scores[found] = np.maximum(scores[found], alike * _LIKE)
            holders += len(found)
    scores[~allowed] = 0
    rare = float(np.log(1 + len(allowed) / (1 + holders)))
    heard = holders > 0 or bool(literal.any())
    return TypedWord(says * (rare if heard else _UNHEARD), scores, literal, exact is not None)


def label_scores(
    table: LabelTable, typed: Sequence[TypedWord], allowed: Flags, asked: int
) -> LabelScores:
    """Return the labels that hold every word, else those that hold enough of them; `asked`: different stems."""
    weights = sum(one.weight for one in typed)
    covered, held = np.zeros(len(allowed), np.float32), np.zeros(len(allowed), np.float32)
    every, literal, full = allowed.copy(), allowed.copy(), allowed.copy()
    for one in typed:
        covered += one.weight / weights * one.scores
        held += one.scores > 0
        every &= one.scores > 0
        literal &= one.literal
        full &= one.scores == 1
    whole = bool(every.any())
    least = max(min(_ENOUGH, 0.9 * float(covered.max())), _LEAST)
    rows = np.flatnonzero(every if whole else covered >= least)
    tight = np.minimum(held[rows] / table.lengths[rows], 1)
    score = covered[rows] * (_LOOSE + _TIGHT * tight) - _BORROWED * (table.kinds[rows] != 0)
    exact = full[rows] & (table.lengths[rows] == asked)
    return LabelScores(rows, score.astype(np.float32), literal[rows], exact, whole)


def _beginnings(words: WordTable, start: str) -> Iterator[tuple[int, int]]:
    own = words.beginning(start)
    yield own.start, own.stop
    for stem in words.written(start):
        yield stem, stem + 1
