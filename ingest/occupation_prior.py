"""What the likely occupations of an ad require, and how much the text speaks of it."""

from typing import NamedTuple

import numpy as np

from maillage.ingest.extractor_index import ExtractorIndex, Floats, Ints, Kind, Places
from maillage.ingest.occupation_guess import OccupationGuess
from maillage.ingest.phrase_matcher import Coverage
from maillage.ingest.runs import Numbers, found_among

EPSILON = 0.003  # added before a logarithm: what is no core of any likely occupation
UNASKED = -8.0  # logit of what no likely occupation requires
UNLIKELY = 0.01  # occupations below give no competence


class Prior(NamedTuple):
    """What the likely occupations require, before a word of the text is read."""

    concepts: Ints  # (n,)
    required: Floats  # (n,): sum of the probabilities of the occupations that require it
    core: Floats  # (n,): the same, where it is core

    def of(self, concepts: Places, logits: Floats) -> tuple[Numbers, Numbers, Numbers]:
        """Return what is known of some concepts: the logit that each is declared, and how much it is required and core.

        `logits`: of the concepts of the prior; low where no likely occupation requires it.
        """
        if not len(self.concepts):
            none = np.zeros(len(concepts))
            return none + UNASKED, none, none
        at, likely = found_among(self.concepts, concepts)
        return (
            np.where(likely, np.maximum(UNASKED, logits[at]), UNASKED),
            np.where(likely, np.minimum(1.0, self.required[at]), 0.0),
            np.where(likely, np.minimum(1.0, self.core[at]), 0.0),
        )


def prior_of(index: ExtractorIndex, guess: OccupationGuess) -> Prior:
    """Return what the occupations of a guess require, the unlikely ones left out."""
    kept = guess.probabilities >= UNLIKELY
    numbers = guess.occupations[kept].tolist()
    lists = [index.required.of(number) for number in numbers]
    if not sum(len(one) for one in lists):
        return Prior(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.float32))
    starts = index.required.ptr
    weights = np.concatenate(
        [index.required_weight[starts[number] : starts[number + 1]] for number in numbers]
    )
    shares = np.repeat(guess.probabilities[kept], [len(one) for one in lists])
    concepts, place = np.unique(np.concatenate(lists), return_inverse=True)
    required = np.bincount(place, weights=shares)
    core = np.bincount(place, weights=shares * (weights == 1))
    return Prior(concepts, required.astype(np.float32), core.astype(np.float32))


def prior_features(
    index: ExtractorIndex, prior: Prior, cover: Coverage, title: Floats, nearest: Floats
) -> Floats:
    """Return the features of `mention_scorer.IMPLIED`, `(n_concepts, n_features)`.

    `cover`: of the sentences that speak of the job and of the title; `title`: cosine of each label with the title;
    `nearest`: with the nearest clause.
    """
    best = cover.shares.max(axis=0) if len(cover.shares) else cover.anywhere
    kind = index.kind[prior.concepts]
    columns = [
        np.ones(len(kind)),
        np.log(prior.required + EPSILON),
        np.log(prior.core + EPSILON),
        best,
        cover.anywhere,
        kind == Kind.BEHAVIOUR,
        kind == Kind.KNOWLEDGE,
        kind == Kind.TOOL,
        kind == Kind.LICENCE,
        kind == Kind.DIPLOMA,
        np.log1p(index.spread[prior.concepts]),
        cover.title,
        nearest,
        title,
    ]
    return np.stack(columns, axis=1).astype(np.float32)
