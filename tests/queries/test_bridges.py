"""What bridges, over an invented world; sampled betweenness against the exact one."""

import networkx as nx
import pytest
from tests.queries.pathway_region import pathway_data

from maillage.queries.bridges import (
    betweenness,
    bridge_certifications,
    bridge_competences,
    certifications_near,
    competence_graph,
)
from maillage.queries.near_data import NearData


@pytest.fixture(scope="module")
def data() -> NearData:
    return pathway_data()


def test_the_knowledge_that_joins_trades_bridges_most(data: NearData) -> None:
    found = bridge_competences(data)
    assert found[0].label == "Hygiène alimentaire"
    assert (found[0].occupations, found[0].domains) == (4, 1)
    assert "Faire preuve de rigueur" not in [one.label for one in found]


def test_a_sample_as_large_as_the_graph_is_exact(data: NearData) -> None:
    graph = competence_graph(data)
    assert betweenness(graph, 10_000, 7) == pytest.approx(nx.betweenness_centrality(graph))


def test_a_sample_agrees_with_the_exact_betweenness_on_a_larger_graph() -> None:
    graph = nx.barbell_graph(30, 5)  # two cliques, and a bridge of five between them
    exact, sampled = nx.betweenness_centrality(graph), betweenness(graph, 30, 7)
    bridge = sorted(exact, key=lambda one: -exact[one])[:5]
    assert sorted(sorted(sampled, key=lambda one: -sampled[one])[:5]) == sorted(bridge)
    assert all(abs(sampled[one] - exact[one]) < 0.15 for one in graph)


def test_the_same_seed_gives_the_same_sample() -> None:
    graph = nx.karate_club_graph()
    assert betweenness(graph, 10, 7) == betweenness(graph, 10, 7)


def test_certifications_are_joined_by_their_blocs_but_not_by_general_education(
    data: NearData,
) -> None:
    found = bridge_certifications(data)
    assert [(one.one, one.other) for one in found] == [("rncp:700", "rncp:701")]
    assert set(found[0].shared) == {"Décorer", "Glacer"}


def test_the_certifications_near_one_are_told(data: NearData) -> None:
    uri = data.names.uri("rncp:700").value
    assert [one.other for one in certifications_near(data, uri)] == ["rncp:701"]
    assert certifications_near(data, data.names.uri("rncp:702").value) == []
