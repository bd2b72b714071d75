"""Apprenticeship courses that Parcoursup offered in 2020, linked to certifications by their titles.

Beware: about half of them are also in the Carif-Oref export of the same year, under other
identifiers. To import both is to count those twice.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Triple

from maillage.ontology.names import Names
from maillage.vocab.certification_titles import CertificationTitles
from maillage.vocab.communes import Communes
from maillage.vocab.diploma_kinds import DiplomaKind
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.regional_places import RegionalPlaces
from maillage.vocab.table import Row, read_table
from maillage.vocab.title_matcher import CertificationMatch, TitleMatcher, offer_kinds
from maillage.vocab.title_words import fold, words
from maillage.vocab.training_offer import (
    OfferCatalogue,
    TrainingOffer,
    TrainingProvider,
    training_offer_triples,
)

_FILES = "parcoursup_apprentissage_*.csv"
_FAMILY, _SPECIALITY = "LIBFORMATION", "LIBSPÉCIALITÉ"
_SCHOOL, _NAME, _COMMUNE, _CODE = "UAI_AFF", "LIB_AFF", "CODECOMMUNE", "CODESPÉCIALITÉ"
_REQUIRED = (_FAMILY, _SPECIALITY, _SCHOOL, _NAME, _COMMUNE, _CODE)

# Parcoursup's families → what a school would call the diploma; the others are their own name.
_KIND_OF_FAMILY = (
    ("bts - agricole", "BTSA"),
    ("bts", "BTS"),
    ("dut", "DUT"),
    ("certificat de specialisation agricole", "CS"),
    ("mention complementaire", "CS"),
    ("d.e secteur social", "DE"),
    ("formation professionnelle", "TP"),
    ("licence professionnelle", "LP"),
    ("licence", "LICENCE"),
)
_LEVEL_AFTER_BAC = re.compile(r"\(Bac \+(\d)\)")  # "(Bac +2)": European level 5

CATALOGUE = OfferCatalogue(
    source="parcoursup",
    title_fr="Formations en apprentissage proposées sur Parcoursup",
    title_en="Apprenticeship courses offered on Parcoursup",
    publisher="Ministère de l'Enseignement supérieur et de la Recherche",
)


class ParcoursupImporter:
    """The apprenticeship courses of one region and one year."""

    source = CATALOGUE.source
    version = "1"

    def __init__(self, region: str | None = "44") -> None:
        """Choose the region whose courses are kept (INSEE code; None for all)."""
        self.region = region

    def find(self, data: Path) -> Path | None:
        """Return `training/rco` where it holds the list."""
        folder = data / "training" / "rco"
        return folder if any(folder.glob(_FILES)) else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the latest list: the year in its name is its version."""
        path = _latest(folder)
        year = re.search(r"\d{4}", path.name)
        data = folder.parents[1]
        beside = (*Communes.files(data / "territories"), *CertificationTitles.files(data / "rncp"))
        return SourceRelease(
            source=self.source,
            version=year[0] if year else path.stem,
            title=CATALOGUE.title_fr,
            publisher=CATALOGUE.publisher,
            licence="https://opensource.org/license/mit",
            issued=year[0] if year else None,
            files=(path, *beside),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield the courses of the region and their schools."""
        data = folder.parents[1]
        matcher = TitleMatcher(CertificationTitles.read(data / "rncp").by_code.values())
        places = RegionalPlaces(Communes.read(data / "territories"), self.region, log)
        offers = read_parcoursup(_latest(folder), places, matcher, log)
        yield from training_offer_triples(offers, CATALOGUE, names)
        places.tell()


def read_parcoursup(
    path: Path, places: RegionalPlaces, matcher: TitleMatcher, log: ImportLog
) -> Iterator[TrainingOffer]:
    """Yield the courses that can be placed.

    Raises:
        UnusableFile: the file is not the list.
    """
    seen: set[str] = set()
    repeated = 0
    for row in read_table(path, log, required=_REQUIRED, key=_REQUIRED):
        commune = places.with_code(path, row.line, row[_COMMUNE])
        if commune is None:
            continue
        offer = _offer(row, commune.code, matcher)
        repeated += offer.notation in seen
        if offer.notation not in seen:
            seen.add(offer.notation)
            yield offer
    if repeated:
        log.notes.append(f"{repeated} lignes répètent une formation déjà lue.")


def _latest(folder: Path) -> Path:
    return max(folder.glob(_FILES), key=lambda path: re.findall(r"\d+", path.name))


def _offer(row: Row, commune: str, matcher: TitleMatcher) -> TrainingOffer:
    match = _match(row, matcher)
    # One school may teach one speciality at several sites, which share its code (UAI).
    site = hashlib.sha256(" ".join(words(row[_NAME] + row.get("LIB_INS"))).encode()).hexdigest()[:6]
    speciality = re.sub(r"\s*-\s*en apprentissage\b", "", row[_SPECIALITY])
    family = row[_FAMILY].partition(" - ")[0]
    repeated = words(speciality)[:1] == words(family)[:1]  # "D.E secteur social", "D.E Assistant …"
    return TrainingOffer(
        notation=f"{row[_SCHOOL]}-{row[_CODE]}-{site}",
        title=speciality if repeated else f"{family} {speciality}",
        provider=TrainingProvider(row[_SCHOOL], row[_NAME]),
        communes=(commune,),
        certifications=(match.certification.code,) if match else (),
        certification_method="title",
        certification_score=match.score if match else 0.0,
    )


def _match(row: Row, matcher: TitleMatcher) -> CertificationMatch | None:
    kinds = _kinds(fold(row[_FAMILY]))
    years = _LEVEL_AFTER_BAC.search(row[_SPECIALITY])
    level = int(years[1]) + 3 if years else None
    return matcher.match((row[_SPECIALITY],), kinds, level) if kinds else None


def _kinds(family: str) -> tuple[DiplomaKind, ...]:
    for beginning, name in _KIND_OF_FAMILY:
        if family.startswith(beginning):
            return offer_kinds(name)
    return offer_kinds(family)
