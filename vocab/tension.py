"""Job offers and job seekers by bassin d'emploi and ROME occupation, in 2020.

Source: Pôle emploi (now France Travail) and Dares, by ROME 3 occupation and by bassin of the BMO
survey of 2019. The file names its measures and does not define them:

- `oee` → mlg:jobOffers: *offres d'emploi enregistrées*, offers registered by Pôle emploi, a count;
- `defm_abc` → mlg:jobSeekers: *demandeurs d'emploi en fin de mois* of categories A, B and C (people
  who must look for work, whether or not they worked in the month), a count of people;
- `ind_tension_d` → mlg:tensionIndex: class of recruitment tension, 1 to 5, taken to be that of
  Dares's indicator, whose tables of 2019 rank occupations from 1 (the least tense) to 5 (the most).
  That indicator weighs expected recruitment difficulties, offers per job seeker and how fast job
  seekers leave the register: it does not follow from the two other columns.

What to beware of: all of the file's `defm_abc` add up to 227,486 people, where Dares's own series
for 2020 count 5.7 million in those categories: a row holds at best a part of its market. Counts may
be compared within the file, and never be read as totals.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG
from maillage.vocab.employment_basins import basin_code, known_basins
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.observation_dataset import LICENCE_OUVERTE, ObservationDataset
from maillage.vocab.table import Row, read_table

FILE = "*cities-tension*.csv"
COLUMNS = ("annee", "ROME", "cbassin", "oee", "defm_abc", "ind_tension_d")
MEASURES = {
    "oee": MLG.jobOffers,
    "defm_abc": MLG.jobSeekers,
    "ind_tension_d": MLG.tensionIndex,
}
CLASSES = ("1", "2", "3", "4", "5")
PUBLISHER = "Pôle emploi (France Travail) ; Dares"
DESCRIPTION = (
    "Offres d'emploi enregistrées, demandeurs d'emploi en fin de mois (catégories A, B, C) et "
    "classe de tension (1, la plus faible, à 5, la plus forte) par métier ROME 3 et bassin "
    "d'emploi. Les effectifs du fichier ne couvrent qu'une partie du marché : ils se comparent "
    "entre eux et ne sont pas des totaux."
)


@dataclass(frozen=True, slots=True)
class TensionImporter:
    """Offers, job seekers and tension in the bassins of one region."""

    region: str = "44"
    source: str = "tension"
    version: str = "1"

    def find(self, data: Path) -> Path | None:
        """Return the folder of labour statistics where it holds the file."""
        folder = data / "labour"
        return folder if any(folder.glob(FILE)) else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the years that the rows are of, and the file."""
        path = _file(folder)
        rows = read_table(path, ImportLog(self.source), required=COLUMNS, key=COLUMNS)
        years = sorted({row["annee"] for row in rows if _is_year(row["annee"])})
        if not years:
            raise UnusableFile(path, "aucune ligne dont l'année se lise")
        version = years[0] if len(years) == 1 else f"{years[0]}-{years[-1]}"
        return SourceRelease(
            source=self.source,
            version=version,
            title=f"Offres, demandes d'emploi et tension par métier et bassin {version}",
            publisher=PUBLISHER,
            licence=LICENCE_OUVERTE,
            issued=None,
            files=(path,),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield a data set a year, and an observation for each bassin and occupation."""
        path = _file(folder)
        basins = known_basins(folder.parent)
        datasets: dict[str, ObservationDataset] = {}
        seen: dict[tuple[str, str, str], tuple[str, ...]] = {}
        for row in read_table(path, log, required=COLUMNS, key=COLUMNS):
            basin = basin_code(row["cbassin"])
            if not basin.startswith(self.region):
                continue
            key = (row["annee"], basin, row["ROME"])
            values = tuple(row[column] for column in MEASURES)
            reason = _fault(row, basin, basins)
            if not reason and key in seen:
                if seen[key] == values:
                    continue
                reason = f"bassin {basin}, {row['ROME']} : déjà lu avec d'autres valeurs"
            if reason:
                log.reject(path, row.line, reason)
                continue
            seen[key] = values
            if row["annee"] not in datasets:
                datasets[row["annee"]] = _dataset(self.source, row["annee"])
                yield from datasets[row["annee"]].triples(names)
            yield from datasets[row["annee"]].observation_triples(
                names,
                basin,
                (MLG.occupation, names.concept("rome", row["ROME"])),
                {term: int(row[column]) for column, term in MEASURES.items()},
            )
        if not seen:
            log.notes.append(f"{path.name} : aucune ligne de la région {self.region}")


def _file(folder: Path) -> Path:
    found = sorted(folder.glob(FILE))
    if not found:
        raise UnusableFile(folder, "cities-tension-utf8.csv attendu")
    return found[-1]


def _dataset(source: str, year: str) -> ObservationDataset:
    return ObservationDataset(
        source=source,
        year=year,
        kind=MLG.LabourMarketObservation,
        title=f"Offres, demandes d'emploi et tension par métier et bassin {year}",
        description=DESCRIPTION,
        publisher=PUBLISHER,
    )


def _fault(row: Row, basin: str, basins: frozenset[str] | None) -> str:
    """Return why a row cannot be read, or an empty string."""
    if not _is_year(row["annee"]):
        return f"année illisible « {row['annee']} »"
    for column in MEASURES:
        if not (row[column].isascii() and row[column].isdigit()):
            return f"mesure {column} illisible « {row[column]} »"
    if row["ind_tension_d"] not in CLASSES:
        return f"classe de tension {row['ind_tension_d']} hors de 1 à 5"
    if basins is not None and basin not in basins:
        return f"bassin {basin} absent de la table des bassins"
    return ""


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()
