"""`maillage link`: a label a line in, a JSON line out."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from maillage.api.errors import UsageError

if TYPE_CHECKING:
    from maillage.ingest.extraction import Candidate

BATCH = 512  # lines linked at once
SIDE_BY_SIDE = 8  # batches, from which processes side by side are worth their start
LONGEST = 4096  # bytes of a line that are read; the rest of it is passed over


def link_run(
    scheme: str,
    file: str | None = None,
    *,
    lang: str = "fr",
    top: int = 20,
    explain: bool = False,
    encoder: str | None = None,
    workers: int | None = None,
) -> None:
    """Link the labels of a file, or of standard input, and write the answers as they come.

    Raises:
        UsageError: the file cannot be opened, or a value could serve no run.
    """
    from maillage.api.commands import home
    from maillage.graph.worker_processes import in_processes, worker_count
    from maillage.ingest.label_index import LANGUAGES, SCHEMES

    if scheme not in SCHEMES:
        raise UsageError(f"--scheme {scheme}", f"attendu : {', '.join(SCHEMES)}")
    if lang not in LANGUAGES:
        raise UsageError(f"--lang {lang}", f"attendu : {', '.join(LANGUAGES)}")
    generation = home().current()
    asked = Asked(scheme, lang, top, explain, encoder)
    answers = partial(answerer, generation.index_path / "linker", generation.manifest().base, asked)
    batches = _batches(_lines(file))
    first = list(islice(batches, SIDE_BY_SIDE))
    count = worker_count(workers) if len(first) == SIDE_BY_SIDE else 1
    batches = chain(first, batches)
    written = (
        map(answers(), batches) if count == 1 else in_processes(batches, partial(answers, 1), count)
    )
    for part in written:
        sys.stdout.write(part)
        sys.stdout.flush()


class Asked(NamedTuple):
    """What a run asks of every label."""

    scheme: str
    lang: str
    top: int
    explain: bool
    encoder: str | None


def answerer(
    index: Path, base: str, asked: Asked, threads: int | None = None
) -> Callable[[Sequence[str]], str]:
    """Return what makes the JSON lines of some labels; it reads the linker's index first."""
    from maillage.ingest.linker import THREADS, Linker
    from maillage.ontology.names import Names

    linker = Linker.load(index, asked.encoder)
    curie = lru_cache(maxsize=100_000)(Names(base).curie)

    def answers(labels: Sequence[str]) -> str:
        found = linker.link(
            labels, asked.scheme, asked.lang, asked.top, asked.explain, threads or THREADS
        )
        rows = (
            {"text": text, "candidates": [candidate_document(one, curie(one.uri)) for one in some]}
            for text, some in zip(labels, found, strict=True)
        )
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)

    return answers


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
