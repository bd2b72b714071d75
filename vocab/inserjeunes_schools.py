"""What becomes of those who leave each vocational school or apprenticeship centre (InserJeunes).

Source: DEPP and Dares, one file a pair of cohorts and a route. Rates are whole percentages:

- `Taux`: share in employment 6 months after leaving, of those who do not study on;
- `Taux attendu`: what the publisher expects of the school, given its trainings and students;
- `Taux de poursuite d'études`: share who study on.

`nd` (not available: too few leavers) is hidden, not zero. No file ties a school to a diploma.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Triple

from maillage.ontology.names import Names
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.insertion_observation import (
    InsertionDataset,
    InsertionFigures,
)
from maillage.vocab.observation_dataset import LICENCE_OUVERTE
from maillage.vocab.region_names import region_code
from maillage.vocab.table import Row, read_table

FILE = re.compile(r"depp-.*etablissements-(\d{4})_(\d{4})-(pro|apprentissage)\.csv")
UAI, NAME, REGION = "n°UAI de l'établissement", "Libellé de l'établissement", "Région"
RATE, EXPECTED, STUDIES = "Taux", "Taux attendu", "Taux de poursuite d'études"
PUBLIC = "Dont apprentis en EPLE"
REQUIRED = (UAI, NAME, REGION, RATE, EXPECTED, STUDIES)
HIDDEN = frozenset({"nd", "ns", ""})
ROUTES = {"pro": "voie professionnelle scolaire", "apprentissage": "apprentissage"}
DATASET = InsertionDataset(
    "inserjeunes-schools",
    "InserJeunes : insertion par établissement",
    "Part en emploi 6 mois après la sortie, parmi ceux qui ne poursuivent pas d'études, et taux "
    "attendu, par établissement et deux cohortes cumulées. Petits effectifs masqués.",
    "DEPP ; Dares",
)


@dataclass(frozen=True, slots=True)
class InserJeunesSchoolsImporter:
    """The schools of one region, every file that the folder holds."""

    region: str = "44"
    source: str = "inserjeunes-schools"
    version: str = "1"

    def find(self, data: Path) -> Path | None:
        """Return the folder of insertion where it holds such a file."""
        folder = data / "insertion"
        return folder if _files(folder) else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the years of the last cohorts."""
        files = _files(folder)
        if not files:
            raise UnusableFile(folder, "depp-…-etablissements-<année>_<année>-pro.csv attendu")
        years = sorted({match[2] for match in files.values()})
        return SourceRelease(
            source=self.source,
            version=years[0] if len(years) == 1 else f"{years[0]}-{years[-1]}",
            title=DATASET.title,
            publisher=DATASET.publisher,
            licence=LICENCE_OUVERTE,
            issued=None,
            files=tuple(files),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield an observation for each school, public and pair of cohorts."""
        yield from DATASET.triples(names)
        for path, match in _files(folder).items():
            seen: set[str] = set()
            for row in read_table(path, log, required=REQUIRED, key=(UAI, REGION)):
                code = region_code(row[REGION])
                if code != self.region:
                    if code is None:
                        log.reject(path, row.line, f"région inconnue « {row[REGION]} »")
                    continue
                figures, reason = _figures(row, match, code)
                if figures is not None and figures.notation in seen:
                    figures, reason = None, f"établissement {row[UAI]} : déjà lu"
                if figures is None:
                    log.reject(path, row.line, reason)
                    continue
                seen.add(figures.notation)
                yield from figures.triples(names, DATASET)
            if not seen:
                log.notes.append(f"{path.name} : aucune ligne de la région {self.region}")


def _files(folder: Path) -> dict[Path, re.Match[str]]:
    found = {}
    for path in sorted(folder.glob("*.csv")):
        match = FILE.fullmatch(path.name)
        if match is not None:
            found[path] = match
    return found


def _figures(row: Row, match: re.Match[str], region: str) -> tuple[InsertionFigures | None, str]:
    """Return the figures of a row, or None and why it cannot be read."""
    values: dict[str, float | None] = {}
    for column in (RATE, EXPECTED, STUDIES):
        text = row[column].casefold()
        if text not in HIDDEN and not (text.isascii() and text.isdigit() and int(text) <= 100):
            return None, f"{column} illisible « {row[column]} »"
        values[column] = None if text in HIDDEN else int(text) / 100
    rate = values[RATE]
    public = row.get(PUBLIC)
    route = ROUTES[match[3]]
    figures = InsertionFigures(
        notation="-".join([match[2], match[3], row[UAI], *([_slug(public)] if public else [])]),
        title=row[NAME] or row[UAI],
        kind="",
        level=None,
        region=region,
        rates={} if rate is None else {6: rate},
        period=match[2],
        public=f"{route} : {public}" if public else route,
        continuation=values[STUDIES],
        expected=values[EXPECTED],
        school=row[UAI],
        hidden=(6,) if rate is None else (),
    )
    return figures, ""


def _slug(public: str) -> str:
    if "apprenti" in public:
        return "apprentis"
    return "ensemble" if public == "ensemble" else "scolaires"
