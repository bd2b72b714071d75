"""Today's open data of France compétences: ten tables `export_fiches_CSV_<Table>_YYYY_MM_DD.csv`.

Source: data.gouv.fr, "Répertoire national des certifications professionnelles et répertoire
spécifique". The tables CCN (branches) and Partenaires (training bodies that a certifier accredits) are not
read: nothing in the ontology holds them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from maillage.vocab import rncp_cells
from maillage.vocab.importer import ImportLog
from maillage.vocab.rncp_link_table import LinkTable
from maillage.vocab.rncp_records import Fiche, Link, LinkKind, Origin, Succession
from maillage.vocab.table import Row, read_table

_NAME = re.compile(r"export_fiches_CSV_(\w+)_(\d{4})_(\d{2})_(\d{2})\.csv", re.IGNORECASE)
_CODE = "Numero_Fiche"
_OLD = "Ancienne_Certification"
_NEW = "Nouvelle_Certification"
_STANDARD = "standard"
_SUCCESSIONS = "ancienne_nouvelle_certification"
_LINKS = {
    "blocs_de_competences": LinkTable(
        LinkKind.BLOC, _CODE, "Bloc_Competences_Code", "Bloc_Competences_Libelle"
    ),
    "rome": LinkTable(LinkKind.ROME, _CODE, "Codes_Rome_Code", "Codes_Rome_Libelle"),
    "nsf": LinkTable(LinkKind.SPECIALITY, _CODE, "Nsf_Code", "Nsf_Intitule"),
    "formacode": LinkTable(LinkKind.SUBJECT, _CODE, "Formacode_Code", "Formacode_Libelle"),
    "certificateurs": LinkTable(
        LinkKind.CERTIFIER, _CODE, "Siret_Certificateur", "Nom_Certificateur"
    ),
    "voixdacces": LinkTable(LinkKind.ACCESS, _CODE, "", "Si_Jury"),
}
_REQUIRED = (
    _CODE, "Intitule", "Abrege_Libelle", "Abrege_Intitule", "Nomenclature_Europe_Niveau", "Date_Fin_Enregistrement",
    "Type_Enregistrement", "Actif",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Export:
    """The tables of one day, wherever they lie, by lower-case table name."""

    date: str  # ISO
    tables: dict[str, Path]

    lists_all_active = (
        False  # it says of each fiche whether it is active, the inactive ones included
    )

    @property
    def files(self) -> tuple[Path, ...]:
        """The tables that are read."""
        read = (_STANDARD, _SUCCESSIONS, *_LINKS)
        return tuple(self.tables[name] for name in read if name in self.tables)

    def fiches(self, log: ImportLog) -> Iterator[Fiche]:
        """Yield a fiche a row of the table Standard."""
        path = self.tables[_STANDARD]
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
            end=rncp_cells.french_date(row["Date_Fin_Enregistrement"], reject),
            active=rncp_cells.active(row["Actif"], reject),
            level=rncp_cells.level(row["Nomenclature_Europe_Niveau"], reject),
            diploma_kind=rncp_cells.label(row["Abrege_Intitule"]),
            diploma_short=row["Abrege_Libelle"],
            registration_kind=rncp_cells.label(row["Type_Enregistrement"]),
        )

    def successions(self, log: ImportLog) -> Iterator[Succession]:
        """Yield each pair that a row tells, from either side; a cell may hold several codes."""
        path = self.tables.get(_SUCCESSIONS)
        if path is None:
            return
        for row in read_table(path, log, required=(_CODE, _OLD, _NEW), key=(_CODE,)):
            reject = partial(log.reject, path, row.line)
            code = rncp_cells.fiche_code(row[_CODE], reject)
            origin = Origin(path, row.line)
            for old in rncp_cells.fiche_codes(row[_OLD], reject) if code else ():
                yield Succession(old, code, origin)
            for new in rncp_cells.fiche_codes(row[_NEW], reject) if code else ():
                yield Succession(code, new, origin)

    def links(self, kind: LinkKind, log: ImportLog) -> Iterator[Link]:
        """Yield the rows of the table of that kind."""
        for name, table in _LINKS.items():
            if table.kind is kind and name in self.tables:
                yield from table.read(self.tables[name], log)


def latest_export(folder: Path) -> Export | None:
    """Return the most recent export under `folder` that has the table Standard, or None."""
    days: dict[str, dict[str, Path]] = {}
    for path in sorted(folder.rglob("*.csv")):
        match = _NAME.fullmatch(path.name)
        if match is not None:
            day = "-".join(match.group(2, 3, 4))
            days.setdefault(day, {}).setdefault(match[1].casefold(), path)
    whole = [day for day, tables in days.items() if _STANDARD in tables]
    return Export(max(whole), days[max(whole)]) if whole else None
