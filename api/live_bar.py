"""What every progress bar of ours shares: it shows on a terminal, and stops whatever happens."""

from types import TracebackType
from typing import Self

from rich.progress import Progress, ProgressColumn

from maillage.api.terminal import messages


class LiveBar:
    """A bar on stderr, shown inside a `with`; nothing is drawn on something else than a terminal."""

    def __init__(self, *columns: ProgressColumn) -> None:
        """Prepare the bar."""
        self._live = messages.is_terminal
        self._bar = Progress(*columns, console=messages, disable=not self._live)

    def __enter__(self) -> Self:
        """Start showing."""
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop showing, whatever happened."""
        self._bar.stop()
