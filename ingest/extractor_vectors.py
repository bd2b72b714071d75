"""Vectors of an index, one byte a number, and those of the words of a text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.encoder import StaticEncoder, Vectors, unit_rows

MAX_KNOWN = 200_000  # words whose pieces are kept
_FULL = 127.0


@dataclass(frozen=True, slots=True)
class ByteVectors:
    """Rows of norm 1, each number rounded to one byte of its row's largest."""

    value: NDArray[np.int8]  # (n, dimensions)
    scale: NDArray[np.float32]  # (n,)

    @classmethod
    def of(cls, vectors: Vectors) -> "ByteVectors":
        """Round vectors."""
        largest = np.maximum(np.abs(vectors).max(axis=1, initial=0.0), 1e-9)
        value = np.rint(vectors * (_FULL / largest[:, None])).astype(np.int8)
        return cls(value, (largest / _FULL).astype(np.float32))

    def dot(self, rows: NDArray[np.int64] | slice, vectors: Vectors) -> NDArray[np.float32]:
        """Return the cosines of some rows with vectors of norm 1, `(n_rows, n_vectors)`."""
        return cosines(self.value[rows].astype(np.float32), vectors) * self.scale[rows][:, None]


def cosines(rows: Vectors, others: Vectors) -> NDArray[np.float32]:
    """Return the product of each row with each other, `(n_rows, n_others)`.

    Not by BLAS: its threads wait for each other longer than products as small as these take.
    """
    return np.asarray(np.einsum("ij,kj->ik", rows, others), np.float32)


class WordVectors:
    """The encoder's vectors of word lists: the pieces of each word are looked up once."""

    def __init__(self, encoder: StaticEncoder) -> None:
        """Keep the encoder; no word is known yet."""
        self._encoder = encoder
        self._pieces: dict[str, list[int]] = {}

    def encode(self, texts: Sequence[Sequence[str]]) -> Vectors:
        """Return a row of norm 1 for each list of words, 0 where no word is known."""
        if len(self._pieces) > MAX_KNOWN:
            self._pieces.clear()
        ids: list[int] = []
        lengths: list[int] = []
        for words in texts:
            before = len(ids)
            for word in words:
                ids += self._of(word)
            lengths.append(len(ids) - before)
        counts = np.asarray(lengths, np.int64)
        sums = np.zeros((len(texts), self._encoder.dimensions), np.float32)
        filled = np.flatnonzero(counts)
        if len(filled):
            starts = (np.cumsum(counts) - counts)[filled]
            sums[filled] = np.add.reduceat(self._encoder.matrix[ids], starts, axis=0)
        return unit_rows(sums)

    def _of(self, word: str) -> list[int]:
        found = self._pieces.get(word)
        if found is None:
            found = self._encoder.tokenizer.encode(word, add_special_tokens=False).ids
            self._pieces[word] = found
        return found
