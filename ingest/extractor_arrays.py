"""Lists and unit vectors as flat arrays, the way `extractor_index` reads them."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Arrays: TypeAlias = dict[str, NDArray[Any]]  # of any dtype: what numpy.savez takes


def postings(
    rows: Sequence[Mapping[str, float]],
) -> tuple[Arrays, list[str], NDArray[Any]]:
    """Return postings of unit rows of (1 + ln tf) · idf, by key: `ptr`, `row`, `value`."""
    frequency: Counter[str] = Counter()
    for row in rows:
        frequency.update(row.keys())
    keys = sorted(frequency)
    idf = {key: math.log((1 + len(rows)) / (1 + frequency[key])) + 1.0 for key in keys}
    lists: dict[str, list[tuple[int, float]]] = {key: [] for key in keys}
    for number, row in enumerate(rows):
        values = {key: (1 + math.log(count)) * idf[key] for key, count in row.items()}
        norm = math.sqrt(sum(value * value for value in values.values())) or 1.0
        for key, value in values.items():
            lists[key].append((number, value / norm))
    ordered = [lists[key] for key in keys]
    return (
        {
            "ptr": _pointers(ordered),
            "row": np.asarray([number for one in ordered for number, _ in one], dtype=np.int32),
            "value": np.asarray([value for one in ordered for _, value in one], dtype=np.float32),
        },
        keys,
        np.asarray([idf[key] for key in keys], dtype=np.float32),
    )


def lists_as_arrays(name: str, rows: Sequence[Sequence[int]]) -> Arrays:
    """Return lists as the two arrays `<name>_ptr` and `<name>_item`."""
    flat = [value for row in rows for value in row]
    return {f"{name}_ptr": _pointers(rows), f"{name}_item": np.asarray(flat, dtype=np.int32)}


def _pointers(rows: Iterable[Sequence[object]]) -> NDArray[Any]:
    return np.cumsum([0, *(len(row) for row in rows)], dtype=np.int64)
