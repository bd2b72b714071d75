"""`maillage diff`: what changed between two releases of a source."""

from maillage.api.commands import OutputFormat
from maillage.api.errors import UsageError


def diff_run(
    source: str,
    before: str,
    after: str,
    *,
    kind: str | None,
    top: int | None,
    output: OutputFormat,
) -> None:
    """Print the changes, those that touch our links and offers first."""
    from maillage.api.diff_view import print_diff
    from maillage.api.open_generation import open_current
    from maillage.api.releases import diff_releases
    from maillage.queries.release_diff import ChangeKind

    kinds = [one.value for one in ChangeKind]
    if kind is not None and kind not in kinds:
        raise UsageError(f"--kind {kind}", f"attendu : {', '.join(kinds)}")
    opened = open_current()
    print_diff(diff_releases(opened, source, before, after), opened.names, kind, top, output)
