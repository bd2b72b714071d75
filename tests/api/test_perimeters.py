"""Saving perimeters: over the sample's graph, each in a home of its own."""

import shutil
from pathlib import Path

import pytest

from maillage.api.perimeters import (
    BadPerimeterName,
    PerimeterExists,
    list_perimeters,
    save_perimeter,
    show_perimeter,
)
from maillage.graph.home import Home
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.gap import GapModel
from maillage.queries.perimeter_errors import EmptyPerimeter, UnknownPerimeter

NAMES = Names()


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Home:
    """A copy of the sample's home, to write in."""
    shutil.copytree(sample_home, tmp_path / "home")
    return Home(tmp_path / "home")


def model(home: Home) -> GapModel:
    generation = home.current()
    return GapModel(TripleStore.read(generation.graph_path), NAMES, generation.index_path)


def save(home: Home, slug: str, expression: str, *, replaces: bool = False) -> str:
    territories = model(home).data.view.territories
    region = home.current().manifest().region
    return save_perimeter(home, NAMES, region, territories, slug, expression, replaces=replaces).uri


def test_a_saved_perimeter_is_a_uri_that_questions_take(home: Home) -> None:
    before = model(home)
    basin = sorted(before.data.view.territories.basins, key=lambda uri: uri.value)[0]
    typed = NAMES.curie(basin)
    uri = save(home, "mon-bassin", typed)
    assert uri == "https://w3id.org/maillage/id/perimeter/mon-bassin"
    after = model(home)
    saved, official = after.gap("perimeter:mon-bassin"), before.gap(typed)
    assert (saved.territory, saved.population) == ("perimeter:mon-bassin", official.population)
    assert saved.demand == official.demand
    assert [row.judgement for row in saved.rows] == [row.judgement for row in official.rows]
    sources = {record.source for record in home.current().manifest().sources}
    assert "perimeters" in sources
    assert {one.source for one in before.gap(typed).sources} <= sources


def test_a_name_does_not_change_its_communes_unless_asked(home: Home) -> None:
    communes = sorted(uri.value[-5:] for uri in model(home).data.view.territories.communes)
    save(home, "coin", communes[0])
    number = home.current().number
    save(home, "coin", f"commune:{communes[0]}")  # the same communes
    assert home.current().number == number
    with pytest.raises(PerimeterExists, match="perimeter:coin existe déjà"):
        save(home, "coin", communes[1])
    save(home, "coin", communes[1], replaces=True)
    assert [one.communes for one in show_perimeter(home, "perimeter:coin")] == [
        (communes[1],), (communes[0],),
    ]  # fmt: skip
    assert [one.slug for one in list_perimeters(home)] == ["coin"]
    territories = model(home).data.view.territories
    assert territories.resolve(NAMES, "perimeter:coin").communes == {
        NAMES.concept("commune", communes[1])
    }


def test_nothing_is_saved_that_names_nothing(home: Home) -> None:
    with pytest.raises(BadPerimeterName):
        save(home, "Mon Bassin", "reg:44")
    with pytest.raises(EmptyPerimeter):
        save(home, "vide", "reg:44-reg:44")
    assert list_perimeters(home) == []
    with pytest.raises(UnknownPerimeter, match="périmètres enregistrés : aucun"):
        show_perimeter(home, "vide")
