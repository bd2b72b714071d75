"""Perimeters: the grammar, what each expression names in the invented region, and gap answers over them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.graph.triple_store import TripleStore
from maillage.ontology.errors import MaillageError
from maillage.ontology.names import Names
from maillage.queries.errors import UnknownTerritory
from maillage.queries.gap import GapModel
from maillage.queries.perimeter import Centre, distance
from maillage.queries.perimeter_errors import (
    EmptyPerimeter,
    MalformedPerimeter,
    NoCentre,
    UnknownPerimeter,
)
from maillage.queries.territory import Territories, Territory, read_territories

PARTS = [
    "bassin:A",
    "bassin:B",
    "reg:44",
    "10001",
    "commune:10003",
    "rayon:10001:30km",
    "perimeter:ouest-2",
]


@pytest.fixture(scope="module")
def territories(store: TripleStore) -> Territories:
    return read_territories(store)


def codes(territory: Territory) -> set[str]:
    return {uri.value[-5:] for uri in territory.communes}


@pytest.mark.parametrize(
    ("typed", "inside"),
    [
        ("bassin:A+bassin:B", {"10001", "10002", "10003"}),
        ("bassin:A + 10003", {"10001", "10002", "10003"}),
        ("reg:44-bassin:A", {"10003"}),
        ("reg:44 - 10001 - 10003", {"10002"}),
        ("reg:44-(10001+10003)", {"10002"}),
        ("reg:44-10001+10003", {"10002", "10003"}),  # from left to right
        ("(reg:44-(bassin:B,10001)),10003", {"10002", "10003"}),
        ("10001,10002,", {"10001", "10002"}),
        ("rayon:10001:30km", {"10001", "10002"}),
        ("rayon:commune:10001:8.5", {"10001"}),
        ("rayon:10001:9 km - 10001", {"10002"}),
        ("perimeter:ouest-2", {"10001"}),
        ("bassin:A - perimeter:ouest-2", {"10002"}),
        ("bassin:A-perimeter:ouest-2", {"10002"}),
        ("perimeter:ouest-2 - bassin:B", {"10001"}),
        ("perimeter:ouest-2-bassin:B", {"10001"}),
        ("<https://w3id.org/maillage/id/bassin/A>-10001", {"10002"}),
        ("https://w3id.org/maillage/id/bassin/A - 10001", {"10002"}),
    ],
)
def test_an_expression_names_communes(
    territories: Territories, names: Names, typed: str, inside: set[str]
) -> None:
    found = territories.resolve(names, typed)
    assert codes(found) == inside
    assert codes(territories.resolve(names, found.text)) == inside  # its own text names it again


def test_a_perimeter_says_what_it_is_called(territories: Territories, names: Names) -> None:
    assert territories.resolve(names, "bassin:A - 10001").label == "ALPHA sans Un"
    assert territories.resolve(names, "10001,10002").label == "Un, Deux"
    assert territories.resolve(names, "rayon:10001:30km").label == "30 km autour de Un"


@pytest.mark.parametrize(
    ("typed", "fault", "words"),
    [
        ("bassin:A-reg:44", EmptyPerimeter, "il ne reste aucune commune"),
        ("perimeter:nord", UnknownPerimeter, "périmètres enregistrés : perimeter:ouest-2"),
        ("rayon:10003:5km", NoCentre, "commune:10003 n'a pas de coordonnées"),
        ("rayon:99999:5km", UnknownTerritory, "commune:99999"),
        ("rayon:10001:0km", MalformedPerimeter, "entre 0 et 1000 km"),
        ("rayon:10001:5miles", MalformedPerimeter, "un rayon s'écrit"),
        ("rayon:Troyes:5km", MalformedPerimeter, "un rayon s'écrit"),
        ("bassin:A+", MalformedPerimeter, "territoire attendu"),
        ("-bassin:A", MalformedPerimeter, "territoire attendu"),
        ("bassin:A bassin:B", MalformedPerimeter, "il manque"),
        ("(bassin:A", MalformedPerimeter, "parenthèse non fermée"),
        ("bassin:A)", MalformedPerimeter, "sans ouverture"),
        ("(" * 5000, MalformedPerimeter, "imbriquées"),
        ("bassin:A+bassin:Z", UnknownTerritory, "bassin:Z"),
    ],
)
def test_a_perimeter_that_names_nothing_says_why(
    territories: Territories, names: Names, typed: str, fault: type[MaillageError], words: str
) -> None:
    with pytest.raises(fault, match=words):
        territories.resolve(names, typed)


def test_a_graph_without_coordinates_says_what_to_add(
    territories: Territories, names: Names
) -> None:
    blind = Territories(territories.communes, territories.labels)
    with pytest.raises(NoCentre, match=r"d'aucune commune.*centres\*\.csv"):
        blind.resolve(names, "rayon:10001:30km")


@given(
    st.recursive(
        st.sampled_from(PARTS),
        lambda part: st.builds(
            lambda left, sign, right: f"({left}{sign}{right})",
            part,
            st.sampled_from([" + ", ",", " - "]),
            part,
        ),
        max_leaves=8,
    )
)
def test_the_text_of_a_perimeter_names_the_same_communes(
    territories: Territories, names: Names, typed: str
) -> None:
    try:
        found = territories.resolve(names, typed)
    except EmptyPerimeter:
        return
    assert found.communes == territories.resolve(names, found.text).communes
    assert found.population == sum(territories.communes[one].population for one in found.communes)


@given(st.text("bassin:rayon10kmperimeter-+,()<> 4A/", max_size=40))
def test_whatever_is_typed_gets_an_answer_or_a_sentence(
    territories: Territories, names: Names, typed: str
) -> None:
    try:
        territories.resolve(names, typed)
    except UnknownTerritory as error:
        assert "bassin:" in str(error) or "périmètre" in str(error) or "rayon" in str(error)


def test_a_degree_of_latitude_is_111_km() -> None:
    assert distance(Centre(48, 4), Centre(49, 4)) == pytest.approx(111.19, abs=0.01)
    assert distance(Centre(0, 179.5), Centre(0, -179.5)) == pytest.approx(111.19, abs=0.01)


def test_gap_answers_for_a_difference_and_says_how_figures_are_spread(
    store: TripleStore, names: Names
) -> None:
    model = GapModel(store, names)
    answer = model.gap("bassin:A - perimeter:ouest-2", "2024")
    assert answer.territory == "bassin:A-perimeter:ouest-2"
    assert answer.demand == pytest.approx(100 * 100 / 400)
    (note,) = [note for note in answer.notes if "prorata de la population" in note]
    assert "1 bassin(s)" in note
    assert "ALPHA : 25 %" in note
    assert answer.rows[0].evidence.list.startswith(
        "maillage gap bassin:A-perimeter:ouest-2 --period"
    )


def test_an_answer_with_parentheses_gives_a_command_that_a_shell_can_run(
    store: TripleStore, names: Names
) -> None:
    answer = GapModel(store, names).gap("reg:44-(10001,10003)", "2024")
    assert "gap 'reg:44-(commune:10001,commune:10003)' --period" in answer.rows[0].evidence.list


def test_whole_bassins_need_no_spreading(store: TripleStore, names: Names) -> None:
    answer = GapModel(store, names).gap("10001+10002", "2024")
    assert not any("prorata de la population" in note for note in answer.notes)
