"""Needs over time, as a table, JSON or CSV."""

from collections import Counter
from collections.abc import Iterator, Sequence

from maillage.api.commands import OutputFormat
from maillage.api.needs_command import NeedsReport
from maillage.api.terminal import data_console, number, table, write_csv, write_json_rows
from maillage.queries.needs_answer import NeedAssessment
from maillage.queries.needs_rule import NeedKind
from maillage.queries.needs_sensitivity import RuleEffect
from maillage.queries.needs_triples import rule_text

KINDS = {
    NeedKind.EMERGING: "émergent",
    NeedKind.RECURRING: "récurrent",
    NeedKind.OCCASIONAL: "occasionnel",
    NeedKind.STABLE: "stable",
    NeedKind.INSUFFICIENT: "preuves insuffisantes",
}
SHOWN_ROWS = 25
_COLUMNS = (
    "curie", "label", "kind", "trend", "total", "earlier_count", "earlier_exposure", "recent_count",
    "recent_exposure", "ratio", "first_seen", "emerging_p", "emerging_q", "occasional_p", "occasional_q",
    "dispersion", "observed", "uncovered", "reason", "settling",
)  # fmt: skip


def print_needs(
    report: NeedsReport, kind: str | None, output: OutputFormat, top: int | None
) -> None:
    """Print an answer; `kind`: that one only."""
    wanted = [one for one in NeedKind if kind in {None, one.value}]
    if output is OutputFormat.TABLE:
        _print_table(report, wanted, top or SHOWN_ROWS)
        return
    rows = [row for one in wanted for row in report.answers.of_kind(one)][:top]
    documents = [_row_document(row, report.labels) for row in rows]
    if output is OutputFormat.JSON:
        write_json_rows({**_head(report), "rows": documents})
    else:
        write_csv(_COLUMNS, ([row[column] for column in _COLUMNS] for row in documents))


def _head(report: NeedsReport) -> dict[str, object]:
    place, answers = report.place, report.answers
    head: dict[str, object] = {
        "territory": place.text,
        "label": place.label,
        "population": place.population,
        "communes": len(place.communes),
        "sector": report.sector or None,
        "periods": list(answers.table.periods),
        "advertisements": [float(one) for one in answers.table.exposure[0]],
        "origin": answers.table.origin,
        "kinds": dict(Counter(one.value for one in answers.kinds)),
        "rule": answers.rule.parameters(),
        "notes": list(_notes(report)),
    }
    if report.effects is not None:
        head["sensitivity"] = [_effect_document(one) for one in report.effects]
    return head


def _row_document(row: NeedAssessment, labels: dict[str, str]) -> dict[str, object]:
    fields = (
        "trend", "total", "earlier_count", "earlier_exposure", "recent_count", "recent_exposure",
        "first_seen", "observed", "uncovered", "reason", "settling",
    )  # fmt: skip
    rounded = (
        "ratio", "emerging_p", "emerging_q", "occasional_p", "occasional_q", "dispersion", "noise", "burst_ratio",
    )  # fmt: skip
    return {
        "curie": row.competence,
        "label": labels[row.competence],
        "kind": row.kind,
        **{name: getattr(row, name) for name in fields},
        **{name: _round(getattr(row, name)) for name in rounded},
        "bursts": [list(one) for one in row.bursts],
        "windows": list(row.windows),
        "counts": list(row.counts),
    }


def _effect_document(one: RuleEffect) -> dict[str, object]:
    return {
        "parameter": one.parameter,
        "value": one.value,
        "moved": one.moved,
        "changes": [change._asdict() for change in one.changes],
    }


def _print_table(report: NeedsReport, wanted: list[NeedKind], top: int) -> None:
    console = data_console(100)
    answers, periods = report.answers, report.answers.table.periods
    console.print(
        f"[bold]{report.place.label}[/bold] ({report.place.text})"
        f"{' · ' + report.sector if report.sector else ''} · "
        f"{number(float(answers.table.exposure[0].sum()))} offre(s) d'emploi, de {periods[0]} à {periods[-1]}"
    )
    counts = Counter(answers.kinds)
    tally = ", ".join(f"{counts[one]} {word}" for one, word in KINDS.items())
    found = [row for one in wanted for row in answers.of_kind(one)]
    shown = table(
        f"{len(answers)} compétences ({tally}) ; {min(top, len(found))} sur {len(found)}",
        ("libellé, code", "besoin", "mentions", "parce que"),
        right=("mentions",),
    )
    shown.columns[0].no_wrap = False  # the code has a line of its own
    for row in found[:top]:
        because = f"{row.reason}\nPour trancher : {row.settling}" if row.settling else row.reason
        shown.add_row(
            f"{report.labels[row.competence]}\n{row.competence}",
            KINDS[row.kind],
            number(row.total),
            because,
        )
    console.print(shown)
    for line in _effects(report.effects):
        console.print(line)
    for note in _notes(report):
        console.print(f"• {note}")


def _effects(effects: Sequence[RuleEffect] | None) -> Iterator[str]:
    if effects is None:
        return
    yield "Si un seul paramètre de la règle changeait :"
    yield from (f"  {one.summary}" for one in effects if one.changes)
    same = sum(not one.changes for one in effects)
    yield f"  {same} réglages sur {len(effects)} ne changeraient aucun besoin"


def _notes(report: NeedsReport) -> Iterator[str]:
    yield from report.place.notes
    yield (
        f"{report.answers.table.origin} ; une offre en double compte une fois, une mention compte si sa "
        "probabilité est 0,5 ou plus."
    )
    if report.stale:
        yield "Une ingestion est en cours : les dernières offres lues ne sont pas encore comptées."
    if report.answers.table.coverage is None:
        yield (
            "Récurrent : jamais dit ici, faute d'une couverture du besoin connue mois par mois ; l'écart de "
            "l'année est dans « maillage gap »."
        )
    yield f"Règle (docs/adr/0005) : {rule_text(report.answers.rule)}"


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
