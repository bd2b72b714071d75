"""The bassins d'emploi of the BMO survey: which commune lies in which.

Source: France Travail's table of communes and bassins. It keeps communes that have since merged,
and writes overseas codes without their leading zero.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from maillage.vocab.importer import ImportLog
from maillage.vocab.newest_file import newest_file
from maillage.vocab.table import read_table

BASINS_FILE = r"bassin_emploi_(\d{4})_communes\.csv"
COLUMNS = ("code_commune_insee", "code_bassin_BMO", "lib_bassin_BMO")


@dataclass(frozen=True, slots=True)
class EmploymentBasins:
    """Every bassin of France: labels as published (upper case) and the bassin of each commune."""

    labels: dict[str, str]  # by four-digit code
    of_commune: dict[str, str]  # INSEE code → four-digit code
    ambiguous: frozenset[str]  # codes that have several labels: the most frequent one is kept


def basin_code(text: str) -> str:
    """Return the four digits of a bassin: the region's two, then its rank.

    >>> basin_code("102")
    '0102'
    """
    return text.strip().zfill(4)


def read_basins(path: Path, log: ImportLog) -> EmploymentBasins:
    """Read the table; a commune given a second, different bassin is rejected.

    Raises:
        UnusableFile: absent or without its columns.

    """
    spellings: dict[str, Counter[str]] = {}
    of_commune: dict[str, str] = {}
    for row in read_table(path, log, required=COLUMNS, key=COLUMNS):
        commune, code = row["code_commune_insee"], basin_code(row["code_bassin_BMO"])
        first = of_commune.setdefault(commune, code)
        if first != code:
            log.reject(path, row.line, f"commune {commune} déjà dans le bassin {first}, ici {code}")
            continue
        spellings.setdefault(code, Counter())[row["lib_bassin_BMO"]] += 1
    labels = {code: count.most_common(1)[0][0] for code, count in sorted(spellings.items())}
    ambiguous = frozenset(code for code, count in spellings.items() if len(count) > 1)
    return EmploymentBasins(labels, of_commune, ambiguous)


def known_basins(data: Path) -> frozenset[str] | None:
    """Return the codes that the territories beside a statistical source define, None if absent."""
    path = newest_file(data / "territories", BASINS_FILE)
    if path is None:
        return None
    # What is wrong in that table is the territories importer's to report.
    return frozenset(read_basins(path, ImportLog("territories")).labels)
