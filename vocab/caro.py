"""Caro: blocs of active certifications mapped to canonical competences, by a model, then reviewed.

Source: Caro's `taxonomie` folder (MIT licence, sandjab.github.io/Caro): `competences_canoniques.csv` in the
domains of `domaines.csv`, `mapping_blocs.csv`, `mapping_fiches.csv` (for certifications without bloc), and
`meta.json`, which tells how the mapping was made and which share of plain errors was measured.
The keywords of a competence (`mots_cles`) are not read: they are words near it, not names of it.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import Triple

from maillage.ontology.names import Names
from maillage.vocab.caro_competences import caro_scheme, competence_triples, read_competences
from maillage.vocab.caro_mapping import CaroMapping
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.rncp_register import defined_codes, find_layouts

_BLOCS = "mapping_blocs.csv"
_FICHES = "mapping_fiches.csv"
_COMPETENCES = "competences_canoniques.csv"
_DOMAINS = "domaines.csv"
_META = "meta.json"


class CaroImporter:
    """The latest `caro…` folder beside the tables of certifications."""

    source = "caro"
    version = "1"

    def find(self, data: Path) -> Path | None:
        """Return the last by name of the folders `rncp/caro…` that hold a mapping of blocs."""
        found = sorted((data / "rncp").glob(f"caro*/{_BLOCS}"))
        return found[-1].parent if found else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the release that `meta.json` tells, else that the folder's name tells.

        Raises:
            UnusableFile: a table is missing, or `meta.json` cannot be read.
        """
        tables = [folder / name for name in (_DOMAINS, _COMPETENCES, _BLOCS)]
        for table in tables:
            if not table.is_file():
                raise UnusableFile(table, "absent")
        optional = [folder / name for name in (_FICHES, _META) if (folder / name).is_file()]
        # What the tables of certifications define is not defined again: they too are read.
        beside = [file for layout in find_layouts(folder.parent) for file in layout.files]
        meta = _meta(folder)
        return SourceRelease(
            source=self.source,
            version=str(meta.get("version") or folder.name),
            title="Caro : blocs de compétences rattachés à des compétences canoniques, "
            "étiquetés par un modèle puis relus",
            publisher="Caro (sandjab)",
            licence="https://spdx.org/licenses/MIT",
            issued=meta.get("date"),
            files=(*tables, *optional, *beside),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield the scheme, the domains, the competences, then what certifies each.

        Raises:
            UnusableFile: a table cannot be read.
        """
        yield from caro_scheme(names, str(_meta(folder).get("modele") or ""))
        competences = read_competences(folder / _DOMAINS, folder / _COMPETENCES, log)
        yield from competence_triples(competences, names)
        mapping = CaroMapping(
            names,
            log,
            defined_codes(folder.parent),
            {one.code for one in competences if not one.is_domain},
        )
        yield from mapping.blocs(folder / _BLOCS)
        if (folder / _FICHES).is_file():
            yield from mapping.fiches(folder / _FICHES)
        mapping.tell()


def _meta(folder: Path) -> dict[str, Any]:  # JSON of the publisher's: only two texts are read
    file = folder / _META
    if not file.is_file():
        return {}
    try:
        meta = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnusableFile(file, f"JSON illisible ({error})") from error
    return meta if isinstance(meta, dict) else {}
