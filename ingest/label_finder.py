"""Competences whose labels have most words in common with some words, whatever the occupation.

What a text says may be no competence of its likely occupations: another one is asked too, or none is likely.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.extractor_index import ExtractorIndex, Floats, Kind
from maillage.ingest.phrase_matcher import Numbers, PhraseMatcher, gathered, occurrences

COMMON = 500  # labels of one stem, beyond which it finds none by itself
LEAST = 0.2  # of Dice's measure, over the rarity of stems, for a label to be like some words
TRIED = 3  # labels of each span whose meanings are compared
EXACT = (int(Kind.DIPLOMA), int(Kind.LICENCE))  # never meant by a likeness


class Named(NamedTuple):
    """The labels nearest to some spans, an item for each span that has one."""

    span: Numbers  # by place
    concept: Numbers
    cosine: Floats


class LabelFinder:
    """Finds the labels of an index by their stems."""

    def __init__(self, index: ExtractorIndex, matcher: PhraseMatcher) -> None:
        """Turn the labels over: which of them hold each stem; `matcher` weighs them."""
        self._index, self._mass = index, matcher.label_mass
        width, count = len(index.stems), len(index.concepts)
        owner = np.repeat(np.arange(count), np.diff(index.label.ptr))
        compared = (index.label_row >= 0) & ~np.isin(index.kind, EXACT)
        kept = compared[owner]
        owner, stems = owner[kept], index.label.item[kept]
        held = np.bincount(stems, minlength=width)
        self._concept = owner[np.argsort(stems, kind="stable")]
        self._start = np.cumsum(held) - held
        self._held = np.where(held <= COMMON, held, 0)

    def nearest(self, spans: Sequence[Sequence[int]], vectors: Floats) -> Named:
        """Return for each span, by its stems and its vector, the label of those like it whose meaning is nearest."""
        span, concept = self._alike(spans)
        labels = self._index.label_vectors.rows(self._index.label_row[concept])
        cosine = np.einsum("ij,ij->i", vectors[span], labels)
        order = np.lexsort((-cosine, span))
        best = order[_first(span[order])]
        return Named(span[best], concept[best], cosine[best])

    def _alike(self, spans: Sequence[Sequence[int]]) -> tuple[Numbers, Numbers]:
        """Return pairs of a span and a concept, the `TRIED` of each that have most of their stems in common."""
        index, count = self._index, len(self._index.concepts)
        rows, stems = occurrences(spans, len(index.stems))
        weights = index.idf[stems].astype(np.float64)
        own = np.bincount(rows, weights=weights, minlength=len(spans))
        owner, at = gathered(self._start[stems], self._held[stems])
        keys = rows[owner] * count + self._concept[at]
        # Runs of sorted keys, one a stem: a stable sort merges them in a fraction of another's time.
        order = np.argsort(keys, kind="stable")
        first = _first(keys[order])
        if not len(first):
            return first, first
        mass = np.add.reduceat(weights[owner[order]], first)
        span, concept = np.divmod(keys[order[first]], count)
        likeness = 2 * mass / (self._mass[concept] + own[span])
        alike = np.flatnonzero(likeness >= LEAST)
        alike = alike[np.lexsort((-likeness[alike], span[alike]))]
        alike = alike[_rank(span[alike]) < TRIED]
        return span[alike], concept[alike]


def _first(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place of the first item of each group, equal ones standing together."""
    return np.flatnonzero(np.diff(groups, prepend=-1))


def _rank(groups: NDArray[np.int64]) -> Numbers:
    """Return the place of each item in its group, equal ones standing together."""
    starts = _first(groups)
    sizes = np.diff(starts, append=len(groups))
    return np.arange(len(groups), dtype=np.int64) - np.repeat(starts, sizes)
