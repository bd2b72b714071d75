"""Which stems stand in which words: one table of a text, in which labels and phrases are looked up."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.runs import Numbers


class HeldStems(NamedTuple):
    """A row for each list of words, a column for each stem that any holds, and a last one that none does."""

    present: Numbers  # (n_columns - 1,): the stems, ascending
    column: NDArray[np.int32]  # (n_stems,): of each stem there is, the last one where it is absent
    held: NDArray[np.bool_]  # (n_rows, n_columns)

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]], width: int) -> "HeldStems":
        """Return the table of lists of stems, negative where no phrase knows the word; `width`: stems there are."""
        lengths = np.fromiter(map(len, lists), np.int64, len(lists))
        stems = np.fromiter(chain.from_iterable(lists), np.int64, int(lengths.sum()))
        known = stems >= 0
        rows, stems = np.repeat(np.arange(len(lists)), lengths)[known], stems[known]
        present = np.unique(stems)
        column = np.full(width, len(present), np.int32)
        column[present] = np.arange(len(present))
        held = np.zeros((len(lists), len(present) + 1), np.bool_)
        held[rows, column[stems]] = True
        return cls(present, column, held)

    def rows(self, numbers: Sequence[int]) -> "HeldStems":
        """Return the table of some of the lists."""
        return self._replace(held=self.held[numbers])

    def pairs(self) -> tuple[Numbers, Numbers]:
        """Return each stem of each list once: rows and stems, by row then stem."""
        rows, columns = np.nonzero(self.held)
        return rows, self.present[columns]

    def among(self, rows: Numbers, stems: Numbers) -> NDArray[np.bool_]:
        """Say of each row whether it holds the stem beside it."""
        return self.held[rows, self.column[stems]]
