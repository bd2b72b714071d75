"""The greedy cover against the best one, found by trying them all."""

from itertools import combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.queries.cover import GUARANTEE, Amount, greedy_cover

NEEDS = st.dictionaries(
    st.sampled_from("abcd"),
    st.builds(Amount, st.integers(1, 20).map(float), st.sampled_from([0.1, 0.5, 1.0])),
    min_size=1,
)
CANDIDATES = st.dictionaries(
    st.sampled_from("vwxyz"),
    st.dictionaries(st.sampled_from("abcde"), st.integers(1, 15).map(float), min_size=1),
    min_size=1,
)


def worth(
    needs: dict[str, Amount], candidates: dict[str, dict[str, float]], chosen: tuple[str, ...]
) -> float:
    given = {need: sum(candidates[one].get(need, 0) for one in chosen) for need in needs}
    return sum(min(one.amount, given[need]) * one.weight for need, one in needs.items())


@settings(max_examples=200, deadline=None)
@given(NEEDS, CANDIDATES, st.integers(1, 4))
def test_no_choice_beats_the_bound_and_the_greedy_one_keeps_its_guarantee(
    needs: dict[str, Amount], candidates: dict[str, dict[str, float]], count: int
) -> None:
    found = greedy_cover(needs, candidates, count)
    best = max(
        worth(needs, candidates, chosen)
        for chosen in combinations_with_replacement(candidates, count)
    )
    assert found.covered == pytest.approx(
        worth(needs, candidates, tuple(pick.candidate for pick in found.picks))
    )
    assert found.covered >= GUARANTEE * best - 1e-9
    assert found.share_of_best * best <= found.covered + 1e-6 or found.share_of_best == GUARANTEE
    assert best <= found.bound + 1e-9 <= found.total + 2e-9


def test_a_need_is_not_covered_twice() -> None:
    found = greedy_cover({"a": Amount(10)}, {"x": {"a": 6}}, 5)
    assert [pick.gain for pick in found.picks] == [6, 4]
    assert found.covered == found.total == 10


def test_weights_decide_between_equal_amounts() -> None:
    needs = {"sure": Amount(5, 0.9), "doubtful": Amount(6, 0.5)}
    found = greedy_cover(needs, {"x": {"doubtful": 6}, "y": {"sure": 5}}, 1)
    assert [pick.candidate for pick in found.picks] == ["y"]


def test_the_first_of_equal_candidates_is_taken() -> None:
    found = greedy_cover({"a": Amount(1)}, {"x": {"a": 1}, "y": {"a": 1}}, 1)
    assert found.picks[0].candidate == "x"


def test_nothing_to_cover_is_covered_in_full() -> None:
    found = greedy_cover({}, {"x": {"a": 1}}, 3)
    assert (found.picks, found.total, found.share_of_best) == ((), 0, 1.0)
