"""The importer of ROME 4: France Travail's referential of occupations and competences."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Triple

from maillage.ontology.names import Names
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.rome_competences import competence_triples
from maillage.vocab.rome_contexts import context_triples
from maillage.vocab.rome_domains import domain_triples
from maillage.vocab.rome_files import RomeFiles
from maillage.vocab.rome_knowledge import knowledge_triples
from maillage.vocab.rome_links import RomeLinks
from maillage.vocab.rome_mobilities import mobility_triples
from maillage.vocab.rome_occupations import occupation_triples
from maillage.vocab.rome_reading import RomeReading
from maillage.vocab.rome_riasec import riasec_triples
from maillage.vocab.rome_schemes import PUBLISHER, scheme_triples
from maillage.vocab.rome_sectors import sector_triples
from maillage.vocab.rome_statistical_labels import statistical_label_triples
from maillage.vocab.rome_texts import text_triples
from maillage.vocab.rome_themes import theme_triples
from maillage.vocab.rome_titles import title_triples
from maillage.vocab.rome_tree import tree_triples

LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


class RomeImporter:
    """ROME 4, from the CSV export `unix_*_v<NNN>_utf8.csv` (francetravail.org, open data)."""

    source = "rome"
    version = "1"

    def find(self, data: Path) -> Path | None:
        """Return the folder of the highest release `rome/<major>.<minor>`, 4.0 or later."""
        files = RomeFiles.newest(data)
        return None if files is None else files.folder

    def release(self, folder: Path) -> SourceRelease:
        """Return the release; raises UnusableFile where a required file is absent."""
        files = RomeFiles(folder)
        return SourceRelease(
            source=self.source,
            version=files.version,
            title=files.title,
            publisher=PUBLISHER,
            licence=LICENCE,
            issued=files.issued,
            files=files.present,
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield the release: first all that a link may point at, then the links."""
        reading = RomeReading.start(RomeFiles(folder), names, log)
        yield from scheme_triples(names)
        yield from domain_triples(reading)
        yield from occupation_triples(reading)
        yield from statistical_label_triples(reading)
        yield from title_triples(reading)
        yield from tree_triples(reading)
        yield from competence_triples(reading)
        yield from knowledge_triples(reading)
        yield from context_triples(reading)
        yield from RomeLinks(reading).triples()
        yield from mobility_triples(reading)
        yield from text_triples(reading)
        yield from riasec_triples(reading)
        yield from sector_triples(reading)
        yield from theme_triples(reading)
