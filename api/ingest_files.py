"""The files that an ingestion reads, and what it says of those that it could not read."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from maillage.graph.home import Home
from maillage.ingest.readers import OFFERS, detect_format
from maillage.ingest.record import Kind
from maillage.ingest.report import IngestReport
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import Reject


class NamedFile(NamedTuple):
    """A file to read."""

    path: Path
    shown: str  # its name, below the folder that was asked for


def files_of(paths: Sequence[Path]) -> list[NamedFile]:
    """Return every file that `paths` name, folders walked, hidden ones left out.

    A path that is no folder stands for itself, whether or not it can be read.
    """
    return [file for path in paths for file in _inside(path)]


def sizes_of(paths: Sequence[Path]) -> dict[Path, int]:
    """Return the bytes of every file that `paths` name."""
    return {one.path: size_of(one.path) for one in files_of(paths)}


def size_of(path: Path) -> int:
    """Return the bytes of a file, 0 where it cannot be told."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def format_of(path: Path, kind: Kind, asked: str) -> str:
    """Return the format of a file: the one asked for, else the one that it tells.

    Raises:
        UnusableFile: it is in none, or in one that holds another kind of records.
    """
    fmt = asked or detect_format(path)
    if fmt not in {"csv", "text"} and (fmt in OFFERS) != (kind is Kind.OFFER):
        other = "offers" if fmt in OFFERS else "ads"
        raise UnusableFile(path, f"format « {fmt} » : à ingérer par « maillage ingest {other} »")
    return fmt


def rejects_path(home: Home) -> Path:
    """Return the file of the records that no ingestion could read, one JSON object a line."""
    return home.path / "rejects.jsonl"


def read_ingest_rejects(home: Home) -> list[Reject]:
    """Return the records that the latest reading of each file could not read."""
    return list(_kept(rejects_path(home)))


def write_rejects(home: Home, kind: str, report: IngestReport) -> None:
    """Keep the rejects of a run; those of files read just now take the place of the former."""
    path = rejects_path(home)
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        kept = (
            one
            for one in _kept(path)
            if (one.source, one.file) not in {(kind, name) for name in report.files}
        )
        for one in [*kept, *report.rejects]:
            file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
    fresh.replace(path)


def _kept(path: Path) -> Iterable[Reject]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8") as file:
        return [Reject(**json.loads(line)) for line in file]


def _inside(path: Path) -> Iterator[NamedFile]:
    if not path.is_dir():
        yield NamedFile(path, path.name)
        return
    for one in sorted(one for one in path.rglob("*") if one.is_file()):
        below = one.relative_to(path)
        if not any(part[0] == "." for part in below.parts):
            yield NamedFile(one, below.as_posix())
