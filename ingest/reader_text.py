"""Plain text: one file, one record, whose title is its first line."""

from collections.abc import Iterator
from pathlib import Path

from maillage.ingest.plain_text import plain_text
from maillage.ingest.reader_map import content_id
from maillage.ingest.reader_options import ReaderOptions
from maillage.ingest.record import Place, Record
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.table import decode

_LARGEST = 16 * 2**20  # bytes
_TITLE = 200  # characters
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1b"))
_MOST_CONTROLS = 0.02  # share of control bytes above which a file is not text


def read_text(path: Path, options: ReaderOptions, log: ImportLog) -> Iterator[Record]:
    """Yield the record of a text or HTML file; an empty one goes to `log`.

    Raises:
        UnusableFile: it cannot be opened, is larger than any advertisement, or is not text.
    """
    _check(path)
    text = plain_text(decode(path)[0])
    if not text:
        log.reject(path, 1, "texte vide")
        return
    title = text.partition("\n")[0].removeprefix("- ")[:_TITLE].strip()
    place = Place()
    source = options.source or "text"
    yield Record(options.kind, source, content_id(title, text, place), title, text, place)


def _check(path: Path) -> None:
    try:
        if path.stat().st_size > _LARGEST:
            raise UnusableFile(path, f"texte de plus de {_LARGEST >> 20} Mo")
        with path.open("rb") as file:
            head = file.read(1 << 16)
    except OSError as error:
        raise UnusableFile(path, f"lecture impossible ({error.strerror})") from error
    controls = len(head) - len(head.translate(None, _CONTROLS))
    wide = head[:2] in {b"\xff\xfe", b"\xfe\xff"}
    if not wide and controls > _MOST_CONTROLS * len(head):
        raise UnusableFile(path, "ce n'est pas du texte")
