"""LHEO elements → training offers: one for each action of a `formation`, one a `resume-offre`.

Names, telephones and e-mail addresses of contacts are never read, nor are street addresses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from maillage.vocab.importer import ImportLog
from maillage.vocab.lheo_dates import session_end, session_start
from maillage.vocab.lheo_xml import NAMESPACE, LheoRecord, line_of
from maillage.vocab.regional_places import RegionalPlaces
from maillage.vocab.title_words import words
from maillage.vocab.training_offer import (
    SIRET,
    TrainingOffer,
    TrainingProvider,
    TrainingSession,
    certification_code,
)

_DOMAIN = "domaine-formation"
# Where a document tells who teaches: SIRET and name; the one who teaches comes before the one who
# answers for the training.
_PROVIDERS = (
    ("organisme-formateur/SIRET-formateur/SIRET", "organisme-formateur/raison-sociale-formateur"),
    (
        "organisme-formation-responsable/SIRET-organisme-formation/SIRET",
        "organisme-formation-responsable/nom-organisme",
    ),
    ("SIRET", "nom-organisme"),
)
_UNKNOWN = "00000000"  # LHEO's word for a date that is not known
# A cycle's capacity is the session's. `recrutement/nb-places` is not: those are the places of an
# information meeting.
_CAPACITIES = ("cycle/capacite-cumulee", "cycle/capacite-simultanee")
_CAPACITY_EXTRAS = frozenset({"nombre-places", "nombre-de-places", "nb-places", "capacite"})


@dataclass(frozen=True, slots=True)
class LheoReading:
    """What reading the offers of one file needs."""

    path: Path
    places: RegionalPlaces
    log: ImportLog


def read_offers(record: LheoRecord, reading: LheoReading) -> Iterator[TrainingOffer]:
    """Yield the offers of a record that have a title, a number and a place."""
    title = _text(record.element, "intitule-formation")
    if not title:
        reading.log.reject(reading.path, record.line, "offre sans intitulé")
        return
    actions = _all(record.element, "action") or [record.element]
    for index, action in enumerate(actions, start=1):
        line = line_of(action) or record.line
        notation = _notation(record.element, action, index, len(actions))
        if not notation:
            reading.log.reject(reading.path, line, f"offre « {title} » sans numéro")
            continue
        communes = _communes(action, line, reading)
        if communes:
            yield _offer(record.element, action, notation, communes, reading)


def _offer(
    training: etree._Element,
    action: etree._Element,
    notation: str,
    communes: tuple[str, ...],
    reading: LheoReading,
) -> TrainingOffer:
    return TrainingOffer(
        notation=notation,
        title=_text(training, "intitule-formation"),
        provider=_provider(action) or _provider(training),
        communes=communes,
        certifications=_certifications(training),
        occupations=_codes(training, f"{_DOMAIN}/code-ROME"),
        subjects=_codes(training, f"{_DOMAIN}/code-FORMACODE"),
        specialities=_codes(training, f"{_DOMAIN}/code-NSF"),
        sessions=tuple(_sessions(action, reading)),
    )


def _notation(training: etree._Element, action: etree._Element, index: int, actions: int) -> str:
    number = (action.get("numero") or "").strip()
    training_number = (training.get("numero") or "").strip()
    if number or not training_number:
        return number
    return training_number if actions == 1 else f"{training_number}-{index}"


def _communes(action: etree._Element, line: int, reading: LheoReading) -> tuple[str, ...]:
    """Return the communes in the region; none, and why, where there is not one."""
    places = _all(action, "lieu-de-formation/coordonnees/adresse")
    if not places and _text(action, "ville"):
        places = [action]  # a `resume-offre` is its own address
    if not places:
        reading.log.reject(reading.path, line, "offre sans lieu de formation")
    codes = []
    for place in places:
        code = _text(place, "code-INSEE-commune")
        town, postal_code = _text(place, "ville"), _text(place, "codepostal")
        if code:
            commune = reading.places.with_code(reading.path, line, code)
        else:
            commune = reading.places.named(reading.path, line, town, postal_code)
        if commune is not None:
            codes.append(commune.code)
    return tuple(dict.fromkeys(codes))


def _provider(element: etree._Element) -> TrainingProvider | None:
    for siret_path, name_path in _PROVIDERS:
        siret = _text(element, siret_path).replace(" ", "")
        name = _text(element, name_path)
        if SIRET.fullmatch(siret) and int(siret):
            return TrainingProvider(siret, name or None)
        if name:
            return TrainingProvider("-".join(words(name)), name)
    return None


def _certifications(training: etree._Element) -> tuple[str, ...]:
    codes = [certification_code(code) for code in _texts(training, "certification/code-RNCP")]
    for code in _texts(training, "certification/code-RS"):
        codes.append(certification_code(f"RS{code.upper().removeprefix('RS')}"))
    return tuple(dict.fromkeys(code for code in codes if code))


def _sessions(action: etree._Element, reading: LheoReading) -> Iterator[TrainingSession]:
    seen: set[str] = set()
    for index, session in enumerate(_all(action, "session"), start=1):
        notation = (session.get("numero") or "").strip() or str(index)
        if notation in seen:
            notation = f"{notation}-{index}"
        seen.add(notation)
        line = line_of(session)
        begins = _text(session, "periode/debut") or _UNKNOWN
        ends = _text(session, "periode/fin") or _UNKNOWN
        try:
            start, end = session_start(begins), session_end(ends)
        except ValueError:
            reason = f"session : date illisible (« {begins} », « {ends} »)"
            reading.log.reject(reading.path, line, reason)
            continue
        if start and end and end < start:
            reading.log.reject(
                reading.path, line, "session : finit avant de commencer, fin ignorée"
            )
            end = None
        yield TrainingSession(notation, start, end, _seats(session))


def _seats(session: etree._Element) -> int | None:
    for path in _CAPACITIES:
        numbers = [int(text) for text in _texts(session, path) if text.isdecimal()]
        if any(numbers):
            return max(numbers)
    for extra in _all(session, "extras/extra"):
        text = (extra.text or "").strip()
        if (extra.get("info") or "").casefold() in _CAPACITY_EXTRAS and text.isdecimal():
            return int(text)
    return None


def _codes(element: etree._Element, path: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_texts(element, path)))


def _all(element: etree._Element, path: str) -> list[etree._Element]:
    return element.findall("/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/")))


def _texts(element: etree._Element, path: str) -> list[str]:
    """Return the texts at `path`, without blanks and without "-", LHEO's word for nothing."""
    found = (" ".join("".join(map(str, part.itertext())).split()) for part in _all(element, path))
    return [text for text in found if text not in {"", "-"}]


def _text(element: etree._Element, path: str) -> str:
    return next(iter(_texts(element, path)), "")
