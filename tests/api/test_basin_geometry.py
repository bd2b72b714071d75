"""What an operator may give as outlines of the basins: any property, any projection, and much that is no outline."""

import json
from pathlib import Path

import pytest

from maillage.api import basin_geometry
from maillage.api.basin_geometry import basin_rings
from maillage.vocab.errors import UnusableFile

NAMES = {"bassin:4402": ("4402", "TROYES"), "bassin:4420": ("4420", "SAINT DIZIER")}
RING = [[4.0, 48.0], [5.0, 48.0], [5.0, 49.0], [4.0, 48.0]]
SQUARE = {"type": "Polygon", "coordinates": [RING]}


def _file(folder: Path, *features: object) -> Path:
    file = folder / "bassins.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return file


def _feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.mark.parametrize(
    "name", ["4402", 4402, 4402.0, "BE 4402", "be4402", "04402", "Troyes", " TROYES "]
)
def test_a_basin_is_known_by_its_code_or_its_label_however_written(
    tmp_path: Path, name: object
) -> None:
    file = _file(tmp_path, _feature(SQUARE, OBJECTID=1, BE24=name))
    assert list(basin_rings(file, NAMES)) == ["bassin:4402"]


def test_a_label_is_known_without_its_accents_and_hyphens(tmp_path: Path) -> None:
    file = _file(tmp_path, _feature(SQUARE, lib="Saint-Dizier"))
    assert list(basin_rings(file, NAMES)) == ["bassin:4420"]


def test_the_property_that_names_most_basins_is_read(tmp_path: Path) -> None:
    numbered = (_feature(SQUARE, n=4420, be="4402"), _feature(SQUARE, n=2, be="4420"))
    assert list(basin_rings(_file(tmp_path, *numbered), NAMES)) == ["bassin:4402", "bassin:4420"]


def test_the_identifier_of_a_feature_names_it_too(tmp_path: Path) -> None:
    file = _file(
        tmp_path, {"type": "Feature", "id": "4402", "properties": None, "geometry": SQUARE}
    )
    assert list(basin_rings(file, NAMES)) == ["bassin:4402"]


def test_all_parts_and_holes_of_a_basin_are_kept(tmp_path: Path) -> None:
    parts = {"type": "MultiPolygon", "coordinates": [[RING, RING], [RING]]}
    several = {
        "type": "GeometryCollection",
        "geometries": [parts, {"type": "Point", "coordinates": [4, 48]}],
    }
    file = _file(tmp_path, _feature(several, code="4402"), _feature(SQUARE, code="4402"))
    assert len(basin_rings(file, NAMES)["bassin:4402"]) == 4


def test_what_has_no_area_outlines_nothing_and_harms_nothing(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [4, 48]}
    file = _file(
        tmp_path, _feature(None, code="4420"), _feature(point, code="4420"), _feature(SQUARE, code="4402")
    )  # fmt: skip
    assert list(basin_rings(file, NAMES)) == ["bassin:4402"]


def test_a_third_coordinate_is_an_altitude(tmp_path: Path) -> None:
    high = {"type": "Polygon", "coordinates": [[[*one, 130.5] for one in RING]]}
    found = basin_rings(_file(tmp_path, _feature(high, code="4402")), NAMES)
    assert found["bassin:4402"][0][1] == (5.0, 48.0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "pas du JSON"),
        ('{"features": [', "pas du JSON"),
        ("[" * 100_000, "pas du JSON"),
        ("[]", "« features »"),
        ('{"features": 3}', "« features »"),
        ('{"features": [3]}', "« features »"),
        ('{"type": "Topology", "objects": {}}', "TopoJSON"),
        ('{"features": []}', "ses propriétés : aucune"),
        ('{"features": [{"properties": {"dep": "10", "nom": "Aube"}}]}', "ses propriétés : dep, nom"),
        ('{"features": [{"properties": {"c": "4402"}}]}', "sans polygone"),
        ('{"features": [{"id": 4402, "geometry": {"type": "Polygon"}}]}', "coordonnées"),
        ('{"features": [{"id": 4402, "geometry": {"type": "Polygon", "coordinates": 1}}]}', "coordonnées"),
        (
            '{"features": [{"id": 4402, "geometry": {"type": "Polygon", "coordinates": [[[1, NaN]]]}}]}',
            "coordonnées",
        ),
    ],
)  # fmt: skip
def test_a_file_that_outlines_nothing_says_why(tmp_path: Path, content: str, reason: str) -> None:
    file = tmp_path / "bassins.geojson"
    file.write_text(content, "utf-8")
    with pytest.raises(UnusableFile) as refused:
        basin_rings(file, NAMES)
    assert reason in refused.value.reason


def test_a_file_that_is_absent_or_too_large_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnusableFile, match="absent"):
        basin_rings(tmp_path / "none.geojson", NAMES)
    with pytest.raises(UnusableFile, match="absent"):
        basin_rings(tmp_path, NAMES)
    monkeypatch.setattr(basin_geometry, "LARGEST", 10)
    with pytest.raises(UnusableFile, match="simplifier"):
        basin_rings(_file(tmp_path, _feature(SQUARE, code="4402")), NAMES)
