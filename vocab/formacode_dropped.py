"""The terms that a former edition of Formacode had and that the latest dropped.

Source: `formacodes-v13.csv`, a tree by indentation: columns A and B name the semantic field, then a row has
its term, followed by its code, in the column (C to H) of its depth. Labels are in upper case, without
accents.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from maillage.vocab.importer import ImportLog
from maillage.vocab.table import decode

_FIRST_DEPTH = 2  # column C
_TERM = re.compile(r"(.+?)\s+(\d{5})")


@dataclass(frozen=True, slots=True)
class FormerTerm:
    """One term of a former edition."""

    code: str
    label: str
    broader: str  # code; empty for the head of a semantic field
    line: int


def read_former_terms(path: Path, log: ImportLog) -> Iterator[FormerTerm]:
    """Yield every term of the edition, parents first.

    Raises:
        UnusableFile: the file cannot be read.
    """
    text, bad_lines = decode(path)
    for line in bad_lines:
        log.reject(path, line, "octets illisibles (ni UTF-8 ni Windows-1252)")
    ancestors: dict[int, str] = {}
    rows = 0
    # The header has one delimiter more than the rows, so that columns are told by their position.
    for line, fields in enumerate(csv.reader(text.splitlines(), delimiter=";"), start=1):
        cells = [(depth, cell) for depth, cell in enumerate(fields) if cell.strip()]
        if line == 1 or not cells:
            continue
        depth, cell = cells[-1]
        match = _TERM.fullmatch(cell.strip())
        if match is None or depth < _FIRST_DEPTH:
            log.reject(path, line, f"terme sans code « {cell[:60]} »")
            continue
        rows += 1
        ancestors = {above: code for above, code in ancestors.items() if above < depth}
        broader = ancestors[max(ancestors)] if ancestors else ""
        ancestors[depth] = match[2]
        yield FormerTerm(match[2], " ".join(match[1].split()), broader, line)
    log.done(path, rows)
