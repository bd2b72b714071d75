"""An ingestion's progress on stderr: one bar over the bytes of all files, with counts."""

from pathlib import Path

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from maillage.api.live_bar import LiveBar
from maillage.api.terminal import messages, number
from maillage.ingest.report import IngestReport

_EVERY = 20_000  # records: how often a run that is not on a terminal says where it is


class IngestProgress(LiveBar):
    """Shows an ingestion. The total is an estimate from the bytes of the files read so far."""

    def __init__(self, sizes: dict[Path, int]) -> None:
        """Prepare the bar; `sizes`: bytes of every file that will be read."""
        self._sizes = sizes
        self._left = sum(sizes.values())
        self._read_bytes = 0
        self._said = 0
        super().__init__(
            TextColumn("{task.description:<24.24}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[counts]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        self._task = self._bar.add_task("lecture", total=None, counts="")

    def started(self, file: Path, size: int) -> None:
        """Name the file that is being read."""
        self._bar.update(self._task, description=file.name)
        self._sizes.setdefault(file, size)

    def advanced(self, report: IngestReport) -> None:
        """Show the counts; the records to come are estimated from the bytes that are left."""
        counts = (
            f"{number(report.added + report.changed)} gardées · {number(report.stated)} mentions · "
            f"{number(len(report.rejects))} rejets"
        )
        total = None
        if self._read_bytes:
            total = round(report.read * (1 + self._left / self._read_bytes))
        self._bar.update(self._task, completed=report.read, total=total, counts=counts)
        if not self._live and report.read - self._said >= _EVERY:
            self._said = report.read
            messages.print(f"{number(report.read)} lues · {counts}")

    def finished(self, file: Path) -> None:
        """Count the bytes of a file as read."""
        size = self._sizes.get(file, 0)
        self._read_bytes += size
        self._left = max(0, self._left - size)

    def publishing(self) -> None:
        """Say that the graph is being made."""
        self._bar.update(self._task, description="mise en service")
