"""A value that is made when it is first read."""

from maillage.queries.deferred import Deferred


def test_it_is_made_once_and_only_when_it_is_read() -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return 7

    later = Deferred(make)
    assert made == []
    assert (later.value, later.value, made) == (7, 7, [1])


def test_two_are_equal_where_their_values_are() -> None:
    assert Deferred(lambda: (1, "a")) == Deferred(lambda: (1, "a"))
    assert Deferred(lambda: 1) != Deferred(lambda: 2)
    assert Deferred(lambda: 1) != 1
