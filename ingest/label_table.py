"""The labels of one scheme in one language as arrays, those of a concept side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.encoder import Encoder, Vectors
from maillage.ingest.label_index import Label, LabelIndex, LabelKind
from maillage.ingest.lexical import NgramSpace

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# What a label weighs in the centre of its concept.
CENTRE_WEIGHTS = {LabelKind.PREF: 3.0, LabelKind.ALT: 1.0, LabelKind.NEAR: 1.0, LabelKind.FAR: 0.3}

Bytes = NDArray[np.int8]
LARGEST = 127


@dataclass(frozen=True, slots=True)
class LabelTable:
    """Labels sorted by concept, then kind; `starts[c]` is the first of concept `c`."""

    starts: NDArray[np.int64]  # (n_concepts + 1,)
    kinds: NDArray[np.int64]  # (n_labels,)
    vectors: Bytes  # (n_labels, dim): a quarter of the memory, and read faster
    scales: NDArray[np.float32]  # (n_labels,): what a byte of a row is worth
    space: NgramSpace
    grams: "csr_array"  # (n_grams, n_labels): what each n-gram weighs in each label
    centre_weights: NDArray[np.float32]  # (n_labels,): a label's share of its concept's centre
    lengths: NDArray[np.float32]  # (n_concepts,): words of the preferred label
    keys: dict[str, list[tuple[int, LabelKind]]]  # sorted words → concepts that are called so

    @classmethod
    def of(cls, index: LabelIndex, encoder: Encoder, vectors: Bytes | None = None) -> "LabelTable":
        """Build from the labels of one language; `vectors` as `label_vectors` gives them, if kept."""
        labels = by_concept(index.labels)
        concepts = np.array([label.concept for label in labels], np.int64)
        starts = np.searchsorted(concepts, np.arange(len(index.uris) + 1))
        kinds = np.array([label.kind for label in labels], np.int64)
        if vectors is None:
            vectors = as_bytes(encode_labels(labels, encoder))
        space, weights = NgramSpace.of([label.form for label in labels])
        scales = row_scales(vectors)
        shares = _centre_shares(vectors, scales, kinds, starts)
        return cls(
            starts, kinds, vectors, scales, space, weights.T.tocsr(), shares,
            _preferred_lengths(labels, len(index.uris)), _keys(labels),
        )  # fmt: skip

    @property
    def size(self) -> int:
        """How many concepts."""
        return len(self.starts) - 1


def by_concept(labels: Sequence[Label]) -> list[Label]:
    """Return labels in the order of a table."""
    return sorted(labels, key=lambda label: (label.concept, label.kind))


def as_bytes(vectors: Vectors) -> Bytes:
    """Return rows as bytes, the largest value of each as 127: a cosine moves by less than 0.01."""
    tops = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
    return np.asarray(np.rint(vectors / np.where(tops > 0, tops, 1) * LARGEST), np.int8)


def encode_labels(labels: Sequence[Label], encoder: Encoder) -> Vectors:
    """Return the vectors of labels in full precision."""
    return encoder.encode([label.form if encoder.folds else label.text for label in labels])


def row_scales(vectors: Bytes) -> NDArray[np.float32]:
    """Return what a byte of each row is worth: rows had norm 1 before they were rounded."""
    norms = np.array([np.linalg.norm(row.astype(np.float32)) for row in vectors], np.float32)
    return np.asarray(1 / np.where(norms > 0, norms, 1), np.float32)


def _centre_shares(
    vectors: Bytes,
    scales: NDArray[np.float32],
    kinds: NDArray[np.int64],
    starts: NDArray[np.int64],
) -> NDArray[np.float32]:
    # The cosine with a centre is then a weighted sum of the cosines with its labels.
    weights = np.array([CENTRE_WEIGHTS[kind] for kind in LabelKind], np.float32)[kinds]
    shares = np.zeros(len(kinds), np.float32)
    for concept in np.flatnonzero(np.diff(starts)).tolist():
        part = slice(starts[concept], starts[concept + 1])
        total = (weights[part] * scales[part]) @ vectors[part].astype(np.float32)
        shares[part] = weights[part] / (float(np.linalg.norm(total)) or 1.0)
    return shares


def _preferred_lengths(labels: Sequence[Label], size: int) -> NDArray[np.float32]:
    lengths = np.ones(size, np.float32)
    for label in labels:
        if label.kind is LabelKind.PREF:
            lengths[label.concept] = len(label.form.split())
    return lengths


def _keys(labels: Sequence[Label]) -> dict[str, list[tuple[int, LabelKind]]]:
    keys: dict[str, list[tuple[int, LabelKind]]] = {}
    for label in labels:
        key = " ".join(sorted(set(label.form.split())))
        keys.setdefault(key, []).append((label.concept, label.kind))
    return keys
