"""Which competence some words mean: of all that are near, weighed against each other in their context.

Words are seen to state a competence before this; here the nearest that the likely occupations require and the
labels that have most words in common are compared, sentence and title beside them. What is near often says one
thing in several ways (« Analyser les besoins du client », « des clients »): their shares are added up by
macro-competence before the best is taken.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.encoder import unit_rows
from maillage.ingest.extractor_index import ExtractorIndex, Floats, Kind, Places
from maillage.ingest.held_stems import HeldStems
from maillage.ingest.label_finder import EXACT, Named
from maillage.ingest.occupation_prior import Prior
from maillage.ingest.phrase_matcher import PhraseMatcher
from maillage.ingest.reading import Clauses, Reading
from maillage.ingest.runs import Numbers, gathered, runs
from maillage.ingest.wordings import PlacedWordings

LIKELY = 6  # of what the likely occupations require: how many are compared
GENERAL = 4  # of the macro-competences: likewise
WORDED = 3  # of what annotated texts call in words of their own: likewise
ASKED_WEIGHT = 0.05  # of the logit that a competence is declared, beside a cosine
# In the order of the columns.
CHOICE = (
    "proposed", "whole", "cosine", "meant_cosine", "sentence_cosine", "title_cosine", "asked", "required",
    "cover", "mass", "knowledge", "spread", "worded_cosine", "worded",
)  # fmt: skip


class Spans(NamedTuple):
    """Words that are seen to state a competence, an item or a row for each."""

    sentence: Places
    concept: Places  # that they were seen by
    whole: NDArray[np.bool_]  # the label of that one stands whole in them
    clause: Places  # the clause that they are, by place; -1 where they are none
    stems: HeldStems
    vectors: Floats
    meant: Floats  # the same, where the labels stand that they mean


class Choice(NamedTuple):
    """What some words may mean, an item for each pair of the two; those of the same words stand together."""

    span: Places  # by place
    concept: Places
    features: Floats  # (n, len(CHOICE))


class ConceptChooser:
    """Compares what words may mean, against an index."""

    def __init__(self, index: ExtractorIndex, matcher: PhraseMatcher) -> None:
        """Keep what is read."""
        self._index, self._matcher = index, matcher
        self._general = _macro_competences(index)
        self._general_vectors = index.label_vectors.rows(index.label_row[self._general])

    def choice(
        self, reading: Reading, spans: Spans, named: Named, worded: PlacedWordings, logits: Floats
    ) -> Choice:
        """Return what is compared.

        `named`: the labels like each clause; `worded`: what texts call competences; `logits`: how likely
        employers are to declare each concept of the prior.
        """
        every = np.arange(len(spans.concept))
        owner, at = gathered(*_found(named.span, spans.clause))
        compared = [(every, spans.concept), (owner, named.concept[at])]
        likely = spans.meant @ reading.labels.T + preference(self._index, reading.prior, logits)
        general = spans.meant @ self._general_vectors.T
        near = spans.vectors @ worded.vectors.T
        compared += [
            _nearest(likely, reading.prior.concepts, LIKELY),
            _nearest(general, self._general, GENERAL),
            _nearest(near, worded.concepts, WORDED),
        ]
        span, concept = (np.concatenate(columns) for columns in zip(*compared, strict=True))
        count = len(self._index.concepts)
        span, concept = np.divmod(np.unique(span * count + concept), count)
        columns = self._columns(reading, spans, span, concept, logits)
        columns |= _of_wordings(worded, near, span, concept)
        features = np.stack([columns[name] for name in CHOICE], axis=1).astype(np.float32)
        return Choice(span, concept, features)

    def _columns(
        self, reading: Reading, spans: Spans, span: Places, concept: Places, logits: Floats
    ) -> dict[str, NDArray[Any]]:
        context = _contexts(reading.near, spans.sentence)
        index = self._index
        rows = index.label_row[concept]
        labels = index.label_vectors.rows(np.maximum(rows, 0)) * (rows >= 0)[:, None]
        shared = self._matcher.shared(spans.stems, span, concept)
        proposed = spans.concept[span] == concept
        asked, required, _ = reading.prior.of(concept, logits)
        return {
            "proposed": proposed,
            "whole": proposed & spans.whole[span],
            "cosine": np.einsum("ij,ij->i", spans.vectors[span], labels),
            "meant_cosine": np.einsum("ij,ij->i", spans.meant[span], labels),
            "sentence_cosine": np.einsum("ij,ij->i", context[span], labels),
            "title_cosine": labels @ reading.title,
            "asked": asked,
            "required": required,
            "cover": shared.cover,
            "mass": np.minimum(shared.mass, 40.0) / 10.0,
            "knowledge": index.kind[concept] == Kind.KNOWLEDGE,
            "spread": np.log1p(index.spread[concept]),
        }


def _of_wordings(
    worded: PlacedWordings, near: Floats, span: Places, concept: Places
) -> dict[str, NDArray[Any]]:
    """Return how near words are to what texts call the concept beside them, and how often it was annotated.

    `near`: (n_spans, n_wordings): the cosine of each with each.
    """
    row, count = worded.of(concept)
    cosine = near[span, row] if near.size else np.zeros(len(span), np.float32)
    return {"worded_cosine": np.where(count > 0, cosine, 0.0), "worded": np.log1p(count)}


def _macro_competences(index: ExtractorIndex) -> Places:
    """Return the macro-competences that have a vector, by number."""
    owner = np.repeat(np.arange(len(index.concepts)), np.diff(index.family.ptr))
    others = np.unique(index.family.item[index.family.item != owner])
    known = others[others < len(index.concepts)]
    return np.asarray(known[index.label_row[known] >= 0], np.int64)


def _nearest(near: Floats, concepts: NDArray[Any], most: int) -> tuple[Places, Places]:
    """Return pairs of a row and a concept: for each row the `most` of the concepts, its columns, that are nearest."""
    most = min(most, len(concepts))
    rows = np.repeat(np.arange(len(near)), most)
    if not len(rows):
        return rows, rows
    every, left = np.arange(len(near)), near.copy()
    best = np.empty((len(near), most), np.int64)
    for place in range(most):  # so few that partitioning takes ten times as long
        best[:, place] = left.argmax(axis=1)
        left[every, best[:, place]] = -np.inf
    return rows, concepts[best].ravel()


def _contexts(near: Clauses, sentences: Places) -> Floats:
    """Return the mean of the vectors of the clauses of some sentences, a row for each, of norm 1."""
    inside = near.sentence == sentences[:, None]
    return unit_rows(inside.astype(np.float32) @ near.vectors)


def _found(groups: Places, wanted: Places) -> tuple[Places, Places]:
    """Return where the run of each wanted group starts, and how long it is; equal groups stand together."""
    first = np.searchsorted(groups, wanted)
    return first, np.searchsorted(groups, wanted, side="right") - first


def preference(index: ExtractorIndex, prior: Prior, logits: Floats) -> Floats:
    """Return what is added to a cosine for each concept of a prior: what is asked first, an exact name never."""
    exact = np.isin(index.kind[prior.concepts], EXACT)
    return np.where(exact, np.float32(-2.0), np.float32(ASKED_WEIGHT) * logits)


class Chosen(NamedTuple):
    """What each span means, an item a span."""

    place: Places  # of what is chosen, among all that was compared
    concept: Places
    share: Floats  # of what was compared: of it and of what has the same macro-competence, [0, 1]


def chosen(index: ExtractorIndex, choice: Choice, weights: NDArray[Any]) -> Chosen:
    """Return the best of what was compared for each span."""
    span, concept, features = choice
    starts, sizes = runs(span)
    logits = features.astype(np.float64) @ weights
    odds = np.exp(logits - np.repeat(np.maximum.reduceat(logits, starts), sizes))
    shares = odds / np.add.reduceat(odds, starts)[span]
    together = _by_family(index, span, concept, shares)
    order = np.lexsort((concept, -shares, -together.round(6), span))
    best = order[starts]
    return Chosen(best, concept[best], together[best].astype(np.float32))


def _by_family(index: ExtractorIndex, span: Places, concept: Places, shares: Numbers) -> Numbers:
    """Return the share of the macro-competence of each concept that has most, itself among them."""
    starts = index.family.ptr[concept]
    owner, at = gathered(starts, index.family.ptr[concept + 1] - starts)
    families = index.family.item[at]
    _, same = np.unique(
        span[owner] * (int(families.max(initial=0)) + 1) + families, return_inverse=True
    )
    held = np.bincount(same, weights=shares[owner])
    return np.asarray(np.maximum.reduceat(held[same], runs(owner)[0]))
