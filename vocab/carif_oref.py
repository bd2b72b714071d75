"""Apprenticeship offers collected by the Carif-Oref network, as its 2020 export lists them.

The export has no title, and no seats (`capacite` is always empty). Contacts and street addresses
are never read.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Triple

from maillage.ontology.names import Names
from maillage.vocab.certification_titles import CertificationTitles
from maillage.vocab.communes import Communes
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.regional_places import RegionalPlaces
from maillage.vocab.table import Row, read_table
from maillage.vocab.training_offer import (
    SIRET,
    OfferCatalogue,
    TrainingOffer,
    TrainingProvider,
    TrainingSession,
    certification_code,
    training_offer_triples,
)

_FILES = "rcoformations_*.csv"
_COMMUNE = "etablissement_lieu_formation_code_insee"
_PROVIDERS = ("etablissement_formateur", "etablissement_gestionnaire")
_REQUIRED = ("id_action", "id_certifinfo", "rncp_code", "cfd", "periode", _COMMUNE)
_KEY = ("id_action", "id_certifinfo", _COMMUNE)

CATALOGUE = OfferCatalogue(
    source="carif-oref",
    title_fr="Offres d'apprentissage du réseau des Carif-Oref",
    title_en="Apprenticeship offers of the Carif-Oref network",
    publisher="Réseau des Carif-Oref",
)


class CarifOrefImporter:
    """The offers of one region, each with the months in which it starts."""

    source = CATALOGUE.source
    version = "1"

    def __init__(self, region: str | None = "44", withdrawn: bool = True) -> None:
        """Choose a region (INSEE code; None for all) and whether withdrawn offers are kept."""
        self.region = region
        self.withdrawn = withdrawn

    def find(self, data: Path) -> Path | None:
        """Return `training/rco` where it holds an export."""
        folder = data / "training" / "rco"
        return folder if any(folder.glob(_FILES)) else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the latest export: the month in its name is its version."""
        path = _latest(folder)
        month = re.search(r"\d{4}-\d{2}", path.name)
        data = folder.parents[1]
        beside = (*Communes.files(data / "territories"), *CertificationTitles.files(data / "rncp"))
        return SourceRelease(
            source=self.source,
            version=month[0] if month else path.stem,
            title=CATALOGUE.title_fr,
            publisher=CATALOGUE.publisher,
            licence="https://opensource.org/license/mit",
            issued=month[0] if month else None,
            files=(path, *beside),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield the offers of the region, their sessions and providers."""
        data = folder.parents[1]
        certifications = CertificationTitles.read(data / "rncp")
        places = RegionalPlaces(Communes.read(data / "territories"), self.region, log)
        offers = read_carif_oref(_latest(folder), places, certifications, log, self.withdrawn)
        yield from training_offer_triples(offers, CATALOGUE, names)
        places.tell()


def read_carif_oref(
    path: Path,
    places: RegionalPlaces,
    certifications: CertificationTitles,
    log: ImportLog,
    withdrawn: bool = True,
) -> Iterator[TrainingOffer]:
    """Yield the offers of an export that can be placed.

    Raises:
        UnusableFile: the file is not such an export.
    """
    unpublished = unknown = 0
    for row in read_table(path, log, required=_REQUIRED, key=_KEY):
        commune = places.with_code(path, row.line, row[_COMMUNE])
        if commune is None:
            continue
        published = row.get("published").casefold() != "false"
        unpublished += not published
        if not published and not withdrawn:
            continue
        code = _certification(row, certifications)
        unknown += code is not None and code not in certifications.by_code
        yield _offer(row, commune.code, code, certifications, _sessions(path, row, log))
    _tell(log, unpublished, unknown, withdrawn)


def _latest(folder: Path) -> Path:
    return max(folder.glob(_FILES), key=lambda path: re.findall(r"\d+", path.name))


def _certification(row: Row, certifications: CertificationTitles) -> str | None:
    return certification_code(row["rncp_code"]) or certifications.by_cfd.get(row["cfd"])


def _offer(
    row: Row,
    commune: str,
    code: str | None,
    certifications: CertificationTitles,
    sessions: tuple[TrainingSession, ...],
) -> TrainingOffer:
    known = certifications.by_code.get(code or "")
    return TrainingOffer(
        notation=f"{row['id_action']}-{row['id_certifinfo']}".replace("|", "+"),
        title=known.label if known else f"Action de formation {row['id_action']}",
        provider=_provider(row),
        communes=(commune,),
        certifications=(code,) if code else (),
        sessions=sessions,
    )


def _provider(row: Row) -> TrainingProvider | None:
    for role in _PROVIDERS:
        siret = row.get(f"{role}_siret").replace(" ", "")
        if SIRET.fullmatch(siret):
            return TrainingProvider(siret)
    return None


def _sessions(path: Path, row: Row, log: ImportLog) -> tuple[TrainingSession, ...]:
    """Return one session for each month in which the offer may start, on the month's first day."""
    months = []
    for month in filter(None, (part.strip() for part in row["periode"].split("|"))):
        if re.fullmatch(r"[12]\d{3}-(0[1-9]|1[0-2])", month):
            months.append(month)
        else:
            log.reject(path, row.line, f"mois « {month} » illisible dans « periode »")
    return tuple(TrainingSession(month, start=f"{month}-01") for month in sorted(set(months)))


def _tell(log: ImportLog, unpublished: int, unknown: int, withdrawn: bool) -> None:
    if unpublished:
        what = "gardées" if withdrawn else "non importées"
        log.notes.append(f"{unpublished} offres de la région retirées par le Carif-Oref, {what}.")
    if unknown:
        log.notes.append(
            f"{unknown} offres préparent une certification que les fichiers RNCP ne décrivent pas."
        )
