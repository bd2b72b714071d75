"""Courses of Grand Est for industry, agriculture and logistics: a list gathered by hand.

It gives titles and towns, but no code: the certification is told by the title, the commune by the
town's name and the postal code, whose leading zero is lost.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Triple

from maillage.ontology.names import Names
from maillage.vocab.certification_titles import CertificationTitles
from maillage.vocab.communes import Communes
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.regional_places import RegionalPlaces
from maillage.vocab.table import Row, read_table
from maillage.vocab.title_matcher import TitleMatcher, offer_kinds
from maillage.vocab.title_words import title_words, words
from maillage.vocab.training_offer import (
    OfferCatalogue,
    TrainingOffer,
    TrainingProvider,
    training_offer_triples,
)

_FILES = "formations_grand_est*.csv"
_TITLE, _DETAIL, _KIND = "Nom_Complet_Diplome", "Description_Diplome", "Acronyme_Diplome"
_LEVEL, _SCHOOL, _TOWN, _POSTAL = "Niveau_Europeen", "Nom_Etablissement", "Ville", "Code_Postal"
_REQUIRED = (_TITLE, _DETAIL, _KIND, _LEVEL, _SCHOOL, _TOWN, _POSTAL)

CATALOGUE = OfferCatalogue(
    source="grand-est-courses",
    title_fr="Formations du Grand Est pour l'industrie, l'agriculture et la logistique",
    title_en="Courses of Grand Est for industry, agriculture and logistics",
    publisher="Collecte indépendante (auteur non précisé)",
)


class GrandEstCoursesImporter:
    """Every course that can be placed in the region, linked or not to a certification."""

    source = CATALOGUE.source
    version = "1"

    def __init__(self, region: str | None = "44") -> None:
        """Choose the region whose courses are kept (INSEE code; None for all)."""
        self.region = region

    def find(self, data: Path) -> Path | None:
        """Return `training/grand_est` where it holds the list."""
        folder = data / "training" / "grand_est"
        return folder if any(folder.glob(_FILES)) else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the list; it bears no date, so that its file's name is its version."""
        path = _list(folder)
        data = folder.parents[1]
        beside = (*Communes.files(data / "territories"), *CertificationTitles.files(data / "rncp"))
        return SourceRelease(
            source=self.source,
            version=path.stem.removeprefix("formations_grand_est").strip("_") or "1",
            title=CATALOGUE.title_fr,
            publisher=CATALOGUE.publisher,
            licence="non précisée : essais seulement",
            issued=None,
            files=(path, *beside),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield the courses and their schools."""
        data = folder.parents[1]
        matcher = TitleMatcher(CertificationTitles.read(data / "rncp").by_code.values())
        places = RegionalPlaces(Communes.read(data / "territories"), self.region, log)
        offers = read_grand_est_courses(_list(folder), places, matcher, log)
        yield from training_offer_triples(offers, CATALOGUE, names)
        places.tell()


def read_grand_est_courses(
    path: Path, places: RegionalPlaces, matcher: TitleMatcher, log: ImportLog
) -> Iterator[TrainingOffer]:
    """Yield the courses that can be placed, each once though some are listed under two sectors.

    Raises:
        UnusableFile: the file is not the list.
    """
    seen: set[str] = set()
    repeated = unlinked = 0
    for row in read_table(path, log, required=_REQUIRED, key=(_TITLE, _SCHOOL, _TOWN)):
        commune = places.named(path, row.line, row[_TOWN], row[_POSTAL])
        if commune is None:
            continue
        offer = _offer(row, commune.code, matcher)
        if offer.notation in seen:
            repeated += 1
            continue
        seen.add(offer.notation)
        unlinked += not offer.certifications
        yield offer
    if repeated:
        log.notes.append(f"{repeated} lignes répètent une formation déjà lue.")
    if unlinked:
        log.notes.append(
            f"{unlinked} formations sur {len(seen)} ne sont liées à aucune certification : "
            "leur intitulé n'en désigne pas une, et une seule."
        )


def _list(folder: Path) -> Path:
    return max(folder.glob(_FILES), key=lambda path: path.name)


def _offer(row: Row, commune: str, matcher: TitleMatcher) -> TrainingOffer:
    level = int(row[_LEVEL]) if row[_LEVEL].isdigit() else None
    match = matcher.match((row[_TITLE], row[_DETAIL]), offer_kinds(row[_KIND]), level)
    school = "-".join(words(f"{row[_SCHOOL]} {row[_TOWN]}"))
    return TrainingOffer(
        notation=_notation(row, commune),
        title=course_title(row[_TITLE], row[_DETAIL]),
        provider=TrainingProvider(school, row[_SCHOOL]),
        communes=(commune,),
        certifications=(match.certification.code,) if match else (),
        certification_method="title",
        certification_score=match.score if match else 0.0,
    )


def course_title(title: str, detail: str) -> str:
    """Return the title, with the detail where it says more: a doctoral school's field, a course."""
    if set(title_words(detail).core) <= set(title_words(title).core):
        return title
    parts = title.split(" ")
    for start in range(len(parts)):  # the detail often takes up the title's end
        end = words(" ".join(parts[start:]))
        if len(end) > 1 and words(detail)[: len(end)] == end:
            return " ".join((*parts[:start], detail))
    return f"{title} : {detail}"


def _notation(row: Row, commune: str) -> str:
    """Return an identifier that spelling does not change: the list gives none."""
    parts = (row[_KIND], *(" ".join(title_words(row[c]).core) for c in (_TITLE, _DETAIL)))
    key = "|".join((*parts, " ".join(words(row[_SCHOOL])), commune))
    return hashlib.sha256(key.encode()).hexdigest()[:12]
