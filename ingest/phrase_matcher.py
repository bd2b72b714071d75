"""Competences whose words stand in a sentence, in any order, small words and a few others between them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from maillage.ingest.extractor_index import ExtractorIndex, Floats, Ints, Kind, Lists
from maillage.ingest.known_phrases import COMMON_ALONE

MAX_ANCHORED = 400  # phrases tried for one stem: beyond, the stem is no mark of any of them
PARTIAL = 0.5  # share of a label's weight that must be found where the label is not found whole


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
        """Keep the phrases as tuples: they are compared a million times."""
        self._index = index
        pointers, items = index.phrase.ptr.tolist(), index.phrase.item.tolist()
        self._phrases = [tuple(items[a:b]) for a, b in pairwise(pointers)]
        self._idf: list[float] = index.idf.tolist()
        self._mass = [sum(self._idf[one] for one in phrase) for phrase in self._phrases]
        self._concept: list[int] = index.phrase_concept.tolist()
        self._anchors = [
            index.anchor.of(number).tolist()[:MAX_ANCHORED] for number in range(len(index.stems))
        ]
        common = {index.stems[one] for one in COMMON_ALONE if one in index.stems}
        self._common = common
        self._letters = [sum(sign.isalpha() for sign in one) > 1 for one in index.stems]

    def known(self, stems: Sequence[str]) -> list[int]:
        """Return the number of each stem, -1 where no phrase holds it."""
        numbers = self._index.stems
        return [numbers.get(one, -1) if one else -1 for one in stems]

    def whole(self, stems: Sequence[int], likely: frozenset[int]) -> list[Match]:
        """Return the phrases whose every stem stands close together in a sentence.

        `likely` are the concepts of the likely occupations: a word too common alone counts for them.
        """
        places: dict[int, list[int]] = {}
        for place, number in enumerate(stems):
            if number >= 0:
                places.setdefault(number, []).append(place)
        found = []
        for number, at in places.items():
            for phrase in self._anchors[number]:
                match = self._match(phrase, places, at, likely)
                if match is not None:
                    found.append(match)
        return found

    def _match(
        self, phrase: int, places: dict[int, list[int]], at: list[int], likely: frozenset[int]
    ) -> Match | None:
        stems = self._phrases[phrase]
        for one in stems:
            if one not in places:
                return None
        concept = self._concept[phrase]
        if len(stems) == 1 and not self._alone(concept, stems[0], likely):
            return None
        span = _tightest(stems, places, at)
        ordered = all(places[a][0] <= places[b][-1] for a, b in pairwise(stems))
        if span[1] - span[0] > len(stems) + 2 + (len(stems) if ordered else 0):
            return None
        return Match(concept, *span, len(stems), self._mass[phrase], 1.0)

    def _alone(self, concept: int, stem: int, likely: frozenset[int]) -> bool:
        """Say whether one word may name a concept."""
        kind = self._index.kind[concept]
        if not self._letters[stem]:
            return False
        if kind == Kind.BEHAVIOUR:
            return True
        if stem in self._common:
            return False
        if concept in likely:
            return bool(kind != Kind.DIPLOMA)
        return bool(kind in (Kind.TOOL, Kind.LICENCE) and self._index.scheme[concept] <= 1)

    def coverage(self, sentences: Sequence[Sequence[int]], concepts: Ints) -> Coverage:
        """Return how much of the labels of some concepts each sentence holds."""
        index = self._index
        if not len(concepts) or not sentences:
            empty = np.zeros((len(sentences), len(concepts)), np.float32)
            return Coverage(empty, np.zeros(len(concepts), np.float32))
        concepts_of, stems = _gathered(index.label, concepts)
        mass = index.idf[stems]
        total = np.maximum(np.bincount(concepts_of, weights=mass, minlength=len(concepts)), 1e-6)
        rows = [{number for number in sentence if number >= 0} for sentence in sentences]
        present = sorted(set().union(*rows))
        slot = np.full(len(index.idf), -1, np.int32)
        slot[present] = np.arange(len(present))
        here = slot[stems] >= 0  # most stems of the labels are nowhere in the text
        weights = np.zeros((len(present), len(concepts)), np.float32)
        shares = mass[here] / total[concepts_of[here]]
        weights[slot[stems[here]], concepts_of[here]] = shares
        found = np.zeros((len(rows), len(present)), np.float32)
        for row, numbers in enumerate(rows):
            found[row, slot[list(numbers)]] = 1.0
        return Coverage(found @ weights, weights.sum(axis=0))

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


def _gathered(lists: Lists, wanted: Ints) -> tuple[Ints, Ints]:
    """Return the items of some lists end to end, and beside each the place of its list in `wanted`."""
    starts = lists.ptr[wanted]
    lengths = lists.ptr[wanted + 1] - starts
    owner = np.repeat(np.arange(len(wanted)), lengths)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return owner.astype(np.int32), lists.item[np.repeat(starts, lengths) + within]


def _tightest(stems: Sequence[int], places: dict[int, list[int]], at: list[int]) -> tuple[int, int]:
    """Return the shortest span that holds one place of each stem, near one of the places `at`."""
    best = (0, 1 << 30)
    for anchor in at:
        near = [min(places[one], key=lambda place: abs(place - anchor)) for one in stems]
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
