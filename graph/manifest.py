"""What a generation says of itself: which releases it holds, with what counts and checksums."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from maillage.graph.errors import UnreadableManifest


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file that an importer read."""

    name: str
    size: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One release in one named graph."""

    source: str
    version: str
    title: str
    publisher: str
    licence: str
    issued: str | None
    graph: str  # URI of the named graph
    importer: str  # version of the importer's code
    files: tuple[FileRecord, ...]
    fingerprint: str  # of all that decides the triples: files, importer, base, region
    triples: int
    checksum: str  # of the triples, whatever their order
    rejects: int
    counts: dict[str, int]  # concepts by their most precise class
    notes: tuple[str, ...]
    imported_at: str  # ISO 8601, UTC


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation."""

    generation: int
    created_at: str
    maillage: str  # version of the project
    base: str
    region: str
    triples: int
    sources: tuple[SourceRecord, ...]
    facts: dict[str, int] = field(default_factory=dict)  # fact table → the version answered from
    index: str = ""  # digest of the code that made the index
    rules: str = ""  # digest of the rules that facts were inferred by

    superseded: tuple[SourceRecord, ...] = ()  # the releases of `history/`

    def source(self, name: str) -> SourceRecord | None:
        """Return the record of a source, or None where this generation lacks it."""
        return next((record for record in self.sources if record.source == name), None)

    def of_sources(self, names: Collection[str]) -> "Manifest":
        """Return it with these sources alone, as if the generation had no other."""
        return replace(self, sources=tuple(one for one in self.sources if one.source in names))

    def write(self, path: Path) -> None:
        """Write the manifest as readable JSON."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", "utf-8")

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        """Read a manifest back.

        Raises:
            UnreadableManifest: absent, not JSON, or of another shape.
        """
        try:
            raw = json.loads(path.read_text("utf-8"))
            sources = tuple(map(_record, raw.pop("sources")))
            superseded = tuple(map(_record, raw.pop("superseded", ())))
            return cls(**raw, sources=sources, superseded=superseded)
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise UnreadableManifest(path, str(error)) from error


def _record(raw: dict[str, Any]) -> SourceRecord:
    # Any: what `asdict` wrote, read back; another shape is a TypeError or a KeyError.
    files = tuple(FileRecord(**file) for file in raw["files"])
    return SourceRecord(**{**raw, "files": files, "notes": tuple(raw["notes"])})
