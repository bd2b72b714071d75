"""Recruitment projects by bassin d'emploi and occupation family: the BMO survey.

Source: France Travail, enquête Besoins en main-d'œuvre, one file a year. Counts of recruitment
projects that employers declare, at the end of the year before, for the year: jobs to create or to
fill, part time and seasonal included; not hirings, and without the State's administrations.

- `met` → mlg:recruitmentProjects: projects, all kinds;
- `xmet` → mlg:difficultProjects: those of them that employers expect to be difficult;
- `smet` → mlg:seasonalProjects: those of them that are seasonal.

`*` stands for a count that the publisher hides (no count below 5 is published in 2024). A bassin
over two departments has a row for each: they are added up, and a measure that is hidden in one of
them has both the sum of what is published, a lower bound, and mlg:suppressed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG
from maillage.vocab.employment_basins import basin_code, known_basins
from maillage.vocab.errors import UnusableFile
from maillage.vocab.fap_nomenclature import known_families
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.newest_file import files_by_year
from maillage.vocab.observation_dataset import LICENCE_OUVERTE, ObservationDataset
from maillage.vocab.table import Row, read_table

NATIONAL_FILE = r"(?:.*_)?bmo_(\d{4})\.csv"
REGIONAL_FILE = r"(?:.*_)?bmo_(\d{4})_.+\.csv"
WORKBOOK = r"(?:.*_)?bmo_(\d{4}).*\.xlsx"
BASIN_COLUMN = re.compile(r"BE\d{2}", re.IGNORECASE)  # BE24: it carries the year
COLUMNS = ("annee", "Code métier BMO", "REG", "Dept", "met", "xmet", "smet")
KEY = COLUMNS[:4]
MEASURES = {
    "met": MLG.recruitmentProjects,
    "xmet": MLG.difficultProjects,
    "smet": MLG.seasonalProjects,
}
HIDDEN = "*"
DESCRIPTION = (
    "Projets de recrutement déclarés par les employeurs pour l'année (créations de postes et "
    "remplacements, temps partiels et saisonniers compris), dont ceux qu'ils jugent difficiles et "
    "dont les saisonniers. Ce sont des intentions et non des embauches. Les petits effectifs sont "
    "masqués par le producteur : « mlg:suppressed » nomme la mesure masquée, en tout ou en partie, "
    "et une valeur donnée à côté est alors un minimum."
)


@dataclass(slots=True)
class _Cell:
    """What the rows of one bassin and one family say, one a department."""

    line: int
    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)  # measures by department


@dataclass(frozen=True, slots=True)
class BmoImporter:
    """The BMO survey of one region, every year that the folder holds."""

    region: str = "44"
    source: str = "bmo"
    version: str = "1"

    def find(self, data: Path) -> Path | None:
        """Return the folder of the survey where it holds a file of it, readable or not."""
        folder = data / "labour" / "bmo"
        return folder if _files(folder) or files_by_year(folder, WORKBOOK) else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the years surveyed and the files read: one a year, the national one first."""
        files = _usable(folder)
        years = list(files)
        version = years[0] if len(years) == 1 else f"{years[0]}-{years[-1]}"
        return SourceRelease(
            source=self.source,
            version=version,
            title=f"Enquête Besoins en main-d'œuvre {version}",
            publisher="France Travail",
            licence=LICENCE_OUVERTE,
            issued=years[-1],
            files=tuple(files.values()),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield a data set a year, and an observation for each bassin and family of the region."""
        data = folder.parent.parent
        basins, families = known_basins(data), known_families(data)
        for year, path in _usable(folder).items():
            dataset = ObservationDataset(
                source=self.source,
                year=year,
                kind=MLG.RecruitmentObservation,
                title=f"Enquête Besoins en main-d'œuvre {year}",
                description=DESCRIPTION,
                publisher="France Travail",
            )
            yield from dataset.triples(names)
            cells = _cells(path, year, self.region, log)
            if not cells:
                log.notes.append(f"{path.name} : aucune ligne de la région {self.region}")
            for (basin, family), cell in sorted(cells.items()):
                if basins is not None and basin not in basins:
                    log.reject(path, cell.line, f"bassin {basin} absent de la table des bassins")
                elif families is not None and family not in families:
                    log.reject(path, cell.line, f"famille {family} absente de la FAP")
                else:
                    yield from _observation(dataset, names, basin, family, cell)


def _files(folder: Path) -> dict[str, Path]:
    found = files_by_year(folder, REGIONAL_FILE) | files_by_year(folder, NATIONAL_FILE)
    return dict(sorted(found.items()))


def _usable(folder: Path) -> dict[str, Path]:
    files = _files(folder)
    if not files:
        workbooks = files_by_year(folder, WORKBOOK).values()
        reason = "enregistrer le classeur en CSV, sous le nom bmo_<année>.csv"
        raise UnusableFile(next(iter(workbooks), folder), reason)
    return files


def _cells(path: Path, year: str, region: str, log: ImportLog) -> dict[tuple[str, str], _Cell]:
    """Return the region's cells by bassin and family; rows that contradict another are rejected."""
    cells: dict[tuple[str, str], _Cell] = {}
    for row in read_table(path, log, required=COLUMNS, key=KEY):
        if row["REG"].zfill(2) != region:
            continue
        basin = basin_code(_basin(path, row))
        reason = _fault(row, year, basin)
        if not reason:
            cell = cells.setdefault((basin, row["Code métier BMO"]), _Cell(row.line))
            measures = tuple(row[column] for column in MEASURES)
            if cell.rows.setdefault(row["Dept"], measures) != measures:
                reason = f"bassin {basin}, {row['Code métier BMO']} : déjà lu avec d'autres valeurs"
        if reason:
            log.reject(path, row.line, reason)
    return cells


def _basin(path: Path, row: Row) -> str:
    for column, value in row.values.items():
        if BASIN_COLUMN.fullmatch(column):
            return value
    raise UnusableFile(path, "colonne absente : BE suivi de l'année, le code du bassin")


def _fault(row: Row, year: str, basin: str) -> str:
    """Return why a row cannot be read, or an empty string."""
    if row["annee"] != year:
        return f"année {row['annee']} dans le fichier de {year}"
    if not basin.strip("0"):
        return "bassin sans code"
    for column in MEASURES:
        value = row[column]
        if value != HIDDEN and not (value.isascii() and value.isdigit()):
            return f"mesure {column} illisible « {value} »"
    return ""


def _observation(
    dataset: ObservationDataset, names: Names, basin: str, family: str, cell: _Cell
) -> Iterator[Triple]:
    concept = names.concept("fap", family)
    by_measure = dict(zip(MEASURES.values(), zip(*cell.rows.values(), strict=True), strict=True))
    shown = {
        measure: sum(int(value) for value in values if value != HIDDEN)
        for measure, values in by_measure.items()
        if any(value != HIDDEN for value in values)
    }
    yield from dataset.observation_triples(names, basin, (MLG.family, concept), shown)
    node = dataset.observation(names, basin, concept)
    for measure, values in by_measure.items():
        if HIDDEN in values:
            yield Triple(node, MLG.suppressed, measure)
