"""The likely ROME occupations of an ad: its title against job titles, its text against what each requires."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, compress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.extractor_index import ExtractorIndex, Floats, Ints
from maillage.ingest.extractor_vectors import WordVectors
from maillage.ingest.stems import fold_word
from maillage.ingest.text_pipeline import ParsedText, Sentence
from maillage.ingest.title_grams import clean_title
from maillage.ingest.title_signals import JobTitles

OPENING = 160  # characters of a text whose title says nothing
CANDIDATES = 24  # occupations that are weighed against each other
ANOTHER = 0.05  # probability that the employer names an occupation that is none of them


class OccupationGuess(NamedTuple):
    """Occupations by number, the likeliest first, with probabilities whose sum is at most 1."""

    occupations: Ints
    probabilities: Floats


class GuessWeights(NamedTuple):
    """What each signal adds to the logit of an occupation.

    Fitted as a softmax on the ROME codes of 1,891 ads, then sharpened so that probabilities come true; what
    they do on ads that did not teach them stands in docs/adr/0010-extraction.md.
    """

    title: float = 10.66  # cosine of the title with the occupation's nearest job title
    near: float = 1.77  # log of how many of its job titles come near the title
    profile: float = 8.82  # cosine of the text that speaks of the job with the occupation's profile
    opening: float = 2.62  # cosine of the text's first words with the nearest job title
    centre: float = 2.55  # cosine of the title's vector with the mean of its job titles
    nearest: float = 6.49  # cosine of the title's vector with that of the nearest job title
    meaning: float = 13.61  # cosine of the text's vector with the mean of what is required


class OccupationGuesser:
    """Ranks the occupations of an index."""

    def __init__(
        self, index: ExtractorIndex, vectors: WordVectors, weights: GuessWeights | None = None
    ) -> None:
        """Keep the index; nothing is computed yet."""
        self._index, self._vectors = index, vectors
        self._titles = JobTitles(index, vectors)
        self._weights = np.asarray(weights or GuessWeights(), dtype=np.float32)

    def vector(self, title: str) -> Floats:
        """Return the vector of a title, `(dimensions,)`."""
        return self._titles.signals(clean_title(title)).vector

    def guess(
        self, title: str, parsed: ParsedText, spoken: Sequence[int] | None = None, top: int = 10
    ) -> OccupationGuess:
        """Return the `top` likeliest occupations; none where neither title nor text says anything.

        `spoken`: the sentences that speak of the job, all where it is not told.
        """
        features, kept = self.features(title, parsed, spoken)
        if not features[:, :-1].any():  # words that only the encoder knows choose none
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
        said = self._titles.signals(clean_title(title))
        opening = clean_title(parsed.text[:OPENING]) if len(title.split()) < 2 else ""
        first = self._titles.signals(opening).best if opening else np.zeros_like(said.best)
        sentences = parsed.sentences if not spoken else [parsed.sentences[one] for one in spoken]
        profile = self._profile(sentences)
        signals = (said.best, said.near, profile, first, said.centre)
        total = np.zeros_like(said.best)
        for weight, signal in zip(self._weights, signals, strict=False):
            total += weight * signal
        kept = largest_places(total, CANDIDATES)
        nearest = self._titles.nearest(kept, said.vector)
        meaning = self._meaning(sentences, kept)
        return np.stack([*(one[kept] for one in signals), nearest, meaning], axis=1), kept

    def _profile(self, sentences: Sequence[Sentence]) -> Floats:
        """Return the cosine of sentences with the profile of each occupation."""
        stems = Counter(chain.from_iterable(sentence.stems for sentence in sentences))
        return self._index.profiles.cosines(stems)

    def _meaning(self, sentences: Sequence[Sentence], kept: NDArray[np.int64]) -> Floats:
        """Return the cosine of the words of sentences, each once, with what some occupations require."""
        said = [compress(sentence.words, sentence.stems) for sentence in sentences]
        words = dict.fromkeys(map(fold_word, dict.fromkeys(chain.from_iterable(said))))
        vector: Floats = self._vectors.encode([list(words)])[0]
        return self._index.required_centres[kept].astype(np.float32) @ vector


def largest_places(values: Floats, count: int) -> NDArray[np.int64]:
    """Return the places of the largest values, the first of equal ones first."""
    if count < len(values):
        least = np.partition(values, -count)[-count]
        among = np.flatnonzero(values >= least)
    else:
        among = np.arange(len(values))
    return among[np.argsort(-values[among], kind="stable")[:count]]


def best_occupations(guess: OccupationGuess) -> Iterable[tuple[int, float]]:
    """Yield each occupation's number and probability."""
    return zip(guess.occupations.tolist(), guess.probabilities.tolist(), strict=True)
