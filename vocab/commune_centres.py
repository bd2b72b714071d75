"""Where the people of each commune live: one point a commune, for radii and commuting distances.

Neither Insee's membership tables nor the tables of bassins hold coordinates: this source is read
where somebody adds a file of them to `territories/`, named `*centres*.geojson`, `*centres*.json` or
`*centres*.csv`. Best is the town hall or the population-weighted centre; the point is taken as given.

- GeoJSON: a FeatureCollection of Points whose properties give the INSEE code (as the "centre"
  geometry of geo.api.gouv.fr does);
- CSV: a column for the code, and two for the degrees (WGS 84), under one of the names below. Where
  the file has both a town hall and a geometric centre, the town hall is read.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import SCHEMA, XSD_DECIMAL
from maillage.vocab.communes import Communes
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.table import read_table

FILES = ("*centres*.geojson", "*centres*.json", "*centres*.csv")
CODES = ("code", "code_insee", "code_commune_insee", "codgeo", "insee", "insee_com", "code_commune")
LATITUDES = ("latitude_mairie", "latitude_centre", "latitude", "lat")
LONGITUDES = ("longitude_mairie", "longitude_centre", "longitude", "lon", "lng")


@dataclass(frozen=True, slots=True)
class _Point:
    """One record of the file, as read."""

    line: int  # 1-based line, or 1-based rank of the feature
    code: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class CommuneCentresImporter:
    """The centres of the communes of one region."""

    region: str = "44"
    source: str = "centres"
    version: str = "1"

    def find(self, data: Path) -> Path | None:
        """Return the folder of the territories where it holds a file of centres."""
        folder = data / "territories"
        return folder if _files(folder) else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the file; it bears no date, so that its name is its version."""
        path = _file(folder)
        return SourceRelease(
            source=self.source,
            version=path.stem,
            title="Centres des communes (coordonnées)",
            publisher="fichier ajouté à territories/",
            licence="celle du fichier",
            issued=None,
            files=(path, *Communes.files(folder)),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield the latitude and longitude of each commune of the region, once."""
        path = _file(folder)
        communes = Communes.read(folder).by_code
        wanted = {code for code, one in communes.items() if one.region == self.region}
        seen: set[str] = set()
        for point in _points(path, log):
            fault = _fault(point, seen)
            if fault:
                log.reject(path, point.line, fault)
            elif point.code in wanted:
                seen.add(point.code)
                node = names.concept("commune", point.code)
                yield Triple(node, SCHEMA.latitude, _decimal(point.latitude))
                yield Triple(node, SCHEMA.longitude, _decimal(point.longitude))
        if wanted - seen:
            log.notes.append(
                f"{path.name} : {len(wanted - seen)} communes de la région sans coordonnées"
            )


def _files(folder: Path) -> list[Path]:
    return [path for pattern in FILES for path in sorted(folder.glob(pattern))]


def _file(folder: Path) -> Path:
    found = _files(folder)
    if not found:
        raise UnusableFile(folder, f"fichier de centres attendu ({', '.join(FILES)})")
    return found[0]


def _points(path: Path, log: ImportLog) -> Iterator[_Point]:
    return _from_csv(path, log) if path.suffix.lower() == ".csv" else _from_geojson(path, log)


def _from_csv(path: Path, log: ImportLog) -> Iterator[_Point]:
    columns: tuple[str, str, str] | None = None
    for row in read_table(path, log, required=()):
        if columns is None:
            columns = (
                _column(path, row.values, CODES),
                _column(path, row.values, LATITUDES),
                _column(path, row.values, LONGITUDES),
            )
        code, latitude, longitude = (row[column] for column in columns)
        point = _point(row.line, code, latitude, longitude)
        if point is None:
            log.reject(path, row.line, f"coordonnées illisibles « {latitude} », « {longitude} »")
        else:
            yield point


def _column(path: Path, values: dict[str, str], accepted: Sequence[str]) -> str:
    folded = {column.strip("\ufeff").casefold(): column for column in values}
    for name in accepted:
        if name in folded:
            return folded[name]
    raise UnusableFile(path, f"colonne absente : l'une de {', '.join(accepted)}")


def _from_geojson(path: Path, log: ImportLog) -> Iterator[_Point]:
    try:
        document = json.loads(path.read_text("utf-8-sig"))
        features = document["features"]
        if not isinstance(features, list):
            raise TypeError
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnusableFile(path, "GeoJSON attendu : une FeatureCollection") from error
    for rank, feature in enumerate(features, start=1):
        point = _from_feature(rank, feature)
        if point is None:
            log.reject(path, rank, "un point (longitude, latitude) et un code INSEE sont attendus")
        else:
            yield point
    log.done(path, len(features))


def _from_feature(rank: int, feature: object) -> _Point | None:
    if not isinstance(feature, dict):
        return None
    properties, geometry = feature.get("properties"), feature.get("geometry")
    if not isinstance(properties, dict) or not isinstance(geometry, dict):
        return None
    code = next((str(value) for key, value in properties.items() if key.casefold() in CODES), "")
    degrees = geometry.get("coordinates")
    if geometry.get("type") != "Point" or not isinstance(degrees, list) or len(degrees) < 2:
        return None
    return _point(rank, code, degrees[1], degrees[0])


def _point(line: int, code: str, latitude: object, longitude: object) -> _Point | None:
    try:
        degrees = (float(str(latitude).replace(",", ".")), float(str(longitude).replace(",", ".")))
    except ValueError:
        return None
    if not code.strip() or not all(map(math.isfinite, degrees)):
        return None
    return _Point(line, code.strip().upper().zfill(5), *degrees)


def _fault(point: _Point, seen: set[str]) -> str:
    """Return why a point cannot be kept, or an empty string."""
    if abs(point.latitude) > 90 or abs(point.longitude) > 180:
        return f"degrés hors du globe « {point.latitude}, {point.longitude} »"
    return f"commune {point.code} déjà lue" if point.code in seen else ""


def _decimal(degrees: float) -> Literal:
    return Literal(f"{degrees:.6f}", datatype=XSD_DECIMAL)
