"""A report's progress on stderr: one bar over all answers."""

from types import TracebackType

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

from maillage.api.live_bar import LiveBar
from maillage.api.terminal import messages


class ReportProgress(LiveBar):
    """Shows a report. On something else than a terminal, one line at the end."""

    def __init__(self, total: int) -> None:
        """Prepare the bar; `total`: how many answers are asked for."""
        super().__init__(
            TextColumn("{task.description:<30}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        self._task = self._bar.add_task("rapport", total=total)
        self._answered = 0
        self._missing = 0

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop showing, whatever happened, and say what was done."""
        super().__exit__(kind, error, trace)
        messages.print(f"rapport : {self._answered} réponse(s), {self._missing} sans réponse")

    def answered(self, territory: str, question: str, *, missing: bool) -> None:
        """Move the bar by one answer."""
        self._answered += not missing
        self._missing += missing
        self._bar.update(self._task, advance=1, description=f"{territory} {question}")
