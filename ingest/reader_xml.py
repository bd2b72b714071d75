"""XML feeds, one record at a time, each cut out and parsed alone.

One that is broken is rejected and the others go on; memory does not grow with the file.
Nothing outside the file is ever fetched, and a file that defines entities is refused.
"""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from maillage.ingest.reader_masked_links import close_xml_links, mended_note
from maillage.ingest.reader_values import Located, Unreadable, xml_value
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog

_CHUNK = 1 << 20  # bytes read at once
_LARGEST_RECORD = 16 * 2**20  # bytes
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_NAMESPACE = re.compile(rb"xmlns(?::[\w.-]+)?\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*')")
_NAMED_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_XML_ENTITIES = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))


def read_xml(path: Path, name: str, log: ImportLog) -> Iterator[Located]:
    """Yield each element `name` of a file as a value; one that cannot be parsed goes to `log`.

    Raises:
        UnusableFile: it cannot be opened, defines entities, or holds no element of that name.
    """
    found = mended = 0
    for piece in cut_records(path, name, log):
        found += 1
        try:
            element, with_links = parsed(piece)
            value = xml_value(element)
        except Unreadable as error:
            log.reject(path, piece.line, str(error))
            continue
        mended += with_links
        yield Located(piece.line, value)
    if not found:
        raise UnusableFile(path, f"aucun élément « {name} »")
    if mended:
        log.notes.append(mended_note(path.name, mended))


class Piece(NamedTuple):
    """The bytes of one record."""

    line: int  # 1-based line where it starts
    data: bytes
    head: bytes  # what it must come after to be parsed alone: declaration, root, namespaces


def cut_records(path: Path, name: str, log: ImportLog) -> Iterator[Piece]:
    """Yield each element `name` of a file, parsed or not; one without an end goes to `log`.

    Raises:
        UnusableFile: it cannot be opened, or defines entities.
    """
    return _Cutter(path, name, log).pieces()


def parsed(piece: Piece) -> tuple[etree._Element, bool]:
    """Return the element of a piece, and whether a masked link had to be mended.

    Raises:
        Unreadable: it is not well-formed.
    """
    try:
        return _element(piece.head + piece.data + b"</r>"), False
    except etree.XMLSyntaxError as error:
        closed = close_xml_links(piece.data)
        mended = _NAMED_ENTITY.sub(_character, closed)
        if mended == piece.data:
            raise Unreadable(f"XML mal formé ({error.msg})") from error
    try:
        return _element(piece.head + mended + b"</r>"), closed != piece.data
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"XML mal formé ({error.msg})") from error


class _Cutter:
    """Cuts a file into its records; holds one record and one chunk."""

    def __init__(self, path: Path, name: str, log: ImportLog) -> None:
        tag = re.escape(name.encode())
        self._path, self._name, self._log = path, name, log
        self._open = re.compile(rb"<(?:[\w.-]+:)?" + tag + rb"(?=[\s/>])")
        self._close = re.compile(rb"</(?:[\w.-]+:)?" + tag + rb"\s*>")
        self._line = 1
        self._head: bytes | None = None  # what comes before the first record

    def pieces(self) -> Iterator[Piece]:
        buffer = b""
        searched = 0  # the buffer has no closing tag before this offset
        for chunk in self._chunks():
            buffer += chunk
            taken = 0
            for end in self._close.finditer(buffer, searched):
                data = buffer[taken : end.end()]
                piece = self._piece(data)
                self._line += data.count(b"\n")
                taken = end.end()
                if piece is not None:
                    yield piece
            buffer = buffer[taken:]
            if len(buffer) > _LARGEST_RECORD:
                self._too_large(buffer)
                self._line += buffer.count(b"\n", 0, len(buffer) - 100)
                buffer = buffer[-100:]
            searched = max(0, len(buffer) - 100)
        self._unfinished(buffer)

    def _chunks(self) -> Iterator[bytes]:
        try:
            with self._path.open("rb") as file:
                first = file.read(_CHUNK)
                if first[:2] in {b"\xff\xfe", b"\xfe\xff"}:
                    raise UnusableFile(self._path, "XML en UTF-16 : UTF-8 est attendu")
                yield first
                while chunk := file.read(_CHUNK):
                    yield chunk
        except OSError as error:
            raise UnusableFile(self._path, f"lecture impossible ({error.strerror})") from error

    def _piece(self, data: bytes) -> Piece | None:
        """Return the record that ends here; one that never ended before it is rejected."""
        starts = [match.start() for match in self._open.finditer(data)]
        if not starts:
            self._log.reject(self._path, self._line, f"« </{self._name}> » sans début")
            return None
        head = self._head_of(data[: starts[0]])
        if len(starts) > 1:
            line = self._line + data.count(b"\n", 0, starts[0])
            self._log.reject(self._path, line, f"{len(starts) - 1} « <{self._name}> » sans fin")
        line = self._line + data.count(b"\n", 0, starts[-1])
        return Piece(line, data[starts[-1] :], head)

    def _head_of(self, before: bytes) -> bytes:
        if self._head is None:
            if b"<!ENTITY" in before:
                raise UnusableFile(self._path, "le document définit des entités XML : refusé")
            encoding = _ENCODING.search(before)
            name = encoding[1] if encoding else b"utf-8"
            spaces = b" ".join(sorted({match[0] for match in _NAMESPACE.finditer(before)}))
            self._head = b'<?xml version="1.0" encoding="' + name + b'"?><r ' + spaces + b">"
        return self._head

    def _too_large(self, buffer: bytes) -> None:
        if self._open.search(buffer):
            reason = f"offre de plus de {_LARGEST_RECORD >> 20} Mo, ou sans fin"
            self._log.reject(self._path, self._line, reason)

    def _unfinished(self, buffer: bytes) -> None:
        if self._head is None and b"<!ENTITY" in buffer:
            raise UnusableFile(self._path, "le document définit des entités XML : refusé")
        start = self._open.search(buffer)
        if start is not None:
            line = self._line + buffer.count(b"\n", 0, start.start())
            self._log.reject(self._path, line, "XML interrompu au milieu d'une offre")


def _element(document: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, strip_cdata=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(document, parser)
    except (LookupError, ValueError) as error:
        raise Unreadable("XML illisible (encodage inconnu)") from error
    if not len(root):
        raise Unreadable("XML illisible (élément vide)")
    return root[0]


def _character(match: re.Match[bytes]) -> bytes:
    """Return HTML's named entities, which XML does not know, as numbered ones."""
    if match[1] in _XML_ENTITIES:
        return match[0]
    text = html.unescape(match[0].decode())
    return b"".join(b"&#%d;" % ord(one) for one in text) if "&" not in text else match[0]
