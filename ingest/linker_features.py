"""What is known of each concept that a label may mean: words, meaning and graph, as numbers.

The likely concepts are found first, by their centres and by the words of their labels; only their
labels are then compared one by one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import NamedNode

from maillage.ingest.encoder import Encoder, Vectors
from maillage.ingest.label_index import LabelIndex, LabelKind
from maillage.ingest.label_table import Bytes, LabelTable, row_scales
from maillage.ingest.linker_index import concept_centres
from maillage.ingest.normalise_label import normal_form, variant_words, variants
from maillage.ingest.runs import runs

# `words_*`: n-gram cosine, `sense_*` and `centre*`: encoder cosine, [0, 1] and [-1, 1]. Each of the
# first two holds the best label of its kinds: preferred; own; own or nearly; any label.
FEATURES: tuple[str, ...] = (
    "words_preferred", "words_own", "words_near", "words_any",
    "sense_preferred", "sense_own", "sense_near", "sense_any",
    "sense_pool",   # soft maximum over all labels: many near ones count more than one
    "centre",   # the mean of the concept's labels, in every language
    "centre_here",   # the same, in the language asked for
    "same_preferred", "same_own", "same_lent",   # the same words, in any order: 0 or 1
    "words_rank", "sense_rank", "centre_rank",   # 1 / rank
    "longer", "shorter",   # the preferred label has more words than the text, or fewer: [0, 1]
)  # fmt: skip
POOLING = 16.0
BY_CENTRE, BY_WORDS = 56, 40  # concepts, labels
WORST_TYPING = 0.84  # rapidfuzz ratio under which two words are not one mistyped
# Probability that a text means the concept of which it is a label: its own; one lent by what nearly is the same.
NAMED = {LabelKind.PREF: 0.99, LabelKind.ALT: 0.97, LabelKind.NEAR: 0.9}
_ROWS = 2048  # of centres made floats at once: they stay in the processor's cache
_GROUP = 32  # columns whose largest is compared first
_SIDE = 256  # labels made floats at once
_WORDS = 256  # mistyped words looked for at once
MAX_TYPING = 100_000  # words whose correction is kept

Scores = NDArray[np.float32]
Places = NDArray[np.int64]
_KINDS = len(LabelKind)


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The concepts that each text may mean, and their features."""

    concepts: Places  # (n_texts, n_candidates)
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

    def __init__(
        self,
        index: LabelIndex,
        encoder: Encoder,
        centres: Bytes | None = None,
        vectors: Bytes | None = None,
    ) -> None:
        """Weigh the labels, one at least; `centres` and `vectors` are made where they are not kept."""
        self.uris, self.names = index.uris, index.names
        self.nodes = [NamedNode(uri) for uri in index.uris]
        self.encoder = encoder
        self.centres = concept_centres(index, encoder) if centres is None else centres
        self._centre_scales = row_scales(self.centres)
        self.table = LabelTable.of(index, encoder, vectors)
        self._typing: dict[str, str] = {}

    def queries(self, texts: Sequence[str]) -> list[Query]:
        """Return texts as they are compared."""
        raws = [variants(text)[0] for text in texts]
        forms = [variant_words(raw) for raw in raws]
        corrections = self._corrections({word for words in forms for word in words})
        return [
            Query(raw, " ".join(words), " ".join([corrections.get(word, word) for word in words]))
            for raw, words in zip(raws, forms, strict=True)
        ]

    def label(self, concept: int, lang: str) -> str:
        """Return the preferred label of a concept, in a language where there is one, else in French."""
        names = self.names[concept]
        return names.get(lang) or names.get("fr") or next(iter(names.values()), "")

    def named(self, query: Query) -> dict[int, float]:
        """Return the concepts that a text names by one of their labels, each with its probability.

        Of the labels that are the same words, the nearest kind counts; of these, those in the same order.
        """
        same = self.table.keys.get(query.key, ())
        nearest = min((kind for _, kind in same), default=LabelKind.FAR)
        if nearest is LabelKind.FAR:
            return {}
        concepts = {concept for concept, kind in same if kind is nearest}
        if nearest is LabelKind.PREF:
            ordered = {one for one in concepts if self._is_called(one, query)}
            concepts = ordered or concepts
        # A label that three concepts share names none of them.
        return dict.fromkeys(concepts, NAMED[nearest] / len(concepts)) if len(concepts) < 3 else {}

    def _is_called(self, concept: int, query: Query) -> bool:
        return any(normal_form(name) == query.corrected for name in self.names[concept].values())

    def shortlist(self, queries: Sequence[Query]) -> Shortlist:
        """Return the likely concepts of each text with their features."""
        words = self._words(queries)
        vectors = self._vectors(queries)
        centre = self._centre(vectors)
        concepts = self._candidates(words, centre)
        repeated = np.zeros(concepts.shape, bool)
        repeated[:, 1:] = concepts[:, 1:] == concepts[:, :-1]
        features = np.zeros((*concepts.shape, len(FEATURES)), np.float32)
        self._compare(words, vectors, concepts, repeated, features)
        rows = np.arange(len(queries))[:, None]
        features[:, :, FEATURES.index("centre")] = centre[rows, concepts]
        self._add_same(queries, concepts, features)
        self._add_rest(queries, concepts, features, repeated)
        return Shortlist(concepts, features, repeated)

    def _words(self, queries: Sequence[Query]) -> Scores:
        """Return the n-gram cosine of each text and label, (n_texts, padded(n_labels))."""
        found = self.table.space.weights([query.form for query in queries]) @ self.table.grams
        found.resize(len(queries), padded(len(self.table.kinds)))
        words: Scores = found.toarray()
        words[:, len(self.table.kinds) :] = -np.inf
        return words

    def _vectors(self, queries: Sequence[Query]) -> Vectors:
        folded = self.encoder.folds
        return self.encoder.encode([query.corrected if folded else query.raw for query in queries])

    def _centre(self, vectors: Vectors) -> Scores:
        """Return the cosine of each text and concept, (n_texts, padded(n_concepts))."""
        count = len(self.centres)
        found = np.empty((len(vectors), padded(count)), np.float32)
        found[:, count:] = -np.inf
        for start in range(0, count, _ROWS):
            part = slice(start, min(start + _ROWS, count))
            scores = found[:, part]
            np.matmul(vectors, self.centres[part].astype(np.float32).T, out=scores)
            scores *= self._centre_scales[part]
        return found

    def _candidates(self, words: Scores, centre: Scores) -> Places:
        """Return concepts, sorted in each row, some of them twice."""
        by_centre = largest(centre, BY_CENTRE, len(self.centres))
        labels = largest(words, BY_WORDS, len(self.table.kinds))
        by_words = np.searchsorted(self.table.starts, labels, side="right") - 1
        return np.sort(np.concatenate([by_centre, by_words], axis=1), axis=1)

    def _compare(
        self,
        words: Scores,
        vectors: Vectors,
        concepts: Places,
        repeated: NDArray[np.bool_],
        features: Scores,
    ) -> None:
        """Fill the features of labels: each candidate's are compared one by one."""
        table = self.table
        first, last = table.starts[concepts].ravel(), table.starts[concepts + 1].ravel()
        sizes = np.where(repeated.ravel(), 0, last - first)
        ends = np.cumsum(sizes)
        labels = np.arange(ends[-1]) + np.repeat(first - (ends - sizes), sizes)
        candidates = np.repeat(np.arange(concepts.size), sizes)
        rows = candidates // concepts.shape[1]
        word = words[rows, labels]
        sense = self._sense(vectors, labels, ends, concepts.shape)
        slots = candidates * _KINDS + table.kinds[labels]
        shape = (*concepts.shape, _KINDS)
        features[:, :, 0:4] = _best_by_kind(word, slots, shape)
        features[:, :, 4:8] = _best_by_kind(sense, slots, shape)
        pooled = np.bincount(candidates, np.exp(POOLING * (sense - 1)), concepts.size)
        shares = np.bincount(candidates, sense * table.centre_weights[labels], concepts.size)
        pool = np.log(pooled + np.exp(-POOLING)) / POOLING
        features[:, :, FEATURES.index("sense_pool")] = pool.reshape(concepts.shape)
        features[:, :, FEATURES.index("centre_here")] = shares.reshape(concepts.shape)

    def _sense(
        self, vectors: Vectors, labels: Places, ends: Places, shape: tuple[int, ...]
    ) -> Scores:
        """Return the cosine of each label with the text whose candidate it is of."""
        stops = ends.reshape(shape)[:, -1].tolist()
        found = np.empty(len(labels), np.float32)
        # A few labels at a time: what is made floats is compared before it leaves the cache.
        small = np.empty((_SIDE, vectors.shape[1]), np.int8)
        floats = np.empty(small.shape, np.float32)
        start = 0
        for row, stop in enumerate(stops):
            for first in range(start, stop, _SIDE):
                part = labels[first : min(first + _SIDE, stop)]
                count = len(part)
                self.table.vectors.take(part, axis=0, out=small[:count], mode="clip")
                floats[:count] = small[:count]
                np.dot(floats[:count], vectors[row], out=found[first : first + count])
            start = stop
        return found * self.table.scales[labels]

    def _add_same(self, queries: Sequence[Query], concepts: Places, features: Scores) -> None:
        first = FEATURES.index("same_preferred")
        for row, query in enumerate(queries):
            for concept, kind in self.table.keys.get(query.key, ()):
                column = np.flatnonzero(concepts[row] == concept)
                features[row, column, first + min(int(kind), 2)] = 1

    def _add_rest(
        self,
        queries: Sequence[Query],
        concepts: Places,
        features: Scores,
        repeated: NDArray[np.bool_],
    ) -> None:
        for name, other in _RANKED.items():
            scores = np.where(repeated, -1, features[:, :, FEATURES.index(other)])
            features[:, :, FEATURES.index(name)] = 1 / (1 + _ranks(scores))
        asked = np.array([max(len(query.form.split()), 1) for query in queries], np.float32)[
            :, None
        ]
        named = self.table.lengths[concepts]
        features[:, :, FEATURES.index("longer")] = np.maximum(named - asked, 0) / named
        features[:, :, FEATURES.index("shorter")] = np.maximum(asked - named, 0) / asked

    def _corrections(self, words: Collection[str]) -> dict[str, str]:
        """Return the known word that each mistyped one of some words stands for, where there is one."""
        known, space = self._typing, self.table.space
        unknown = [
            word
            for word in sorted(words)
            if word not in space.words and len(word) >= 5 and word.isalpha()
        ]
        fresh = [word for word in unknown if word not in known]
        if len(known) + len(fresh) > MAX_TYPING:
            known = self._typing = {}
            fresh = unknown
        for start in range(0, len(fresh), _WORDS):
            some = fresh[start : start + _WORDS]
            for word, nearest in zip(some, space.nearest_words(some, WORST_TYPING), strict=True):
                known[word] = nearest or word
        return {word: known[word] for word in unknown}


