"""France compétences' registers of certifications (RNCP and RS), in the layouts of 2021 and of today."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Triple

from maillage.ontology.names import Names
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.rncp_neighbours import known_codes, neighbour_files
from maillage.vocab.rncp_register import find_layouts, read_register
from maillage.vocab.rncp_schemes import PUBLISHER
from maillage.vocab.rncp_triples import register_triples


class RncpImporter:
    """Every table of certifications under the folder `rncp`, later ones taking precedence.

    `maillage.vocab.rncp_register` states the precedence.
    """

    source = "rncp"
    version = "1"

    def find(self, data: Path) -> Path | None:
        """Return `rncp` where it holds at least one layout that we read."""
        folder = data / "rncp"
        return folder if folder.is_dir() and find_layouts(folder) else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the release, whose version is the latest date among the files' names.

        Raises:
            UnusableFile: there is no table of certifications.
        """
        layouts = find_layouts(folder)
        if not layouts:
            raise UnusableFile(folder, "aucune table RNCP (export_fiches_CSV_Standard_…)")
        files = [file for layout in layouts for file in layout.files]
        # Which links dangle depends on what the neighbours define: they are part of what is read.
        files.extend(neighbour_files(folder.parent))
        return SourceRelease(
            source=self.source,
            version=layouts[-1].date,
            title="Répertoires des certifications : RNCP et Répertoire spécifique",
            publisher=PUBLISHER,
            licence="https://spdx.org/licenses/etalab-2.0",
            issued=layouts[-1].date,
            files=tuple(files),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield the certifications, what they are linked to, and the schemes of what they define.

        Raises:
            UnusableFile: a table cannot be read.
        """
        register = read_register(folder, log)
        yield from register_triples(register, known_codes(folder.parent), names, log)
