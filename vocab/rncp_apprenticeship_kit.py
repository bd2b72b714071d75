"""The apprenticeship kit (`kit_apprentissage_YYYYMMDD.csv`): diploma codes and the fiches they stand for.

One row pairs a ministry's diploma code (CFD, *code formation diplôme*) with a fiche, whose state, end of
registration, predecessors and successors ("RNCP1|RNCP2") it repeats. Its header spans several lines.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from maillage.vocab import rncp_cells
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.rncp_records import Fiche, Link, LinkKind, Origin, Succession
from maillage.vocab.table import Row, decode

_NAME = re.compile(r"kit_apprentissage_(\d{4})(\d{2})(\d{2})\.csv", re.IGNORECASE)
_DIPLOMA = "Code Diplôme"
_CODE = "FicheRNCP"
_LEVEL = "Niveau fiche RNCP"
_SHORT = "Abrégé de diplôme (RNCP)"
_END = "Date d'échéance de la fiche RNCP"
_ACTIVE = "Fiche ACTIVE/INACTIVE"
_TITLE = "Intitulé certification (RNCP)"
_KIND = "Type d'enregistrement"
_NEW = "Nouvelle Certification rempla (RNCP)"
_OLD = "Ancienne Certification (RNCP)"
_REQUIRED = (_DIPLOMA, _CODE, _LEVEL, _SHORT, _END, _ACTIVE, _TITLE, _KIND, _NEW, _OLD)
_INCOMPLETE = re.compile(
    r"(?:de |d['’]|du |option )"
)  # a title that means nothing without its kind
_NOT_REGISTERED = "NR"


@dataclass(frozen=True, slots=True)
class ApprenticeshipKit:
    """The layout of one such file."""

    date: str
    file: Path

    lists_all_active = False

    @property
    def files(self) -> tuple[Path, ...]:
        """The one file."""
        return (self.file,)

    def fiches(self, log: ImportLog) -> Iterator[Fiche]:
        """Yield a fiche a row; a fiche comes once for each of its diploma codes."""
        seen: set[str] = set()
        rows = 0
        for row in self._rows(log):
            rows += 1
            if row[_CODE] == _NOT_REGISTERED:
                log.reject(
                    self.file, row.line, f"code diplôme {row[_DIPLOMA]} sans fiche RNCP (NR)"
                )
                continue
            reject = partial(log.reject, self.file, row.line)
            code = rncp_cells.fiche_code(row[_CODE], reject)
            if code and code not in seen:
                seen.add(code)
                yield self._fiche(code, row, reject)
        log.done(self.file, rows)

    def _fiche(self, code: str, row: Row, reject: rncp_cells.Complaint) -> Fiche:
        return Fiche(
            code=code,
            stated=self.date,
            title=rncp_cells.label(_registered_title(row[_TITLE], row[_SHORT])),
            end=rncp_cells.french_date(row[_END], reject),
            active=rncp_cells.active(row[_ACTIVE], reject),
            level=rncp_cells.level(row[_LEVEL], reject),
            diploma_short=row[_SHORT],
            registration_kind=rncp_cells.label(row[_KIND]),
        )

    def successions(self, log: ImportLog) -> Iterator[Succession]:
        """Yield each pair that a row tells, from either side."""
        for row in self._rows(ImportLog(log.source)):  # `fiches` told already what is unreadable
            code = row[_CODE]
            if not rncp_cells.FICHE.fullmatch(code):
                continue
            reject = partial(log.reject, self.file, row.line)
            origin = Origin(self.file, row.line)
            for old in rncp_cells.fiche_codes(row[_OLD], reject):
                yield Succession(old, code, origin)
            for new in rncp_cells.fiche_codes(row[_NEW], reject):
                yield Succession(code, new, origin)

    def links(self, kind: LinkKind, log: ImportLog) -> Iterator[Link]:
        """Yield the diploma codes."""
        if kind is not LinkKind.DIPLOMA:
            return
        for row in self._rows(ImportLog(log.source)):
            if rncp_cells.FICHE.fullmatch(row[_CODE]):
                origin = Origin(self.file, row.line)
                yield Link(kind, row[_CODE], row[_DIPLOMA], "", origin)

    def _rows(self, log: ImportLog) -> Iterator[Row]:
        text, _ = decode(self.file)
        reader = csv.reader(io.StringIO(text, newline=""))
        columns = [" ".join(column.split()) for column in next(reader, [])]
        missing = [column for column in _REQUIRED if column not in columns]
        if missing:
            raise UnusableFile(self.file, f"colonnes absentes : {', '.join(missing)}")
        line = reader.line_num + 1
        for fields in reader:
            start, line = line, reader.line_num + 1
            values = dict(zip(columns, (field.strip() for field in fields), strict=False))
            if len(fields) != len(columns):
                log.reject(self.file, start, f"{len(fields)} champs au lieu de {len(columns)}")
            elif not values[_DIPLOMA]:
                log.reject(self.file, start, f"colonne {_DIPLOMA} vide")
            else:
                yield Row(start, values)


def _registered_title(title: str, short: str) -> str:
    """Return the title as the registers have it, without the kind that the kit puts once or twice first.

    >>> _registered_title("TP - TP Coordinateur BIM du bâtiment", "TP")
    'Coordinateur BIM du bâtiment'
    >>> _registered_title("DE - DE de masseur-kinésithérapeute", "DE")
    'DE de masseur-kinésithérapeute'
    """
    if not short:
        return title
    rest = title.removeprefix(f"{short} - ").removeprefix(f"{short} ").strip()
    return f"{short} {rest}" if not rest or _INCOMPLETE.match(rest) else rest


def apprenticeship_kits(folder: Path) -> Iterator[ApprenticeshipKit]:
    """Yield the kits under `folder`."""
    for path in sorted(folder.rglob("*.csv")):
        match = _NAME.fullmatch(path.name)
        if match is not None:
            yield ApprenticeshipKit("-".join(match.groups()), path)
