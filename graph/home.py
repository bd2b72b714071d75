"""The state on disk: numbered generations and the CURRENT pointer that is flipped by one rename."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from maillage.graph.errors import BuildInProgress, NoGeneration, NoPreviousGeneration
from maillage.graph.manifest import Manifest

KEEP = 3  # complete generations kept on disk: the current one and what rollback may need


@dataclass(frozen=True, slots=True)
class Generation:
    """One complete generation: `graph/`, `history/`, `rejects.jsonl`, `manifest.json`."""

    number: int
    path: Path

    @property
    def graph_path(self) -> Path:
        """The triple store of the current releases."""
        return self.path / "graph"

    @property
    def history_path(self) -> Path:
        """The triple store of superseded releases; absent where nothing was superseded."""
        return self.path / "history"

    @property
    def index_path(self) -> Path:
        """What answers read of the graph, kept ready; every file of it can be made again."""
        return self.path / "index"

    @property
    def rejects_path(self) -> Path:
        """The rejected rows, one JSON object a line."""
        return self.path / "rejects.jsonl"

    def manifest(self) -> Manifest:
        """Read the manifest; raises UnreadableManifest."""
        return Manifest.read(self.path / "manifest.json")


@dataclass(frozen=True, slots=True)
class Home:
    """`MAILLAGE_HOME`: where generations live."""

    path: Path

    @property
    def _generations(self) -> Path:
        return self.path / "generations"

    def generations(self) -> list[Generation]:
        """Return the complete generations, oldest first; drafts that a crash left are not among them."""
        if not self._generations.is_dir():
            return []
        found = [
            Generation(int(folder.name), folder)
            for folder in self._generations.iterdir()
            if folder.name.isdigit() and (folder / "manifest.json").is_file()
        ]
        return sorted(found, key=lambda generation: generation.number)

    def current(self) -> Generation:
        """Return the generation in service.

        Raises:
            NoGeneration: nothing was built, or the pointer names a folder that is gone.
        """
        try:
            number = int((self.path / "CURRENT").read_text("ascii"))
        except (OSError, ValueError):
            raise NoGeneration(self.path) from None
        generation = Generation(number, self._generations / f"{number:06d}")
        if not generation.graph_path.is_dir():
            raise NoGeneration(self.path)
        return generation

    @contextmanager
    def draft(self) -> Iterator[Generation]:
        """Yield an empty generation to fill; it is nowhere in service until `publish`.

        One writer at a time. What an earlier crash left is cleared first; what this draft leaves on
        an error is cleared at once.

        Raises:
            BuildInProgress: another process is building here.
        """
        self._generations.mkdir(parents=True, exist_ok=True)
        with (self.path / "build.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise BuildInProgress(self.path) from None
            for stale in self._generations.glob("*.draft"):
                shutil.rmtree(stale, ignore_errors=True)
            numbers = [generation.number for generation in self.generations()]
            number = max(numbers, default=0) + 1
            folder = self._generations / f"{number:06d}.draft"
            folder.mkdir()
            try:
                yield Generation(number, folder)
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def publish(self, draft: Generation) -> Generation:
        """Put a filled draft in service and drop the generations that are older than we keep."""
        final = Generation(draft.number, self._generations / f"{draft.number:06d}")
        _sync(draft.path)
        draft.path.rename(final.path)
        self._point(final.number)
        complete = self.generations()
        for old in complete[:-KEEP]:
            if old.number != final.number:
                shutil.rmtree(old.path, ignore_errors=True)
        return final

    def rollback(self) -> Generation:
        """Put the generation before the current one back in service.

        Raises:
            NoGeneration: nothing was built.
            NoPreviousGeneration: there is no older complete generation.
        """
        current = self.current()
        older = [one for one in self.generations() if one.number < current.number]
        if not older:
            raise NoPreviousGeneration(current.number)
        self._point(older[-1].number)
        return older[-1]

    def _point(self, number: int) -> None:
        pointer = self.path / "CURRENT"
        fresh = self.path / "CURRENT.new"
        with fresh.open("w") as file:
            file.write(f"{number:06d}\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(pointer)
        _sync(self.path)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
