"""A kept answer is not computed twice, and does not keep the object that gave it."""

import gc
import weakref
from collections.abc import Callable

import pytest

from maillage.graph.kept_calls import kept_calls


class Squares:
    def __init__(self) -> None:
        self.asked: list[int] = []
        self.square: Callable[[int], int] = kept_calls(self._square, 2)

    def _square(self, number: int) -> int:
        self.asked.append(number)
        return number * number


def test_an_answer_is_kept_until_others_push_it_out() -> None:
    squares = Squares()
    assert [squares.square(one) for one in (3, 3, 4, 5, 3)] == [9, 9, 16, 25, 9]
    assert squares.asked == [3, 4, 5, 3]


def test_the_object_goes_with_its_last_user_and_needs_no_collection() -> None:
    gc.disable()
    try:
        squares = Squares()
        squares.square(3)
        gone, kept = weakref.ref(squares), squares.square
        del squares
        assert gone() is None
    finally:
        gc.enable()
    with pytest.raises(ReferenceError):
        kept(4)
