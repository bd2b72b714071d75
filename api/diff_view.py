"""What changed between two releases, as a table, JSON or CSV."""

from collections.abc import Mapping, Sequence

from maillage.api.commands import OutputFormat
from maillage.api.terminal import (
    counted,
    data_console,
    number,
    table,
    write_csv,
    write_json_rows,
)
from maillage.ontology.names import Names
from maillage.queries.release_diff import Change, ChangeKind, ReleaseDiff, touched

KINDS = {
    ChangeKind.APPEARED: "apparus",
    ChangeKind.RETIRED: "retirés",
    ChangeKind.RENAMED: "renommés",
    ChangeKind.MOVED: "déplacés",
    ChangeKind.SPLIT: "partagés",
    ChangeKind.MERGED: "réunis",
}
REASONS = {
    "stated": "dit par la source",
    "titles": "appellations",
    "same-number": "même numéro",
    "same-label": "même libellé",
}
SHOWN = 8  # of each kind, in a table


def diff_document(
    diff: ReleaseDiff, names: Names, kind: str | None = None, top: int | None = None
) -> dict[str, object]:
    """Return what `diff --format json` prints; `top` changes of each kind."""
    shown = _shown(diff, kind, top)
    return {
        "source": diff.before.source,
        "from": diff.before.version,
        "to": diff.after.version,
        "counts": diff.counts(),
        "touched": touched(diff.changes),
        "rows": [_row(change, names) for change in shown],
    }


def _row(change: Change, names: Names) -> dict[str, object]:
    return {
        "kind": change.kind.value,
        "uri": change.uri.value,
        "curie": names.curie(change.uri),
        "before": change.before,
        "after": change.after,
        "places": [
            {
                "curie": names.curie(one.uri),
                "label": one.label,
                "job_titles": one.titles,
                "reason": one.reason,
            }
            for one in change.places
        ],
        "uses": dict(change.uses),
    }


def _shown(diff: ReleaseDiff, kind: str | None, top: int | None) -> list[Change]:
    found: list[Change] = []
    for one in ChangeKind:
        if kind in (None, one.value):
            # What touches us most comes first: it is what someone has to look at.
            changes = [change for change in diff.changes if change.kind is one]
            changes.sort(key=lambda change: -sum(count for _, count in change.uses))
            found.extend(changes[:top])
    return found


def print_diff(
    diff: ReleaseDiff, names: Names, kind: str | None, top: int | None, output: OutputFormat
) -> None:
    """Print a comparison."""
    document = diff_document(diff, names, kind, top)
    if output is OutputFormat.JSON:
        write_json_rows(document)
    elif output is OutputFormat.CSV:
        _write_csv(_shown(diff, kind, top), names)
    else:
        _print_table(diff, names, kind, top or SHOWN)


def _write_csv(changes: Sequence[Change], names: Names) -> None:
    columns = ("kind", "uri", "curie", "before", "after", "places", "uses")
    rows = [
        (
            one.kind.value, one.uri.value, names.curie(one.uri), one.before, one.after,
            " ".join(names.curie(place.uri) for place in one.places),
            " ".join(f"{source}={count}" for source, count in one.uses),
        )
        for one in changes
    ]  # fmt: skip
    write_csv(columns, rows)


def _print_table(diff: ReleaseDiff, names: Names, kind: str | None, top: int) -> None:
    console = data_console()
    console.print(
        f"[bold]{diff.before.source}[/bold] : de la version {diff.before.version} à la version "
        f"{diff.after.version}"
    )
    hit = touched(diff.changes)
    for one, count in diff.counts().items():
        if count and kind in (None, one):
            console.print(f"• {KINDS[ChangeKind(one)]} : {number(count)}{_hit(hit.get(one, {}))}")
    for chosen in ChangeKind:
        rows = _shown(diff, chosen.value, top) if kind in (None, chosen.value) else []
        if not rows:
            continue
        shown = table(
            KINDS[chosen], ("code", "avant", "après", "où", "ce qui s'y réfère"),
        )  # fmt: skip
        for change in rows:
            shown.add_row(
                names.curie(change.uri), change.before, change.after, *_cells(change, names)
            )
        console.print(shown)


def _hit(sources: Mapping[str, int]) -> str:
    if not sources:
        return ""
    parts = ", ".join(f"{source} ({number(count)})" for source, count in sources.items())
    return f" ; touchent {parts}"


def _cells(change: Change, names: Names) -> tuple[str, str]:
    places = [
        names.curie(one.uri) + (f" ({counted(one.titles, 'appellation')})" if one.titles else "")
        for one in change.places[:6]
    ]
    return ", ".join(places), ", ".join(
        f"{source} {number(count)}" for source, count in change.uses
    )
