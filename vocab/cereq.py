"""What becomes of a generation of school leavers, by level and field of the highest diploma (Céreq).

Source: Céreq, enquête Génération: those who left school in 2017, asked three and six years later. The
figures are of the whole of France: they say what a level is worth, not what a region's training is.
Several rows of a level are its total under another name ("Ensemble"): each keeps its own code.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Triple

from maillage.ontology.names import Names
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.insertion_observation import (
    InsertionDataset,
    InsertionFigures,
    count_of,
)
from maillage.vocab.json_records import Record, read_records, text_of
from maillage.vocab.observation_dataset import LICENCE_OUVERTE

FILE = "cereq_insertion*.json"
HORIZONS = {36: "horizon_3ans", 72: "horizon_6ans"}
LEVELS = {"cap-bep": 3, "bac": 4, "bac+2": 5, "bac+3": 6, "bac+5": 7, "bac+8": 8}
DATASET = InsertionDataset(
    "cereq",
    "Céreq, enquête Génération : insertion par niveau et domaine de diplôme",
    "Part en emploi trois et six ans après la sortie du système éducatif, France entière, et nombre "
    "de sortants que l'enquête représente.",
    "Céreq",
)


@dataclass(frozen=True, slots=True)
class CereqImporter:
    """The whole of France."""

    source: str = "cereq"
    version: str = "1"

    def find(self, data: Path) -> Path | None:
        """Return the folder of insertion where it holds the file."""
        folder = data / "insertion"
        return folder if any(folder.glob(FILE)) else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the generation that the rows are of.

        Raises:
            UnusableFile: no row says of which generation it is.
        """
        path = _file(folder)
        records = (record for _, record in read_records(path, ImportLog(self.source)))
        years = sorted({year for record in records if (year := _generation(record))})
        if not years:
            raise UnusableFile(path, "aucune ligne dont la génération se lise")
        return SourceRelease(
            source=self.source,
            version=years[-1],
            title=DATASET.title,
            publisher=DATASET.publisher,
            licence=LICENCE_OUVERTE,
            issued=None,
            files=(path,),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield an observation for each row."""
        path = _file(folder)
        seen: set[str] = set()
        yield from DATASET.triples(names)
        for rank, record in read_records(path, log):
            figures = _figures(record)
            if isinstance(figures, str):
                log.reject(path, rank, figures)
            elif figures.notation in seen:
                log.reject(path, rank, f"code {figures.notation} : déjà lu")
            else:
                seen.add(figures.notation)
                yield from figures.triples(names, DATASET)


def _file(folder: Path) -> Path:
    found = sorted(folder.glob(FILE))
    if not found:
        raise UnusableFile(folder, f"{FILE} attendu")
    return found[-1]


def _generation(record: Record) -> str:
    match = re.search(r"\b(?:19|20)\d{2}\b", text_of(record, "cohorte"))
    return match[0] if match else ""


def _figures(record: Record) -> InsertionFigures | str:
    """Return the figures of a row, or why it cannot be read."""
    code, year, title = record.get("code"), _generation(record), text_of(record, "libelle_complet")
    if not isinstance(code, int) or not year or not title:
        return "code, génération ou libellé illisible"
    rates: dict[int, float] = {}
    leavers = None
    for months, key in HORIZONS.items():
        horizon = record.get(key)
        if not isinstance(horizon, dict):
            continue
        leavers = leavers or count_of(horizon.get("eff_pond_g1"))
        rate = horizon.get("taux_emploi")
        if rate is None:
            continue
        if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 <= rate <= 100:
            return f"taux d'emploi hors de 0 à 100 « {rate} »"
        rates[months] = rate / 100
    return InsertionFigures(
        notation=f"{year}-{code}",
        title=title,
        kind="",
        level=LEVELS.get(text_of(record, "niveau")),
        region=None,
        rates=rates,
        period=year,
        public=text_of(record, "domaine"),
        leavers=leavers,
    )
