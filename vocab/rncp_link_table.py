"""The tables that link a fiche to something: one row a link, in every layout."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from maillage.vocab import rncp_cells
from maillage.vocab.importer import ImportLog
from maillage.vocab.rncp_records import Link, LinkKind, Origin
from maillage.vocab.table import Row, read_table

_SHAPES = {
    LinkKind.ROME: re.compile(r"[A-N]\d{4}"),
    LinkKind.SPECIALITY: re.compile(r"\d{1,3}[a-z]?"),
    LinkKind.SUBJECT: re.compile(r"\d{5}"),
}
_SIRET = re.compile(r"\d{14}")


@dataclass(frozen=True, slots=True)
class LinkTable:
    """How one layout names the columns of one table; an empty name: no such column."""

    kind: LinkKind
    fiche: str
    code: str
    label: str

    def read(self, path: Path, log: ImportLog) -> Iterator[Link]:
        """Yield the links of a file; a row whose fiche or code has another shape is rejected.

        Raises:
            UnusableFile: absent, or a column is missing.
        """
        needed = [column for column in (self.fiche, self.code, self.label) if column]
        key = (self.fiche, self._must_be_filled)
        for row in read_table(path, log, required=needed, key=key):
            link = self._link(path, row, log)
            if link is not None:
                yield link

    @property
    def _must_be_filled(self) -> str:
        named = {LinkKind.CERTIFIER, LinkKind.ACCESS}  # these have a label always, a code sometimes
        return self.label if self.kind in named else self.code

    def _link(self, path: Path, row: Row, log: ImportLog) -> Link | None:
        reject = partial(log.reject, path, row.line)
        fiche = rncp_cells.fiche_code(row[self.fiche], reject)
        code = self._code(row, reject)
        if not fiche or (self.code and not code and self.kind is not LinkKind.CERTIFIER):
            return None
        label = rncp_cells.label(row[self.label]) if self.label else ""
        # Today's export repeats the code in the label: "221 : Agro-alimentaire", "31004 : Blockchain".
        label = label.removeprefix(code).lstrip(" :") if code else label
        return Link(self.kind, fiche, code, label, Origin(path, row.line))

    def _code(self, row: Row, reject: rncp_cells.Complaint) -> str:
        text = row[self.code] if self.code else ""
        if self.kind is LinkKind.BLOC:
            return rncp_cells.bloc_code(text, reject)
        if self.kind is LinkKind.CERTIFIER:
            return text if not text or _SIRET.fullmatch(text) else _no_siret(text, reject)
        shape = _SHAPES.get(self.kind)
        if shape is not None and not shape.fullmatch(text):
            reject(f"{self.kind.value} illisible « {text} »")
            return ""
        return text


def _no_siret(text: str, reject: rncp_cells.Complaint) -> str:
    reject(f"SIRET illisible « {text} » ; le certificateur est gardé par son nom")
    return ""
