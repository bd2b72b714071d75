"""The files of Insee and of France Travail that a territory's groupings are read from."""

from dataclasses import dataclass
from pathlib import Path

from maillage.vocab.employment_basins import BASINS_FILE
from maillage.vocab.errors import UnusableFile
from maillage.vocab.newest_file import files_by_year, newest_file

MEMBERSHIP_FILE = r"table_appartenance_communes_(\d{4})\.csv"
POPULATION_FILE = r"cog(\d{4})_population\.csv"
LABELS_FILE = r"libelles_supracommunaux_(\d{4})\.csv"
REGIONAL_FILE = r"communes_.+_(\d{4})\.csv"


@dataclass(frozen=True, slots=True)
class TerritoryFiles:
    """The files of one year; the regional join of them serves where a national one is absent."""

    year: str
    membership: Path
    population: Path
    labels: Path
    basins: Path | None
    regional: Path | None

    @property
    def read(self) -> tuple[Path, ...]:
        """Return every file once, in reading order."""
        some = (self.membership, self.population, self.labels, self.basins, self.regional)
        return tuple(dict.fromkeys(path for path in some if path is not None))

    @property
    def comparable(self) -> Path | None:
        """Return the regional join where it is not itself the table of communes."""
        return None if self.regional == self.membership else self.regional


def membership_tables(folder: Path) -> dict[str, Path]:
    """Return the tables of communes by year: the national ones, or else the regional joins."""
    return files_by_year(folder, MEMBERSHIP_FILE) or files_by_year(folder, REGIONAL_FILE)


def territory_files(folder: Path) -> TerritoryFiles:
    """Return the files of the newest table of communes.

    Raises:
        UnusableFile: no table of communes, or its year lacks populations or labels.

    """
    tables = membership_tables(folder)
    if not tables:
        raise UnusableFile(folder, "table_appartenance_communes_<année>.csv attendu")
    year, membership = list(tables.items())[-1]
    regional = files_by_year(folder, REGIONAL_FILE).get(year)
    population = files_by_year(folder, POPULATION_FILE).get(year, regional)
    labels = files_by_year(folder, LABELS_FILE).get(year)
    if population is None:
        raise UnusableFile(folder, f"cog{year}_population.csv attendu")
    if labels is None:
        raise UnusableFile(folder, f"libelles_supracommunaux_{year}.csv attendu")
    basins = newest_file(folder, BASINS_FILE)
    return TerritoryFiles(year, membership, population, labels, basins, regional)
