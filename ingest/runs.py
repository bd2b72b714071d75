"""Runs of items in arrays: equal ones that stand together, and neighbours taken end to end."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[Any]  # of 64 bits, as numpy counts and weighs


def gathered(starts: NDArray[Any], lengths: NDArray[Any]) -> tuple[Numbers, Numbers]:
    """Return the places of some runs end to end, and beside each the number of its run first."""
    owner = np.repeat(np.arange(len(lengths)), lengths)
    before = np.cumsum(lengths, dtype=np.int64) - lengths
    return owner, np.arange(len(owner)) + (starts - before)[owner]


def runs(groups: NDArray[Any]) -> tuple[Numbers, Numbers]:
    """Return where each run of equal groups starts, and how long it is."""
    opens = np.ones(len(groups), np.bool_)
    np.not_equal(groups[1:], groups[:-1], out=opens[1:])
    starts = np.flatnonzero(opens)
    sizes = np.empty_like(starts)
    np.subtract(starts[1:], starts[:-1], out=sizes[:-1])
    sizes[-1:] = len(groups) - starts[-1:]
    return starts, sizes


def found_among(ascending: NDArray[Any], wanted: NDArray[Any]) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return the place of each wanted item among ascending ones, 0 where it is none of them, and whether it is one."""
    at = np.searchsorted(ascending, wanted)
    if not len(ascending):
        return at, np.zeros(len(wanted), np.bool_)
    at[at == len(ascending)] = 0
    known = np.asarray(ascending[at] == wanted, np.bool_)
    at[~known] = 0
    return at, known
