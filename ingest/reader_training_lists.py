"""Lists of training offers that are tables: Carif-Oref, Grand Est, and the RNCP's blocs."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from maillage.ingest.plain_text import one_line
from maillage.ingest.reader_csv import csv_columns
from maillage.ingest.reader_lheo import certification_curies
from maillage.ingest.reader_options import ReaderOptions
from maillage.ingest.record import Kind, Place, Record
from maillage.vocab.certification_titles import CertificationTitles
from maillage.vocab.errors import UnusableFile
from maillage.vocab.grand_est_courses import course_title
from maillage.vocab.importer import ImportLog
from maillage.vocab.rncp_link_table import LinkTable
from maillage.vocab.rncp_records import LinkKind
from maillage.vocab.table import read_table
from maillage.vocab.training_offer import certification_code

_ACTION, _CERTIFICATION, _PERIOD = "id_action", "id_certifinfo", "periode"
_COMMUNE, _RNCP = "etablissement_lieu_formation_code_insee", "rncp_code"
_POSTAL_OF_PLACE = "etablissement_lieu_formation_code_postal"
_MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])")
_TITLE, _DETAIL, _FAMILY = "Nom_Complet_Diplome", "Description_Diplome", "Grande_Categorie"
_SCHOOL, _TOWN, _POSTAL = "Nom_Etablissement", "Ville", "Code_Postal"
_BLOCS = (  # the layouts of 2021 and of today's export: fiche, code, label
    ("CodeRNCP", "numero_bloc", "intitule"),
    ("Numero_Fiche", "Bloc_Competences_Code", "Bloc_Competences_Libelle"),
)


def read_carif_oref_records(path: Path, options: ReaderOptions, log: ImportLog) -> Iterator[Record]:
    """Yield the offers of a Carif-Oref export, which has no title: its certification's is taken.

    Titles come from `options.titles`, else from the folder `rncp` of the data that the file is in.

    Raises:
        UnusableFile: the file is not such an export.
    """
    titles = options.titles or _titles_beside(path)
    required = (_ACTION, _CERTIFICATION, _RNCP, _PERIOD, _COMMUNE)
    told = ImportLog(log.source, log.rejects)
    for row in read_table(path, told, required=required, key=(_ACTION, _CERTIFICATION)):
        code = certification_code(row[_RNCP])
        title = one_line(row.get("intitule_formation")) or titles.get(code or "", "")
        if not title:
            named = (
                f"la certification {code} n'a pas d'intitulé connu" if code else "sans code RNCP"
            )
            log.reject(path, row.line, f"offre sans intitulé : {named}")
            continue
        months = sorted(
            part for part in re.split(r"[|,\s]+", row[_PERIOD]) if _MONTH.fullmatch(part)
        )
        yield Record(
            kind=Kind.OFFER,
            source=options.source or "carif-oref",
            id=f"{row[_ACTION]}-{row[_CERTIFICATION]}".replace("|", "+"),
            title=title,
            text=title,
            place=Place(insee=row[_COMMUNE], postal_code=row.get(_POSTAL_OF_PLACE)),
            posted=date.fromisoformat(f"{months[0]}-01") if months else None,
            certifications=certification_curies(iter([code] if code else [])),
        )


def read_grand_est_records(path: Path, options: ReaderOptions, log: ImportLog) -> Iterator[Record]:
    """Yield the courses of the Grand Est list, each named after a digest of what tells it apart.

    Raises:
        UnusableFile: the file is not the list.
    """
    required = (_TITLE, _DETAIL, _FAMILY, _SCHOOL, _TOWN, _POSTAL)
    told = ImportLog(log.source, log.rejects)
    for row in read_table(path, told, required=required, key=(_TITLE, _SCHOOL, _TOWN)):
        title, detail = one_line(row[_TITLE]), one_line(row[_DETAIL])
        key = "\0".join((title, detail, row[_SCHOOL], row[_TOWN], row[_POSTAL]))
        yield Record(
            kind=Kind.OFFER,
            source=options.source or "grand-est-courses",
            id=hashlib.sha256(key.casefold().encode()).hexdigest()[:12],
            title=course_title(title, detail),
            text=detail or title,
            place=Place(postal_code=row[_POSTAL], town=row[_TOWN]),
        )


def read_rncp_bloc_records(path: Path, options: ReaderOptions, log: ImportLog) -> Iterator[Record]:
    """Yield each bloc of competences as a record whose identifier is its code.

    Raises:
        UnusableFile: the file is no table of blocs.
    """
    columns = {column.casefold() for column in csv_columns(path)}
    layout = next((one for one in _BLOCS if {name.casefold() for name in one} <= columns), None)
    if layout is None:
        raise UnusableFile(path, "ce n'est pas une table de blocs de compétences du RNCP")
    told = ImportLog(log.source, log.rejects)
    for link in LinkTable(LinkKind.BLOC, *layout).read(path, told):
        label = one_line(link.label)
        if not label:
            log.reject(path, link.origin.line, f"bloc {link.code} sans libellé")
            continue
        yield Record(
            kind=Kind.OFFER,
            source=options.source or "rncp-blocs",
            id=link.code,
            title=label,
            text=label,
            certifications=certification_curies(iter([link.fiche])),
        )


def _titles_beside(path: Path) -> Mapping[str, str]:
    """Return the titles of the certifications where the file lies in a data folder."""
    folder = path.absolute().parents[min(2, len(path.absolute().parents) - 1)] / "rncp"
    if not folder.is_dir():
        return {}
    known = CertificationTitles.read(folder).by_code
    return {code: certification.label for code, certification in known.items()}
