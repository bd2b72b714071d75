"""LHEO documents: their offers, one XML element at a time, under one namespace, checked on the way.

LHEO is France's language for training offers (http://lheo.gouv.fr). Its files come from many hands:
nothing outside them is ever fetched, and one that defines entities is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from lxml import etree

from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog

NAMESPACE = "http://lheo.gouv.fr/2.3"  # what every element is put under, whatever it came with
ROOTS = {"lheo": "formation", "lheo-index": "resume-offre"}  # root → the element of one offer
_PARENTS = {"formation": "offres", "resume-offre": "resumes-offres"}
_VIOLATIONS_SHOWN = 5  # of one offer; one mistake often entails others


class _Declarations(Protocol):
    """What lxml's stubs leave out of `DTD`."""

    def iterentities(self) -> Iterator[object]: ...


class _Violation(Protocol):
    """What lxml's stubs leave out of the entries of an error log."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class LheoRecord:
    """A `formation` or a `resume-offre`; usable until the next one is asked for."""

    element: etree._Element
    line: int


def line_of(element: etree._Element) -> int:
    """Return the 1-based line where an element starts, 0 where it is not known."""
    return cast("int | None", element.sourceline) or 0


def read_schema(path: Path) -> etree.XMLSchema:
    """Return the schema of a file; nothing that it may refer to is fetched.

    Raises:
        UnusableFile: it is not an XML Schema of LHEO 2.3.

    """
    try:
        document = etree.parse(str(path), etree.XMLParser(no_network=True, resolve_entities=False))
        schema = etree.XMLSchema(document)
    except (OSError, etree.XMLSyntaxError, etree.XMLSchemaParseError) as error:
        raise UnusableFile(path, f"schéma XML illisible ({error})") from error
    if document.getroot().get("targetNamespace") != NAMESPACE:
        raise UnusableFile(path, f"ce n'est pas le schéma de LHEO 2.3 ({NAMESPACE})")
    return schema


def read_lheo(path: Path, schema: etree.XMLSchema | None, log: ImportLog) -> Iterator[LheoRecord]:
    """Yield the offers of a document of LHEO 2.2, 2.3 or without namespace, in one pass.

    An offer that violates the schema is yielded all the same, and each violation is told to `log`
    with its line and element. Where the XML breaks off after some offers, these are kept.

    Raises:
        UnusableFile: not XML, not LHEO, or it defines entities.

    """
    wanted = ""
    records = 0
    try:
        for event, element in _parse(path):
            if event == "start":
                wanted = wanted or _offer_name(path, element)
            elif _is_offer(element, wanted):
                record = LheoRecord(element, line_of(element))
                _rename(element)
                if schema is not None:
                    _validate(path, record, schema, log)
                records += 1
                yield record
                _forget(element)
    except etree.XMLSyntaxError as error:
        if not records:
            raise UnusableFile(
                path, f"XML illisible, sans une seule offre ({error.msg})"
            ) from error
        reason = f"XML mal formé : la suite du fichier n'est pas lue ({error.msg})"
        log.reject(path, error.lineno or 0, reason)
    log.done(path, records)


def _parse(path: Path) -> Iterator[tuple[str, etree._Element]]:
    try:
        stream = path.open("rb")
    except OSError as error:
        raise UnusableFile(path, f"lecture impossible ({error.strerror})") from error
    with stream:
        yield from etree.iterparse(
            stream,
            events=("start", "end"),
            remove_comments=True,
            remove_pis=True,
            resolve_entities=False,
            load_dtd=False,
            dtd_validation=False,
            attribute_defaults=False,
            no_network=True,
            huge_tree=False,
        )


def _offer_name(path: Path, root: etree._Element) -> str:
    declared = cast("_Declarations | None", root.getroottree().docinfo.internalDTD)
    if declared is not None and any(True for _ in declared.iterentities()):
        raise UnusableFile(path, "le document définit des entités XML : refusé par sûreté")
    name = etree.QName(root).localname
    if name not in ROOTS:
        raise UnusableFile(path, f"ce n'est pas du LHEO : racine « {name} »")
    return ROOTS[name]


def _is_offer(element: etree._Element, wanted: str) -> bool:
    parent = element.getparent()
    return (
        parent is not None
        and etree.QName(element).localname == wanted
        and etree.QName(parent).localname == _PARENTS[wanted]
    )


def _rename(element: etree._Element) -> None:
    for part in element.iter(etree.Element):
        part.tag = f"{{{NAMESPACE}}}{etree.QName(part).localname}"


def _validate(path: Path, record: LheoRecord, schema: etree.XMLSchema, log: ImportLog) -> None:
    if schema.validate(record.element):
        return
    violations = list(cast("Iterator[_Violation]", schema.error_log))
    for error in violations[:_VIOLATIONS_SHOWN]:
        detail = error.message.replace(f"{{{NAMESPACE}}}", "")
        log.reject(path, error.line, f"non conforme à LHEO 2.3, offre lue quand même : {detail}")
    if len(violations) > _VIOLATIONS_SHOWN:
        more = len(violations) - _VIOLATIONS_SHOWN
        log.reject(
            path, record.line, f"non conforme à LHEO 2.3 : {more} autres écarts dans l'offre"
        )


def _forget(element: etree._Element) -> None:
    """Free an offer that was read, and those before it: a file may hold a region's whole year."""
    parent = element.getparent()
    element.clear()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
