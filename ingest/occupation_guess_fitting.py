"""Fits what each signal of an ad says of its occupation, and measures it on ads that had no part in it."""

from collections.abc import Sequence
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.encoder import StaticEncoder
from maillage.ingest.evaluation import Answer, Calibration, Ranking, calibration, ranking
from maillage.ingest.evaluation_ads import COMPUTING, JudgedAd
from maillage.ingest.extractor_index import ExtractorIndex
from maillage.ingest.extractor_vectors import WordVectors, one_thread
from maillage.ingest.logistic_fit import softmax_fit
from maillage.ingest.occupation_guess import ANOTHER, CANDIDATES, GuessWeights, OccupationGuesser
from maillage.ingest.phrase_matcher import PhraseMatcher
from maillage.ingest.read_text import read_text
from maillage.ingest.text_pipeline import parse
from maillage.ontology.names import Names

Numbers = NDArray[np.float64]

FOLDS = 5
SEED = 0
RIDGE = 2e-5  # for each ad whose occupation is weighed
# A softmax that leaves a share to other occupations says too little of the first: what is tried on top.
SHARPNESS = tuple(np.arange(1.0, 1.61, 0.05).round(2).tolist())


class GuessFigures(NamedTuple):
    """How occupations are ranked, and whether the probability of the first comes true."""

    ranking: Ranking
    calibration: Calibration
    computing: Ranking | None  # of the ads of computing jobs alone; None where there is none


class FittedGuess(NamedTuple):
    """Weights fitted on every ad, and how those fitted on others do on each."""

    weights: GuessWeights
    out_of_fold: GuessFigures  # fitted on the other folds
    other_files: GuessFigures  # on the other files; on none where there is one alone
    other_domains: GuessFigures  # on the occupations of the other domains of ROME
    shipped: GuessFigures  # of the weights in use, over the same ads


class _Shortlists(NamedTuple):
    """The occupations that are weighed for each ad."""

    features: Numbers  # (n_ads, n_weighed, len(GuessWeights)); CANDIDATES at most
    right: NDArray[np.bool_]  # (n_ads, n_weighed); a row without any is not found at all
    computing: NDArray[np.bool_]  # (n_ads,): whether an ad is of a computing job


def fit_guess(
    index: ExtractorIndex, encoder: StaticEncoder, ads: Sequence[JudgedAd], names: Names
) -> FittedGuess:
    """Return the weights that the ROME codes of ads teach; the same input gives the same ones.

    The occupations weighed are those that the weights in use propose.
    """
    with one_thread():
        lists = _shortlists(index, encoder, ads, names)
        # RandomState, not a Generator: its stream never changes from one numpy to the next.
        folds = np.random.RandomState(SEED).permutation(len(ads)) % FOLDS
        logits = _left_out(lists, folds)
        by_file = _left_out(lists, np.asarray([ad.file for ad in ads]))
        by_domain = _left_out(lists, np.asarray([ad.occupation[:1] for ad in ads]))
        sharp = min(SHARPNESS, key=lambda by: _figures(by * logits, lists).calibration.error)
        everything = sharp * _taught(lists.features, lists.right)
        in_use = np.asarray(GuessWeights(), np.float64)
        return FittedGuess(
            GuessWeights(*(round(float(one), 2) for one in everything)),
            _figures(sharp * logits, lists),
            _figures(sharp * by_file, lists),
            _figures(sharp * by_domain, lists),
            _figures(lists.features @ in_use, lists),
        )


def _left_out(lists: _Shortlists, groups: NDArray[Any]) -> Numbers:
    """Return the logits of each ad under weights fitted on the other groups."""
    logits = np.zeros(lists.right.shape)
    for group in np.unique(groups):
        out = groups == group
        logits[out] = lists.features[out] @ _taught(lists.features[~out], lists.right[~out])
    return logits


def _shortlists(
    index: ExtractorIndex, encoder: StaticEncoder, ads: Sequence[JudgedAd], names: Names
) -> _Shortlists:
    guesser, matcher = OccupationGuesser(index, WordVectors(encoder)), PhraseMatcher(index)
    numbers = {uri: number for number, uri in enumerate(index.occupations)}
    width = min(CANDIDATES, len(index.occupations))
    features = np.zeros((len(ads), width, len(GuessWeights._fields)))
    right = np.zeros((len(ads), width), np.bool_)
    for row, ad in enumerate(ads):
        parsed = parse(ad.record.text, index.lemmas)
        spoken = read_text(parsed, matcher).spoken
        found, kept = guesser.features(ad.record.title, parsed, spoken)
        features[row] = found
        wanted = numbers.get(names.uri(f"rome:{ad.occupation}").value, -1)
        right[row] = kept == wanted
    computing = np.asarray([ad.occupation.startswith(COMPUTING) for ad in ads], np.bool_)
    return _Shortlists(features, right, computing)


def _figures(logits: Numbers, lists: _Shortlists) -> GuessFigures:
    right = lists.right
    shares = (1.0 - ANOTHER) * _softmax(logits)
    order = np.argsort(-logits, axis=1, kind="stable")
    answers = [
        Answer(
            # Where the right one is not among them, one that is never found.
            frozenset(map(str, np.flatnonzero(row).tolist() or [-1])),
            tuple(map(str, places.tolist())),
        )
        for row, places in zip(right, order, strict=True)
    ]
    first = order[:, 0]
    rows = np.arange(len(first))
    judged = zip(shares[rows, first].tolist(), right[rows, first].tolist(), strict=True)
    of_computing = list(compress(answers, lists.computing.tolist()))
    return GuessFigures(
        ranking(answers),
        calibration(list(judged)),
        ranking(of_computing) if of_computing else None,
    )


def _taught(features: Numbers, right: NDArray[np.bool_]) -> Numbers:
    """Return the weights that shortlists teach."""
    ads, width, count = features.shape
    ridge = RIDGE * float(right.any(axis=1).sum())
    rows = np.repeat(np.arange(ads), width)
    return softmax_fit(features.reshape(ads * width, count), right.ravel(), rows, ridge)


def _softmax(logits: Numbers) -> Numbers:
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
