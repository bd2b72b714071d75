"""A value that is made when it is first read: what few readers of an answer look at."""

from collections.abc import Callable
from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class Deferred(Generic[_Value]):
    """A value, and until it is read how to make it. Two are equal where their values are."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], _Value]) -> None:
        """Keep `make`, which gives the same value whenever it is called."""
        self._make: Callable[[], _Value] | None = make
        self._made: _Value

    @property
    def value(self) -> _Value:
        """The value, made once (twice at most where two threads ask at the same moment)."""
        make = self._make
        if make is not None:
            self._made = make()
            self._make = None  # after the value is there: another thread may read it now
        return self._made

    def __eq__(self, other: object) -> bool:
        """Return whether both values are equal."""
        return isinstance(other, Deferred) and bool(self.value == other.value)

    __hash__ = None  # type: ignore[assignment]  # a value may hold a dictionary
