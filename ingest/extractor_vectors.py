"""Vectors of an index, one byte a number, and those of the words of a text."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.encoder import StaticEncoder, Vectors, unit_rows
from maillage.ingest.known_words import KnownWords

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

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

    def rows(self, numbers: NDArray[Any]) -> Vectors:
        """Return some rows as they were, but for the rounding."""
        vectors: Vectors = self.value[numbers].astype(np.float32) * self.scale[numbers, None]
        return vectors


def one_thread() -> AbstractContextManager[object]:
    """Return a context in which BLAS keeps to one thread.

    Its threads wait for each other longer than products as small as ours take.
    """
    limit: AbstractContextManager[object] = _blas().limit(limits=1, user_api="blas")
    return limit


@cache
def _blas() -> "ThreadpoolController":
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


class WordVectors:
    """The encoder's vectors of word lists: the pieces of each word are looked up once."""

    def __init__(self, encoder: StaticEncoder) -> None:
        """Keep the encoder; no word is known yet."""
        self._encoder = encoder
        self._pieces = KnownWords(self._ids)

    def encode(self, texts: Sequence[Sequence[str]]) -> Vectors:
        """Return a row of norm 1 for each list of words, 0 where no word is known."""
        from scipy.sparse import csr_array

        known, matrix = self._pieces, self._encoder.matrix
        ids: list[int] = []
        ends = [0]
        for words in texts:
            for word in words:
                ids += known[word]
            ends.append(len(ids))
        ones = np.ones(len(ids), np.float32)
        places = (np.asarray(ids, np.int32), np.asarray(ends, np.int32))
        # A product that copies no row of the matrix: half the time of adding rows picked out of it.
        drawn = csr_array((ones, *places), shape=(len(texts), len(matrix)))
        return unit_rows(np.asarray(drawn @ matrix, np.float32))

    def _ids(self, word: str) -> list[int]:
        ids: list[int] = self._encoder.tokenizer.encode(word, add_special_tokens=False).ids
        return ids
