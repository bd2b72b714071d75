"""`maillage extract`: JSON lines in, what each says out."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from maillage.ontology.errors import MaillageError

if TYPE_CHECKING:
    from maillage.ingest.extraction import Extraction, Extractor, Mention
    from maillage.ingest.record import Record
    from maillage.ontology.names import Names


class UnreadableLines(MaillageError):
    """Some lines could not be read; the others were."""

    def __init__(self, count: int) -> None:
        """Keep how many."""
        self.count = count
        super().__init__(f"{count} ligne(s) illisible(s), les autres ont été traitées")


class _BadLine(Exception):
    """A line that cannot be read; the message says why, in French."""


def extract_run(file: str | None) -> None:
    """Read JSON lines from a file, or from stdin for "-" or nothing, and print a JSON line for each.

    Raises:
        UnreadableLines: at the end, where a line could not be read.

    """
    from maillage.api.commands import home
    from maillage.ingest.competence_extractor import CompetenceExtractor
    from maillage.ontology.names import Names
    from maillage.vocab.errors import UnusableFile

    generation = home().current()
    extractor = CompetenceExtractor.read(generation.index_path / "extractor")
    names = Names(generation.manifest().base)
    if file in {None, "-"}:
        bad = extract_lines(sys.stdin.buffer, extractor, names, sys.stdout, sys.stderr)
    else:
        path = Path(str(file))
        try:
            lines = path.open("rb")
        except OSError as error:
            raise UnusableFile(path, f"lecture impossible ({error.strerror})") from error
        with lines:
            bad = extract_lines(lines, extractor, names, sys.stdout, sys.stderr)
    if bad:
        raise UnreadableLines(bad)


def extract_lines(
    lines: Iterable[bytes], extractor: "Extractor", names: "Names", out: TextIO, errors: TextIO
) -> int:
    """Write what each line says to `out`, each bad line with its number to `errors`; return how many."""
    bad = 0
    for number, line in _numbered(lines):
        try:
            record = _record(line, number)
        except _BadLine as error:
            bad += 1
            errors.write(f"ligne {number} : {error}\n")
            continue
        answer = extraction_document(extractor.extract(record), names)
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
    out.flush()
    return bad


def _numbered(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, line


def _record(line: bytes, number: int) -> "Record":
    from maillage.ingest.record import Kind, Record

    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise _BadLine(f"JSON illisible ({error})") from error
    if not isinstance(value, dict):
        raise _BadLine("un objet JSON est attendu à chaque ligne")
    return Record(
        kind=Kind.AD,
        source="stdin",
        id=_text(value, "id") or str(number),
        title=_text(value, "title"),
        text=_text(value, "text"),
    )


def _text(value: dict[str, object], key: str) -> str:
    found = value.get(key)
    if found is None:
        return ""
    if isinstance(found, int) and not isinstance(found, bool) and key == "id":
        return str(found)
    if not isinstance(found, str):
        raise _BadLine(f"champ « {key} » : un texte est attendu")
    return found.encode("utf-8", "replace").decode("utf-8")


def extraction_document(found: "Extraction", names: "Names") -> dict[str, object]:
    """Return what a text says, as JSON has it: the surest mention first."""
    return {
        "id": found.id,
        "occupation": [
            {
                "uri": one.uri.value,
                "curie": names.curie(one.uri),
                "label": one.label,
                "score": round(one.score, 4),
            }
            for one in found.occupations
        ],
        "mentions": [
            {
                "uri": one.uri.value,
                "curie": names.curie(one.uri),
                "label": one.label,
                "start": one.start,
                "end": one.end,
                "score": one.score,
                "method": one.method.value,
            }
            for one in sorted(found.mentions, key=_order)
        ],
    }


def _order(one: "Mention") -> tuple[float, float, int]:
    """What such an employer declares first, then what the words say most surely."""
    return -one.declared, -one.score, one.start
