"""Families of occupations that share a core, and how stable they are."""

import pytest
from tests.queries.pathway_region import pathway_data

from maillage.queries.core_families import adjusted_rand, families
from maillage.queries.near_data import NearData


@pytest.fixture(scope="module")
def data() -> NearData:
    return pathway_data()


def test_the_bakery_is_a_family_and_a_hermit_is_alone(data: NearData) -> None:
    found = families(data)
    largest = {curie for curie, _ in found.families[0].occupations}
    assert {"rome:Y1001", "rome:Y1003"} <= largest or {"rome:Y1001", "rome:Y1002"} <= largest
    assert {"rome:Y1006", "rome:Y1007"} <= {curie for curie, _ in found.alone}
    everyone = [curie for one in found.families for curie, _ in one.occupations]
    assert len(everyone) == len(set(everyone))


def test_the_same_seed_gives_the_same_families_and_stability_is_told(data: NearData) -> None:
    one, other = families(data, 3), families(data, 3)
    assert one == other
    assert -1 <= one.stability <= 1


def test_agreement_is_one_for_the_same_division_and_about_zero_by_chance() -> None:
    assert adjusted_rand([0, 0, 1, 1, 2], [4, 4, 7, 7, 9]) == 1
    assert abs(adjusted_rand([0, 1] * 50, [0] * 50 + [1] * 50)) < 0.05
    assert adjusted_rand([0, 0, 0], [0, 0, 0]) == 1
