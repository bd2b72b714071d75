"""`maillage bridges`: competences between occupations, blocs that certifications share."""

from collections.abc import Sequence
from dataclasses import asdict

from maillage.api.commands import OutputFormat
from maillage.api.errors import UsageError
from maillage.api.terminal import data_console, messages, number, table, write_csv, write_json
from maillage.queries.bridges import BridgeCertifications, BridgeCompetence

BY = ("competences", "certifications")


def bridges_document(
    found: Sequence[BridgeCompetence] | Sequence[BridgeCertifications],
) -> dict[str, object]:
    """Return what `bridges --format json` prints."""
    return {"rows": [asdict(one) for one in found]}


def bridges_run(by: str, of: str | None, top: int, sample: int, output: OutputFormat) -> None:
    """Print what bridges most, or the certifications near one; raises UsageError for another `by`."""
    from maillage.api.open_generation import open_current
    from maillage.queries.bridges import (
        bridge_certifications,
        bridge_competences,
        certifications_near,
    )

    if by not in BY:
        raise UsageError(f"--by {by}", f"attendu : {' ou '.join(BY)}")
    data = open_current().pathways.near.data
    if of is not None:
        _print_certifications(certifications_near(data, data.names.uri(of).value, top), output)
        return
    if by == "certifications":
        _print_certifications(bridge_certifications(data, top), output)
        return
    messages.print(f"intermédiarité depuis {sample} nœuds tirés : une dizaine de secondes …")
    _print_competences(bridge_competences(data, top, sample), output)


def _print_competences(found: Sequence[BridgeCompetence], output: OutputFormat) -> None:
    columns = ("code", "compétence", "intermédiarité", "métiers", "domaines")
    rows = [
        (one.curie, one.label, number(one.betweenness, 4), number(one.occupations), number(one.domains))
        for one in found
    ]  # fmt: skip
    _print(bridges_document(found), columns, rows, output)


def _print_certifications(found: Sequence[BridgeCertifications], output: OutputFormat) -> None:
    columns = ("code", "certification", "et le code", "et la certification", "cosinus", "en commun")
    rows = [
        (one.one, one.one_label, one.other, one.other_label, number(one.score, 2), "\n".join(one.shared))
        for one in found
    ]  # fmt: skip
    _print(bridges_document(found), columns, rows, output)


def _print(
    document: dict[str, object],
    columns: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    output: OutputFormat,
) -> None:
    if output is OutputFormat.JSON:
        write_json(document)
    elif output is OutputFormat.CSV:
        write_csv(columns, rows)
    else:
        shown = table(
            f"Passerelles ({len(rows)})",
            columns,
            right=columns[2:5] if len(columns) == 5 else ("cosinus",),
        )
        for row in rows:
            shown.add_row(*row)
        data_console().print(shown)
