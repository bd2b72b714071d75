"""`maillage link`: a label a line in, a JSON line out."""

import json
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from maillage.api.errors import UsageError

if TYPE_CHECKING:
    from maillage.ingest.extraction import Candidate

BATCH = 1024  # lines linked at once
LONGEST = 4096  # bytes of a line that are read; the rest of it is passed over


def link_run(
    scheme: str,
    file: str | None = None,
    *,
    lang: str = "fr",
    top: int = 20,
    explain: bool = False,
    encoder: str | None = None,
) -> None:
    """Link the labels of a file, or of standard input, and write the answers as they come.

    Raises:
        UsageError: the file cannot be opened, or a value could serve no run.
    """
    from maillage.api.commands import home
    from maillage.ingest.label_index import LANGUAGES, SCHEMES
    from maillage.ingest.linker import Linker
    from maillage.ontology.names import Names

    if scheme not in SCHEMES:
        raise UsageError(f"--scheme {scheme}", f"attendu : {', '.join(SCHEMES)}")
    if lang not in LANGUAGES:
        raise UsageError(f"--lang {lang}", f"attendu : {', '.join(LANGUAGES)}")
    generation = home().current()
    names = Names(generation.manifest().base)
    linker = Linker.load(generation.index_path / "linker", encoder)
    curie = lru_cache(maxsize=100_000)(names.curie)
    for batch in _batches(_lines(file)):
        for text, found in zip(batch, linker.link(batch, scheme, lang, top, explain), strict=True):
            answer = {
                "text": text,
                "candidates": [candidate_document(one, curie(one.uri)) for one in found],
            }
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def candidate_document(candidate: "Candidate", curie: str) -> dict[str, object]:
    """Return a candidate as JSON has it."""
    row: dict[str, object] = {
        "uri": candidate.uri.value,
        "curie": curie,
        "label": candidate.label,
        "score": round(candidate.score, 4),
    }
    if candidate.reasons:
        row["reasons"] = [
            {"signal": one.feature, "value": one.value, "added": one.contribution}
            for one in candidate.reasons
        ]
    return row


def _lines(file: str | None) -> Iterator[str]:
    """Yield the lines of a file, or of standard input for None and « - », without their end."""
    if file in (None, "-"):
        yield from _read(sys.stdin.buffer)
        return
    try:
        with Path(str(file)).open("rb") as stream:
            yield from _read(stream)
    except OSError as error:
        raise UsageError(str(file), f"lecture impossible ({error.strerror})") from error


def _read(stream: BinaryIO) -> Iterator[str]:
    while line := stream.readline(LONGEST):
        whole = line.endswith(b"\n")
        while not whole and (rest := stream.readline(1 << 16)):
            whole = rest.endswith(b"\n")
        yield line.decode("utf-8", errors="replace").rstrip("\r\n").removeprefix("\ufeff")


def _batches(lines: Iterable[str]) -> Iterator[list[str]]:
    lines = iter(lines)
    while batch := list(islice(lines, BATCH)):
        yield batch
