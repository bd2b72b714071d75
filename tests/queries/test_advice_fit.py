"""How well titles speak of occupations that we invented."""

import pytest
from pyoxigraph import NamedNode

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.advice_fit import ASIDE, Fit, read_fit, title_stems
from maillage.queries.gap import GapModel

FARM, OTHER = NamedNode("urn:farm"), NamedNode("urn:other")
TITLES = [
    "Conduite d'élevage",
    "Élevage laitier",
    "Responsable de méthanisation",
    "Aménagements paysagers",
]
CALLED = {FARM: title_stems("Éleveur, élevage, aménagement paysagiste")}
ASIDE_WORDS = {FARM: title_stems("méthanisation")}


@pytest.fixture
def fit() -> Fit:
    return Fit(TITLES, CALLED, ASIDE_WORDS)


def test_a_title_made_of_the_occupation_s_words_fits_wholly(fit: Fit) -> None:
    assert fit.of("Élevage", FARM) == pytest.approx(1.0)


def test_words_meet_without_their_endings(fit: Fit) -> None:
    assert fit.of("Aménagements paysagers", FARM) == pytest.approx(1.0)


def test_a_rare_word_weighs_more_than_a_common_one(fit: Fit) -> None:
    # "élevage" is in two titles of four, "laitier" and "conduite" in one each.
    assert 0 < fit.of("Élevage laitier", FARM) < 0.5


def test_a_word_aside_counts_less(fit: Fit) -> None:
    assert fit.of("Méthanisation", FARM) == pytest.approx(ASIDE)


def test_a_title_that_says_nothing_of_it_or_of_anything_does_not_fit(fit: Fit) -> None:
    assert fit.of("Élevage", OTHER) == 0
    assert fit.of("", FARM) == fit.of("de la", FARM) == 0


def test_occupations_are_called_by_their_labels_and_core(store: TripleStore, names: Names) -> None:
    model = GapModel(store, names)
    found = read_fit(
        store, ["Peintre", "Dressage", "Souffleur"], model.data.view, model.competences
    )
    assert found.of("Peintre", names.uri("rome:Z1002")) == pytest.approx(1.0)
    assert found.of("Souffleur", names.uri("rome:Z1002")) == 0
    assert found.of("Dressage", names.uri("rome:Z1001")) == pytest.approx(
        1.0
    )  # statistics' own word
