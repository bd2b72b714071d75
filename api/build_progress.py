"""A build's progress on stderr: one bar over all files, with counts and the time that remains."""

from rich.progress import (
    BarColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from maillage.api.live_bar import LiveBar
from maillage.api.terminal import messages


class BuildProgress(LiveBar):
    """Shows a build. On something else than a terminal, one line a finished source."""

    def __init__(self) -> None:
        """Prepare the bar."""
        super().__init__(
            TextColumn("{task.description:<18}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[triples]:>11,} triplets"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        self._task = self._bar.add_task("construction", total=0, triples=0)
        self._total = 0
        self._sizes: dict[str, int] = {}
        self._before = 0  # triples of the sources that are done
        self._source_left = 0

    def planned(self, source: str, size: int) -> None:
        """Make the bar longer by a source's bytes."""
        self._total += size
        self._bar.update(self._task, total=self._total)
        self._sizes[source] = size

    def started(self, source: str) -> None:
        """Name the source that is being read."""
        self._source_left = self._sizes.get(source, 0)  # an index reads no file
        self._bar.update(self._task, description=source)

    def advanced(self, source: str, size: int, triples: int) -> None:
        """Move the bar by the bytes of a file."""
        step = min(size, self._source_left)
        self._source_left -= step
        self._bar.update(self._task, advance=step, triples=self._before + triples)

    def finished(self, source: str, triples: int) -> None:
        """Complete a source: its files that were not announced one by one count now."""
        self._before += triples
        self._bar.update(self._task, advance=self._source_left, triples=self._before)
        self._source_left = 0
        if not self._live:
            messages.print(f"{source} : {triples} triplets")
