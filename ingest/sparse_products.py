"""Products of a sparse and a dense array as small as one text's: scipy's loops without what it does around them.

To make, index, turn and multiply a `csr_array` takes some 0.3 ms of checks, more than these products. The loops
are private to scipy: `tests/ingest/test_sparse_products.py` holds them to its public products, bit for bit.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def weighted_rows(
    matrix: "csr_array", rows: NDArray[Any], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the sum of some rows of a sparse matrix, each times its weight: `matrix[rows].T @ weights`."""
    from scipy.sparse import _sparsetools

    width, kind = matrix.shape[1], matrix.indptr.dtype
    numbers = rows.astype(kind)
    ends = np.zeros(len(numbers) + 1, kind)
    np.cumsum(matrix.indptr[numbers + 1] - matrix.indptr[numbers], out=ends[1:])
    places, values = np.empty(ends[-1], kind), np.empty(ends[-1], np.float32)
    _sparsetools.csr_row_index(
        len(numbers), numbers, matrix.indptr, matrix.indices, matrix.data, places, values
    )
    found = np.zeros(width, np.float32)
    _sparsetools.csc_matvec(width, len(numbers), ends, places, values, weights, found)
    return found


def summed_rows(
    matrix: NDArray[np.float32], rows: NDArray[np.int32], ends: NDArray[np.int32]
) -> NDArray[np.float32]:
    """Return, for each run of `rows`, the sum of these rows of a dense matrix, none of them copied.

    Run `n` is `rows[ends[n]:ends[n + 1]]`: half the time of adding rows that were picked out.
    """
    from scipy.sparse import _sparsetools

    height, width = len(ends) - 1, matrix.shape[1]
    found = np.zeros((height, width), np.float32)
    ones = np.ones(len(rows), np.float32)
    _sparsetools.csr_matvecs(
        height, len(matrix), width, ends, rows, ones, matrix.ravel(), found.ravel()
    )
    return found
