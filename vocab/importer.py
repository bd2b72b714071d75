"""What an importer is: it reads one published source and yields the triples of one named graph."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pyoxigraph import Triple

from maillage.ontology.names import Names


@dataclass(frozen=True, slots=True)
class SourceRelease:
    """One published release of one source, as its DCAT and PROV metadata will say."""

    source: str  # short name, e.g. "rome"
    version: str  # the publisher's version, e.g. "4.60"
    title: str
    publisher: str
    licence: str  # a URI where one exists, else the publisher's words
    issued: str | None  # ISO date or year of publication, where known
    files: tuple[Path, ...]  # every file that is read, for the checksum


@dataclass(frozen=True, slots=True)
class Reject:
    """A row or record that could not be read; nothing else is lost with it."""

    source: str
    file: str
    line: int  # 1-based line where the record starts; 0 where the format has no lines
    reason: str


@dataclass(slots=True)
class ImportLog:
    """What happened while one source was read: rejects, warnings, and progress for whoever shows it."""

    source: str
    rejects: list[Reject] = field(default_factory=list)
    on_file: Callable[[Path, int], None] | None = (
        None  # called with (file, rows read) when one ends
    )
    notes: list[str] = field(default_factory=list)  # differences worth telling, one sentence each

    def reject(self, file: Path, line: int, reason: str) -> None:
        """Record that the record at `line` of `file` could not be read."""
        self.rejects.append(Reject(self.source, file.name, line, reason))

    def done(self, file: Path, rows: int) -> None:
        """Tell whoever watches that `file` was read."""
        if self.on_file is not None:
            self.on_file(file, rows)


class Importer(Protocol):
    """One source. Stateless: the same folder yields the same triples, in the same order."""

    @property
    def source(self) -> str:
        """The short name of the source."""

    @property
    def version(self) -> str:
        """The version of the importer's own code, kept in the provenance."""

    def find(self, data: Path) -> Path | None:
        """Return the folder of this source under `data`, or None where the source is absent."""

    def release(self, folder: Path) -> SourceRelease:
        """Return which release the folder holds and which files will be read.

        Raises:
            UnusableFile: a file without which the source means nothing is missing or unreadable.
        """

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield the triples of the release; unreadable rows go to `log`.

        Raises:
            UnusableFile: a whole file cannot be read.
        """
