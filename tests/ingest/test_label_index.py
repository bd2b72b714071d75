"""The labels of a concept are its own and those that the graph lends it."""

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from maillage.graph.triple_store import TripleStore
from maillage.ingest.label_index import GraphLabels, LabelIndex, LabelKind
from maillage.ontology.names import Names

SMALL = Path(__file__).with_name("small_labels.ttl")
JOB = "http://data.europa.eu/esco/occupation/"


@pytest.fixture(scope="module")
def graph() -> GraphLabels:
    store = Store()
    store.load(path=str(SMALL), format=RdfFormat.TURTLE, to_graph=NamedNode("urn:test:labels"))
    return GraphLabels(TripleStore(store), Names())


def kinds(index: LabelIndex, uri: str, lang: str = "fr") -> dict[str, LabelKind]:
    place = index.uris.index(uri)
    return {
        label.form: label.kind
        for label in index.labels
        if label.concept == place and label.lang == lang
    }


def test_gender_variants_are_one_label(graph: GraphLabels) -> None:
    found = kinds(graph.index("esco-occupation"), JOB + "1")
    assert found["boulanger"] is LabelKind.PREF


def test_a_mapped_title_is_a_label_weighted_by_its_relation(graph: GraphLabels) -> None:
    index = graph.index("esco-occupation")
    assert kinds(index, JOB + "2")["chalumist"] is LabelKind.NEAR
    assert kinds(index, JOB + "1")["tourier"] is LabelKind.FAR


def test_a_title_is_a_label_of_its_fiche(graph: GraphLabels) -> None:
    index = graph.index("rome")
    assert kinds(index, index.uris[0]) == {
        "boulanger": LabelKind.PREF,
        "tourier": LabelKind.NEAR,
    }


def test_a_deprecated_concept_is_not_indexed(graph: GraphLabels) -> None:
    assert JOB + "4" not in graph.index("esco-occupation").uris


def test_languages_are_kept_apart(graph: GraphLabels) -> None:
    index = graph.index("esco-occupation").in_language("de")
    assert [label.text for label in index.labels] == ["Schweißer"]


def test_labels_are_sorted_by_kind_then_concept(graph: GraphLabels) -> None:
    labels = graph.index("esco-occupation").labels
    assert list(labels) == sorted(labels, key=lambda label: (label.kind, label.concept))


def test_a_scheme_without_concept_is_empty(graph: GraphLabels) -> None:
    assert graph.index("regional").labels == ()
