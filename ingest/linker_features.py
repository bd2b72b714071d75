"""What is known of each concept that a label may mean: words, meaning and graph, as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.encoder import Encoder, Vectors
from maillage.ingest.label_index import LabelIndex, LabelKind
from maillage.ingest.lexical import NgramSpace
from maillage.ingest.linker_index import concept_centres, encode_labels
from maillage.ingest.normalise_label import LONGEST, normal_words, variants

# `words_*`: n-gram cosine, `sense_*`: encoder cosine, [0, 1] and [-1, 1]. Each holds the best label
# of its kinds, and of those before it: preferred; own; own or nearly; any label of the concept.
FEATURES: tuple[str, ...] = (
    "words_preferred", "words_own", "words_near", "words_any",
    "sense_preferred", "sense_own", "sense_near", "sense_any",
    "sense_centre",   # the mean of the concept's labels, in every language
    "same_preferred", "same_own", "same_lent",   # the same words, in any order: 0 or 1
    "words_lead", "sense_lead",   # distance to the best concept: 0 for the best itself, else < 0
    "words_rank", "sense_rank",   # 1 / rank
    "words_and_sense",   # words_any × sense_any
    "length",   # how much longer the preferred label is than the text, in words: [0, 1]
)  # fmt: skip
KEPT_BY_SUM, KEPT_BY_ONE = 40, 12
WORST_TYPING = 0.84  # rapidfuzz ratio under which two words are not one mistyped

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The concepts that each text may mean, and their features."""

    concepts: NDArray[np.int64]  # (n_texts, n_candidates)
    features: Scores  # (n_texts, n_candidates, n_features)
    repeated: NDArray[np.bool_]  # (n_texts, n_candidates): named already, to be ignored


@dataclass(frozen=True, slots=True)
class Query:
    """A text as it is compared: its folded words, mistyped ones corrected."""

    raw: str
    form: str
    corrected: str

    @property
    def key(self) -> str:
        """The corrected words, each once, sorted."""
        return " ".join(sorted(set(self.corrected.split())))


