"""Training descriptions in LHEO: one record for each action of a training, as the graph has offers.

Each offer is cut out of the file and read alone, so that one that is not well-formed loses no other. An
offer, or an action of it, without an element that LHEO 2.3 requires is rejected; elements that are too
many, or in another order, lose nothing and are let pass. Contacts, telephones and street addresses are
never read.

Source: LHEO 2.3, lheo_2.3.dtd.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from maillage.ingest.plain_text import one_line, plain_text
from maillage.ingest.reader_map import ROME_CODE
from maillage.ingest.reader_options import ReaderOptions
from maillage.ingest.reader_values import Unreadable
from maillage.ingest.reader_xml import Piece, cut_records, parsed
from maillage.ingest.record import Kind, Place, Record
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.lheo_dates import session_end, session_start
from maillage.vocab.lheo_xml import NAMESPACE, ROOTS, line_of
from maillage.vocab.training_offer import certification_code

_TEXT = ("objectif-formation", "contenu-formation", "resultats-attendus")
_PLACE = "lieu-de-formation/coordonnees/adresse"
_SEATS = ("session/cycle/capacite-cumulee", "session/cycle/capacite-simultanee")


_ROOT = re.compile(rb"<(?:[\w.-]+:)?(lheo-index|lheo)(?=[\s/>])")
_HEAD = 1 << 16  # bytes in which the root is looked for
_REQUIRED = {  # element → what LHEO 2.3 requires in it
    "formation": (
        "domaine-formation", "intitule-formation", "objectif-formation", "resultats-attendus",
        "contenu-formation", "certifiante", "contact-formation", "parcours-de-formation",
        "code-niveau-entree", "action", "organisme-formation-responsable",
    ),
    "action": (
        "rythme-formation", "code-public-vise", "niveau-entree-obligatoire", "modalites-alternance",
        "modalites-enseignement", "conditions-specifiques", "prise-en-charge-frais-possible",
        "modalites-entrees-sorties", "session", "session/periode", "session/periode/debut",
        "session/periode/fin",
    ),
    "resume-offre": (
        "domaine-formation", "intitule-formation", "nom-organisme", "SIRET", "ville", "departement",
        "certifiante", "code-niveau-entree", "prise-en-charge-frais-possible", "code-public-vise",
    ),
}  # fmt: skip


class _Offer(NamedTuple):
    element: etree._Element
    before: int  # lines of the file before those that the element counts from

    def line(self, element: etree._Element) -> int:
        return self.before + line_of(element)


def read_lheo_records(path: Path, options: ReaderOptions, log: ImportLog) -> Iterator[Record]:
    """Yield the records of a document; an offer that cannot be read goes to `log` with its line.

    Raises:
        UnusableFile: not LHEO, without an offer that can be read as XML, or it defines entities.
    """
    name = _offer_name(path)
    read = rejected = 0
    for piece in cut_records(path, name, log):
        try:
            offer = _offer(piece)
            title = _checked(offer.element, name)
        except Unreadable as error:
            rejected += 1
            log.reject(path, piece.line, str(error))
            continue
        read += 1
        yield from _actions(path, offer, title, options, log)
    if not read and not rejected:
        _check_empty(path)


def _offer_name(path: Path) -> str:
    try:
        with path.open("rb") as file:
            root = _ROOT.search(file.read(_HEAD))
    except OSError as error:
        raise UnusableFile(path, f"lecture impossible ({error.strerror})") from error
    if root is None:
        raise UnusableFile(path, "ce n'est pas du LHEO : ni « lheo » ni « lheo-index »")
    return ROOTS[root[1].decode()]


def _offer(piece: Piece) -> _Offer:
    element, _ = parsed(piece)
    for part in element.iter(etree.Element):
        part.tag = f"{{{NAMESPACE}}}{etree.QName(part).localname}"
    return _Offer(element, piece.line - 1)


def _checked(element: etree._Element, name: str) -> str:
    """Return the title of an offer that has what LHEO requires."""
    missing = _missing(element, name)
    if missing:
        raise Unreadable(f"non conforme à LHEO 2.3 : sans {', '.join(missing)}")
    title = one_line(_text(element, "intitule-formation"))
    if not title:
        raise Unreadable("offre sans intitulé (intitule-formation vide)")
    return title


def _missing(element: etree._Element, name: str) -> list[str]:
    return [part for part in _REQUIRED[name] if not _all(element, part)]


def _check_empty(path: Path) -> None:
    # No offer: an empty catalogue, or a file that breaks off before the first.
    try:
        etree.parse(str(path), etree.XMLParser(no_network=True, resolve_entities=False))
    except (OSError, etree.XMLSyntaxError) as error:
        raise UnusableFile(path, f"XML illisible, sans une seule offre ({error})") from error


def _actions(
    path: Path, offer: _Offer, title: str, options: ReaderOptions, log: ImportLog
) -> Iterator[Record]:
    training = offer.element
    actions = _all(training, "action") or [training]  # a `resume-offre` has none
    text = "\n\n".join(filter(None, (plain_text(_text(training, part)) for part in _TEXT)))
    for index, action in enumerate(actions, start=1):
        missing = _missing(action, "action") if action is not training else []
        notation = _notation(training, action, index if len(actions) > 1 else 0)
        if missing or not notation:
            reason = f"sans {', '.join(missing)}" if missing else "sans numéro"
            log.reject(path, offer.line(action), f"non conforme à LHEO 2.3 : action {reason}")
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
