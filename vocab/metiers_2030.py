"""Job openings expected by 2030, by occupation family and region (Dares and France Stratégie).

Source: « Les Métiers en 2030 », regional projections. Families are the 87 of FAP 2009, another
nomenclature than the FAP 2021 of the BMO survey, under codes that look alike: they are kept as
notations of the observation, not as concepts of that scheme. Figures are thousands of jobs from 2019
to 2030. Where the folder of ROME holds Dares's table from ROME 3 to FAP 2009 (`passage_fap2009_romev3`),
the codes that it puts in a family without looking at the qualification are tied to its projection.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, MLG, QB, RDF, SKOS, XSD_DECIMAL, XSD_GYEAR, XSD_INTEGER
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.insertion_observation import InsertionDataset
from maillage.vocab.json_records import Record, read_records, text_of
from maillage.vocab.observation_dataset import LICENCE_OUVERTE
from maillage.vocab.region_names import region_code
from maillage.vocab.table import decode

FILE = "dares_metiers_2030*.json"
PASSAGE = "crosswalks/passage_fap2009_romev3*.txt"
HORIZON = "2030"
CODE = re.compile(r"[A-Z][0-9K][A-Z_]")
MEASURES = {
    "effectifs_2019_milliers": MLG.jobsThousands,
    "creations_destructions_milliers": MLG.netCreationsThousands,
    "departs_fin_carriere_milliers": MLG.departuresThousands,
    "desequilibre_milliers": MLG.imbalanceThousands,
    "postes_a_pourvoir_milliers": MLG.openingsThousands,
}
DATASET = InsertionDataset(
    "metiers-2030",
    "Les Métiers en 2030 : projections régionales par famille (FAP 2009)",
    "Milliers d'emplois de 2019 à 2030 : postes à pourvoir (créations nettes et départs en fin de "
    "carrière), ressources et déséquilibre attendus, selon le scénario de référence de l'éditeur.",
    "Dares ; France Stratégie",
)


@dataclass(frozen=True, slots=True)
class Metiers2030Importer:
    """The projections of one region."""

    region: str = "44"
    source: str = "metiers-2030"
    version: str = "1"

    def find(self, data: Path) -> Path | None:
        """Return the folder of insertion where it holds the file."""
        folder = data / "insertion"
        return folder if any(folder.glob(FILE)) else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the file; its version is the horizon."""
        return SourceRelease(
            source=self.source,
            version=HORIZON,
            title=DATASET.title,
            publisher=DATASET.publisher,
            licence=LICENCE_OUVERTE,
            issued=None,
            files=(_file(folder), *_passage(folder)),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield an observation for each family of the region."""
        path = _file(folder)
        occupations = _occupations(folder)
        seen: set[str] = set()
        yield from DATASET.triples(names)
        for rank, record in read_records(path, log):
            code = region_code(text_of(record, "region"))
            if code is None:
                log.reject(path, rank, f"région inconnue « {text_of(record, 'region')} »")
                continue
            if code != self.region:
                continue
            family = text_of(record, "code_fap")
            reason = _fault(record, family, seen)
            if reason:
                log.reject(path, rank, reason)
                continue
            seen.add(family)
            yield from _projection(names, record, family, code, occupations.get(family, ()))
        if not seen:
            log.notes.append(f"{path.name} : aucune ligne de la région {self.region}")


def _file(folder: Path) -> Path:
    found = sorted(folder.glob(FILE))
    if not found:
        raise UnusableFile(folder, f"{FILE} attendu")
    return found[-1]


def _passage(folder: Path) -> list[Path]:
    return sorted((folder.parent / "rome").glob(PASSAGE))[-1:]


def _occupations(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return the ROME codes of each family of the 87, from the table that needs no qualification."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in _passage(folder):
        text, _ = decode(path)
        for codes, family in re.findall(
            r'((?:"[A-N]\d{4}"\s*,?\s*)+)=\s*"([A-Z]\d[A-Z])\d{2}"', text
        ):
            found[family].update(re.findall(r"[A-N]\d{4}", codes))
    return {family: tuple(sorted(codes)) for family, codes in found.items()}


def _fault(record: Record, family: str, seen: set[str]) -> str:
    if not CODE.fullmatch(family) or not text_of(record, "fap_libelle"):
        return f"famille illisible « {family} »"
    if family in seen:
        return f"famille {family} : déjà lue"
    for key in MEASURES:
        value = record.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"{key} illisible « {value} »"
    return ""


def _projection(
    names: Names, record: Record, family: str, region: str, occupations: tuple[str, ...]
) -> Iterator[Triple]:
    node = names.concept("observation", f"{DATASET.notation}-{region}-{family}")
    yield Triple(node, RDF.type, MLG.LabourProjection)
    yield Triple(node, RDF.type, QB.Observation)
    yield Triple(node, QB.dataSet, DATASET.node(names))
    yield Triple(node, DCT.title, Literal(text_of(record, "fap_libelle"), language="fr"))
    yield Triple(node, SKOS.notation, Literal(family))
    yield Triple(node, MLG.territory, names.concept("reg", region))
    yield Triple(node, MLG.period, Literal(HORIZON, datatype=XSD_GYEAR))
    for key, term in MEASURES.items():
        yield Triple(node, term, Literal(f"{record[key]:.3f}", datatype=XSD_DECIMAL))
    tension = text_of(record, "niveau_tension_2019")
    if tension in {"1", "2", "3", "4", "5"}:
        yield Triple(node, MLG.tensionIndex, Literal(tension, datatype=XSD_INTEGER))
    for code in occupations:
        yield Triple(node, MLG.coversOccupation, names.concept("rome", code))
