"""What a title alone says of every occupation: its words and its meaning against their job titles."""

from collections import Counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.graph.kept_calls import kept_calls
from maillage.ingest.extractor_index import ExtractorIndex, Floats
from maillage.ingest.extractor_vectors import WordVectors
from maillage.ingest.runs import gathered, runs
from maillage.ingest.title_grams import grams

SHARPNESS = 8.0  # of the soft maximum over the job titles of an occupation
FAR = 0.15  # a job title whose cosine is no more counts for nothing
KEPT = 200  # titles whose signals stay ready, 21 kB each: ads of one job come together


class TitleSignals(NamedTuple):
    """The signals of one title, an item an occupation but for the last."""

    best: Floats  # cosine of its n-grams with the nearest job title
    near: Floats  # the soft maximum of these cosines, less the best: many near ones count more than one
    centre: Floats  # cosine of its vector with the mean of the job titles
    vector: Floats  # (dimensions,)


class JobTitles:
    """The job titles of an index, against which titles are held."""

    def __init__(self, index: ExtractorIndex, vectors: WordVectors) -> None:
        """Keep the index; no title is known yet."""
        self._index, self._vectors = index, vectors
        self._counts = np.bincount(index.title_owner, minlength=len(index.occupations))
        self._ends = np.cumsum([0, *self._counts])  # job titles stand by occupation
        self._filled = np.flatnonzero(self._counts)
        self._starts = self._ends[:-1][self._filled]
        self._scaled = index.title_vectors.scale * index.title_weight
        self.signals = kept_calls(self._signals, KEPT)

    def _signals(self, cleaned: str) -> TitleSignals:
        """Return what a title says, once it is cleaned."""
        vector = self._vectors.encode([cleaned.split()])[0]
        return TitleSignals(*self._by_words(cleaned), self._index.centres @ vector, vector)

    def _by_words(self, cleaned: str) -> tuple[Floats, Floats]:
        """Return, for each occupation, the best cosine of its job titles, and how many come near.

        A general occupation has many job titles near "développeur" and whatever follows, a special one
        has a single one.
        """
        index = self._index
        best = np.zeros(len(index.occupations), np.float32)
        counts = Counter(grams(cleaned))
        if counts.keys().isdisjoint(index.titles.keys):
            return best, best.copy()
        scores = index.titles.cosines(counts) * index.title_weight
        best[self._filled] = np.maximum.reduceat(scores, self._starts)
        close = np.flatnonzero(scores > FAR)
        owner = index.title_owner[close]
        odds = np.exp(SHARPNESS * (scores[close] - best[owner]))
        near = np.bincount(owner, weights=odds, minlength=len(best))
        return best, np.log(np.maximum(near, 1.0)).astype(np.float32)

    def nearest(self, occupations: NDArray[np.int64], vector: Floats) -> Floats:
        """Return the cosine of a title's vector with the nearest job title of some occupations."""
        index = self._index
        found = np.zeros(len(occupations), np.float32)
        counts = self._counts[occupations]
        if not counts.any():
            return found
        owner, titles = gathered(self._ends[occupations], counts)
        cosines = index.title_vectors.value[titles].astype(np.float32) @ vector
        starts, _ = runs(owner)
        found[owner[starts]] = np.maximum.reduceat(cosines * self._scaled[titles], starts)
        return found
