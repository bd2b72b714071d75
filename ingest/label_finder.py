"""Competences whose labels have most words in common with some words, whatever the occupation.

What a text says may be no competence of its likely occupations: another one is asked too, or none is likely.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.extractor_index import ExtractorIndex, Floats, Kind
from maillage.ingest.held_stems import HeldStems
from maillage.ingest.phrase_matcher import PhraseMatcher
from maillage.ingest.runs import Numbers, runs

COMMON = 500  # labels of one stem, beyond which it finds none by itself
LEAST = 0.2  # of Dice's measure, over the rarity of stems, for a label to be like some words
TRIED = 8  # labels of each span whose meanings are compared
EXACT = (int(Kind.DIPLOMA), int(Kind.LICENCE))  # never meant by a likeness


class Named(NamedTuple):
    """The labels like some spans, an item for each pair of the two, by span, the nearest in meaning first."""

    span: Numbers  # by place
    concept: Numbers
    cosine: Floats


class LabelFinder:
    """Finds the labels of an index by their stems."""

    def __init__(self, index: ExtractorIndex, matcher: PhraseMatcher) -> None:
        """Turn the labels over: which of them hold each stem; `matcher` weighs them."""
        from scipy.sparse import csr_array

        self._index, self._mass = index, matcher.label_mass
        width, count = len(index.stems), len(index.concepts)
        owner = np.repeat(np.arange(count), np.diff(index.label.ptr))
        compared = (index.label_row >= 0) & ~np.isin(index.kind, EXACT)
        kept = compared[owner]
        owner, stems = owner[kept], index.label.item[kept]
        held = np.bincount(stems, minlength=width)
        common = held[stems] > COMMON
        owner, stems = owner[~common], stems[~common]
        order = np.argsort(stems, kind="stable")
        held = np.bincount(stems, minlength=width)
        ends = np.concatenate([[0], np.cumsum(held)]).astype(np.int32)
        self._labels = csr_array(
            (np.ones(len(order)), owner[order].astype(np.int32), ends), shape=(width, count)
        )

    def named(self, spans: HeldStems, vectors: Floats) -> Named:
        """Return the labels like each span, by its stems, and how near the meaning of each is, by its vector."""
        span, concept = self._alike(spans)
        labels = self._index.label_vectors.rows(self._index.label_row[concept])
        cosine = np.einsum("ij,ij->i", vectors[span], labels)
        order = np.lexsort((-cosine, span))
        return Named(span[order], concept[order], cosine[order])

    def _alike(self, spans: HeldStems) -> tuple[Numbers, Numbers]:
        """Return pairs of a span and a concept, the `TRIED` of each that have most of their stems in common."""
        from scipy.sparse import csr_array

        count = len(spans.held)
        rows, stems = spans.pairs()
        weights = self._index.idf[stems].astype(np.float64)
        ends = np.searchsorted(rows, np.arange(count + 1))
        held = csr_array((weights, stems, ends), shape=(count, len(self._index.stems)))
        common = held @ self._labels
        if not common.nnz:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        own = np.bincount(rows, weights=weights, minlength=count)
        span = np.repeat(np.arange(count), np.diff(common.indptr))
        likeness = 2 * common.data / (self._mass[common.indices] + own[span])
        kept = np.flatnonzero(likeness >= np.maximum(_least_of_best(likeness, span), LEAST))
        span, concept = span[kept], common.indices[kept]
        order = np.lexsort((concept, -likeness[kept], span))
        order = order[_rank(span[order]) < TRIED]
        return span[order], concept[order]


def _least_of_best(values: Floats, groups: NDArray[np.int64]) -> Floats:
    """Return beside each value the least of the `TRIED` best of its group, or less; equal groups stand together.

    Values are positive. Sorting all of them for these few takes five times as long.
    """
    starts, sizes = runs(groups)
    left = values.copy()
    for _ in range(TRIED - 1):
        left[left == np.repeat(np.maximum.reduceat(left, starts), sizes)] = 0.0
    return np.repeat(np.maximum.reduceat(left, starts), sizes)


def _rank(groups: NDArray[np.int64]) -> Numbers:
    """Return the place of each item in its group, equal ones standing together."""
    starts, sizes = runs(groups)
    return np.asarray(np.arange(len(groups)) - np.repeat(starts, sizes))
