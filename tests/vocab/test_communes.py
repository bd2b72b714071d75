"""Places → communes: the communes below are invented, in the layout of INSEE's table."""

from pathlib import Path

import pytest

from maillage.vocab.communes import Commune, Communes, UnknownPlace, town_name
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.regional_places import RegionalPlaces

FILE = Path("offres.csv")
COMMUNES = Communes(
    [
        Commune("08101", "Saint-Éloi-sur-Lune", "08", "44"),
        Commune("08102", "Les Hautes-Œuvres", "08", "44"),
        Commune("08103", "La Source", "08", "44"),
        Commune("08104", "Source", "08", "44"),
        Commune("2A001", "Portu", "2A", "94"),
        Commune("75056", "Paris", "75", "11"),
    ]
)


@pytest.mark.parametrize(
    ("town", "postal_code"),
    [
        ("Saint-Éloi-sur-Lune", "08200"),
        ("ST ELOI S/ LUNE CEDEX 02", "8200"),
        ("saint eloi sur lune", " 8200 "),
    ],
)
def test_town_is_found_however_it_is_written(town: str, postal_code: str) -> None:
    assert COMMUNES.named(town, postal_code).code == "08101"


def test_leading_article_may_be_left_out_but_tells_two_towns_apart() -> None:
    assert COMMUNES.named("Hautes-Oeuvres", "08200").code == "08102"
    assert COMMUNES.named("La Source", "08200").code == "08103"


def test_name_of_two_communes_is_refused() -> None:
    with pytest.raises(UnknownPlace, match="plusieurs communes"):
        COMMUNES.named("Source", "08200")


def test_town_is_looked_for_in_the_department_of_the_postal_code() -> None:
    with pytest.raises(UnknownPlace, match="aucune commune"):
        COMMUNES.named("Paris", "08200")
    with pytest.raises(UnknownPlace, match="mal formé"):
        COMMUNES.named("Paris", "F-75")


def test_corsican_postal_code_covers_both_departments() -> None:
    assert COMMUNES.named("Portu", "20150").code == "2A001"


def test_arrondissement_is_its_city() -> None:
    assert COMMUNES.with_code("75117").name == "Paris"
    assert COMMUNES.named("Paris 17e Arrondissement", "75017").code == "75056"
    assert town_name("Paris 1er arrondissement") == "paris"


def test_former_commune_has_a_region_but_no_place() -> None:
    assert COMMUNES.region_of("08999") == "44"
    with pytest.raises(UnknownPlace, match="08999"):
        COMMUNES.with_code("08999")


def test_places_outside_the_region_are_counted_and_unknown_ones_rejected() -> None:
    log = ImportLog("essai")
    places = RegionalPlaces(COMMUNES, "44", log)
    assert places.with_code(FILE, 2, "75056") is None
    assert places.with_code(FILE, 3, "98518") is None  # overseas: in no region
    assert places.named(FILE, 4, "Paris", "75001") is None
    assert log.rejects == []
    assert places.with_code(FILE, 5, "08999") is None
    assert places.named(FILE, 6, "Nulle-Part", "8000") is None
    assert [reject.line for reject in log.rejects] == [5, 6]
    places.tell()
    assert log.notes == ["3 lieux d'offres hors de la région 44, non importés."]


def test_no_region_means_all_of_them() -> None:
    log = ImportLog("essai")
    places = RegionalPlaces(COMMUNES, None, log)
    assert places.with_code(FILE, 2, "75056") is not None
    places.tell()
    assert log.notes == []


def test_folder_without_table_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="table des communes absente"):
        Communes.read(tmp_path)


@pytest.mark.real_data
def test_real_names_are_unique_in_their_department_but_for_two(data: Path) -> None:
    communes = Communes.read(data / "territories")
    assert communes.named("STRASBOURG CEDEX", "67084").code == "67482"
    assert communes.named("Thaon-les-Vosges", "88150").code == "88465"
    assert communes.named("Nancy – Maxéville", "54320").code == "54357"
