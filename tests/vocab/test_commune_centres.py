"""Centres of communes: invented communes and points, in the layouts that publishers use."""

import json
from pathlib import Path

import pytest
from pyoxigraph import Literal

from maillage.ontology.names import Names
from maillage.ontology.terms import SCHEMA
from maillage.vocab.commune_centres import CommuneCentresImporter
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog

COMMUNES = "CODGEO,LIBGEO,DEP,REG\n01001,Un,01,90\n01002,Deux,01,90\n02001,Trois,02,91\n"


def folder_with(root: Path, name: str, text: str) -> Path:
    folder = root / "territories"
    folder.mkdir(exist_ok=True)
    (folder / "table_appartenance_communes_2030.csv").write_text(COMMUNES, "utf-8")
    (folder / name).write_text(text, "utf-8")
    return folder


def latitudes(folder: Path, log: ImportLog | None = None) -> dict[str, str]:
    importer = CommuneCentresImporter("90")
    assert importer.find(folder.parent) == folder
    found = {}
    for one in importer.triples(folder, Names(), log or ImportLog("centres")):
        if one.predicate == SCHEMA.latitude:
            assert isinstance(one.object, Literal)
            found[Names().curie(str(one.subject)[1:-1])] = one.object.value
    return found


def feature(code: object, kind: str, coordinates: object) -> dict[str, object]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def test_geojson_points_are_longitude_then_latitude(tmp_path: Path) -> None:
    features = [feature("01001", "Point", [4.08, 48.3]), feature("02001", "Point", [5, 49])]
    document = json.dumps({"type": "FeatureCollection", "features": features})
    log = ImportLog("centres")
    assert latitudes(folder_with(tmp_path, "centres.geojson", document), log) == {
        "commune:01001": "48.300000"  # 02001 is of another region
    }
    assert log.notes == ["centres.geojson : 1 communes de la région sans coordonnées"]


def test_a_feature_that_is_no_point_is_rejected_with_its_rank(tmp_path: Path) -> None:
    features = [
        feature("01001", "Polygon", [[[4, 48], [5, 48], [5, 49], [4, 48]]]),
        None,
        feature("01002", "Point", ["x", 1]),
        feature("01002", "Point", [4.2, 48.3]),
        feature("01002", "Point", [4.3, 48.3]),
        feature("01001", "Point", [4.2, 98.3]),
    ]
    log = ImportLog("centres")
    folder = folder_with(tmp_path, "centres.json", json.dumps({"features": features}))
    assert latitudes(folder, log) == {"commune:01002": "48.300000"}
    assert [one.line for one in log.rejects] == [1, 2, 3, 5, 6]
    assert "déjà lue" in log.rejects[3].reason
    assert "hors du globe" in log.rejects[4].reason


def test_a_table_may_name_its_columns_in_several_ways(tmp_path: Path) -> None:
    text = (
        "code_insee;latitude_centre;longitude_centre;latitude_mairie;longitude_mairie\n"
        "1001;48,1;4,1;48,3;4,08\n01002;;;;\n"
    )
    log = ImportLog("centres")
    folder = folder_with(tmp_path, "communes_centres.csv", text)
    assert latitudes(folder, log) == {"commune:01001": "48.300000"}  # the town hall, not the middle
    assert [(one.line, one.reason[:23]) for one in log.rejects] == [(3, "coordonnées illisibles ")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("centres.csv", "code,x,y\n01001,1,2\n"),
        ("centres.geojson", "{}"),
        ("centres.geojson", '{"features": 3}'),
        ("centres.geojson", "[" * 100_000),
    ],
)
def test_a_file_without_centres_is_unusable(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(UnusableFile):
        latitudes(folder_with(tmp_path, name, text))


def test_the_release_names_the_file(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "centres_2030.csv", "code,lat,lon\n01001,48,4\n")
    release = CommuneCentresImporter("90").release(folder)
    assert (release.source, release.version) == ("centres", "centres_2030")
    assert [path.name for path in release.files] == [
        "centres_2030.csv", "table_appartenance_communes_2030.csv",
    ]  # fmt: skip


def test_nothing_is_found_without_a_file(tmp_path: Path) -> None:
    assert CommuneCentresImporter().find(tmp_path) is None
