"""The likely ROME occupations of an ad: its title against job titles, its text against what each requires."""

import math
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from maillage.ingest.extractor_index import ExtractorIndex, Floats, Ints
from maillage.ingest.text_pipeline import ParsedText
from maillage.ingest.title_grams import clean_title, grams

SHARPNESS = 15.0  # of the soft maximum over the job titles of an occupation
CANDIDATES = 40  # occupations that are weighed against each other


class OccupationGuess(NamedTuple):
    """Occupations by number, the likeliest first, with probabilities whose sum is at most 1."""

    occupations: Ints
    probabilities: Floats


class GuessWeights(NamedTuple):
    """What each signal adds to the logit of an occupation."""

    title: float = 13.0  # cosine of the title with the occupation's nearest job title
    near: float = 0.9  # log of how many of its job titles come near the title
    profile: float = 14.0  # cosine of the text with the occupation's profile
    opening: float = 4.0  # cosine of the text's first words with the nearest job title


class OccupationGuesser:
    """Ranks the occupations of an index."""

    def __init__(self, index: ExtractorIndex, weights: GuessWeights | None = None) -> None:
        """Keep the index; nothing is computed yet."""
        self._index = index
        self._weights = weights or GuessWeights()

    def guess(self, title: str, parsed: ParsedText, top: int = 10) -> OccupationGuess:
        """Return the `top` likeliest occupations; none where neither title nor text says anything."""
        features = self.features(title, parsed)
        logits = features @ np.asarray(self._weights, dtype=np.float32)
        if not len(logits) or not features.any():
            return OccupationGuess(np.zeros(0, np.int32), np.zeros(0, np.float32))
        kept = np.argsort(-logits, kind="stable")[:CANDIDATES]
        odds = np.exp(logits[kept] - logits[kept[0]])
        shares = odds / odds.sum()
        return OccupationGuess(kept[:top].astype(np.int32), shares[:top].astype(np.float32))

    def features(self, title: str, parsed: ParsedText) -> Floats:
        """Return the signals of every occupation, `(n_occupations, 4)`, in the order of the weights."""
        index = self._index
        count = len(index.occupations)
        cosine, near = self._by_title(clean_title(title))
        stems = Counter(one for sentence in parsed.sentences for one in sentence.stems if one)
        weights = _weights(stems, index.profiles.keys, index.profiles.idf)
        profile = index.profiles.dot(weights, count)
        opening = parsed.text[:160] if len(title.split()) < 2 else ""
        first, _ = (
            self._by_title(clean_title(opening)) if opening else (np.zeros_like(cosine), None)
        )
        return np.stack([cosine, near, profile, first], axis=1)

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
        np.maximum.at(best, index.title_owner, scores)
        close = np.flatnonzero(scores > 0.0)
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
