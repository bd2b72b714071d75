"""The projection: what it holds, how it is kept, what other tools read of it."""

from pathlib import Path

import networkx as nx
import pytest
from pyarrow import parquet
from pyoxigraph import Store
from tests.queries.pathway_region import pathway_data

from maillage.graph.export_tables import write_graphml, write_parquet
from maillage.graph.projection import Projection, read_projection
from maillage.graph.projection_index import load_projection, write_projection
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names


@pytest.fixture(scope="module")
def projection() -> Projection:
    return pathway_data().projection


def test_nodes_have_their_class_and_relations_the_ontologys_names(projection: Projection) -> None:
    names = Names()
    place = projection.places[names.uri("rome:Y1001").value]
    assert projection.class_name(place) == "Occupation"
    assert projection.labels[place] == "Boulanger"
    macro = projection.places[names.uri("rome-competence:90").value]
    assert projection.class_name(macro) == "MacroCompetence"
    sources, targets = projection.edges("mobilityTo")
    assert len(sources) == 3
    assert {projection.class_name(one) for one in targets.tolist()} == {"Occupation"}


def test_a_cycle_of_mobilities_is_kept_as_it_is(projection: Projection) -> None:
    graph = projection.graph(("mobilityTo",))
    assert len(list(nx.simple_cycles(graph))) == 1


def test_the_index_gives_back_what_was_written(projection: Projection, tmp_path: Path) -> None:
    write_projection(projection, tmp_path)
    again = load_projection(tmp_path)
    assert again is not None
    assert (again.uris, again.labels) == (projection.uris, projection.labels)
    assert again.sources.tolist() == projection.sources.tolist()
    assert load_projection(tmp_path / "absent") is None


def test_an_empty_store_has_an_empty_projection(tmp_path: Path) -> None:
    empty = read_projection(TripleStore(Store()))
    assert empty.uris == ()
    write_projection(empty, tmp_path)
    again = load_projection(tmp_path)
    assert again is not None
    assert again.uris == ()


def test_graphml_is_read_back_with_the_same_nodes_and_edges(
    projection: Projection, tmp_path: Path
) -> None:
    written = write_graphml(projection, Names(), tmp_path)
    graph = nx.read_graphml(written.files[0], force_multigraph=True)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (written.nodes, written.edges)
    attributes = [one for _, one in graph.nodes(data=True)]
    assert {"uri", "curie", "label", "class"} <= set(attributes[0])
    assert "mobilityTo" in {one["relation"] for *_, one in graph.edges(data=True)}


def test_tables_join_by_uri(projection: Projection, tmp_path: Path) -> None:
    write_parquet(projection, Names(), tmp_path)
    nodes = parquet.read_table(tmp_path / "nodes.parquet").to_pylist()
    edges = parquet.read_table(tmp_path / "edges.parquet").to_pylist()
    uris = {one["uri"] for one in nodes}
    assert len(uris) == len(nodes)
    assert all(one["source"] in uris and one["target"] in uris for one in edges)
    assert {"curie": "rome:Y1001", "class": "Occupation"}.items() <= next(
        one for one in nodes if one["curie"] == "rome:Y1001"
    ).items()
