"""Competences whose words stand in a sentence, in any order, small words and a few others between them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np

from maillage.ingest.extractor_index import ExtractorIndex, Floats, Ints, Kind
from maillage.ingest.held_stems import HeldStems
from maillage.ingest.known_phrases import COMMON_ALONE
from maillage.ingest.runs import Numbers, gathered, runs

MAX_ANCHORED = 400  # phrases tried for one stem: beyond, the stem is no mark of any of them
PARTIAL = 0.5  # share of a label's weight that must be found where the label is not found whole
_BEHAVIOUR, _DIPLOMA = int(Kind.BEHAVIOUR), int(Kind.DIPLOMA)
_NAMED = frozenset((int(Kind.TOOL), int(Kind.LICENCE)))

Item = TypeVar("Item")


class Match(NamedTuple):
    """A concept and the words that name it."""

    concept: int
    first: int  # word of the sentence
    last: int  # inclusive
    words: int  # content words found
    mass: float  # sum of their rarity (idf)
    cover: float  # share of the phrase's mass that was found, (0, 1]

    def span_of(self, items: Sequence[Item]) -> Sequence[Item]:
        """Return the items of a sentence that stand for these words, where each word has one."""
        return items[self.first : self.last + 1]


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
    """How much of each candidate's label is held, [0, 1]."""

    shares: Floats  # (n_sentences, n_candidates): by each sentence
    anywhere: Floats  # (n_candidates,): by the sentences together
    title: Floats  # (n_candidates,): by the title


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
        total = np.maximum(self.label_mass, 1e-6)
        self._share = index.idf[index.label.item] / total[labels]  # of its label, for each stem
        self._anchored = np.minimum(np.diff(index.anchor.ptr), MAX_ANCHORED)
        self._second = _second_rarest(index)
        self._common = {index.stems[one] for one in COMMON_ALONE if one in index.stems}
        self._letters = [sum(sign.isalpha() for sign in one) > 1 for one in index.stems]

    def known(self, stems: Sequence[str]) -> list[int]:
        """Return the number of each stem, -1 where no phrase holds it."""
        numbers = self._index.stems
        return [numbers.get(one, -1) if one else -1 for one in stems]

    def whole(
        self, sentences: Sequence[Sequence[int]], held: HeldStems, likely: frozenset[int]
    ) -> list[list[Match]]:
        """Return, for each sentence, the phrases whose every stem stands close together in it.

        `held`: the table of their stems; `likely`: the concepts of the likely occupations, for which a word
        counts that is too common alone.
        """
        found: list[list[Match]] = [[] for _ in sentences]
        places: dict[int, dict[int, list[int]]] = {}
        for row, phrase in self._together(held):
            if len(phrase.stems) == 1 and not self._alone(phrase.concept, phrase.stems[0], likely):
                continue
            if row not in places:
                places[row] = _places(sentences[row])
            match = self._match(phrase, places[row])
            if match is not None:
                found[row].append(match)
        return found

    def _together(self, held: HeldStems) -> Iterator[tuple[int, _Phrase]]:
        """Yield the rows with the phrases whose every stem they hold, anywhere in them."""
        index = self._index
        rows, stems = held.pairs()
        owner, at = gathered(index.anchor.ptr[stems], self._anchored[stems])
        rows, phrases = rows[owner], index.anchor.item[at]
        both = np.flatnonzero(held.among(rows, self._second[phrases]))
        rows, phrases = rows[both], phrases[both]
        lengths = self._length[phrases]
        owner, at = gathered(index.phrase.ptr[phrases], lengths)
        inside = np.bincount(
            owner, weights=held.among(rows[owner], index.phrase.item[at]), minlength=len(phrases)
        )
        every = np.flatnonzero(inside == lengths)
        yield from zip(rows[every].tolist(), self._phrases(phrases[every]), strict=True)

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

    def coverage(self, held: HeldStems, concepts: Ints) -> Coverage:
        """Return how much of the labels of some concepts a text holds; the last row of its table is its title."""
        owner, at = self._label_places(concepts)
        columns = held.column[self._index.label.item[at]]
        # Most stems of the labels are nowhere in the text.
        here = np.flatnonzero(columns < len(held.present))
        owner, columns, share = owner[here], columns[here], self._share[at[here]]
        shares = np.zeros((len(held.held), len(concepts)), np.float32)
        if len(owner):
            starts, _ = runs(owner)
            inside = held.held[:, columns]
            shares[:, owner[starts]] = np.add.reduceat(inside * share, starts, axis=1)
        said = held.held[:-1, columns].any(axis=0)
        anywhere = np.bincount(owner, weights=share * said, minlength=len(concepts))
        return Coverage(shares[:-1], anywhere.astype(np.float32), shares[-1])

    def shared(self, held: HeldStems, rows: Numbers, concepts: Numbers) -> Shared:
        """Return what each of some rows holds of the label of the concept beside it."""
        label, count = self._index.label, len(rows)
        owner, at = self._label_places(concepts)
        inside = held.among(rows[owner], label.item[at])
        owner, at = owner[inside], at[inside]
        mass = np.bincount(owner, weights=self._index.idf[label.item[at]], minlength=count)
        total = self.label_mass[concepts]
        cover = mass / np.where(total > 0, total, 1.0)
        return Shared(np.bincount(owner, minlength=count), mass, cover)

    def _label_places(self, concepts: Numbers | Ints) -> tuple[Numbers, Numbers]:
        """Return where the stems of some labels stand in the index, and beside each the place of its concept first."""
        starts = self._index.label.ptr[concepts]
        return gathered(starts, self._index.label.ptr[concepts + 1] - starts)

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
