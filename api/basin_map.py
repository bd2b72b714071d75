"""The basins as a map: the polygons of a GeoJSON file, drawn by the server as SVG paths.

The file is the operator's (`MAILLAGE_GEOMETRY`), in degrees (WGS 84) or in any metric projection. The property that
names the basin is whichever holds the code or the label of most basins: publishers call it what they like.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import cos, radians
from pathlib import Path
from typing import Any, NamedTuple

from maillage.api.basin_overview import BasinLine
from maillage.api.open_generation import OpenGeneration

WIDTH = 800  # of the drawing, in its own units
Point = tuple[float, float]
Rings = list[list[Point]]
Feature = Mapping[str, Any]  # Any: GeoJSON's own values


class Shape(NamedTuple):
    """One basin on the map."""

    line: BasinLine
    path: str  # SVG path data
    tone: str  # class of its colour: how it is covered


class BasinMap(NamedTuple):
    """The whole drawing."""

    height: int  # for a width of `WIDTH`
    shapes: tuple[Shape, ...]
    absent: tuple[str, ...]  # labels of the basins that the file does not draw


def basin_map(
    opened: OpenGeneration, file: Path | None, lines: Sequence[BasinLine]
) -> "BasinMap | str":
    """Return the map, or a sentence that says what to do to have one."""
    if file is None:
        return (
            "pour une carte, donner à MAILLAGE_GEOMETRY le chemin d'un GeoJSON des bassins d'emploi, "
            "puis relancer maillage serve"
        )
    return opened.model("basin-map", lambda: _drawn(file, lines))


def tone_of(line: BasinLine) -> str:
    """Return the colour of a basin: its coverage against the reference, in five classes."""
    relative = line.judgement.relative
    if relative is None:
        return "none"
    edges = (0.5, 0.8, 1.25, 2.0)
    return f"step{sum(relative >= edge for edge in edges)}"


def _drawn(file: Path, lines: Sequence[BasinLine]) -> "BasinMap | str":
    try:
        features = json.loads(file.read_text("utf-8"))["features"]
        found = _by_basin(features, lines)
        if not found:
            return f"le fichier {file.name} ne nomme aucun bassin du graphe, ni par son code ni par son libellé"
        return _placed(found, lines)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return (
            f"le fichier de géométrie {file.name} est absent ou n'est pas un GeoJSON de polygones"
        )


def _by_basin(features: Sequence[Feature], lines: Sequence[BasinLine]) -> dict[str, Rings]:
    names = {_key(one.curie.partition(":")[2]): one.curie for one in lines}
    names |= {_key(one.label): one.curie for one in lines}
    held = [{**(one.get("properties") or {}), "": one.get("id")} for one in features]
    votes = Counter(
        key for one in held for key, value in one.items() if _key(value) in names
    )  # fmt: skip
    if not votes:
        return {}
    best = max(votes, key=lambda key: (votes[key], key))
    found: dict[str, Rings] = {}
    for one, feature in zip(held, features, strict=True):
        curie = names.get(_key(one.get(best)))
        if curie is not None:
            found.setdefault(curie, []).extend(_rings(feature["geometry"]))
    return found


def _key(value: object) -> str:
    return str(value).strip().casefold()


def _rings(geometry: Feature) -> Iterator[list[Point]]:
    parts = geometry["coordinates"]
    for polygon in [parts] if geometry["type"] == "Polygon" else parts:
        for ring in polygon:
            yield [(float(x), float(y)) for x, y, *_ in ring]


def _placed(found: Mapping[str, Rings], lines: Sequence[BasinLine]) -> BasinMap:
    points = [point for rings in found.values() for ring in rings for point in ring]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    low, top = min(y for _, y in points), max(y for _, y in points)
    degrees = max(abs(left), abs(right)) <= 180 and max(abs(low), abs(top)) <= 90
    narrow = cos(radians((low + top) / 2)) if degrees else 1.0
    scale = WIDTH / ((right - left) * narrow)

    def place(point: Point) -> tuple[int, int]:
        return round((point[0] - left) * narrow * scale), round((top - point[1]) * scale)

    shapes = tuple(
        Shape(one, "".join(_path([place(each) for each in ring]) for ring in found[one.curie]), tone_of(one))
        for one in lines
        if one.curie in found
    )  # fmt: skip
    absent = tuple(one.label for one in lines if one.curie not in found)
    return BasinMap(round((top - low) * scale), shapes, absent)


def _path(points: Sequence[tuple[int, int]]) -> str:
    """Return a closed path, points that fall on the one before left out."""
    kept = [one for at, one in enumerate(points) if at == 0 or one != points[at - 1]]
    return "M" + "L".join(f"{x} {y}" for x, y in kept) + "Z"
