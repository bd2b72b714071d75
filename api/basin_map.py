"""The basins as a map: outlines drawn by the server as SVG paths, each with its figure."""

import logging
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import NamedTuple

from maillage.api.basin_geometry import Point, Rings, basin_rings
from maillage.api.basin_overview import BasinLine
from maillage.api.open_generation import OpenGeneration
from maillage.vocab.errors import UnusableFile

_LOG = logging.getLogger("maillage.service")
WIDTH = 800  # of the drawing, in its own units
HIGHEST = 1600  # a taller one is drawn narrower
_ROOM = 30  # units that a figure takes in width
Place = tuple[int, int]


class Shape(NamedTuple):
    """One basin on the map."""

    line: BasinLine
    path: str  # SVG path data
    tone: str  # class of its colour and name of its pattern: how it is covered
    figure: Place | None  # where its figure is written; None where there is no room


class BasinMap(NamedTuple):
    """The whole drawing."""

    width: int
    height: int
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
    names = {one.curie: (one.curie.partition(":")[2], one.label) for one in lines}
    try:
        found = basin_rings(file, names)
    except UnusableFile as error:
        _LOG.warning("geometry", extra={"fields": {"file": file.name, "reason": error.reason}})
        return f"le fichier de géométrie {file.name} n'est pas utilisable : {error.reason}"
    return _placed(found, lines)


def _placed(found: Mapping[str, Rings], lines: Sequence[BasinLine]) -> BasinMap:
    points = [point for rings in found.values() for ring in rings for point in ring]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    low, top = min(y for _, y in points), max(y for _, y in points)
    degrees = max(abs(left), abs(right)) <= 180 and max(abs(low), abs(top)) <= 90
    narrow = cos(radians((low + top) / 2)) if degrees else 1.0
    # What has no width or no height is drawn all the same: as a line.
    scale = min(WIDTH / ((right - left) * narrow or 1), HIGHEST / (top - low or 1))

    def place(point: Point) -> Place:
        return round((point[0] - left) * narrow * scale), round((top - point[1]) * scale)

    shapes = []
    for one in lines:
        if one.curie in found:
            rings = [_thinned([place(each) for each in ring]) for ring in found[one.curie]]
            path = "".join(map(_path, rings))
            shapes.append(Shape(one, path, tone_of(one), _figure_place(rings)))
    absent = tuple(one.label for one in lines if one.curie not in found)
    width, height = round((right - left) * narrow * scale), round((top - low) * scale)
    return BasinMap(width, height, tuple(shapes), absent)


def _thinned(points: Sequence[Place]) -> list[Place]:
    """Return the points without those that fall on the one before."""
    return [one for at, one in enumerate(points) if at == 0 or one != points[at - 1]]


def _path(points: Sequence[Place]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points) + "Z" if points else ""


def _figure_place(rings: Sequence[Sequence[Place]]) -> Place | None:
    """Return the middle of a room between the outlines: at mid-height of the largest part, or near it."""
    largest = max(rings, key=_area, default=())
    heights = [y for _, y in largest]
    for share in (0.5, 0.4, 0.6) if heights else ():
        y = min(heights) + (max(heights) - min(heights)) * share
        ends = sorted(_crossings(rings, y + 0.01))  # between the whole numbers on which points lie
        rooms = zip(ends[::2], ends[1::2], strict=False)
        start, end = max(rooms, key=lambda room: room[1] - room[0], default=(0.0, 0.0))
        if end - start >= _ROOM:
            return round((start + end) / 2), round(y)
    return None


def _crossings(rings: Sequence[Sequence[Place]], y: float) -> list[float]:
    return [
        before[0] + (y - before[1]) * (after[0] - before[0]) / (after[1] - before[1])
        for ring in rings
        for before, after in pairwise([*ring, *ring[:1]])
        if (before[1] < y) != (after[1] < y)
    ]


def _area(ring: Sequence[Place]) -> float:
    closed = pairwise([*ring, *ring[:1]])
    return abs(sum(before[0] * after[1] - after[0] * before[1] for before, after in closed)) / 2
