"""Training descriptions in LHEO: one record for each action of a training, as the graph has offers.

Contacts, telephones and street addresses are never read.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from lxml import etree

from maillage.ingest.plain_text import one_line, plain_text
from maillage.ingest.reader_map import ROME_CODE
from maillage.ingest.reader_options import ReaderOptions
from maillage.ingest.record import Kind, Place, Record
from maillage.vocab.importer import ImportLog
from maillage.vocab.lheo_dates import session_end, session_start
from maillage.vocab.lheo_xml import NAMESPACE, LheoRecord, line_of, read_lheo
from maillage.vocab.training_offer import certification_code

_TEXT = ("objectif-formation", "contenu-formation", "resultats-attendus")
_PLACE = "lieu-de-formation/coordonnees/adresse"
_SEATS = ("session/cycle/capacite-cumulee", "session/cycle/capacite-simultanee")


def read_lheo_records(path: Path, options: ReaderOptions, log: ImportLog) -> Iterator[Record]:
    """Yield the records of a document; one without title or number goes to `log`.

    Raises:
        UnusableFile: not XML, not LHEO, or it defines entities.
    """
    told = ImportLog(
        log.source, log.rejects
    )  # without its count: `read_records` gives the true one
    for offer in read_lheo(path, None, told):
        title = one_line(_text(offer.element, "intitule-formation"))
        if not title:
            log.reject(path, offer.line, "offre sans intitulé")
            continue
        yield from _actions(path, offer, title, options, log)


def _actions(
    path: Path, offer: LheoRecord, title: str, options: ReaderOptions, log: ImportLog
) -> Iterator[Record]:
    training = offer.element
    actions = _all(training, "action") or [training]
    text = "\n\n".join(filter(None, (plain_text(_text(training, part)) for part in _TEXT)))
    for index, action in enumerate(actions, start=1):
        notation = _notation(training, action, index if len(actions) > 1 else 0)
        if not notation:
            log.reject(path, line_of(action) or offer.line, "offre sans numéro")
            continue
        yield Record(
            kind=Kind.OFFER,
            source=options.source or "lheo",
            id=notation,
            title=title,
            text=text or title,
            place=_place(action),
            posted=min(_dates(action, "debut"), default=None),
            ends=max(_dates(action, "fin"), default=None),
            seats=_seats(action),
            occupations=_occupations(training),
            certifications=_certifications(training),
        )


def _notation(training: etree._Element, action: etree._Element, index: int) -> str:
    number = (action.get("numero") or "").strip()
    training_number = (training.get("numero") or "").strip()
    if number or not training_number:
        return number
    return f"{training_number}-{index}" if index else training_number


def _place(action: etree._Element) -> Place:
    addresses = _all(action, _PLACE)
    address = addresses[0] if addresses else action  # a `resume-offre` is its own address
    return Place(
        insee=one_line(_text(address, "code-INSEE-commune")),
        postal_code=one_line(_text(address, "codepostal")),
        town=one_line(_text(address, "ville")),
        department=one_line(_text(address, "departement")),
    )


def _dates(action: etree._Element, which: str) -> list[date]:
    read = session_start if which == "debut" else session_end
    found = []
    for text in _texts(action, f"session/periode/{which}"):
        try:
            day = read(text)
        except ValueError:
            continue
        if day is not None:
            found.append(date.fromisoformat(day))
    return found


def _seats(action: etree._Element) -> int | None:
    for path in _SEATS:
        texts = _texts(action, path)
        numbers = [int(one) for one in texts if one.isascii() and one.isdecimal() and len(one) < 6]
        if any(numbers):
            return sum(numbers)
    return None


def _occupations(training: etree._Element) -> tuple[str, ...]:
    codes = dict.fromkeys(_texts(training, "domaine-formation/code-ROME"))
    return tuple(f"rome:{code}" for code in codes if ROME_CODE.fullmatch(code))


def _certifications(training: etree._Element) -> tuple[str, ...]:
    codes = [certification_code(code) for code in _texts(training, "certification/code-RNCP")]
    for code in _texts(training, "certification/code-RS"):
        codes.append(certification_code(f"RS{code.upper().removeprefix('RS')}"))
    return certification_curies(code for code in codes if code)


def certification_curies(codes: Iterator[str]) -> tuple[str, ...]:
    """Return "rncp:37274" for "RNCP37274" and "rs:5000" for "RS5000", each once."""
    curies = (f"rncp:{one[4:]}" if one.startswith("RNCP") else f"rs:{one[2:]}" for one in codes)
    return tuple(dict.fromkeys(curies))


def _all(element: etree._Element, path: str) -> list[etree._Element]:
    return element.findall("/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/")))


def _texts(element: etree._Element, path: str) -> list[str]:
    """Return the texts at `path`, without empty ones and "-", LHEO's word for nothing."""
    found = ("".join(map(str, part.itertext())).strip() for part in _all(element, path))
    return [text for text in found if text not in {"", "-"}]


def _text(element: etree._Element, path: str) -> str:
    return next(iter(_texts(element, path)), "")
