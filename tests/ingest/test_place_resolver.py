"""Places to communes, over a graph of a few communes that we wrote."""

import pickle

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from maillage.ingest.place_resolver import PlaceResolver, PlaceStatus
from maillage.ingest.record import Place
from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, RDF, SKOS

NAMES = Names()
COMMUNES = {
    "67482": "Strasbourg", "67300": "Molsheim", "08105": "Charleville-Mézières",
    "88413": "Saint-Dié-des-Vosges", "10387": "Troyes", "67001": "Achenheim",
}  # fmt: skip
DEPARTMENTS = {"67": "Bas-Rhin", "08": "Ardennes", "88": "Vosges", "10": "Aube"}


@pytest.fixture(scope="module")
def places() -> PlaceResolver:
    store, graph = Store(), NamedNode("https://exemple.fr/graphe")
    for code, label in DEPARTMENTS.items():
        node = NAMES.concept("dep", code)
        store.add(Quad(node, RDF.type, MLG.Department, graph))
        store.add(Quad(node, SKOS.prefLabel, Literal(label, language="fr"), graph))
    for code, label in COMMUNES.items():
        node = NAMES.concept("commune", code)
        store.add(Quad(node, RDF.type, MLG.Commune, graph))
        store.add(Quad(node, SKOS.prefLabel, Literal(label, language="fr"), graph))
        store.add(Quad(node, MLG.within, NAMES.concept("dep", code[:2]), graph))
    return PlaceResolver.load(store, NAMES)


@pytest.mark.parametrize(
    ("place", "commune"),
    [
        (Place(insee="67482"), "67482"),
        (Place(insee="8105"), "08105"),  # its leading zero lost
        (Place(postal_code="67000", town="STRASBOURG"), "67482"),
        (Place(postal_code="8000", town="Charleville Mézières"), "08105"),
        (Place(town="67 - STRASBOURG"), "67482"),
        (Place(town="67 - STRASBOURG 02"), "67482"),
        (Place(town="St-Dié-des-Vosges (88)"), "88413"),
        (Place(town="10000 Troyes"), "10387"),
        (Place(town="Troyes, 10000"), "10387"),
        (Place(town="Troyes CEDEX", department="10"), "10387"),
        (
            Place(insee="67999", postal_code="67000", town="Strasbourg"),
            "67482",
        ),  # a code of no commune
    ],
)
def test_a_place_of_the_graph_has_its_commune(
    places: PlaceResolver, place: Place, commune: str
) -> None:
    found = places.resolve(place)
    assert (found.commune, found.status, found.reason) == (commune, PlaceStatus.KNOWN, "")


@pytest.mark.parametrize(
    "place",
    [
        Place(town="75 - Paris 8e"), Place(town="2A - Ajaccio"), Place(postal_code="1000", town="Bourg"),
        Place(town="973 - Cayenne", postal_code="97300"), Place(department="69"),
    ],
)  # fmt: skip
def test_a_place_of_another_department_is_outside(places: PlaceResolver, place: Place) -> None:
    found = places.resolve(place)
    assert found.status is PlaceStatus.OUTSIDE
    assert "hors du graphe" in found.reason


def test_the_insee_code_of_a_place_outside_is_kept(places: PlaceResolver) -> None:
    assert places.resolve(Place(insee="1115")).commune == "01115"


@pytest.mark.parametrize(
    "place",
    [
        Place(), Place(town="Strasbourg"), Place(town="67 - Bas-Rhin"), Place(town="67"),
        Place(postal_code="67000"), Place(town="67 - Nullepart"), Place(insee="abc"),
        Place(town="x" * 100_000), Place(postal_code="<b>", town="\x00"),
    ],
)  # fmt: skip
def test_a_place_that_names_no_commune_is_unknown_with_a_reason(
    places: PlaceResolver, place: Place
) -> None:
    found = places.resolve(place)
    assert (found.commune, found.status) == ("", PlaceStatus.UNKNOWN)
    assert found.reason
    assert not place.town or place.town not in found.reason  # never the words of the source


def test_a_resolver_can_be_sent_to_another_process(places: PlaceResolver) -> None:
    copy = pickle.loads(pickle.dumps(places))
    assert copy.resolve(Place(town="67 - Molsheim")).commune == "67300"
