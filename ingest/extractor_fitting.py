"""Fits the weights of `mention_scorer`'s models, and measures them on what they were not fitted on.

What an employer declares is learnt from ads that declare it; what words state, from texts annotated for
development. Texts that are kept for measuring have no place here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.annotated_words import annotated_words, words_taught
from maillage.ingest.competence_extractor import CompetenceExtractor
from maillage.ingest.concept_choice import CHOICE
from maillage.ingest.concept_choice_fitting import JudgedChoice, fit_choice
from maillage.ingest.evaluation import (
    Answer,
    Calibration,
    Ranking,
    SpanScores,
    calibration,
    ranking,
    span_scores,
)
from maillage.ingest.evaluation_ads import JudgedAd, declared_answer
from maillage.ingest.evaluation_macros import Macros
from maillage.ingest.evaluation_mentions import (
    JudgedText,
    judged_mentions,
    span_of,
    stated_mentions,
)
from maillage.ingest.extractor_index import Floats
from maillage.ingest.extractor_vectors import one_thread
from maillage.ingest.logistic_fit import logistic_fit
from maillage.ingest.mention_scorer import IMPLIED, MEANT, MentionScorer
from maillage.ingest.mention_weights import BY_PRINCIPLE, Weights, named_weights
from maillage.ingest.phrase_matcher import Match
from maillage.ingest.reading import Reading
from maillage.ingest.stated_features import STATED
from maillage.ingest.wordings import Wordings
from maillage.ontology.names import Names

Numbers = NDArray[np.float64]

FOLDS = 5
SEED = 0
RIDGE = {"span": 3.0, "stated": 3.0, "implied": 1.0, "asked": 1e-6}
_UNKNOWN = -1.0  # the annotation overlapped names no concept: it cannot say whether one is meant


@dataclass(frozen=True, slots=True)
class Development:
    """What is learnt from."""

    texts: Sequence[JudgedText]
    annotators: Sequence[int]  # who annotated each text
    ads: Sequence[JudgedAd]  # those that declare competences


class StatedFigures(NamedTuple):
    """Mentions shown, against those annotated."""

    overlap: SpanScores
    exact: SpanScores
    calibration: Calibration


class FittedExtractor(NamedTuple):
    """Weights fitted on everything, and how those fitted on the rest do on each part."""

    weights: Weights
    label_map: Floats
    wordings: Wordings
    by_fold: StatedFigures
    of_trainings: StatedFigures  # by fold, the descriptions of trainings alone
    by_annotator: StatedFigures  # each annotator's texts, by what the others taught
    declared: Ranking  # of the competences that ads declare, by fold of ads


class _Candidates(NamedTuple):
    """What the words of a text may state."""

    features: Numbers  # (n, len(STATED))
    overlaps: Numbers  # 1 where an annotation overlaps
    training: bool  # they are of the description of a training
    means: Numbers  # 1 where it means the concept, to the macro-competence; or _UNKNOWN


class _Declared(NamedTuple):
    """What an ad's likely occupations require, and what it declares of that."""

    features: Numbers  # (n, len(IMPLIED))
    same: Numbers
    near: Numbers  # the same to the macro-competence


class _Apart(NamedTuple):
    """Some texts, and what the others taught."""

    texts: Sequence[int]  # by place
    scorer: MentionScorer  # `choice` and `meant` are not learnt yet
    shown: Sequence[JudgedChoice]  # what it shows of each of the texts


def fit_extractor(
    extractor: CompetenceExtractor, development: Development, macros: Macros, names: Names
) -> FittedExtractor:
    """Return the weights that what was judged teaches; the same input gives the same ones.

    The weights that the extractor has play no part; its index does, and the encoder that made it.
    """
    with one_thread():  # sums in one order: the same weights on any machine of one kind
        return _Fitting(extractor, development, macros, names).fitted()


