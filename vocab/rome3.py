"""The importer of ROME 3, which ROME 4 replaced: what its codes meant, and what became of them."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, SKOS
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.rome import LICENCE
from maillage.vocab.rome_files import OCCUPATIONS, STATISTICAL_MAJOR, RomeFiles
from maillage.vocab.rome_natures import nature_triples
from maillage.vocab.rome_reading import RomeReading
from maillage.vocab.rome_register import RomeRegister
from maillage.vocab.rome_schemes import KNOWLEDGE, PUBLISHER, TITLES
from maillage.vocab.rome_schemes import OCCUPATIONS as OCCUPATION_SCHEME
from maillage.vocab.rome_table import RomeTable
from maillage.vocab.rome_texts import undoubled

_TITLES, _KNOWLEDGE, _TEXTS = "referentiel_appellation", "referentiel_competence", "texte"
_MAIN = "PRINCIPALE"


class Rome3Importer:
    """ROME 3, from the CSV export `unix_*_v3<NN>_utf8.csv`: occupations, job titles, savoirs, definitions.

    Its "competences" are what ROME 4 calls savoirs, under the same numbers.
    """

    source = "rome"
    version = "1"

    def find(self, data: Path) -> Path | None:
        """Return the folder of the highest release `rome/3.<minor>`."""
        files = RomeFiles.newest(data, STATISTICAL_MAJOR)
        return None if files is None else files.folder

    def release(self, folder: Path) -> SourceRelease:
        """Return the release; raises UnusableFile where the occupations or titles are absent."""
        files = RomeFiles(folder)
        optional = (files.path(_KNOWLEDGE), files.path(_TEXTS))
        return SourceRelease(
            source=self.source,
            version=folder.name,
            title=f"ROME {folder.name}",
            publisher=PUBLISHER,
            licence=LICENCE,
            issued=None,
            files=(
                files.required(OCCUPATIONS),
                files.required(_TITLES),
                *(path for path in optional if path is not None),
            ),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield the release; raises UnusableFile where a whole file cannot be read."""
        reading = RomeReading.start(RomeFiles(folder), names, log)
        for scheme in (OCCUPATION_SCHEME, TITLES, KNOWLEDGE):
            yield from scheme.triples(names)
        yield from _concepts(
            reading, OCCUPATIONS, ("code_rome", "libelle_rome"), reading.occupations
        )
        yield from _titles(reading)
        columns = ("code_ogr", "libelle_competence")
        yield from _concepts(reading, _KNOWLEDGE, columns, reading.knowledge)
        for node in reading.knowledge.nodes.values():
            yield from nature_triples(names, node, "knowledge")
        yield from _definitions(reading)


def _concepts(
    reading: RomeReading, stem: str, columns: tuple[str, str], register: RomeRegister
) -> Iterator[Triple]:
    table = RomeTable(reading.files.path(stem), reading.log)
    for row in table.rows(columns):
        code, label = (row[column] for column in columns)
        if register.define(table, row, code) is not None:
            yield from register.concept_triples(code, undoubled(label))


def _titles(reading: RomeReading) -> Iterator[Triple]:
    table = RomeTable(reading.files.required(_TITLES), reading.log)
    label, kind = "libelle_appellation_long", "libelle_type_section_appellation"
    for row in table.rows(("code_ogr", label, "code_rome"), (kind,)):
        node = reading.titles.define(table, row, row["code_ogr"])
        if node is None:
            continue
        yield from reading.titles.concept_triples(row["code_ogr"], undoubled(row[label]))
        occupation = reading.occupations.refer(table, row, row["code_rome"])
        if occupation is not None:
            yield Triple(node, MLG.jobTitleOf, occupation)
            if row[kind] == _MAIN:
                yield Triple(occupation, MLG.mainJobTitle, node)


def _definitions(reading: RomeReading) -> Iterator[Triple]:
    table = RomeTable(reading.files.path(_TEXTS), reading.log)
    for row in table.rows(("code_rome", "libelle_type_texte", "libelle_texte")):
        if row["libelle_type_texte"] != "definition":
            continue
        node = reading.occupations.refer(table, row, row["code_rome"])
        if node is not None:
            yield Triple(
                node, SKOS.definition, Literal(undoubled(row["libelle_texte"]), language="fr")
            )
