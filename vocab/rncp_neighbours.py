"""The codes of ROME and Formacode that the folders beside the RNCP's define, to tell dangling links.

Where a folder is absent nothing is known, and no link is called dangling.
"""

import re
from pathlib import Path

from maillage.vocab.formacode import formacode_codes, formacode_files
from maillage.vocab.importer import ImportLog
from maillage.vocab.rncp_records import LinkKind
from maillage.vocab.table import read_table

_ROME_FILE = re.compile(r"unix_referentiel_code_rome_v(\d+)_utf8\.csv", re.IGNORECASE)


def neighbour_files(data: Path) -> tuple[Path, ...]:
    """Return the files under `data` that `known_codes` reads."""
    rome = _rome_file(data)
    formacode = formacode_files(data / "formacode")
    return formacode if rome is None else (rome, *formacode)


def known_codes(data: Path) -> dict[LinkKind, frozenset[str]]:
    """Return the codes that are defined, for each kind of link whose folder is there.

    Raises:
        UnusableFile: a file that is there cannot be read.
    """
    known: dict[LinkKind, frozenset[str]] = {}
    rome = _rome_file(data)
    if rome is not None:
        silent = ImportLog("rome")  # its own importer tells what cannot be read
        rows = read_table(rome, silent, required=("code_rome",), key=("code_rome",))
        known[LinkKind.ROME] = frozenset(row["code_rome"] for row in rows)
    if formacode_files(data / "formacode"):
        known[LinkKind.SUBJECT] = formacode_codes(data / "formacode")
    return known


def _rome_file(data: Path) -> Path | None:
    found = {
        int(match[1]): path
        for path in sorted((data / "rome").rglob("*.csv"))
        if (match := _ROME_FILE.fullmatch(path.name))
    }
    return found[max(found)] if found else None