class SchemeSearch:
    """The labels of one scheme in one language, ready to be searched."""

    def __init__(self, index: LabelIndex, encoder: Encoder, centres: Vectors | None = None) -> None:
        """Weigh and encode the labels, one at least; `centres` as `concept_centres` gives them."""
        self.index = index
        self.encoder = encoder
        forms = [label.form for label in index.labels]
        self.space, weights = NgramSpace.of(forms)
        self._label_grams = weights.T.tocsr()
        self._label_vectors = encode_labels(index.labels, encoder)
        self.centres = concept_centres(index, encoder) if centres is None else centres
        self._lengths = self._preferred_lengths()
        self._keys = self._label_keys()
        self._typing: dict[str, str] = {}
        kinds = np.array([label.kind for label in index.labels], np.int64)
        concepts = np.array([label.concept for label in index.labels], np.int64)
        fresh = np.ones(len(kinds), bool)
        fresh[1:] = (np.diff(kinds) != 0) | (np.diff(concepts) != 0)
        self._starts = np.flatnonzero(fresh)
        self._slot_kinds = kinds[self._starts]
        self._slot_concepts = concepts[self._starts]

    def query(self, text: str) -> Query:
        """Return a text as it is compared."""
        raw = variants(text[:LONGEST])[0]
        words = normal_words(text)
        corrected = [self._corrected(word) for word in words]
        return Query(raw, " ".join(words), " ".join(corrected))

    def shortlist(self, queries: Sequence[Query]) -> Shortlist:
        """Return the likely concepts of each text with their features."""
        words = self._by_kind(self._words(queries))
        vectors = self._vectors(queries)
        sense = self._by_kind(vectors @ self._label_vectors.T)
        centre = self.centres @ vectors.T
        concepts = self._candidates(words[-1], sense[-1], centre)
        repeated = np.zeros(concepts.shape, bool)
        repeated[:, 1:] = concepts[:, 1:] == concepts[:, :-1]
        features = np.zeros((*concepts.shape, len(FEATURES)), np.float32)
        rows = np.arange(len(queries))[:, None]
        for place, dense in enumerate((*words, *sense, centre)):
            features[:, :, place] = dense[concepts, rows]
        self._add_same(queries, concepts, features)
        self._add_rest(queries, concepts, features, repeated)
        return Shortlist(concepts, features, repeated)

    def _words(self, queries: Sequence[Query]) -> Scores:
        """Return the n-gram cosine of each text and label, (n_texts, n_labels)."""
        found = self.space.weights([query.form for query in queries]) @ self._label_grams
        return np.asarray(found.toarray(), np.float32)

    def _vectors(self, queries: Sequence[Query]) -> Vectors:
        folded = self.encoder.folds
        return self.encoder.encode([query.corrected if folded else query.raw for query in queries])

    def _by_kind(self, scores: Scores) -> list[Scores]:
        """Return the best score of each concept, (n_concepts, n_texts), a kind of label at a time.

        `scores` is (n_texts, n_labels). Each kind counts those before it.
        """
        best = np.ascontiguousarray(np.maximum.reduceat(scores, self._starts, axis=1).T)
        dense = np.zeros((self._width, len(scores)), np.float32)
        found: list[Scores] = []
        for kind in LabelKind:
            slots = np.flatnonzero(self._slot_kinds == kind)
            if len(slots) or not found:
                concepts = self._slot_concepts[slots]
                dense = dense.copy()
                dense[concepts] = np.maximum(dense[concepts], best[slots])
            found.append(dense)
        return found

    @property
    def _width(self) -> int:
        return len(self.index.uris)

    def _candidates(self, words: Scores, sense: Scores, centre: Scores) -> NDArray[np.int64]:
        wanted = ((words + sense + centre, KEPT_BY_SUM), (words, KEPT_BY_ONE), (sense, KEPT_BY_ONE))
        found = [_largest(scores, min(size, self._width)) for scores, size in wanted]
        return np.sort(np.concatenate(found, axis=1), axis=1)

    def _add_same(
        self, queries: Sequence[Query], concepts: NDArray[np.int64], features: Scores
    ) -> None:
        first = FEATURES.index("same_preferred")
        for row, query in enumerate(queries):
            for concept, kind in self._keys.get(query.key, ()):
                column = np.flatnonzero(concepts[row] == concept)
                features[row, column, first + min(int(kind), 2)] = 1

    def _add_rest(
        self,
        queries: Sequence[Query],
        concepts: NDArray[np.int64],
        features: Scores,
        repeated: NDArray[np.bool_],
    ) -> None:
        words = np.where(repeated, -1, features[:, :, FEATURES.index("words_any")])
        sense = np.where(repeated, -1, features[:, :, FEATURES.index("sense_any")])
        lengths = np.array([len(query.form.split()) for query in queries], np.float32)
        others = self._lengths[concepts]
        longer = np.maximum(others - lengths[:, None], 0) / np.maximum(others, 1)
        rest = (
            words - words.max(axis=1, keepdims=True),
            sense - sense.max(axis=1, keepdims=True),
            1 / (1 + _ranks(words)),
            1 / (1 + _ranks(sense)),
            words * sense,
            longer,
        )
        features[:, :, FEATURES.index("words_lead") :] = np.stack(rest, axis=2)

    def _preferred_lengths(self) -> NDArray[np.float32]:
        lengths = np.ones(len(self.index.uris), np.float32)
        for label in self.index.labels:
            if label.kind is LabelKind.PREF:
                lengths[label.concept] = len(label.form.split())
        return lengths

    def _label_keys(self) -> dict[str, list[tuple[int, LabelKind]]]:
        keys: dict[str, list[tuple[int, LabelKind]]] = {}
        for label in self.index.labels:
            key = " ".join(sorted(set(label.form.split())))
            keys.setdefault(key, []).append((label.concept, label.kind))
        return keys

    def _corrected(self, word: str) -> str:
        """Return the known word that a mistyped one stands for, or the word itself."""
        if word in self.space.words or len(word) < 5 or not word.isalpha():
            return word
        if word not in self._typing:
            if len(self._typing) > 100_000:
                self._typing.clear()
            self._typing[word] = self.space.nearest_word(word, WORST_TYPING) or word
        return self._typing[word]


def _largest(scores: Scores, size: int) -> NDArray[np.int64]:
    """Return the places of the largest scores of each column, as rows, in no order."""
    rows = np.ascontiguousarray(scores.T)
    return np.argpartition(rows, -size, axis=1)[:, -size:]


def _ranks(scores: Scores) -> NDArray[np.int64]:
    """Return the rank of each score in its row, 0 the best; the first of equal ones first."""
    order = np.argsort(-scores, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(scores.shape[1])[None, :], axis=1)
    return ranks
