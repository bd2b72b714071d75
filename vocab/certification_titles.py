"""Titles, levels and kinds of the certifications, as far as linking training offers needs them.

The full importer of the RNCP is another module; this one reads four columns of each publication
that the folder `rncp/` holds, of any year, the latest having the last word.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from maillage.vocab.diploma_kinds import diploma_kind, kind_words
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.table import Row, decode, read_table
from maillage.vocab.title_words import TitleWords, fold, title_words
from maillage.vocab.training_offer import certification_code


@dataclass(frozen=True, slots=True)
class CertificationTitle:
    """What identifies a certification in words."""

    code: str  # "RNCP37274", "RS5000"
    title: str
    kind: str  # code of `diploma_kinds`, "" for none, the publisher's words for one we do not know
    level: int | None  # European level, 1 to 8
    active: bool
    has_occupations: bool = False  # some publication links it to ROME
    national: bool = True  # False: the diploma of one university

    @property
    def label(self) -> str:
        """The title with the kind before it, where the title does not say it: "CAP Cuisine"."""
        prefix = "Licence professionnelle" if self.kind == "LP" else self.kind
        if not prefix or fold(self.title).startswith(fold(prefix)):
            return self.title
        return f"{prefix} {self.title}"

    @property
    def words(self) -> TitleWords:
        """The informative words of the title, without those of the kind."""
        return title_words(self.title, kind_words(self.kind))


@dataclass(frozen=True, slots=True)
class _Columns:
    """How one publication names what we read; an empty name: not published."""

    code: str
    title: str
    kind: str
    level: str
    active: str

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that the publication has."""
        return tuple(name for name in astuple(self) if name)


_INFO = _Columns("Numero_Fiche", "Intitule", "Abrege_Code", "Nomenclature_Europe_Intitule", "Actif")
_STANDARD = _Columns(
    "Numero_Fiche", "Intitule", "Abrege_Intitule", "Nomenclature_Europe_Niveau", "Actif"
)
_KIT = _Columns(
    "FicheRNCP",
    "Intitulé certification (RNCP)",
    "Abrégé de diplôme (RNCP)",
    "Niveau fiche RNCP",
    "Fiche ACTIVE/INACTIVE",
)
_ACTIVE = _Columns("code_rncp", "intitule", "type_diplome", "niveau_europe", "")
_KIT_DIPLOMA = "Code Diplôme"

# Diplomas of one university or school until 2015-2020; the RNCP has since described each national
# mention once ("fiche nationale"), and none of the others is active any more.
_UNIVERSITY_KINDS = frozenset({"LICENCE", "LP", "MASTER", "DEUST"})

# In the order in which they are read: a later publication corrects an earlier one. `format/` holds
# headers with a few sample rows, not a publication.
_PUBLICATIONS: tuple[tuple[str, _Columns], ...] = (
    ("[0-9]*/rncp_info.csv", _INFO),
    ("kit_apprentissage_*.csv", _KIT),
    ("**/export_fiches_CSV_Standard_*.csv", _STANDARD),
    ("rncp_actifs_*.csv", _ACTIVE),
)
_OCCUPATION_LINKS: tuple[tuple[str, str], ...] = (
    ("[0-9]*/rncp_rome.csv", "CodeRNCP"),
    ("**/export_fiches_CSV_Rome_*.csv", "Numero_Fiche"),
)


class CertificationTitles:
    """The certifications of a folder, by code and by diploma code.

    Damaged rows are skipped in silence: reporting them is the RNCP importer's business.
    """

    def __init__(self, certifications: dict[str, CertificationTitle], cfd: dict[str, str]) -> None:
        """Keep the certifications by code, and the code of the best one by diploma code (CFD)."""
        self.by_code = certifications
        self.by_cfd = cfd

    @classmethod
    def read(cls, folder: Path) -> "CertificationTitles":
        """Return the certifications that `folder` (`rncp/`) describes; none where it is absent."""
        found: dict[str, CertificationTitle] = {}
        for pattern, columns in _PUBLICATIONS:
            for path in _latest(folder, pattern):
                current = list(_read(path, columns))
                if columns is _ACTIVE:  # the whole list: what it does not name is no longer active
                    found = {code: replace(old, active=False) for code, old in found.items()}
                for title in current:
                    old_national = title.code in found and found[title.code].national
                    found[title.code] = replace(title, national=title.national or old_national)
        linked = _with_occupations(folder)
        certifications = {
            code: replace(title, has_occupations=code in linked) for code, title in found.items()
        }
        return cls(certifications, _diploma_codes(folder, certifications))

    @staticmethod
    def files(folder: Path) -> tuple[Path, ...]:
        """Return the files that `read` would open."""
        patterns = [pattern for pattern, _ in (*_PUBLICATIONS, *_OCCUPATION_LINKS)]
        return tuple(path for pattern in patterns for path in _latest(folder, pattern))


