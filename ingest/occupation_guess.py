"""The likely ROME occupations of an ad: its title against job titles, its text against what each requires."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.extractor_index import ExtractorIndex, Floats, Ints, Lists
from maillage.ingest.extractor_vectors import WordVectors
from maillage.ingest.text_pipeline import ParsedText
from maillage.ingest.title_grams import clean_title, grams

SAME = 0.999  # cosine from which two titles are the same words
SHARPNESS = 15.0  # of the soft maximum over the job titles of an occupation
OPENING = 160  # characters of a text whose title says nothing
FAR = 0.15  # a job title whose cosine is no more counts for nothing
CANDIDATES = 24  # occupations that are weighed against each other
ANOTHER = 0.05  # probability that the employer names an occupation that is none of them


class OccupationGuess(NamedTuple):
    """Occupations by number, the likeliest first, with probabilities whose sum is at most 1."""

    occupations: Ints
    probabilities: Floats


class GuessWeights(NamedTuple):
    """What each signal adds to the logit of an occupation.

    Fitted as a softmax on the ROME codes of 1,891 ads, then sharpened so that probabilities come true;
    out of fold (5 folds by ad), success@1 was 0.738 and the calibration error 0.03.
    """

    title: float = 13.3  # cosine of the title with the occupation's nearest job title
    near: float = 1.92  # log of how many of its job titles come near the title
    profile: float = 23.3  # cosine of the text that speaks of the job with the occupation's profile
    opening: float = 2.8  # cosine of the text's first words with the nearest job title
    same: float = 1.0  # whether the title is the very words of a job title that is in use
    centre: float = 6.5  # cosine of the title's vector with the mean of its job titles
    nearest: float = 5.7  # cosine of the title's vector with that of the nearest job title


class OccupationGuesser:
    """Ranks the occupations of an index."""

    def __init__(
        self, index: ExtractorIndex, vectors: WordVectors, weights: GuessWeights | None = None
    ) -> None:
        """Keep the index; nothing is computed yet."""
        self._index, self._vectors = index, vectors
        self._weights = np.asarray(weights or GuessWeights(), dtype=np.float32)
        counts = np.bincount(index.title_owner, minlength=len(index.occupations))
        self._filled = np.flatnonzero(counts)
        self._starts = (np.cumsum(counts) - counts)[self._filled]  # job titles stand by occupation
        self._titles = Lists(np.cumsum([0, *counts]), np.arange(int(counts.sum()), dtype=np.int32))

    def guess(
        self, title: str, parsed: ParsedText, spoken: Sequence[int] | None = None, top: int = 10
    ) -> OccupationGuess:
        """Return the `top` likeliest occupations; none where neither title nor text says anything.

        `spoken`: the sentences that speak of the job, all where it is not told.
        """
        features, kept = self.features(title, parsed, spoken)
        if not features.any():
            return OccupationGuess(np.zeros(0, np.int32), np.zeros(0, np.float32))
        logits = features @ self._weights
        order = np.argsort(-logits, kind="stable")
        odds = np.exp(logits[order] - logits[order[0]])
        shares = (1.0 - ANOTHER) * odds / odds.sum()
        return OccupationGuess(kept[order][:top].astype(np.int32), shares[:top].astype(np.float32))

    def features(
        self, title: str, parsed: ParsedText, spoken: Sequence[int] | None = None
    ) -> tuple[Floats, NDArray[np.int64]]:
        """Return the signals of the likeliest occupations, a column a weight, and their numbers."""
        index = self._index
        count = len(index.occupations)
        cleaned = clean_title(title)
        cosine, near = self._by_title(cleaned)
        sentences = parsed.sentences if not spoken else [parsed.sentences[one] for one in spoken]
        stems = Counter(one for sentence in sentences for one in sentence.stems if one)
        profile = index.profiles.dot(
            _weights(stems, index.profiles.keys, index.profiles.idf), count
        )
        opening = clean_title(parsed.text[:OPENING]) if len(title.split()) < 2 else ""
        first = self._by_title(opening)[0] if opening else np.zeros_like(cosine)
        vector = self._vectors.encode([cleaned.split()])
        centre = index.centres @ vector[0]
        same = cosine > SAME
        columns = np.stack([cosine, near, profile, first, same, centre], axis=1)
        kept = np.argsort(-(columns @ self._weights[:-1]), kind="stable")[:CANDIDATES]
        nearest = self._nearest(kept, vector)
        return np.concatenate([columns[kept], nearest[:, None]], axis=1), kept

    def _nearest(self, kept: NDArray[np.int64], vector: Floats) -> Floats:
        """Return the cosine of a vector with the nearest job title of some occupations."""
        rows = [self._titles.of(int(number)) for number in kept]
        titles = np.concatenate(rows).astype(np.int64)
        cosines = self._index.title_vectors.dot(titles, vector)[:, 0]
        lengths = np.asarray([len(one) for one in rows])
        starts = (np.cumsum(lengths) - lengths)[lengths > 0]
        found = np.zeros(len(kept), np.float32)
        if len(titles):
            found[lengths > 0] = np.maximum.reduceat(
                cosines * self._index.title_weight[titles], starts
            )
        return found

    def _by_title(self, cleaned: str) -> tuple[Floats, Floats]:
        """Return, for each occupation, the best cosine of its job titles, and how many come near.

        The second is the soft maximum of the cosines, less the best: a general occupation has many job
        titles near "développeur" and whatever follows, a special one has a single one.
        """
        index = self._index
        best = np.zeros(len(index.occupations), np.float32)
        weights = _weights(Counter(grams(cleaned)), index.titles.keys, index.titles.idf)
        if not weights:
            return best, best.copy()
        scores = index.titles.dot(weights, len(index.title_owner)) * index.title_weight
        best[self._filled] = np.maximum.reduceat(scores, self._starts)
        close = np.flatnonzero(scores > FAR)
        owner = index.title_owner[close]
        odds = np.exp(SHARPNESS * (scores[close] - best[owner]))
        near = np.bincount(owner, weights=odds, minlength=len(best))
        return best, np.log(np.maximum(near, 1.0)).astype(np.float32)


def _weights(counts: Counter[str], keys: dict[str, int], idf: Floats) -> dict[str, float]:
    """Return the unit vector of a query."""
    values = {
        key: (1 + math.log(count)) * float(idf[keys[key]])
        for key, count in counts.items()
        if key in keys
    }
    norm = math.sqrt(sum(value * value for value in values.values()))
    return {key: value / norm for key, value in values.items()} if norm else {}


def best_occupations(guess: OccupationGuess) -> Iterable[tuple[int, float]]:
    """Yield each occupation's number and probability."""
    return zip(guess.occupations.tolist(), guess.probabilities.tolist(), strict=True)
