import numpy as np
import pytest

from maillage.ingest.held_stems import HeldStems
from maillage.ingest.runs import found_among, gathered, runs


def test_each_stem_of_a_list_is_held_once_and_an_unknown_word_is_none() -> None:
    held = HeldStems.of([[4, 2, 4, -1], [], [2]], 6)
    rows, stems = held.pairs()
    assert [*zip(rows.tolist(), stems.tolist(), strict=True)] == [(0, 2), (0, 4), (2, 2)]
    assert held.among(np.asarray([0, 0, 1, 2]), np.asarray([4, 5, 2, 2])).tolist() == [
        True, False, False, True,
    ]  # fmt: skip
    assert held.rows([2]).pairs()[1].tolist() == [2]


@pytest.mark.parametrize("lists", [[], [[]], [[-1, -1]]])
def test_nothing_holds_nothing(lists: list[list[int]]) -> None:
    held = HeldStems.of(lists, 3)
    assert [len(one) for one in held.pairs()] == [0, 0]
    assert not held.among(np.zeros(len(lists), np.int64), np.zeros(len(lists), np.int64)).any()


def test_runs_are_gathered_end_to_end() -> None:
    owner, at = gathered(np.asarray([5, 9, 0]), np.asarray([2, 0, 3]))
    assert owner.tolist() == [0, 0, 2, 2, 2]
    assert at.tolist() == [5, 6, 0, 1, 2]


@pytest.mark.parametrize(
    ("groups", "starts", "sizes"),
    [([], [], []), ([7], [0], [1]), ([1, 1, 2, 5, 5, 5], [0, 2, 3], [2, 1, 3])],
)
def test_runs_of_equal_groups(groups: list[int], starts: list[int], sizes: list[int]) -> None:
    found = runs(np.asarray(groups, np.int64))
    assert [one.tolist() for one in found] == [starts, sizes]


def test_items_are_found_among_ascending_ones() -> None:
    at, known = found_among(np.asarray([2, 5, 9]), np.asarray([9, 0, 5, 3, 12]))
    assert known.tolist() == [True, False, True, False, False]
    assert at.tolist() == [2, 0, 1, 0, 0]
    at, known = found_among(np.zeros(0, np.int64), np.asarray([1, 2]))
    assert (at.tolist(), known.tolist()) == ([0, 0], [False, False])
