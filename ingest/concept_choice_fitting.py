"""Fits what tells which concept shown words mean, on words that are shown by models they did not teach."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.concept_choice import CHOICE, Choice, chosen
from maillage.ingest.extractor_index import ExtractorIndex
from maillage.ingest.logistic_fit import logistic_fit, softmax_fit
from maillage.ingest.mention_scorer import MEANT, meant_features

Numbers = NDArray[np.float64]

RIDGE = 20.0  # of weights once each feature has a spread of 1
MEANT_RIDGE = 1.0


class JudgedChoice(NamedTuple):
    """Words of a text that are shown, all that they may mean, and what they do."""

    stated: Numbers  # (n_spans,): the probability that they mean the concept they were seen by
    choice: Choice
    means: Numbers  # of each item of the choice: whether it is what was annotated
    known: NDArray[
        np.bool_
    ]  # (n_spans,): an annotation says what they mean, or that they mean nothing


class FittedChoice(NamedTuple):
    """The weights of `MentionScorer.choice` and `.meant`."""

    choice: Numbers
    meant: Numbers


def fit_choice(index: ExtractorIndex, groups: Sequence[Sequence[JudgedChoice]]) -> FittedChoice:
    """Return what groups of texts teach; how sure a choice is, each group tells of what the others teach."""
    said, right = [np.zeros((0, len(MEANT)))], [np.zeros(0)]
    for number, group in enumerate(groups):
        others = [one for other, texts in enumerate(groups) if other != number for one in texts]
        weights = _taught(others)
        for one in group:
            best = chosen(index, one.choice, weights)
            given = meant_features(one.stated, best.share.astype(np.float64))
            said.append(given[one.known])
            right.append(one.means[best.place][one.known])
    meant = logistic_fit(np.concatenate(said), np.concatenate(right), MEANT_RIDGE)
    return FittedChoice(_taught([one for group in groups for one in group]), meant)


def _taught(texts: Iterable[JudgedChoice]) -> Numbers:
    """Return the weights that texts teach."""
    features, right, span = _stacked(texts)
    spread = np.maximum(features.std(axis=0), 1e-6) if len(span) else 1.0
    return softmax_fit(features / spread, right > 0, span, RIDGE) / spread


def _stacked(texts: Iterable[JudgedChoice]) -> tuple[Numbers, Numbers, NDArray[np.int64]]:
    """Return the features, what is right and the number of the choice, of those that hold what is right."""
    features, right, spans = [np.zeros((0, len(CHOICE)))], [np.zeros(0)], [np.zeros(0, np.int64)]
    before = 0
    for one in texts:
        span = one.choice.span
        held = np.bincount(span, weights=one.means, minlength=len(one.known)) > 0
        kept = (held & one.known)[span]
        features.append(one.choice.features[kept].astype(np.float64))
        right.append(one.means[kept])
        spans.append(span[kept] + before)
        before += len(one.known)
    return np.concatenate(features), np.concatenate(right), np.concatenate(spans)
