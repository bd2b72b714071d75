"""How the words of one concept are put together, on labels of our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from maillage.ontology.terms import SKOS
from maillage.vocab.esco_labels import EscoLabels, Wording, clean

NODE = NamedNode("http://example.org/concept")
words = st.text(alphabet="abAB ’'", max_size=4)


def test_a_later_preferred_label_becomes_an_alternative() -> None:
    labels = EscoLabels()
    labels.add(Wording("fr", "boulangère"))
    labels.add(Wording("fr", "boulanger", definition="Fait du pain."))
    assert [str(triple.object) for triple in labels.triples(NODE)] == [
        '"boulangère"@fr',
        '"boulanger"@fr',
        '"Fait du pain."@fr',
    ]
    assert labels.languages == {"fr"}


def test_labels_that_differ_by_case_or_apostrophe_are_one() -> None:
    labels = EscoLabels()
    labels.add(Wording("fr", "chef d’atelier", ("Chef d'atelier",), ("CHEF D'ATELIER", "boss")))
    assert [(triple.predicate, triple.object) for triple in labels.triples(NODE)] == [
        (SKOS.prefLabel, Literal("chef d’atelier", language="fr")),
        (SKOS.hiddenLabel, Literal("boss", language="fr")),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a\u00a0b\n c ", "a b c"),
        ("zéro\u200blargeur", "zérolargeur"),
        ("see <a href='x'><b>this &amp; that</b></a>", "see this & that"),
        ("température < 3 °C", "température < 3 °C"),
    ],
)
def test_a_text_is_cleaned(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(
    st.lists(
        st.builds(
            Wording,
            st.sampled_from(["fr", "en"]),
            words,
            st.tuples(words, words),
            st.tuples(words),
        )
    )
)
def test_no_label_is_of_two_kinds_and_one_is_preferred(wordings: list[Wording]) -> None:
    labels = EscoLabels()
    for wording in wordings:
        labels.add(wording)
    triples = list(labels.triples(NODE))
    preferred = [triple.object for triple in triples if triple.predicate == SKOS.prefLabel]
    assert len({str(label).rpartition("@")[2] for label in preferred}) == len(preferred)
    objects = [triple.object for triple in triples]
    assert len(objects) == len(set(objects))
