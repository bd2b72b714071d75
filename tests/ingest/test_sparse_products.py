"""Our products against those that scipy makes public."""

from itertools import chain

import numpy as np
import pytest
from scipy.sparse import csr_array, random_array

from maillage.ingest.sparse_products import summed_rows, weighted_rows


@pytest.mark.parametrize("rows", [[], [3], [7, 0, 7, 39], list(range(40))])
def test_weighted_rows_are_those_of_the_public_product_bit_for_bit(rows: list[int]) -> None:
    chance = np.random.default_rng(3)
    matrix = csr_array(random_array((40, 25), density=0.3, dtype=np.float32, rng=chance))
    weights = chance.random(len(rows), dtype=np.float32)
    wanted = matrix[np.asarray(rows, np.int64)].T @ weights
    found = weighted_rows(matrix, np.asarray(rows, np.int64), weights)
    assert found.dtype == np.float32
    assert found.tobytes() == wanted.astype(np.float32).tobytes()


@pytest.mark.parametrize("runs", [[], [[]], [[2, 2, 0], [], [5]], [list(range(30))]])
def test_summed_rows_are_those_of_the_public_product_bit_for_bit(runs: list[list[int]]) -> None:
    matrix = np.random.default_rng(3).random((30, 8), dtype=np.float32)
    rows = np.asarray(list(chain.from_iterable(runs)), np.int32)
    ends = np.cumsum([0, *map(len, runs)]).astype(np.int32)
    drawn = csr_array((np.ones(len(rows), np.float32), rows, ends), shape=(len(runs), 30))
    assert summed_rows(matrix, rows, ends).tobytes() == np.asarray(drawn @ matrix).tobytes()
