"""Insee's tables of communes: the groupings, population and labels of one region's communes."""

from dataclasses import dataclass, replace
from pathlib import Path

from maillage.vocab.employment_basins import EmploymentBasins
from maillage.vocab.importer import ImportLog
from maillage.vocab.table import read_table
from maillage.vocab.territory_level import LEVELS

COLUMN_LEVELS = tuple(level for level in LEVELS if level.column)
Group = tuple[str, str]  # prefix of the level, code


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune as the official geographic code of the year has it."""

    code: str  # five characters
    label: str
    line: int  # of the membership table
    groups: tuple[Group, ...]
    population: int | None = None  # inhabitants (municipal population); None where not published


@dataclass(frozen=True, slots=True)
class CommuneTable:
    """The communes of a region, and the regions and departments that each grouping touches."""

    communes: tuple[Commune, ...]
    regions: dict[Group, set[str]]
    departments: dict[Group, set[str]]


def read_communes(
    path: Path, region: str, basins: EmploymentBasins | None, log: ImportLog
) -> CommuneTable:
    """Read the communes of one region, and how far their groupings reach in all of France.

    A commune of the region without a bassin is rejected as such, and kept without one. Insee's
    codes made of Z (`ZZZZZZZZZ`) say that the commune is in no grouping of that level.

    Raises:
        UnusableFile: absent or without its columns.

    """
    columns = ("CODGEO", "LIBGEO", *(level.column for level in COLUMN_LEVELS))
    communes: list[Commune] = []
    table = CommuneTable((), {}, {})
    for row in read_table(path, log, required=columns):
        code, label = row["CODGEO"], row["LIBGEO"]
        if not code or not label:
            log.reject(path, row.line, "commune sans code ou sans libellé")
            continue
        groups = [(level.prefix, row[level.column]) for level in COLUMN_LEVELS]
        groups = [group for group in groups if group[1].strip("Z")]
        basin = basins.of_commune.get(code) if basins is not None else None
        if basin is not None:
            groups.append(("bassin", basin))
        for group in groups:
            table.regions.setdefault(group, set()).add(row["REG"])
            table.departments.setdefault(group, set()).add(row["DEP"])
        if row["REG"] != region:
            continue
        if basins is not None and basin is None:
            log.reject(path, row.line, f"commune {code} absente de la table des bassins d'emploi")
        communes.append(Commune(code, label, row.line, tuple(groups)))
    return replace(table, communes=tuple(sorted(communes, key=lambda commune: commune.code)))


def read_populations(path: Path, wanted: set[str], log: ImportLog) -> dict[str, int]:
    """Return the inhabitants of the `wanted` communes; one that is absent or empty is rejected.

    Raises:
        UnusableFile: absent or without its columns.

    """
    found: dict[str, int] = {}
    refused: set[str] = set()
    for row in read_table(path, log, required=("CODGEO", "POP"), key=("CODGEO",)):
        code, text = row["CODGEO"], row["POP"].removesuffix(".0")  # published as "832.0"
        if code not in wanted:
            continue
        if text.isascii() and text.isdigit():
            found[code] = int(text)
        else:
            refused.add(code)
            reason = f"population illisible « {text} »" if text else "population non publiée"
            log.reject(path, row.line, f"commune {code} : {reason}")
    for code in sorted(wanted - found.keys() - refused):
        log.reject(path, 0, f"commune {code} absente de la table des populations")
    return found


def read_labels(path: Path, log: ImportLog) -> dict[Group, str]:
    """Return the label of every grouping of the levels that Maillage knows.

    Raises:
        UnusableFile: absent or without its columns.

    """
    prefixes = {level.column: level.prefix for level in COLUMN_LEVELS}
    labels: dict[Group, str] = {}
    for row in read_table(path, log, required=("NIVGEO", "CODGEO", "LIBGEO")):
        prefix = prefixes.get(row["NIVGEO"])
        if prefix is None:
            continue
        if not row["CODGEO"] or not row["LIBGEO"]:
            log.reject(path, row.line, f"{row['NIVGEO']} sans code ou sans libellé")
            continue
        labels[prefix, row["CODGEO"]] = row["LIBGEO"]
    return labels
