"""The tables of January 2021 (`rncp_*.csv`), extracted from France compétences' XML.

Semicolons with empty columns at the end, dates as month/day/two-digit year, `''` for an apostrophe.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from maillage.vocab import rncp_cells
from maillage.vocab.importer import ImportLog
from maillage.vocab.rncp_link_table import LinkTable
from maillage.vocab.rncp_records import Fiche, Link, LinkKind, Origin, Succession
from maillage.vocab.table import Row, read_table

MAIN_FILE = "rncp_info.csv"

_CODE = "Numero_Fiche"
_OLD = "Ancienne_Certification"
_NEW = "Nouvelle_Certification"
_REQUIRED = (
    _CODE, "Intitule", "Date_Fin_Enregistrement", "Actif", "Nomenclature_Europe_Intitule",
    "Abrege_Code", "Abrege_Intitule", _OLD, _NEW, "Type_Enregistrement",
)  # fmt: skip
_LINKS = {
    "rncp_blocs_competences.csv": LinkTable(LinkKind.BLOC, "CodeRNCP", "numero_bloc", "intitule"),
    "rncp_rome.csv": LinkTable(LinkKind.ROME, "CodeRNCP", "Rome", "libelle"),
    "rncp_nsf.csv": LinkTable(LinkKind.SPECIALITY, "CodeRNCP", "code", "Libelle"),
    "rncp_certificateurs.csv": LinkTable(
        LinkKind.CERTIFIER, "CodeRNCP", "siret_organisme", "Certificateur"
    ),
    "rncp_voix_acces.csv": LinkTable(LinkKind.ACCESS, "CodeRNCP", "", "intitule"),
}


@dataclass(frozen=True, slots=True)
class Tables2021:
    """The layout of one folder that holds `rncp_info.csv`."""

    folder: Path

    lists_all_active = False

    @property
    def date(self) -> str:
        """The year that the folder is named after; it names no day."""
        return self.folder.name if self.folder.name.isdigit() else "2021"

    @property
    def files(self) -> tuple[Path, ...]:
        """The main file, then the tables of links that are there."""
        paths = (self.folder / name for name in (MAIN_FILE, *_LINKS))
        return tuple(path for path in paths if path.is_file())

    def fiches(self, log: ImportLog) -> Iterator[Fiche]:
        """Yield a fiche a row; a fiche with several successors has as many rows."""
        path = self.folder / MAIN_FILE
        for row in read_table(path, log, required=_REQUIRED, key=(_CODE, "Intitule")):
            reject = partial(log.reject, path, row.line)
            code = rncp_cells.fiche_code(row[_CODE], reject)
            if code:
                yield self._fiche(code, row, reject)

    def _fiche(self, code: str, row: Row, reject: rncp_cells.Complaint) -> Fiche:
        return Fiche(
            code=code,
            stated=self.date,
            title=rncp_cells.label(row["Intitule"]),
            end=rncp_cells.american_date(row["Date_Fin_Enregistrement"], reject),
            active=rncp_cells.active(row["Actif"], reject),
            level=rncp_cells.level(row["Nomenclature_Europe_Intitule"], reject),
            diploma_kind=rncp_cells.label(row["Abrege_Intitule"]),
            diploma_short=row["Abrege_Code"],
            registration_kind=rncp_cells.label(row["Type_Enregistrement"]),
        )

    def successions(self, log: ImportLog) -> Iterator[Succession]:
        """Yield each pair that a row tells, from either side."""
        path = self.folder / MAIN_FILE
        silent = ImportLog(log.source)  # `fiches` told already which rows cannot be read
        for row in read_table(path, silent, required=_REQUIRED, key=(_CODE,)):
            reject = partial(log.reject, path, row.line)
            origin = Origin(path, row.line)
            code = row[_CODE]
            for old in rncp_cells.fiche_codes(row[_OLD], reject):
                yield Succession(old, code, origin)
            for new in rncp_cells.fiche_codes(row[_NEW], reject):
                yield Succession(code, new, origin)

    def links(self, kind: LinkKind, log: ImportLog) -> Iterator[Link]:
        """Yield the rows of the table of that kind."""
        for name, table in _LINKS.items():
            path = self.folder / name
            if table.kind is kind and path.is_file():
                yield from table.read(path, log)
