"""The outlines of the basins, from the operator's GeoJSON (`MAILLAGE_GEOMETRY`).

Coordinates are in degrees (WGS 84) or in any metric projection. The property that names the basin is whichever
holds the code or the label of most basins: publishers call it what they like.

Source: RFC 7946 (The GeoJSON Format).
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

from maillage.ingest.normalise_label import fold
from maillage.vocab.errors import UnusableFile

LARGEST = 60_000_000  # bytes; a file of what is drawn here is a hundred times smaller
Point = tuple[float, float]
Rings = list[list[Point]]  # of one basin: outlines, and the holes in them
Feature = Mapping[str, Any]  # Any: GeoJSON's own values
_WORD = re.compile(r"[a-z0-9]+")
_FOLDED_CODE = re.compile(r"(?:be|bassin)?0*(\d+)(?:\.0)?")


def basin_rings(file: Path, names: Mapping[str, Sequence[str]]) -> dict[str, Rings]:
    """Return the rings of each basin that a file outlines; `names`: what each basin may be called, by CURIE.

    A feature without area (a point, a line, a null geometry) outlines nothing.

    Raises:
        UnusableFile: it cannot be read, is no GeoJSON of polygons, or names no basin.
    """
    features = _features(file)
    known = {_key(name): curie for curie, called in names.items() for name in called}
    held = [{**_properties(one), "": one.get("id")} for one in features]
    votes = Counter(key for one in held for key, value in one.items() if _key(value) in known)
    if not votes:
        seen = ", ".join(sorted({key for one in held[:50] for key in one if key})) or "aucune"
        raise UnusableFile(
            file,
            f"aucun bassin du graphe n'y est nommé, ni par son code ni par son libellé ; ses propriétés : {seen[:200]}",
        )
    best = max(votes, key=lambda key: (votes[key], key))
    found: dict[str, Rings] = {}
    for one, feature in zip(held, features, strict=True):
        curie = known.get(_key(one.get(best)))
        rings = list(_rings(file, feature.get("geometry"))) if curie is not None else []
        if curie is not None and rings:
            found.setdefault(curie, []).extend(rings)
    if not found:
        raise UnusableFile(
            file, "les bassins y sont nommés, mais sans polygone (Polygon, MultiPolygon)"
        )
    return found


def _features(file: Path) -> list[Feature]:
    try:
        if file.stat().st_size > LARGEST:
            raise UnusableFile(
                file, f"plus de {LARGEST // 1_000_000} Mo : en simplifier les contours"
            )
        document = json.loads(file.read_bytes())
    except OSError as error:
        raise UnusableFile(file, "absent, ou il ne peut être lu") from error
    except (ValueError, RecursionError) as error:
        raise UnusableFile(file, "ce n'est pas du JSON") from error
    found = document.get("features") if isinstance(document, dict) else None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        topology = isinstance(document, dict) and document.get("type") == "Topology"
        other = (
            "c'est du TopoJSON : le convertir"
            if topology
            else "il lui manque une liste « features »"
        )
        raise UnusableFile(file, f"ce n'est pas du GeoJSON (FeatureCollection) ; {other}")
    return found


def _properties(feature: Feature) -> Mapping[str, Any]:
    found = feature.get("properties")
    return found if isinstance(found, dict) else {}


def _key(value: object) -> str:
    """Return a code or a label as it is compared: « BE 4402 », 4402.0 and "04402" are one code."""
    folded = " ".join(_WORD.findall(fold(str(value)[:200])))
    code = _FOLDED_CODE.fullmatch(str(value).strip().casefold().replace(" ", ""))
    return code.group(1) if code else folded


def _rings(file: Path, geometry: object) -> Iterator[list[Point]]:
    """Yield the rings of a geometry; none of one without area."""
    if not isinstance(geometry, dict):
        return
    for part in geometry.get("geometries") or ():
        yield from _rings(file, part)
    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        return
    try:
        parts = geometry["coordinates"]
        for polygon in [parts] if kind == "Polygon" else parts:
            for ring in polygon:
                yield [_point(one) for one in ring]
    except (KeyError, ValueError, TypeError, IndexError, OverflowError) as error:
        raise UnusableFile(file, "un polygone a des coordonnées qui n'en sont pas") from error


def _point(given: Sequence[float]) -> Point:
    x, y = float(given[0]), float(given[1])
    if not (isfinite(x) and isfinite(y)):
        raise ValueError("not a place")
    return x, y
