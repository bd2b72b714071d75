"""What becomes of those who leave a vocational lycée, by diploma and region (InserJeunes).

Source: DEPP and Dares, InserJeunes, gathered by diploma and region in `inserjeunes_lycee_pro_corpus`.
A rate is the unweighted mean of the measures of schools and cohorts that the publisher shows (it
hides small ones), `n_with_emploi_data` of them: not a share of a known number of people. The file
does not say which cohorts. The rows of the whole of France are kept beside those of the region: they
tell how much a region's mean varies. Rows by kind of diploma alone are left aside: they are sums of
the others. A title is tied to a certification as those of training offers are (`title_matcher`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Triple

from maillage.ontology.names import Names
from maillage.vocab.certification_titles import CertificationTitles
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.insertion_observation import (
    InsertionDataset,
    InsertionFigures,
    count_of,
    rate_of,
)
from maillage.vocab.json_records import Record, read_records, text_of
from maillage.vocab.observation_dataset import LICENCE_OUVERTE
from maillage.vocab.region_names import region_code
from maillage.vocab.title_matcher import TitleMatcher, offer_kinds
from maillage.vocab.title_words import words

FILE = "inserjeunes*corpus*.json"
REGIONAL, NATIONAL = "formation_region_diplome", "formation_france"
LEVELS = {"CAP": 3, "MC3": 3, "BP": 4, "BAC PRO": 4, "MC4": 4, "BTS": 5, "MC5": 5}
MONTHS = {12: "taux_emploi_12m_moyen", 24: "taux_emploi_24m_moyen"}
DATASET = InsertionDataset(
    "inserjeunes",
    "InserJeunes : insertion des lycéens professionnels par diplôme",
    "Part en emploi 12 et 24 mois après la sortie, parmi ceux qui ne poursuivent pas d'études ; "
    "moyenne, non pondérée, des établissements et cohortes que l'éditeur montre. Cohortes non "
    "précisées. Sans territoire : la France entière.",
    "DEPP ; Dares",
)


@dataclass(frozen=True, slots=True)
class InserJeunesImporter:
    """Diplomas of one region, and of the whole of France."""

    region: str = "44"
    source: str = "inserjeunes"
    version: str = "1"

    def find(self, data: Path) -> Path | None:
        """Return the folder of insertion where it holds the file."""
        folder = data / "insertion"
        return folder if any(folder.glob(FILE)) else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the file; it bears no date, so that its name is its version."""
        path = _file(folder)
        return SourceRelease(
            source=self.source,
            version=path.stem,
            title=DATASET.title,
            publisher=DATASET.publisher,
            licence=LICENCE_OUVERTE,
            issued=None,
            files=(path, *CertificationTitles.files(folder.parent / "rncp")),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield an observation for each diploma, in the region and in France."""
        path = _file(folder)
        titles = CertificationTitles.read(folder.parent / "rncp")
        matcher = TitleMatcher(titles.by_code.values())
        seen: dict[str, Record] = {}
        unlinked = 0
        yield from DATASET.triples(names)
        for rank, record in read_records(path, log):
            grain = record.get("granularity")
            region = region_code(text_of(record, "region")) if grain == REGIONAL else None
            if grain not in {REGIONAL, NATIONAL} or (grain == REGIONAL and region != self.region):
                if grain == REGIONAL and region is None:
                    log.reject(path, rank, f"région inconnue « {text_of(record, 'region')} »")
                continue
            reason = _fault(record) or _repeated(record, region, seen)
            if reason:
                log.reject(path, rank, reason)
                continue
            figures = _figures(record, region, matcher)
            unlinked += not figures.certification
            yield from figures.triples(names, DATASET)
        if unlinked:
            log.notes.append(
                f"{path.name} : {unlinked} diplômes sur {len(seen)} ne sont liés à aucune "
                "certification : leur intitulé n'en désigne pas une, et une seule."
            )
        if not any(key.startswith(f"{self.region}-") for key in seen):
            log.notes.append(f"{path.name} : aucune ligne de la région {self.region}")


def _file(folder: Path) -> Path:
    found = sorted(folder.glob(FILE))
    if not found:
        raise UnusableFile(folder, f"{FILE} attendu")
    return found[-1]


def _fault(record: Record) -> str:
    if text_of(record, "type_diplome") not in LEVELS:
        return f"type de diplôme inconnu « {record.get('type_diplome')} »"
    if not words(text_of(record, "libelle_formation")):
        return "intitulé vide"
    for key in (*MONTHS.values(), "taux_poursuite_etudes_moyen"):
        if record.get(key) is not None and rate_of(record[key]) is None:
            return f"{key} hors de 0 à 1 « {record[key]} »"
    if count_of(record.get("n_with_emploi_data")) is None:
        return f"nombre de mesures illisible « {record.get('n_with_emploi_data')} »"
    return ""


def _repeated(record: Record, region: str | None, seen: dict[str, Record]) -> str:
    key = _notation(record, region)
    if key in seen:
        return f"{text_of(record, 'type_diplome')} {text_of(record, 'libelle_formation')} : déjà lu"
    seen[key] = record
    return ""


def _notation(record: Record, region: str | None) -> str:
    kind, title = text_of(record, "type_diplome"), text_of(record, "libelle_formation")
    return "-".join((region or "fr", *words(kind), *words(title)))


def _figures(record: Record, region: str | None, matcher: TitleMatcher) -> InsertionFigures:
    kind, title = text_of(record, "type_diplome"), text_of(record, "libelle_formation")
    match = matcher.match((title,), offer_kinds(kind), LEVELS[kind])
    rates = {months: rate_of(record.get(key)) for months, key in MONTHS.items()}
    return InsertionFigures(
        notation=_notation(record, region),
        title=title,
        kind=kind,
        level=LEVELS[kind],
        region=region,
        rates={months: rate for months, rate in rates.items() if rate is not None},
        continuation=rate_of(record.get("taux_poursuite_etudes_moyen")),
        records=count_of(record.get("n_with_emploi_data")),
        certification=match.certification.code if match else "",
        score=match.score if match else None,
        hidden=tuple(months for months, rate in rates.items() if rate is None),
    )