def stated_figures(
    extractors: Sequence[CompetenceExtractor],
    texts: Sequence[JudgedText],
    macros: Macros,
    names: Names,
) -> StatedFigures:
    """Return how the mentions shown compare with those annotated, each text read by its own extractor."""
    found = [stated_mentions(one, text.text) for one, text in zip(extractors, texts, strict=True)]
    pairs = [
        (text.spans, [span_of(one, names) for one in mentions])
        for text, mentions in zip(texts, found, strict=True)
    ]
    judged = [
        pair
        for text, mentions in zip(texts, found, strict=True)
        for pair in judged_mentions(text.spans, mentions, macros, names)
    ]
    return StatedFigures(
        span_scores(pairs, macros.same, exact=False),
        span_scores(pairs, macros.same, exact=True),
        calibration(judged),
    )


class _Fitting:
    """What is read of each text and ad once, whatever is fitted on it."""

    def __init__(
        self, extractor: CompetenceExtractor, development: Development, macros: Macros, names: Names
    ) -> None:
        self._extractor, self._given = extractor, development
        self._macros, self._names = macros, names
        self._curies = [names.curie(node) for node in extractor.concepts]
        self._families = [macros.family(curie) for curie in self._curies]
        self._ads = [self._declared(ad) for ad in development.ads]
        self._readings = [
            extractor.reading(
                one.text.title, extractor.parse(one.text.body), training=one.text.kind == "offer"
            )
            for one in development.texts
        ]
        numbers = {curie: number for number, curie in enumerate(self._curies)}
        self._named = [
            annotated_words(extractor, text, reading, numbers)
            for text, reading in zip(development.texts, self._readings, strict=True)
        ]
        # RandomState, not a Generator: its stream never changes from one numpy to the next.
        chance = np.random.RandomState(SEED)
        self._ad_folds = chance.permutation(len(development.ads)) % FOLDS
        self._text_folds = chance.permutation(len(development.texts)) % FOLDS

    def fitted(self) -> FittedExtractor:
        implied = self._implied(self._ads)
        held_out = [
            self._implied(
                [ad for ad, fold in zip(self._ads, self._ad_folds, strict=True) if fold != k]
            )
            for k in range(FOLDS)
        ]
        apart = [held_out[fold] for fold in self._ad_folds]
        asked = np.concatenate([self._said(implied), self._asked_of_employers(apart)])
        candidates = [
            self._candidates(text, reading, implied)
            for text, reading in zip(self._given.texts, self._readings, strict=True)
        ]
        words = words_taught(self._named)
        scorer = words.given_to(_scorer(candidates, implied, asked))
        by_fold = self._taught_apart(scorer, candidates, self._text_folds)
        by_annotator = self._taught_apart(scorer, candidates, np.asarray(self._given.annotators))
        every = [number for group in by_fold for number in group.texts]
        return FittedExtractor(
            named_weights(self._choosing(scorer, by_fold)),
            *words,
            self._figures_apart(by_fold, every),
            self._figures_apart(by_fold, [one for one in every if self._of_training(one)]),
            self._figures_apart(by_annotator, every),
            self._declared_apart(scorer, apart),
        )

    def _implied(self, ads: Sequence[_Declared]) -> Numbers:
        features = _stacked([ad.features for ad in ads], len(IMPLIED))
        return logistic_fit(features, _joined([ad.same for ad in ads]), RIDGE["implied"])

    def _said(self, implied: Numbers) -> Numbers:
        """Return how the logit of `implied` tells that a text says a concept."""
        features = [reading.features.astype(np.float64) for reading in self._readings]
        right = [
            self._of_family(reading, [span.curie for span in text.spans if span.curie])
            for text, reading in zip(self._given.texts, self._readings, strict=True)
        ]
        return _platt([one @ implied for one in features], right)

    def _asked_of_employers(self, implied: Sequence[Numbers]) -> Numbers:
        """Return how a logit that the ad had no part in tells that it declares a concept."""
        logits = [ad.features @ weights for ad, weights in zip(self._ads, implied, strict=True)]
        return _platt(logits, [ad.near for ad in self._ads])

    def _declared(self, ad: JudgedAd) -> _Declared:
        reading = self._extractor.reading(ad.record.title, self._extractor.parse(ad.record.text))
        uris = [
            self._extractor.concepts[number].value for number in reading.prior.concepts.tolist()
        ]
        return _Declared(
            reading.features.astype(np.float64),
            np.asarray([uri in ad.competences for uri in uris], np.float64),
            self._of_family(reading, [self._names.curie(uri) for uri in sorted(ad.competences)]),
        )

    def _of_family(self, reading: Reading, curies: Sequence[str]) -> Numbers:
        """Say of each concept of a prior whether it is one of these, to the macro-competence."""
        right = frozenset[str]().union(*map(self._macros.family, curies))
        concepts = reading.prior.concepts.tolist()
        return np.asarray([bool(self._families[one] & right) for one in concepts], np.float64)

    def _candidates(self, text: JudgedText, reading: Reading, implied: Numbers) -> _Candidates:
        logits = (reading.features @ implied).astype(np.float32)
        cited, features, *_ = self._extractor.candidates(reading, logits)
        judged = [self._judged(text, reading, *one) for one in cited.each()]
        overlaps, means = np.asarray(judged, np.float64).reshape(-1, 2).T
        training = reading.read.told is not None
        return _Candidates(
            features.reshape(-1, len(STATED)).astype(np.float64), overlaps, training, means
        )

    def _judged(
        self, text: JudgedText, reading: Reading, number: int, match: Match
    ) -> tuple[float, float]:
        """Say whether words overlap an annotation, and mean what the one that shares most of them means."""
        curie = self._annotated(text, reading, number, match)
        if not curie:
            return (0.0, 0.0) if curie is None else (1.0, _UNKNOWN)
        return 1.0, float(self._macros.same(curie, self._curies[match.concept]))

    def _annotated(
        self, text: JudgedText, reading: Reading, number: int, match: Match
    ) -> str | None:
        """Return the concept of the annotation that shares most of some words, "" for none, None where none does."""
        shift = len(text.text.title) + 1
        sentence = reading.read.parsed.sentences[number]
        start, end = sentence.starts[match.first] + shift, sentence.ends[match.last] + shift
        shared, curie = max(
            ((min(one.end, end) - max(one.start, start), one.curie) for one in text.spans),
            key=lambda pair: pair[0],
            default=(0, ""),
        )
        return curie if shared > 0 else None

    def _shown(
        self, number: int, extractor: CompetenceExtractor, scorer: MentionScorer
    ) -> JudgedChoice:
        """Return what an extractor shows of a text, judged; `scorer`: its own."""
        text, reading = self._given.texts[number], self._readings[number]
        logits = scorer.implied_logits(reading.features)
        shown, choice = extractor.shown(reading, logits)
        curies = [self._annotated(text, reading, one.sentence, one.match) for one in shown]
        means = [
            self._macros.same(curies[span] or "", self._curies[concept])
            for span, concept in zip(choice.span.tolist(), choice.concept.tolist(), strict=True)
        ]
        return JudgedChoice(
            np.asarray([one.stated for one in shown], np.float64),
            choice,
            np.asarray(means, np.float64),
            np.asarray([curie != "" for curie in curies], np.bool_),
        )

    def _taught_apart(
        self, scorer: MentionScorer, candidates: Sequence[_Candidates], groups: NDArray[np.int_]
    ) -> list[_Apart]:
        """Return each group's texts with the extractor that the others taught."""
        implied, asked = scorer.implied.astype(np.float64), scorer.asked.astype(np.float64)
        found: list[_Apart] = []
        for group in np.unique(groups).tolist():
            others = np.flatnonzero(groups != group).tolist()
            taught = _scorer([candidates[number] for number in others], implied, asked)
            own = words_taught([self._named[number] for number in others]).given_to(taught)
            showing = self._extractor.with_scorer(own)
            texts = np.flatnonzero(groups == group).tolist()
            shown = [self._shown(number, showing, own) for number in texts]
            found.append(_Apart(texts, own, shown))
        return found

    def _choosing(self, scorer: MentionScorer, apart: Sequence[_Apart]) -> MentionScorer:
        """Return a scorer with what groups of texts tell of the concepts that their words mean."""
        fitted = fit_choice(self._extractor.index, [group.shown for group in apart])
        return replace(
            scorer,
            choice=fitted.choice.astype(np.float32),
            meant=fitted.meant.astype(np.float32),
        )

    def _of_training(self, number: int) -> bool:
        return self._readings[number].read.told is not None

    def _figures_apart(self, apart: Sequence[_Apart], texts: Sequence[int]) -> StatedFigures:
        """Return the figures of some texts, each read by all that the other groups taught."""
        read_by = dict.fromkeys(texts, self._extractor)
        for group in apart:
            others = [other for other in apart if other is not group]
            choosing = self._extractor.with_scorer(self._choosing(group.scorer, others))
            read_by |= dict.fromkeys(set(group.texts) & read_by.keys(), choosing)
        given = [self._given.texts[number] for number in texts]
        return stated_figures(list(read_by.values()), given, self._macros, self._names)

    def _declared_apart(self, scorer: MentionScorer, implied: Sequence[Numbers]) -> Ranking:
        """Return the figures of each ad, read by what the other folds taught."""
        answers: list[Answer] = []
        for ad, weights in zip(self._given.ads, implied, strict=True):
            apart = replace(scorer, implied=weights.astype(np.float32))
            extraction = self._extractor.with_scorer(apart).extract(ad.record)
            answers.append(declared_answer(ad.competences, extraction))
        return ranking(answers)


