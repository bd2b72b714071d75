"""Competences whose words stand in a sentence, in any order, small words and a few others between them."""

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.extractor_index import ExtractorIndex, Floats, Ints, Kind
from maillage.ingest.known_phrases import COMMON_ALONE

MAX_ANCHORED = 400  # phrases tried for one stem: beyond, the stem is no mark of any of them
PARTIAL = 0.5  # share of a label's weight that must be found where the label is not found whole
_BEHAVIOUR, _DIPLOMA = int(Kind.BEHAVIOUR), int(Kind.DIPLOMA)
_NAMED = frozenset((int(Kind.TOOL), int(Kind.LICENCE)))


Numbers: TypeAlias = NDArray[Any]  # of 64 bits, as numpy counts and weighs


class Match(NamedTuple):
    """A concept and the words that name it."""

    concept: int
    first: int  # word of the sentence
    last: int  # inclusive
    words: int  # content words found
    mass: float  # sum of their rarity (idf)
    cover: float  # share of the phrase's mass that was found, (0, 1]


class Shared(NamedTuple):
    """The stems that some words and a label have in common, an item for each pair of the two."""

    words: Numbers
    mass: Numbers
    cover: Numbers  # share of the label's mass, [0, 1]


class _Phrase(NamedTuple):
    concept: int
    stems: list[int]
    mass: float


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
        labels = np.repeat(np.arange(len(index.concepts)), np.diff(index.label.ptr))
        self.label_mass = np.bincount(
            labels, weights=index.idf[index.label.item], minlength=len(index.concepts)
        )
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
        for row, phrase in self._together(sentences):
            if len(phrase.stems) == 1 and not self._alone(phrase.concept, phrase.stems[0], likely):
                continue
            if row not in places:
                places[row] = _places(sentences[row])
            match = self._match(phrase, places[row])
            if match is not None:
                found[row].append(match)
        return found

    def _together(self, sentences: Sequence[Sequence[int]]) -> Iterator[tuple[int, _Phrase]]:
        """Yield the sentences with the phrases whose every stem they hold, anywhere in them."""
        index = self._index
        rows, stems = occurrences(sentences, len(index.stems))
        if not len(rows):
            return
        here = _marked(stems, len(index.stems))
        present = np.flatnonzero(here)
        _, at = gathered(index.anchor.ptr[present], self._anchored[present])
        phrases = index.anchor.item[at]
        phrases = phrases[here[self._second[phrases]]]
        starts, lengths = index.phrase.ptr[phrases], self._length[phrases]
        owner, at = gathered(starts, lengths)
        inside = np.bincount(owner, weights=here[index.phrase.item[at]], minlength=len(phrases))
        phrases = phrases[inside == lengths]
        lengths = self._length[phrases]
        owner, at = gathered(index.phrase.ptr[phrases], lengths)
        count = len(sentences)
        cells, hits = _joined(stems, rows, index.phrase.item[at], len(index.stems))
        held = np.bincount(owner[hits] * count + cells, minlength=len(phrases) * count).reshape(
            len(phrases), count
        )
        where, row = np.nonzero(held == lengths[:, None])
        yield from zip(row.tolist(), self._phrases(phrases[where]), strict=True)

    def _phrases(self, numbers: Ints) -> Iterator[_Phrase]:
        index = self._index
        ends = np.cumsum(self._length[numbers]).tolist()
        _, at = gathered(index.phrase.ptr[numbers], self._length[numbers])
        stems = index.phrase.item[at].tolist()
        concepts, masses = index.phrase_concept[numbers].tolist(), self._mass[numbers].tolist()
        for concept, mass, (first, after) in zip(
            concepts, masses, pairwise([0, *ends]), strict=True
        ):
            yield _Phrase(concept, stems[first:after], mass)

    def _match(self, phrase: _Phrase, places: dict[int, list[int]]) -> Match | None:
        stems = phrase.stems
        if len(stems) == 1:
            at = places[stems[0]][0]
            return Match(phrase.concept, at, at, 1, phrase.mass, 1.0)
        anchor = max(stems, key=self._idf.__getitem__)
        first, last = _tightest(stems, places, places[anchor])
        slack = len(stems) + 2
        if last - first > slack:
            ordered = all(places[a][0] <= places[b][-1] for a, b in pairwise(stems))
            if last - first > slack + (len(stems) if ordered else 0):
                return None
        return Match(phrase.concept, first, last, len(stems), phrase.mass, 1.0)

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
        rows, present = occurrences(sentences, len(index.stems))
        if not count or not len(rows):
            empty = np.zeros((len(sentences), count), np.float32)
            return Coverage(empty, np.zeros(count, np.float32))
        owner, at = gathered(index.label.ptr[concepts], np.diff(index.label.ptr)[concepts])
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

    def shared(self, spans: Sequence[Sequence[int]], concepts: Ints) -> Shared:
        """Return what each span holds of the label of its concept."""
        index, width = self._index, len(self._index.stems)
        rows, stems = occurrences(spans, width)
        owner, at = gathered(index.label.ptr[concepts], np.diff(index.label.ptr)[concepts])
        keys = owner * width + index.label.item[at]
        both, held = np.divmod(np.intersect1d(rows * width + stems, keys), width)
        mass: Numbers = np.bincount(both, weights=index.idf[held], minlength=len(spans))
        total = self.label_mass[concepts]
        cover = mass / np.where(total > 0, total, 1.0)
        return Shared(np.bincount(both, minlength=len(spans)), mass, cover)

    def partial(self, stems: Sequence[int], concept: int) -> Match | None:
        """Return the words of a sentence that a label holds, where they are enough to cite."""
        wanted = set(self._index.label.of(concept).tolist())
        at = [place for place, number in enumerate(stems) if number in wanted]
        if len(at) < 2:
            return None
        first, last = _densest(at)
        inside = {stems[place] for place in at if first <= place <= last}
        mass = sum(self._idf[one] for one in inside)
        total = sum(self._idf[one] for one in wanted) or 1.0
        if len(inside) < 2 or mass / total < PARTIAL:
            return None
        return Match(concept, first, last, len(inside), mass, mass / total)


def occurrences(
    sentences: Sequence[Sequence[int]], width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the known stems of sentences, each once a sentence: rows and stems, by row then stem.

    `width`: how many stems there are.
    """
    lengths = np.fromiter(map(len, sentences), np.int64, len(sentences))
    stems = np.fromiter(chain.from_iterable(sentences), np.int64, int(lengths.sum()))
    keys = np.repeat(np.arange(len(lengths)) * width, lengths) + stems
    rows, found = np.divmod(np.unique(keys[stems >= 0]), width)
    return rows, found


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
    owner, at = gathered(starts[wanted], held[wanted])
    return rows[order][at], owner


def gathered(
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
