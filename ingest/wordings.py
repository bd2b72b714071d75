"""What texts call each competence: the mean of the words that annotators found it in, beside its label.

The map of `label_map` moves all words alike; here a competence keeps its own: that « mise en rayon » is meant by
« Réaliser la mise en rayon et la valorisation des produits », and not by another that names a shelf.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.encoder import unit_rows
from maillage.ingest.extractor_index import ExtractorIndex, Floats, Ints, Places
from maillage.ingest.extractor_vectors import ByteVectors
from maillage.ingest.label_finder import EXACT
from maillage.ingest.runs import found_among

FILE = "wordings.safetensors"
LABEL = 0.5  # words that a label counts for: what was found once keeps near it


@dataclass(frozen=True, slots=True)
class Wordings:
    """The mean of each competence that was annotated, in the order of its URI."""

    concepts: tuple[str, ...]  # URIs
    vectors: ByteVectors  # a row each
    count: Ints  # how many times each was annotated


class PlacedWordings(NamedTuple):
    """The same by the numbers of an index, ascending."""

    concepts: Places
    vectors: Floats
    times: Ints  # that each was annotated

    def of(self, concepts: Places) -> tuple[Places, Ints]:
        """Return the row of each of some concepts, and how many times it was annotated: 0 where it has no row."""
        row, known = found_among(self.concepts, concepts)
        times = np.zeros(len(concepts), np.int32)
        times[known] = self.times[row[known]]
        return row, times


def fit_wordings(concepts: Sequence[str], words: Floats, labels: Floats) -> Wordings:
    """Return what annotated words tell; each has its concept's URI and the vector of its label beside it."""
    known, first, owner, count = np.unique(
        np.asarray(concepts, np.str_), return_index=True, return_inverse=True, return_counts=True
    )
    total = LABEL * labels[first].astype(np.float64)
    np.add.at(total, owner, words)
    vectors = unit_rows(total.astype(np.float32))
    return Wordings(tuple(known.tolist()), ByteVectors.of(vectors), count.astype(np.int32))


def placed(wordings: Wordings | None, index: ExtractorIndex) -> PlacedWordings:
    """Return those of the concepts that an index has; a diploma or a licence is never meant by a likeness."""
    if wordings is None:
        nothing = np.zeros((0, index.label_vectors.value.shape[1]), np.float32)
        return PlacedWordings(np.zeros(0, np.int64), nothing, np.zeros(0, np.int32))
    rows = {uri: row for row, uri in enumerate(wordings.concepts)}
    found = [
        (number, rows[uri])
        for number, uri in enumerate(index.concepts)
        if uri in rows and index.kind[number] not in EXACT
    ]
    numbers, kept = np.asarray(found, np.int64).reshape(-1, 2).T
    return PlacedWordings(numbers, wordings.vectors.rows(kept), wordings.count[kept])


def shipped_wordings() -> Wordings:
    """Return what ships with Maillage, learnt with the encoder that does."""
    from safetensors import safe_open

    with as_file(files("maillage.ingest").joinpath(FILE)) as path:
        with safe_open(path, "np") as file:
            concepts = file.metadata()["concepts"].split()
            value, scale, count = (file.get_tensor(name) for name in ("value", "scale", "count"))
    return Wordings(tuple(concepts), ByteVectors(value, scale), count)


def wordings_bytes(wordings: Wordings) -> bytes:
    """Return what the file holds: a byte a number, and the URIs in its header."""
    from safetensors.numpy import save

    vectors = wordings.vectors
    tensors: dict[str, NDArray[Any]] = {
        "value": vectors.value, "scale": vectors.scale, "count": wordings.count,
    }  # fmt: skip
    return bytes(save(tensors, {"concepts": " ".join(wordings.concepts)}))
