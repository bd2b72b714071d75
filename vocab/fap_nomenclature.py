"""The Dares nomenclature of occupation families (familles professionnelles, FAP 2021).

Four nested levels: 22 domains, 86 families, 228 families (those of the BMO survey) and 341 detailed
families. A family that a level does not divide keeps its code below: `A0X40` is in 341 and in 228.
"""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from maillage.vocab.importer import ImportLog
from maillage.vocab.newest_file import newest_file
from maillage.vocab.table import Row, read_table

NOMENCLATURE_FILE = r".*nomenclature_fap(\d{4})\.csv"
LEVELS = ("341", "228", "86", "22")  # the most detailed first
SURVEY_LEVEL = "228"  # the level of the BMO survey
COLUMNS = tuple(f"{kind}_fap_{level}" for level in LEVELS for kind in ("code", "intitule"))


@dataclass(frozen=True, slots=True)
class FapNomenclature:
    """The families by code, each once whatever its levels."""

    labels: dict[str, str]
    parents: dict[str, str]  # next wider family with another code; the 22 domains have none
    levels: dict[str, tuple[str, ...]]  # codes of each level, sorted
    survey_family: dict[str, str]  # detailed code → its family at `SURVEY_LEVEL`


def read_nomenclature(path: Path, log: ImportLog) -> FapNomenclature:
    """Read the nomenclature; a row that contradicts an earlier one is rejected whole.

    Raises:
        UnusableFile: absent or without its columns.

    """
    labels: dict[str, str] = {}
    parents: dict[str, str] = {}
    codes: dict[str, set[str]] = {level: set() for level in LEVELS}
    survey_family: dict[str, str] = {}
    for row in read_table(path, log, required=COLUMNS, key=COLUMNS):
        chain = [row[f"code_fap_{level}"] for level in LEVELS]
        new_labels = dict(zip(chain, _labels(row), strict=True))
        new_parents = {code: wider for code, wider in pairwise(chain) if code != wider}
        clash = _clash(labels, new_labels) or _clash(parents, new_parents)
        if clash:
            log.reject(path, row.line, f"famille {clash} déjà décrite autrement")
            continue
        labels |= new_labels
        parents |= new_parents
        survey_family[chain[0]] = row[f"code_fap_{SURVEY_LEVEL}"]
        for level, code in zip(LEVELS, chain, strict=True):
            codes[level].add(code)
    levels = {level: tuple(sorted(codes[level])) for level in LEVELS}
    return FapNomenclature(labels, parents, levels, survey_family)


def known_families(data: Path) -> frozenset[str] | None:
    """Return the codes that the FAP beside a statistical source defines, None if it is absent."""
    path = newest_file(data / "labour", NOMENCLATURE_FILE)
    if path is None:
        return None
    # What is wrong in the nomenclature is the FAP importer's to report.
    return frozenset(read_nomenclature(path, ImportLog("fap")).labels)


def _labels(row: Row) -> list[str]:
    return [" ".join(row[f"intitule_fap_{level}"].split()) for level in LEVELS]


def _clash(known: dict[str, str], new: dict[str, str]) -> str:
    """Return the first code that `new` gives another value than `known`, or an empty string."""
    return next((code for code, value in new.items() if known.get(code, value) != value), "")