_RANKED = {"words_rank": "words_any", "sense_rank": "sense_any", "centre_rank": "centre"}


def _best_by_kind(scores: Scores, slots: Places, shape: tuple[int, ...]) -> Scores:
    """Return the best score of each slot, each kind counting those before it; 0 where none is."""
    best = np.full(np.prod(shape), -1, np.float32)
    starts, _ = runs(slots)
    best[slots[starts]] = np.maximum.reduceat(scores, starts)
    found = np.maximum.accumulate(best.reshape(shape), axis=2)
    return np.asarray(np.where(found == -1, 0, found), np.float32)


def padded(width: int) -> int:
    """Return how many columns `largest` reads where scores have `width`: those beyond hold −inf."""
    return -(-width // _GROUP) * _GROUP


def largest(scores: Scores, size: int, width: int) -> Places:
    """Return the places of the largest scores of each row, in no order; all where there are fewer.

    `scores`: `padded(width)` columns. The largest of a row are in the groups of columns whose own
    largest are.
    """
    rows, groups = len(scores), scores.shape[1] // _GROUP
    if width <= size:
        return np.broadcast_to(np.arange(width), (rows, width))
    if groups <= size:
        found: Places = np.argpartition(-scores[:, :width], size - 1, axis=1)[:, :size]
        return found
    # Group `g` has columns g, g + groups, g + 2 × groups …: the largest are found side by side.
    tops = scores.reshape(rows, _GROUP, groups).max(axis=1)
    kept = np.argpartition(-tops, size - 1, axis=1)[:, :size]
    places = (kept[:, :, None] + np.arange(_GROUP) * groups).reshape(rows, -1)
    among = np.take_along_axis(scores, places, axis=1)
    best = np.argpartition(-among, size - 1, axis=1)[:, :size]
    return np.asarray(np.minimum(np.take_along_axis(places, best, axis=1), width - 1), np.int64)


def _ranks(scores: Scores) -> Places:
    """Return the rank of each score in its row, 0 the best; the first of equal ones first."""
    order = np.argsort(-scores, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(scores.shape[1])[None, :], axis=1)
    return ranks
