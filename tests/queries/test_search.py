"""Search over a dozen labels that we invented, as people type them."""

from pathlib import Path

import numpy as np
import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from maillage.api.search_folding import folding
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.search import Found, Match, Search
from maillage.queries.search_index import SearchIndex

from .conftest import PREFIXES

LABELS = """
rome:D1 a mlg:Occupation ; skos:prefLabel "Boulanger / Boulangère"@fr, "Baker"@en ; skos:notation "D1" ;
  skos:inScheme scheme:rome .
rome:D2 a mlg:Occupation ; skos:prefLabel "Commis / Commise de cuisine"@fr ; skos:inScheme scheme:rome .
rome:D3 a mlg:Occupation ; skos:prefLabel "Soudeur / Soudeuse"@fr ; skos:inScheme scheme:rome .
rome-appellation:1 a mlg:JobTitle ; skos:prefLabel "Boulanger / Boulangère"@fr ; mlg:jobTitleOf rome:D1 .
rome-appellation:2 a mlg:JobTitle ; skos:prefLabel "Boulanger pâtissier / Boulangère pâtissière"@fr ;
  mlg:jobTitleOf rome:D1 .
rome-appellation:3 a mlg:JobTitle ; skos:prefLabel "Vendeur / Vendeuse en boulangerie"@fr .
rome-appellation:4 a mlg:JobTitle ; skos:prefLabel "Assistant / Assistante ressources humaines"@fr .
rncp:1 a mlg:Certification ; skos:prefLabel "Boulanger"@fr ; skos:notation "RNCP1" ; mlg:active true ;
  mlg:diplomaKind "Certificat d'aptitude professionnelle"@fr .
rncp:2 a mlg:Certification ; skos:prefLabel "Boulanger"@fr ; skos:notation "RNCP2" ; owl:deprecated true .
formacode:1 a mlg:TrainingSubject ; skos:prefLabel "Boulangerie"@fr ; skos:hiddenLabel "boulanger"@fr .
bloc:RNCP1BC01 a mlg:CompetenceBlock ; skos:prefLabel "RNCP1BC01"@fr ; skos:notation "RNCP1BC01" .
offer:1 a mlg:TrainingOffer ; skos:prefLabel "CAP Boulanger"@fr .
offer:2 a mlg:TrainingOffer ; skos:prefLabel "CAP Boulanger"@fr .
"""


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    loaded = Store()
    text = f"{PREFIXES}\n{LABELS}".encode()
    loaded.load(text, format=RdfFormat.TURTLE, to_graph=NamedNode("urn:graph:labels"))
    return SearchIndex.of(TripleStore(loaded), folding())


@pytest.fixture(scope="module")
def search(index: SearchIndex) -> Search:
    return Search(index, folding())


def _curies(found: list[Found]) -> list[str]:
    return [Names().curie(one.concept.uri) for one in found]


@pytest.mark.parametrize(
    "typed", ["boulanger", "Boulangère", "BOULANGERS", "boulanger(ère)", "boulanger H/F"]
)
def test_case_accents_gender_and_number_do_not_matter(search: Search, typed: str) -> None:
    found = search.search(typed)
    assert _curies(found)[:3] == ["rome:D1", "rome-appellation:1", "rncp:1"]
    assert {one.match for one in found[:3]} == {Match.EXACT}


def test_what_is_retired_comes_after_what_is_in_force(search: Search) -> None:
    found = _curies(search.search("boulanger"))
    assert found.index("rncp:1") < found.index("rncp:2")


def test_exact_comes_before_beginning_before_inside(search: Search) -> None:
    matches = [one.match for one in search.search("boulanger") if not one.concept.deprecated]
    assert matches == sorted(matches)
    assert _curies(search.search("vendeur boulangerie"))[0] == "rome-appellation:3"


@pytest.mark.parametrize("typed", ["bou", "boulan", "boulangèr"])
def test_an_unfinished_word_finds_as_one_types(search: Search, typed: str) -> None:
    assert _curies(search.search(typed))[0] == "rome:D1"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("boulenger", "rome:D1"), ("boulagner", "rome:D1"), ("soudur", "rome:D3"), ("comis de cuisine", "rome:D2")],
)  # fmt: skip
def test_typing_errors_are_tolerated(search: Search, typed: str, expected: str) -> None:
    found = search.search(typed)
    assert _curies(found)[0] == expected
    assert found[0].match is Match.FUZZY


def test_both_genders_of_one_word_are_one_word(search: Search) -> None:
    found = search.search("commis de cuisine")
    assert (_curies(found)[0], found[0].match) == ("rome:D2", Match.EXACT)


def test_an_abbreviation_stands_for_its_words(search: Search) -> None:
    assert _curies(search.search("assistant rh"))[0] == "rome-appellation:4"


def test_a_diploma_is_found_by_its_kind(search: Search) -> None:
    found = search.search("cap boulanger")
    assert _curies(found) == ["rncp:1", "offer:1"], "the second offer only repeats the first"
    assert found[0].label == "CAP Boulanger"
    assert len(search.search("cap boulanger", types={"TrainingOffer"})) == 2


def test_a_word_too_many_still_finds_the_title(search: Search) -> None:
    found = search.search("boulanger de nuit")
    assert _curies(found)[0] == "rome:D1"
    assert found[0].match is Match.PARTIAL


def test_types_language_and_place_narrow_the_search(search: Search) -> None:
    assert _curies(search.search("boulanger", types={"Certification"})) == ["rncp:1", "rncp:2"]
    assert _curies(search.search("baker", "en")) == ["rome:D1"]
    assert search.search("baker", "de") == []
    inside = ["https://w3id.org/maillage/id/offer/2", "urn:nowhere"]
    assert _curies(search.search("boulanger", within=inside)) == ["offer:2"]


@pytest.mark.parametrize("typed", ["", "   ", "!!!", "zzzzqqqq", "\ud800", "💥" * 300])
def test_nothing_is_found_where_nothing_is_meant(search: Search, typed: str) -> None:
    assert search.search(typed) == []


def test_a_label_that_is_only_a_code_is_not_searched(search: Search) -> None:
    assert search.search("rncp1bc01") == []


def test_a_title_says_its_occupation(search: Search) -> None:
    found = next(one for one in search.search("boulanger") if one.concept.kind == "JobTitle")
    assert found.concept.part_of == "https://w3id.org/maillage/id/rome/D1"


def test_an_index_is_read_as_it_was_written(index: SearchIndex, tmp_path: Path) -> None:
    index.write(tmp_path)
    read = SearchIndex.read(tmp_path)
    assert read is not None
    assert read.concepts == index.concepts
    for lang, table in index.tables.items():
        assert read.tables[lang].texts == table.texts
        assert np.array_equal(read.tables[lang].words.labels, table.words.labels)
    assert _curies(Search(read, folding()).search("boulan"))[0] == "rome:D1"


def test_an_index_of_another_format_is_made_again(index: SearchIndex, tmp_path: Path) -> None:
    assert SearchIndex.read(tmp_path) is None
    index.write(tmp_path)
    (tmp_path / "search" / "fr.npz").write_bytes(b"not an archive")
    assert SearchIndex.read(tmp_path) is None
