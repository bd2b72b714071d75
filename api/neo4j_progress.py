"""A push's progress on stderr: one bar for the nodes, then one for the relations, with the time that remains."""

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from maillage.api.live_bar import LiveBar
from maillage.api.terminal import messages, number


class PushProgress(LiveBar):
    """Shows a push. On something else than a terminal, one line a phase."""

    def __init__(self) -> None:
        """Prepare the bars."""
        super().__init__(
            TextColumn("{task.description:<12}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        self._task: TaskID | None = None

    def phase(self, name: str, total: int) -> None:
        """Begin a bar under the one before, which is done."""
        if total:
            self._task = self._bar.add_task(name, total=total)
            if not self._live:
                messages.print(f"{name} : {number(total)}")

    def advanced(self, steps: int) -> None:
        """Move the last bar."""
        if self._task is not None:
            self._bar.advance(self._task, steps)
