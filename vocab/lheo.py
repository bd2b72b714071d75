"""Training offers in LHEO, the format in which the Carif-Oref and the Onisep exchange them."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from pyoxigraph import Triple

from maillage.ontology.names import Names
from maillage.vocab.communes import Communes
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.lheo_offers import LheoReading, read_offers
from maillage.vocab.lheo_xml import read_lheo, read_schema
from maillage.vocab.regional_places import RegionalPlaces
from maillage.vocab.training_offer import OfferCatalogue, TrainingOffer, training_offer_triples

_FILES = ("lheo/*.xml", "training/**/*.xml")
_SCHEMA = "lheo/*.xsd"
_EXPORTED = re.compile(rb'info="date[- ]export[^"]*">\s*(\d{4})(\d{2})(\d{2})', re.IGNORECASE)

CATALOGUE = OfferCatalogue(
    source="lheo",
    title_fr="Offres de formation au format LHEO",
    title_en="Training offers in the LHEO format",
    publisher="Réseau des Carif-Oref et Onisep",
)


class LheoImporter:
    """The offers of one region in all the LHEO documents of the data folder."""

    source = CATALOGUE.source
    version = "1"

    def __init__(self, region: str | None = "44") -> None:
        """Choose the region whose offers are kept (INSEE code; None for all)."""
        self.region = region

    def find(self, data: Path) -> Path | None:
        """Return the data folder itself, whose `lheo/` and `training/` may hold documents."""
        return data if _documents(data) else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the documents; the latest date of export that they tell is their version."""
        files = _documents(folder)
        exported = _latest_export(files)
        return SourceRelease(
            source=self.source,
            version=exported or _digest(files),
            title=CATALOGUE.title_fr,
            publisher=CATALOGUE.publisher,
            licence="https://www.etalab.gouv.fr/licence-ouverte-open-licence",
            issued=exported,
            files=(*files, *_schemas(folder), *Communes.files(folder / "territories")),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield the offers of the region, their sessions and providers.

        Raises:
            UnusableFile: not one of the documents can be read.

        """
        places = RegionalPlaces(Communes.read(folder / "territories"), self.region, log)
        schemas = _schemas(folder)
        schema = read_schema(schemas[-1]) if schemas else None
        offers = _offers(_documents(folder), schema, places, log)
        yield from training_offer_triples(offers, CATALOGUE, names)
        places.tell()


def read_lheo_offers(
    path: Path, schema: etree.XMLSchema | None, places: RegionalPlaces, log: ImportLog
) -> Iterator[TrainingOffer]:
    """Yield the offers of one document that can be placed; raises as `read_lheo`."""
    reading = LheoReading(path, places, log)
    for record in read_lheo(path, schema, log):
        yield from read_offers(record, reading)


def _offers(
    files: tuple[Path, ...],
    schema: etree.XMLSchema | None,
    places: RegionalPlaces,
    log: ImportLog,
) -> Iterator[TrainingOffer]:
    """Yield each offer once, from the documents that can be read; the others are rejected whole."""
    seen: set[str] = set()
    refused: list[UnusableFile] = []
    for path in files:
        try:
            for offer in read_lheo_offers(path, schema, places, log):
                if offer.notation in seen:
                    log.reject(path, 0, f"offre {offer.notation} déjà lue")
                    continue
                seen.add(offer.notation)
                yield offer
        except UnusableFile as error:
            refused.append(error)
            log.reject(path, 0, error.reason)
    if refused and len(refused) == len(files):
        raise refused[0]


def _documents(data: Path) -> tuple[Path, ...]:
    return tuple(path for pattern in _FILES for path in sorted(data.glob(pattern)))


def _schemas(data: Path) -> tuple[Path, ...]:
    return tuple(sorted(data.glob(_SCHEMA))[-1:])


def _latest_export(files: tuple[Path, ...]) -> str | None:
    dates = set()
    for path in files:
        with path.open("rb") as lines:
            dates |= {"-".join(part.decode() for part in m.groups()) for m in _matches(lines)}
    return max(dates, default=None)


def _matches(lines: Iterator[bytes]) -> Iterator[re.Match[bytes]]:
    for line in lines:
        yield from _EXPORTED.finditer(line)


def _digest(files: tuple[Path, ...]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
