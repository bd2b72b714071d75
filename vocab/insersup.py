"""What becomes of university graduates (InserSup): by kind of diploma and discipline, and by diploma.

Source: SIES, InserSup. Two layouts are read:

- `insersup_corpus*.json`: gathered by kind of diploma, discipline and region; shares of leavers in
  salaried employment in France 6 to 30 months after the diploma, with the number of leavers;
- `insersup_formations*.json`: the publisher's own rows, by diploma and university; those of both
  sexes, all nationalities and all leavers are kept.

A discipline is no certification: these rows lead to no occupation, and answers say so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Triple

from maillage.ontology.employment_rates import MONTHS
from maillage.ontology.names import Names
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
from maillage.vocab.title_words import words

CORPUS, DIPLOMAS = "insersup_corpus*.json", "insersup_formations*.json"
LEVELS = {"bac+2": 5, "bac+3": 6, "bac+5": 7, "bac+8": 8}
DATASET = InsertionDataset(
    "insersup",
    "InserSup : insertion des diplômés du supérieur",
    "Part des sortants en emploi salarié en France quelques mois après le diplôme : ni les "
    "indépendants ni les emplois à l'étranger n'y sont. Par type de diplôme et discipline, ou par "
    "diplôme et université.",
    "SIES (ministère chargé de l'enseignement supérieur)",
)


@dataclass(frozen=True, slots=True)
class InserSupImporter:
    """The graduates of one region's universities."""

    region: str = "44"
    source: str = "insersup"
    version: str = "1"

    def find(self, data: Path) -> Path | None:
        """Return the folder of insertion where it holds a file of InserSup."""
        folder = data / "insertion"
        return folder if _files(folder) else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the files; their rows say which cohorts, and their names are the version."""
        files = _files(folder)
        if not files:
            raise UnusableFile(folder, f"{CORPUS} ou {DIPLOMAS} attendu")
        return SourceRelease(
            source=self.source,
            version="+".join(path.stem.removeprefix("insersup_") for path in files),
            title=DATASET.title,
            publisher=DATASET.publisher,
            licence=LICENCE_OUVERTE,
            issued=None,
            files=tuple(files),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield an observation for each kind and discipline, and for each diploma."""
        yield from DATASET.triples(names)
        for path in _files(folder):
            read = _discipline if path.match(CORPUS) else _diploma
            found: dict[str, InsertionFigures] = {}
            for rank, record in read_records(path, log):
                name = text_of(record, "region") or text_of(record, "reg_nom")
                code = region_code(name)
                if code is None:
                    log.reject(path, rank, f"région inconnue « {name} »")
                elif code == self.region:
                    reason = _keep(read(record, code), found)
                    if reason:
                        log.reject(path, rank, reason)
            for figures in found.values():
                yield from figures.triples(names, DATASET)
            if not found:
                log.notes.append(f"{path.name} : aucune ligne de la région {self.region}")


def _files(folder: Path) -> list[Path]:
    return [path for pattern in (CORPUS, DIPLOMAS) for path in sorted(folder.glob(pattern))[-1:]]


def _keep(read: InsertionFigures | str | None, found: dict[str, InsertionFigures]) -> str:
    """Put what was read with the others, or return why it cannot be."""
    if read is None:
        return ""
    if isinstance(read, str):
        return read
    known = found.get(read.notation)
    if known is None:
        found[read.notation] = read
        return ""
    if set(known.rates) & set(read.rates) or not read.rates:
        return f"{read.kind} {read.title} : déjà lu"
    rates = {**known.rates, **read.rates}
    found[read.notation] = replace(known, rates=dict(sorted(rates.items())))
    return ""


def _discipline(record: Record, region: str) -> InsertionFigures | str:
    kind, title = text_of(record, "type_diplome"), text_of(record, "discipline")
    period = text_of(record, "cohorte")
    if not kind or not title or not (len(period) == 4 and period.isdigit()):
        return "type de diplôme, discipline ou cohorte illisible"
    rates: dict[int, float] = {}
    for months in MONTHS:
        value = record.get(f"taux_emploi_{months}m")
        rate = rate_of(value)
        if value is not None and rate is None:
            return f"taux à {months} mois hors de 0 à 1 « {value} »"
        if rate is not None:
            rates[months] = rate
    return InsertionFigures(
        notation="-".join((period, region, *words(kind), *words(title))),
        title=title,
        kind=kind,
        level=LEVELS.get(text_of(record, "niveau_orientia")),
        region=region,
        rates=rates,
        period=period,
        leavers=count_of(record.get("nb_sortants")),
    )


def _diploma(record: Record, region: str) -> InsertionFigures | str | None:
    grain = (record.get("genre"), record.get("nationalite"), record.get("obtention_diplome"))
    if grain != ("ensemble", "ensemble", "ensemble"):
        return None
    kind, title = text_of(record, "type_diplome_long"), text_of(record, "libelle_diplome")
    promotions = record.get("promo")
    years = [str(one) for one in promotions] if isinstance(promotions, list) else []
    months = count_of(record.get("date_inser"))
    if not kind or not title or not years or months not in MONTHS:
        return "diplôme, promotion ou délai illisible"
    text = str(record.get("tx_sortants_en_emploi_sal_fr"))
    try:
        percent = None if text in {"None", "nd", "ns"} else float(text)
    except ValueError:
        return f"taux illisible « {text} »"
    if percent is not None and not 0 <= percent <= 100:
        return f"taux hors de 0 à 100 « {text} »"
    school = text_of(record, "etablissement")
    return InsertionFigures(
        notation="-".join((max(years), region, school, text_of(record, "diplome"))),
        title=title,
        kind=kind,
        level=7 if "master" in kind.casefold() else 6 if "licence" in kind.casefold() else None,
        region=region,
        rates={} if percent is None else {months: percent / 100},
        period=max(years),
        leavers=count_of(record.get("nb_sortants")),
        school=school,
    )
