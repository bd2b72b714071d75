"""Communes as places of training: by INSEE code, or by postal code and name of the town."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.table import read_table
from maillage.vocab.title_words import words

TABLE = "table_appartenance_communes_*.csv"

_ARTICLES = frozenset({"l", "la", "le", "les"})
_SAINT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "s": "sur"}
_NOT_TOWN = re.compile(
    r"\bcedex\b.*|\b\d+(?:er|e|eme)?\s*(?:arrondissement|arr)\b.*|\b\d+(?:er|e|eme)\b|\b\d+\b"
)
# What is also written for a commune, by department: former names, sites named after two communes
# (the postal code tells which), a misspelling. Each checked by eye against the table of 2024.
_OTHER_NAMES: dict[tuple[str, str], str] = {
    ("51", "chalons sur marne"): "51108",
    ("54", "nancy maxeville"): "54357",
    ("57", "falquemont"): "57209",
    ("57", "yutz thionville"): "57757",
    ("68", "kaysersberg"): "68162",
    ("88", "capavenir vosges"): "88465",
}
_CITIES = (("75056", 75101, 75120), ("13055", 13201, 13216), ("69123", 69381, 69389))


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune of the official geographic code (INSEE)."""

    code: str  # five characters
    name: str
    department: str  # two or three characters
    region: str  # two digits


class UnknownPlace(Exception):
    """A place that names no commune, or several; the message says which, in French."""


class Communes:
    """The communes of one year of the geographic code."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        """Index the communes by code and, within each department, by name."""
        self.by_code = {commune.code: commune for commune in communes}
        self._by_name: dict[tuple[str, str], list[Commune]] = defaultdict(list)
        self._region: dict[str, str] = {}
        for commune in self.by_code.values():
            self._region[commune.department] = commune.region
            for name in {town_name(commune.name), _without_article(town_name(commune.name))}:
                self._by_name[commune.department, name].append(commune)

    @classmethod
    def read(cls, folder: Path) -> "Communes":
        """Return the communes of the latest table of `folder` (`territories/`).

        Raises:
            UnusableFile: there is no such table.
        """
        (path,) = cls.files(folder)
        columns = ["CODGEO", "LIBGEO", "DEP", "REG"]
        rows = read_table(path, ImportLog("territories"), required=columns, key=columns)
        return cls(Commune(*(row[column] for column in columns)) for row in rows)

    @staticmethod
    def files(folder: Path) -> tuple[Path]:
        """Return the file that `read` would open; raises as `read`."""
        paths = sorted(folder.glob(TABLE))
        if not paths:
            raise UnusableFile(folder, f"table des communes absente ({TABLE})")
        return (paths[-1],)

    def region_of(self, code: str) -> str | None:
        """Return the region of an INSEE or postal code, even of a commune that no longer exists."""
        code = _of_city(code)
        commune = self.by_code.get(code)
        return commune.region if commune else self._region.get(_departments(code)[0])

    def with_code(self, code: str) -> Commune:
        """Return the commune of an INSEE code; a city for its municipal arrondissements.

        Raises:
            UnknownPlace: no commune of this year has the code.
        """
        try:
            return self.by_code[_of_city(code)]
        except KeyError:
            raise UnknownPlace(f"commune INSEE « {code} » inconnue") from None

    def named(self, town: str, postal_code: str) -> Commune:
        """Return the commune of this name in the department of the postal code.

        A postal code that lost its leading zero is completed. Accents, case, hyphens, "St", "Cedex"
        and a leading article make no difference.

        Raises:
            UnknownPlace: no commune, or several, or not a French postal code.
        """
        postal_code = postal_code.strip().zfill(5)
        if not re.fullmatch(r"[0-9]{5}", postal_code):
            raise UnknownPlace(f"code postal « {postal_code} » mal formé")
        name = town_name(town)
        found: dict[str, Commune] = {}
        for department in _departments(postal_code):
            other = _OTHER_NAMES.get((department, name))
            exact = [self.by_code[other]] if other in self.by_code else []
            exact = exact or self._by_name.get((department, name), [])
            near = exact or self._by_name.get((department, _without_article(name)), [])
            found.update((commune.code, commune) for commune in near)
        if len(found) == 1:
            return next(iter(found.values()))
        what = "plusieurs communes" if found else "aucune commune"
        raise UnknownPlace(f"{what} « {town} » dans le département du code postal {postal_code}")


def town_name(text: str) -> str:
    """Return a town's name without what people write in several ways.

    >>> town_name("ST-DIÉ-DES-VOSGES CEDEX 2"), town_name("Paris 17e Arrondissement")
    ('saint die des vosges', 'paris')
    """
    plain = _NOT_TOWN.sub(" ", " ".join(words(text)))
    return " ".join(_SAINT.get(word, word) for word in plain.split())


def _without_article(name: str) -> str:
    first, _, rest = name.partition(" ")
    return rest if first in _ARTICLES and rest else name


def _department(code: str) -> str:
    return code[:3] if code.startswith("97") else code[:2]


def _departments(postal_code: str) -> tuple[str, ...]:
    if postal_code.startswith("20"):  # Corsica kept one postal prefix when it was divided
        return ("2A", "2B")
    return (_department(postal_code),)


def _of_city(code: str) -> str:
    code = code.strip().upper()
    for city, first, last in _CITIES:
        if code.isdigit() and first <= int(code) <= last:
            return city
    return code
