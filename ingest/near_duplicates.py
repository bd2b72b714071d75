"""The same job posted again, or by several sources: MinHash signatures, grouped commune by commune.

Source: Broder, "On the resemblance and containment of documents" (1997); datasketch's MinHash LSH.
A signature is kept with the facts instead of the text: 64 minima of hashes of word triples.
"""

from collections.abc import Iterable
from copy import copy
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from maillage.vocab.title_words import words

if TYPE_CHECKING:
    from datasketch import MinHash

PERMUTATIONS = 64
SHINGLE = 3  # words
SIMILAR = 0.8  # Jaccard index of the word triples, as the signatures estimate it, [0, 1]
WINDOW = 60  # days: the same job posted a year later is another need
_WORDS = 4000  # words of a record that are compared
_SEED = 20
Minima: TypeAlias = NDArray[np.uint32]  # (PERMUTATIONS,)


class Posted(NamedTuple):
    """What grouping reads of one record."""

    key: int
    signature: bytes  # PERMUTATIONS × 4 bytes
    occupation: str  # CURIE, or "" where unknown
    posted: date | None


def signature(title: str, text: str) -> bytes:
    """Return the MinHash signature of a record: the same words, the same bytes, on any machine."""
    found = [word.encode() for word in words(f"{title}\n{text}"[: _WORDS * 12])[:_WORDS]]
    runs = zip(*(found[at:] for at in range(SHINGLE)), strict=False)
    # The minima are the same however often a triple comes back.
    shingles = [*map(b" ".join, runs)] or [b" ".join(found)]
    made = copy(_empty())
    made.hashvalues = made.hashvalues.copy()  # its permutations are shared
    made.update_batch(shingles)
    return bytes(made.hashvalues.astype("<u4").tobytes())


def duplicate_groups(records: Iterable[Posted]) -> dict[int, int]:
    """Return, for each record of one commune that is a duplicate, the key of the one that stands.

    The earliest posted stands for its group, then the smallest key: the same records give the same
    groups, in whatever order and in however many runs they arrived. Those that stand are not in it.
    """
    ordered = sorted(records, key=lambda one: (one.posted or date.max, one.key))
    if len(ordered) < 2:
        return {}
    from datasketch import MinHashLSH

    index = MinHashLSH(threshold=SIMILAR, num_perm=PERMUTATIONS, params=(12, 5))
    matrix = np.frombuffer(b"".join(one.signature for one in ordered), "<u4")
    matrix = matrix.reshape(len(ordered), PERMUTATIONS)
    stands: dict[int, int] = {}
    for at, one in enumerate(ordered):
        sketch = _sketch(matrix[at])
        near = sorted(
            other
            for other in index.query(sketch)
            if _same(ordered[other], one) and _similarity(matrix[other], matrix[at]) >= SIMILAR
        )
        if near:
            stands[one.key] = ordered[near[0]].key
        else:
            index.insert(at, sketch)  # only those that stand are compared with
    return stands


def similarity(one: bytes, other: bytes) -> float:
    """Return the estimated Jaccard index of two signatures, [0, 1]."""
    return _similarity(np.frombuffer(one, "<u4"), np.frombuffer(other, "<u4"))


def _similarity(one: Minima, other: Minima) -> float:
    return float(np.mean(one == other))


def _same(one: Posted, other: Posted) -> bool:
    if one.occupation and other.occupation and one.occupation != other.occupation:
        return False  # an agency's ads share most of their words
    if one.posted is None or other.posted is None:
        return True
    return abs((one.posted - other.posted).days) <= WINDOW


@cache
def _empty() -> "MinHash":
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS, seed=_SEED, hashfunc=crc32, scheme="affine32")


def _sketch(values: Minima) -> "MinHash":
    made = _empty().copy()
    made.hashvalues = values.astype(made.hashvalues.dtype)
    return made