def preference(certification: CertificationTitle) -> tuple[bool, bool, bool, int]:
    """Return the sort key (best last) among certifications that one title or one code may mean.

    A national diploma before one university's; then one linked to occupations, since an offer
    reaches occupations through it and versions of a diploma succeed one another under one title;
    then an active one; then the latest.
    """
    number = int(re.sub(r"\D", "", certification.code))
    return certification.national, certification.has_occupations, certification.active, number


def _latest(folder: Path, pattern: str) -> list[Path]:
    paths = [path for path in folder.glob(pattern) if path.parent.name != "format"]
    return sorted(paths, key=lambda path: (_numbers(path.relative_to(folder)), path.name))[-1:]


def _numbers(path: Path) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", str(path))]


def _read(path: Path, columns: _Columns) -> Iterator[CertificationTitle]:
    for row in _rows(path, columns.names):
        code = certification_code(row[columns.code])
        title = " ".join(row[columns.title].split())
        if code is None or not title:
            continue
        kind = diploma_kind(row[columns.kind])
        level = re.search(r"[1-8]", row[columns.level][-2:])
        kind_code = row[columns.kind] if kind is None else kind.code
        yield CertificationTitle(
            code=code,
            title=_bare_title(title, row[columns.kind]),
            kind=kind_code,
            level=int(level[0]) if level else None,
            active=not columns.active or row.get(columns.active).upper() == "ACTIVE",
            national=_is_national(title, kind_code, columns),
        )


def _rows(path: Path, required: tuple[str, ...]) -> Iterator[Row]:
    if not path.name.startswith("kit_"):
        yield from read_table(path, ImportLog("rncp"), required=required)
        return
    # The kit's header spans several lines, which `read_table` takes for records.
    reader = csv.DictReader(io.StringIO(decode(path)[0]))
    missing = set(required) - set(reader.fieldnames or ())
    if missing:
        raise UnusableFile(path, f"colonnes absentes : {', '.join(sorted(missing))}")
    for values in reader:
        yield Row(reader.line_num, {column: values[column] or "" for column in required})


def _is_national(title: str, kind: str, columns: _Columns) -> bool:
    return (
        kind not in _UNIVERSITY_KINDS
        or "fiche nationale" in fold(title)
        or columns in (_ACTIVE, _KIT)  # published since the national mentions
    )


def _bare_title(title: str, kind: str) -> str:
    """Return a title of the kit without its kind: "CS - Joaillerie", "TP - TP Ferronnier"."""
    for prefix in (f"{kind} - ", f"{kind} "):
        if kind and title.startswith(prefix) and len(title) > len(prefix):
            title = title.removeprefix(prefix)
    return title.removesuffix("(fiche nationale)").strip()


def _with_occupations(folder: Path) -> set[str]:
    linked = set()
    for pattern, column in _OCCUPATION_LINKS:
        for path in _latest(folder, pattern):
            for row in _rows(path, (column,)):
                linked.add(certification_code(row[column]) or "")
    return linked


def _diploma_codes(folder: Path, known: dict[str, CertificationTitle]) -> dict[str, str]:
    best: dict[str, CertificationTitle] = {}
    for path in _latest(folder, "kit_apprentissage_*.csv"):
        for row in _rows(path, (_KIT_DIPLOMA, _KIT.code)):
            certification = known.get(certification_code(row[_KIT.code]) or "")
            if certification is None:
                continue
            old = best.get(row[_KIT_DIPLOMA])
            if old is None or preference(old) < preference(certification):
                best[row[_KIT_DIPLOMA]] = certification
    return {diploma: certification.code for diploma, certification in best.items()}
