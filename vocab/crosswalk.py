"""The importer of France's official mapping of ESCO occupations to ROME job titles."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import OWLAX, RDF, SKOS, SSSOM
from maillage.vocab.errors import UnusableFile
from maillage.vocab.esco_files import EscoFiles, version_key
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.sssom_table import Mapping, MappingSet
from maillage.vocab.table import Row, decode, read_table

_OCCUPATION = "http://data.europa.eu/esco/occupation/"
_COLUMNS = (
    "classification 1 ID",
    "classification 1 prefered label",
    "classification 2 ID",
    "classification 2 prefered label",
    "mapping relation",
)
# The publisher's word → the predicate from the ROME job title to the ESCO occupation.
_PREDICATES = {
    "skos:exactMatch": SKOS.exactMatch,
    "skos:closeMatch": SKOS.closeMatch,
    "skos:broadMatch": SKOS.broadMatch,
    "skos:narrowMatch": SKOS.narrowMatch,
    "skos:relatedMatch": SKOS.relatedMatch,
}


@dataclass(frozen=True, slots=True)
class _Preamble:
    """What the lines above the header say, and the line (1-based) where the header is."""

    values: dict[str, str]
    header_line: int

    @property
    def version(self) -> str:
        return self.values.get("Mapping project version", "").lstrip("Vv") or "0"

    @property
    def issued(self) -> str | None:
        date = re.fullmatch(
            r"(\d{2})/(\d{2})/(\d{4})", self.values.get("Mapping project version date", "")
        )
        return f"{date[3]}-{date[2]}-{date[1]}" if date else None

    @property
    def author(self) -> str:
        return self.values.get("Mapping project author", "")


class CrosswalkImporter:
    """ROME job title → ESCO occupation: the job title is the subject of each relation.

    The table puts ESCO in its first column and says nothing of the direction in which its relations
    read. Its words only make sense from ROME to ESCO (docs/adr/0004): "Web marketer" broadMatch
    "chargé du marketing".

    It was made for ESCO 1.0.9 and ROME 3: a line of which an end is not in the current releases,
    where these lie beside it, is rejected.
    """

    source = "rome-esco"
    version = "1"

    def find(self, data: Path) -> Path | None:
        """Return `data/esco/crosswalks` where the table lies in it."""
        folder = data / "esco" / "crosswalks"
        return folder if _tables(folder) else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the version and date that the preamble gives, and the files that are read.

        Raises:
            UnusableFile: no table, or no header in it.
        """
        table = _table(folder)
        preamble = _preamble(table)
        beside = (_esco_occupations(folder), _rome_job_titles(folder))
        return SourceRelease(
            source=self.source,
            version=preamble.version,
            title="Correspondance officielle entre les professions ESCO et les appellations ROME",
            publisher=preamble.author or "France Travail",
            licence="non précisée ; publiée sur le portail ESCO de la Commission européenne",
            issued=preamble.issued,
            files=(table, *(path for path in beside if path)),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield each mapping twice: the SKOS statement, and the `sssom:Mapping` that describes it."""
        for mapping in self.mappings(folder, names, log):
            yield Triple(mapping.subject, mapping.predicate, mapping.object)
            ends = (mapping.subject.value, mapping.object.value)
            notation = "rome-esco-" + "-".join(end.rsplit("/", 1)[1] for end in ends)
            node = names.concept("mapping", notation)
            yield Triple(node, RDF.type, SSSOM.Mapping)
            yield Triple(node, OWLAX.annotatedSource, mapping.subject)
            yield Triple(node, OWLAX.annotatedProperty, mapping.predicate)
            yield Triple(node, OWLAX.annotatedTarget, mapping.object)
            yield Triple(node, SSSOM.mapping_justification, mapping.justification)
            for predicate, label in (
                (SSSOM.subject_label, mapping.subject_label),
                (SSSOM.object_label, mapping.object_label),
            ):
                if label:
                    yield Triple(node, predicate, Literal(label, language="fr"))

    def mapping_set(self, folder: Path, names: Names) -> MappingSet:
        """Return the header of the SSSOM table of this release; raises as `release`."""
        preamble = _preamble(_table(folder))
        return MappingSet(
            identifier=names.graph(self.source, preamble.version),
            title="Correspondance officielle entre les professions ESCO et les appellations ROME",
            version=preamble.version,
            subject_source=names.concept("scheme", "rome-appellation"),
            object_source=names.concept("scheme", "esco-occupation"),
            subject_source_version=preamble.values.get("Classification 2 Version", "").lstrip("Vv"),
            object_source_version=preamble.values.get("Classification 1 Version", ""),
            provider=preamble.author,
            date=preamble.issued or "",
            prefixes={
                "esco-occupation": _OCCUPATION,
                "rome-appellation": names.prefixes["rome-appellation"],
                "scheme": names.prefixes["scheme"],
            },
        )

    def mappings(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Mapping]:
        """Yield the mappings between concepts that exist; the other lines go to `log`.

        Raises:
            UnusableFile: no table, or no header in it.
        """
        table = _table(folder)
        header_line = _preamble(table).header_line
        occupations = _codes(_esco_occupations(folder), "conceptUri", log.source)
        job_titles = _codes(_rome_job_titles(folder), "code_ogr", log.source)
        log.notes.append(
            "Les relations se lisent du ROME vers ESCO : le fichier ne dit pas leur sens, ses libellés si."
        )
        seen: set[tuple[str, str]] = set()
        for row in read_table(
            table, log, required=_COLUMNS, key=(_COLUMNS[0], _COLUMNS[2]), header_line=header_line
        ):
            reason = _fault(row, occupations, job_titles, seen)
            if reason:
                log.reject(table, row.line, reason)
                continue
            seen.add((row[_COLUMNS[0]], row[_COLUMNS[2]]))
            yield Mapping(
                subject=names.concept("rome-appellation", row[_COLUMNS[2]]),
                subject_label=" ".join(row[_COLUMNS[3]].split()),
                predicate=_PREDICATES[row[_COLUMNS[4]]],
                object=NamedNode(row[_COLUMNS[0]]),
                object_label=" ".join(row[_COLUMNS[1]].split()),
            )


def _fault(
    row: Row,
    occupations: frozenset[str] | None,
    job_titles: frozenset[str] | None,
    seen: set[tuple[str, str]],
) -> str | None:
    occupation, job_title = row[_COLUMNS[0]], row[_COLUMNS[2]]
    if not re.fullmatch(re.escape(_OCCUPATION) + r"[0-9a-f-]+", occupation):
        return f"URI de profession ESCO mal formée : {occupation[:120]}"
    if not re.fullmatch(r"\d+", job_title):
        return f"code OGR mal formé : « {job_title[:40]} »"
    if row[_COLUMNS[4]] not in _PREDICATES:
        return f"relation inconnue : « {row[_COLUMNS[4]][:40]} »"
    if (occupation, job_title) in seen:
        return f"doublon : {occupation} et {job_title} sont déjà mis en correspondance"
    if occupations is not None and occupation not in occupations:
        return f"profession absente de la version courante d'ESCO : {occupation}"
    if job_titles is not None and job_title not in job_titles:
        return f"appellation absente de la version courante du ROME : {job_title}"
    return None


def _tables(folder: Path) -> list[Path]:
    tables = [path for path in folder.glob("*.csv") if "mapping_esco_rome" in path.name.lower()]
    return sorted(
        tables, key=lambda path: (version_key(path.name), path.name)
    )  # the date is in the name


def _table(folder: Path) -> Path:
    tables = _tables(folder)
    if not tables:
        raise UnusableFile(folder, "<pays>_<date>_mapping_esco_rome.csv attendu")
    return tables[-1]


def _preamble(table: Path) -> _Preamble:
    values: dict[str, str] = {}
    for line, text in enumerate(decode(table)[0].splitlines(), start=1):
        if text.strip('" ').casefold().startswith(_COLUMNS[0].casefold()):
            return _Preamble(values, line)
        fields = next(csv.reader((text,)), [])
        if len(fields) > 1:
            values[fields[0].strip()] = fields[1].strip()
        if line > 100:
            break
    raise UnusableFile(
        table, f"pas d'en-tête « {', '.join(_COLUMNS)} » dans les 100 premières lignes"
    )


def _esco_occupations(folder: Path) -> Path | None:
    file = EscoFiles(folder.parent).newest("occupations")
    return file.path if file else None


def _rome_job_titles(folder: Path) -> Path | None:
    rome = folder.parent.parent / "rome"
    files = [
        path
        for path in rome.glob("*/*referentiel_appellation*.csv")
        if re.fullmatch(r"\d+(\.\d+)*", path.parent.name)
    ]
    return max(files, key=lambda path: (version_key(path.parent.name), path.name), default=None)


def _codes(path: Path | None, column: str, source: str) -> frozenset[str] | None:
    """Return the codes of a current release, or None where it is not there to check against."""
    if path is None:
        return None
    quiet = ImportLog(source)  # its own importer tells of that file's bad rows
    return frozenset(row[column] for row in read_table(path, quiet, required=(column,)))