def _scorer(candidates: Sequence[_Candidates], implied: Numbers, asked: Numbers) -> MentionScorer:
    """Return the scorer that candidates teach, beside what ads taught."""
    features = _stacked([one.features for one in candidates], len(STATED))
    means = _joined([one.means for one in candidates])
    known = means != _UNKNOWN
    overlaps = _joined([one.overlaps for one in candidates])
    training = np.repeat(
        [one.training for one in candidates], [len(one.means) for one in candidates]
    )
    span = _fit_by_kind(features, training, overlaps, RIDGE["span"])
    stated = _fit_by_kind(features[known], training[known], means[known], RIDGE["stated"])
    for model, both in (("span", span), ("stated", stated)):
        for feature, raised in BY_PRINCIPLE[model].items():
            for weights in both:
                weights[STATED.index(feature)] += raised
    unlearnt = np.zeros(len(CHOICE)), np.zeros(len(MEANT))
    models = (span[0], stated[0], span[1], stated[1], implied, asked, *unlearnt)
    return MentionScorer(*(one.astype(np.float32) for one in models))


def _platt(logits: Sequence[Numbers], right: Sequence[Numbers]) -> Numbers:
    """Return the intercept and slope under which logits come true."""
    column = _joined(logits)
    features = np.stack([np.ones(len(column)), column], axis=1)
    return logistic_fit(features, _joined(right), RIDGE["asked"])


def _fit_by_kind(
    features: Numbers, training: NDArray[np.bool_], right: Numbers, ridge: float
) -> tuple[Numbers, Numbers]:
    """Return the weights for advertisements and for trainings: the first, and what is added for the second.

    What is added is drawn to zero as the weights are: few texts of one kind move it little (Daumé III, "Frustratingly
    Easy Domain Adaptation", ACL 2007).
    """
    both = np.concatenate([features, features * training[:, None]], axis=1)
    common, added = np.split(logistic_fit(both, right, ridge), 2)
    return common, common + added


def _stacked(rows: Sequence[Numbers], width: int) -> Numbers:
    return np.concatenate([np.zeros((0, width)), *rows])


def _joined(values: Sequence[Numbers]) -> Numbers:
    return np.concatenate([np.zeros(0), *values])
