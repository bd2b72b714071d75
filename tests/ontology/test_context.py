"""The JSON-LD context: up to date, complete, and faithful both ways."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse, serialize
from rdflib.compare import isomorphic

from maillage.ontology import terms
from maillage.ontology.context import context, context_document, main
from maillage.ontology.names import ONTOLOGY, Names
from maillage.ontology.resources import context_text

SMALL_GRAPH = Path(__file__).with_name("small_graph.ttl")
BASE = "https://w3id.org/maillage/id/"
# rdflib's own JSON-LD parser builds on the class that rdflib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
ENTRIES: dict[str, Any] = json.loads(context_text())["@context"]


def expand(key: str) -> str:
    entry = ENTRIES[key]
    curie = entry if isinstance(entry, str) else entry["@id"]
    prefix, _, name = curie.partition(":")
    return f"{ENTRIES[prefix]}{name}"


def read_by_rdflib(text: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=text, format="json-ld")


def read_by_oxigraph(text: str) -> rdflib.Graph:
    triples = (quad.triple for quad in parse(text, RdfFormat.JSON_LD))
    lines = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert lines is not None
    return rdflib.Graph().parse(data=lines, format="nt")


def test_the_packaged_context_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    assert capsys.readouterr().out == context_text() == context_document(Names())


def test_every_prefix_is_the_one_of_names() -> None:
    for prefix, uri in Names().prefixes.items():
        assert ENTRIES[prefix] == uri


def test_every_term_has_one_key() -> None:
    keys = [key for key in ENTRIES if key not in Names().prefixes and key[0] != "@"]
    expanded = [expand(key) for key in keys if key not in {"id", "type"}]
    assert len(expanded) == len(set(expanded))
    listed = {node.value for name, node in vars(terms.MLG).items() if not name.startswith("_")}
    assert listed <= set(expanded)
    assert terms.SKOS.prefLabel.value in expanded
    assert terms.RDF.type.value not in expanded, "JSON-LD says @type"


def test_a_key_is_a_local_name_but_where_a_prefix_has_it() -> None:
    qualified = {key for key in ENTRIES if key.startswith("mlg:")}
    assert qualified == {
        f"mlg:{name}" for name in ("certifier", "level", "nature", "provider", "reach")
    }


@pytest.mark.parametrize("read", [read_by_rdflib, read_by_oxigraph])
def test_plain_json_reads_as_rdf(read: Callable[[str], rdflib.Graph]) -> None:
    text = json.dumps(
        {
            "@context": ENTRIES,
            "id": "rome:Z1001",
            "type": "Occupation",
            "prefLabel": {"fr": "Fromager", "en": "Cheese maker"},
            "altLabel": {"fr": ["Affineur", "Crémier"]},
            "requires": ["rome-competence:1", "rome-savoir:2"],
            "regulated": False,
            "mlg:level": "level:3",
            "registrationEnd": "2030-08-31",
        }
    )
    expected = rdflib.Graph().parse(
        format="turtle",
        data=f"""
        @prefix mlg: <{ONTOLOGY}> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <{BASE}rome/Z1001> a mlg:Occupation ;
          skos:prefLabel "Fromager"@fr, "Cheese maker"@en ;
          skos:altLabel "Affineur"@fr, "Crémier"@fr ;
          mlg:requires <{BASE}rome-competence/1>, <{BASE}rome-savoir/2> ;
          mlg:regulated false ;
          mlg:level <{BASE}level/3> ;
          mlg:registrationEnd "2030-08-31"^^<http://www.w3.org/2001/XMLSchema#date> .
        """,
    )
    assert isomorphic(read(text), expected)


@pytest.mark.parametrize("read", [read_by_rdflib, read_by_oxigraph])
def test_a_graph_of_every_class_comes_back_the_same(
    read: Callable[[str], rdflib.Graph],
) -> None:
    graph = rdflib.Graph().parse(SMALL_GRAPH)
    text = graph.serialize(format="json-ld", context=ENTRIES, auto_compact=False)
    assert isomorphic(read(text), graph)


def test_another_base_gives_another_context() -> None:
    entries = context(Names("https://data.example.org/"))["@context"]
    assert entries["rome"] == "https://data.example.org/id/rome/"
    assert entries["mlg"] == ONTOLOGY, "the ontology does not move with the data"
