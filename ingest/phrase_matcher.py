"""Competences whose words stand in a sentence, in any order, small words and a few others between them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.extractor_index import ExtractorIndex, Floats, Ints, Kind
from maillage.ingest.known_phrases import COMMON_ALONE

MAX_ANCHORED = 400  # phrases tried for one stem: beyond, the stem is no mark of any of them
PARTIAL = 0.5  # share of a label's weight that must be found where the label is not found whole
_BEHAVIOUR, _DIPLOMA = int(Kind.BEHAVIOUR), int(Kind.DIPLOMA)
_NAMED = frozenset((int(Kind.TOOL), int(Kind.LICENCE)))


class Match(NamedTuple):
    """A concept and the words that name it."""

    concept: int
    first: int  # word of the sentence
    last: int  # inclusive
    words: int  # content words found
    mass: float  # sum of their rarity (idf)
    cover: float  # share of the phrase's mass that was found, (0, 1]


class Coverage(NamedTuple):
    """How much of each candidate's label each sentence holds."""

    shares: Floats  # (n_sentences, n_candidates), [0, 1]
    anywhere: Floats  # (n_candidates,): of the label's mass, found anywhere in the text


class PhraseMatcher:
    """Finds the phrases of an index."""

    def __init__(self, index: ExtractorIndex) -> None:
        """Weigh the phrases; what is looked up a word at a time stands in lists."""
        self._index = index
        lengths = np.diff(index.phrase.ptr)
        owner = np.repeat(np.arange(len(lengths)), lengths)
        self._length = lengths.astype(np.int32)
        self._idf: list[float] = index.idf.tolist()
        self._mass = np.bincount(
            owner, weights=index.idf[index.phrase.item], minlength=len(lengths)
        ).astype(np.float32)
        self._anchored = np.minimum(np.diff(index.anchor.ptr), MAX_ANCHORED)
        self._second = _second_rarest(index)
        self._common = {index.stems[one] for one in COMMON_ALONE if one in index.stems}
        self._letters = [sum(sign.isalpha() for sign in one) > 1 for one in index.stems]

    def known(self, stems: Sequence[str]) -> list[int]:
        """Return the number of each stem, -1 where no phrase holds it."""
        numbers = self._index.stems
        return [numbers.get(one, -1) if one else -1 for one in stems]

    def whole(
        self, sentences: Sequence[Sequence[int]], likely: frozenset[int]
    ) -> list[list[Match]]:
        """Return, for each sentence, the phrases whose every stem stands close together in it.

        `likely` are the concepts of the likely occupations: a word too common alone counts for them.
        """
        found: list[list[Match]] = [[] for _ in sentences]
        places: dict[int, dict[int, list[int]]] = {}
        for phrase, row in self._together(sentences):
            if row not in places:
                places[row] = _places(sentences[row])
            match = self._match(phrase, places[row], likely)
            if match is not None:
                found[row].append(match)
        return found

    def _together(self, sentences: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
        """Return the phrases and the sentences that hold all their stems, anywhere in them."""
        index = self._index
        rows, stems = occurrences(sentences)
        if not len(rows):
            return []
        here = _marked(stems, len(index.stems))
        present = np.flatnonzero(here)
        _, at = _gathered(index.anchor.ptr[present], self._anchored[present])
        phrases = index.anchor.item[at]
        phrases = phrases[here[self._second[phrases]]]
        starts, lengths = index.phrase.ptr[phrases], self._length[phrases]
        owner, at = _gathered(starts, lengths)
        inside = np.bincount(owner, weights=here[index.phrase.item[at]], minlength=len(phrases))
        phrases = phrases[inside == lengths]
        lengths = self._length[phrases]
        owner, at = _gathered(index.phrase.ptr[phrases], lengths)
        count = len(sentences)
        cells, hits = _joined(stems, rows, index.phrase.item[at], len(index.stems))
        held = np.bincount(owner[hits] * count + cells, minlength=len(phrases) * count).reshape(
            len(phrases), count
        )
        where, row = np.nonzero(held == lengths[:, None])
        return list(zip(phrases[where].tolist(), row.tolist(), strict=True))

    def _match(
        self, phrase: int, places: dict[int, list[int]], likely: frozenset[int]
    ) -> Match | None:
        stems = self._index.phrase.of(phrase).tolist()
        concept = int(self._index.phrase_concept[phrase])
        if len(stems) == 1:
            if not self._alone(concept, stems[0], likely):
                return None
            at = places[stems[0]][0]
            return Match(concept, at, at, 1, float(self._mass[phrase]), 1.0)
        anchor = max(stems, key=self._idf.__getitem__)
        first, last = _tightest(stems, places, places[anchor])
        slack = len(stems) + 2
        if last - first > slack:
            ordered = all(places[a][0] <= places[b][-1] for a, b in pairwise(stems))
            if last - first > slack + (len(stems) if ordered else 0):
                return None
        return Match(concept, first, last, len(stems), float(self._mass[phrase]), 1.0)

    def _alone(self, concept: int, stem: int, likely: frozenset[int]) -> bool:
        """Say whether one word may name a concept."""
        kind = int(self._index.kind[concept])
        if not self._letters[stem]:
            return False
        if kind == _BEHAVIOUR:
            return True
        if stem in self._common:
            return False
        if concept in likely:
            return kind != _DIPLOMA
        return kind in _NAMED and int(self._index.scheme[concept]) <= 1

    def coverage(self, sentences: Sequence[Sequence[int]], concepts: Ints) -> Coverage:
        """Return how much of the labels of some concepts each sentence holds."""
        index, count = self._index, len(concepts)
        rows, present = occurrences(sentences)
        if not count or not len(rows):
            empty = np.zeros((len(sentences), count), np.float32)
            return Coverage(empty, np.zeros(count, np.float32))
        owner, at = _gathered(index.label.ptr[concepts], np.diff(index.label.ptr)[concepts])
        stems = index.label.item[at]
        mass = index.idf[stems]
        total = np.maximum(np.bincount(owner, weights=mass, minlength=count), 1e-6)
        share = mass / total[owner]
        # Most stems of the labels are nowhere in the text.
        here = np.flatnonzero(_marked(present, len(index.stems))[stems])
        cells, hits = _joined(present, rows, stems[here], len(index.stems))
        hits = here[hits]
        shares = np.bincount(
            cells * count + owner[hits], weights=share[hits], minlength=len(sentences) * count
        )
        anywhere = np.bincount(owner[here], weights=share[here], minlength=count)
        return Coverage(
            shares.reshape(len(sentences), count).astype(np.float32), anywhere.astype(np.float32)
        )

    def partial(self, stems: Sequence[int], concept: int) -> Match | None:
        """Return the words of a sentence that a label holds, where they are enough to cite."""
        wanted = set(self._index.label.of(concept).tolist())
        at = [place for place, number in enumerate(stems) if number in wanted]
        if not at:
            return None
        first, last = _densest(at)
        inside = {stems[place] for place in at if first <= place <= last}
        mass = sum(self._idf[one] for one in inside)
        total = sum(self._idf[one] for one in wanted) or 1.0
        if len(inside) < 2 or mass / total < PARTIAL:
            return None
        return Match(concept, first, last, len(inside), mass, mass / total)


def occurrences(sentences: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the known stems of sentences, each once a sentence: rows and stems, by row."""
    pairs = [(row, one) for row, sentence in enumerate(sentences) for one in set(sentence)]
    flat = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    flat = flat[flat[:, 1] >= 0]
    return flat[:, 0], flat[:, 1]


def _marked(numbers: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    marks = np.zeros(count, dtype=bool)
    marks[numbers] = True
    return marks


def _joined(
    stems: NDArray[np.int64], rows: NDArray[np.int64], wanted: Ints, count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return, for each wanted stem and each sentence that holds it, that sentence and the place wanted."""
    order = np.argsort(stems, kind="stable")
    held = np.bincount(stems, minlength=count)
    starts = np.cumsum(held) - held
    owner, at = _gathered(starts[wanted], held[wanted])
    return rows[order][at], owner


def _gathered(
    starts: NDArray[np.int64], lengths: NDArray[np.int64] | Ints
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of some runs end to end, and beside each the number of its run first."""
    owner = np.repeat(np.arange(len(lengths)), lengths)
    ends = np.cumsum(lengths, dtype=np.int64)
    return owner, np.arange(len(owner)) + np.repeat(starts - ends + lengths, lengths)


def _second_rarest(index: ExtractorIndex) -> Ints:
    """Return for each phrase its rarest stem but one, or its only one: where it is absent, so is the phrase."""
    lengths = np.diff(index.phrase.ptr)
    owner = np.repeat(np.arange(len(lengths)), lengths)
    order = np.lexsort((-index.idf[index.phrase.item], owner))
    place = index.phrase.ptr[:-1] + np.minimum(1, lengths - 1)
    return np.asarray(index.phrase.item[order][place], dtype=np.int32)


def _places(stems: Sequence[int]) -> dict[int, list[int]]:
    places: dict[int, list[int]] = {}
    for place, number in enumerate(stems):
        if number >= 0:
            places.setdefault(number, []).append(place)
    return places


def _tightest(stems: Sequence[int], places: dict[int, list[int]], at: list[int]) -> tuple[int, int]:
    """Return the shortest span that holds one place of each stem, near one of the places `at`."""
    best = (0, 1 << 30)
    for anchor in at:
        near = [
            places[one][0]
            if len(places[one]) == 1
            else min(places[one], key=lambda place: abs(place - anchor))
            for one in stems
        ]
        span = (min(near), max(near))
        if span[1] - span[0] < best[1] - best[0]:
            best = span
    return best


def _densest(at: Sequence[int], gap: int = 5) -> tuple[int, int]:
    """Return the run of places, none further than `gap` from the next, that holds most of them."""
    runs: list[list[int]] = [[at[0]]]
    for place in at[1:]:
        if place - runs[-1][-1] <= gap:
            runs[-1].append(place)
        else:
            runs.append([place])
    best = max(runs, key=len)
    return best[0], best[-1]
