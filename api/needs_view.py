"""Needs over time, as a table, JSON or CSV."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Console

from maillage.api.commands import OutputFormat
from maillage.api.needs_command import NeedsReport
from maillage.api.needs_years_view import watched, year_rows, years_document, years_words
from maillage.api.terminal import data_console, number, table, write_csv, write_json_rows
from maillage.queries.needs_answer import NeedAssessment
from maillage.queries.needs_rule import NeedKind, NeedRule
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
    "dispersion", "observed", "uncovered", "reason", "settling", "reading",
)  # fmt: skip


def print_needs(
    report: NeedsReport, kind: str | None, output: OutputFormat, top: int | None
) -> None:
    """Print an answer; `kind`: that one only."""
    wanted = [one for one in NeedKind if kind in {None, one.value}]
    if output is OutputFormat.TABLE:
        _print_tables(report, wanted, top or SHOWN_ROWS)
        return
    if output is OutputFormat.JSON:
        write_json_rows(needs_document(report, kind, top))
        return
    documents = _rows(report, wanted, top)
    documents += [row_document(row, report, "bmo") for row in year_rows(report, wanted)[:top]]
    write_csv(_COLUMNS, ([row[column] for column in _COLUMNS] for row in documents))


def needs_document(
    report: NeedsReport, kind: str | None = None, top: int | None = None
) -> dict[str, object]:
    """Return what `needs --format json` prints; `kind`: that one only."""
    wanted = [one for one in NeedKind if kind in {None, one.value}]
    return {**_head(report, wanted), "rows": _rows(report, wanted, top)}


def _rows(report: NeedsReport, wanted: list[NeedKind], top: int | None) -> list[dict[str, object]]:
    answers = report.answers
    rows = [row for one in wanted for row in answers.of_kind(one, top=top)][:top] if answers else []
    return [row_document(row, report, "ads") for row in rows]


def _head(report: NeedsReport, wanted: list[NeedKind]) -> dict[str, object]:
    place, answers, years = report.place, report.answers, report.years
    head: dict[str, object] = {
        "territory": place.text,
        "label": place.label,
        "population": place.population,
        "communes": len(place.communes),
        "sector": report.sector or None,
        "occupations": list(report.occupations),
        "periods": list(answers.table.periods) if answers else [],
        "advertisements": answers.table.exposure[0].tolist() if answers else [],
        "origin": answers.table.origin if answers else "",
        "kinds": dict(Counter(one.value for one in answers.kinds)) if answers else {},
        "rule": answers.rule.parameters() if answers else {},
        "generation": report.generation,
        "facts": dict(report.versions),
        "bmo": None,
        "notes": list(_notes(report)),
    }
    if years is not None:
        rows = [row_document(row, report, "bmo") for row in year_rows(report, wanted)]
        watch = [row_document(row, report, "bmo") for row in watched(years)]
        head["bmo"] = {**years_document(years), "rows": rows, "watched": watch}
    if report.effects is not None:
        head["sensitivity"] = [_effect_document(one) for one in report.effects]
    return head


def row_document(row: NeedAssessment, report: NeedsReport, reading: str) -> dict[str, object]:
    """Return a need with all that it rests on; `reading`: "ads" or "bmo"."""
    fields = (
        "trend", "total", "earlier_count", "earlier_exposure", "recent_count", "recent_exposure",
        "first_seen", "observed", "uncovered", "reason", "settling",
    )  # fmt: skip
    rounded = (
        "ratio", "emerging_p", "emerging_q", "occasional_p", "occasional_q", "dispersion", "noise", "burst_ratio",
    )  # fmt: skip
    document = {
        "curie": row.competence,
        "label": report.labels[row.competence],
        "kind": row.kind,
        **{name: getattr(row, name) for name in fields},
        **{name: _round(getattr(row, name)) for name in rounded},
        "bursts": [list(one) for one in row.bursts],
        "windows": list(row.windows),
        "counts": list(row.counts),
        "reading": reading,
    }
    if row.coverage or row.difficult:
        document["coverage"] = [_round(one) for one in row.coverage]
        document["difficult"] = [_round(one) for one in row.difficult]
    return document


def _effect_document(one: RuleEffect) -> dict[str, object]:
    return {
        "parameter": one.parameter,
        "value": one.value,
        "moved": one.moved,
        "changes": [change._asdict() for change in one.changes],
    }


def _print_tables(report: NeedsReport, wanted: list[NeedKind], top: int) -> None:
    console, answers = data_console(100), report.answers
    asked = "".join(f" · {one}" for one in (report.sector, ", ".join(report.occupations)) if one)
    console.print(f"[bold]{report.place.label}[/bold] ({report.place.text}){asked}")
    if answers is not None:
        periods = answers.table.periods
        console.print(
            f"{number(float(answers.table.exposure[0].sum()))} offre(s) d'emploi, de {periods[0]} à {periods[-1]}"
        )
        counts = Counter(answers.kinds)
        tally = ", ".join(f"{counts[one]} {word}" for one, word in KINDS.items())
        shown = [row for one in wanted for row in answers.of_kind(one, top=top)][:top]
        whole = sum(counts[one] for one in wanted)
        title = f"{len(answers)} compétences ({tally}) ; {len(shown)} sur {whole}"
        _print_rows(console, title, "mentions", shown, report)
    if report.years is not None:
        rows = year_rows(report, wanted)
        if rows:
            title = f"Enquête BMO, à part : {min(top, len(rows))} besoin(s) sur {len(rows)}"
            _print_rows(console, title, "projets", rows[:top], report)
        for line in years_words(report.years, report.labels):
            console.print(line)
    for line in _effects(report.effects):
        console.print(line)
    for note in _notes(report):
        console.print(f"• {note}")


def _print_rows(
    console: Console, title: str, unit: str, rows: Sequence[NeedAssessment], report: NeedsReport
) -> None:
    shown = table(title, ("libellé, code", "besoin", unit, "parce que"), right=(unit,))
    shown.columns[0].no_wrap = False  # the code has a line of its own
    for row in rows:
        because = f"{row.reason}\nPour trancher : {row.settling}" if row.settling else row.reason
        name = f"{report.labels[row.competence]}\n{row.competence}"
        shown.add_row(name, KINDS[row.kind], number(row.total), because)
    console.print(shown)


def _effects(effects: Sequence[RuleEffect] | None) -> Iterator[str]:
    if effects is None:
        return
    yield "Si un seul paramètre de la règle changeait :"
    yield from (f"  {one.summary}" for one in effects if one.changes)
    same = sum(not one.changes for one in effects)
    yield f"  {same} réglages sur {len(effects)} ne changeraient aucun besoin"


def _notes(report: NeedsReport) -> Iterator[str]:
    yield from report.notes
    if report.answers is not None:
        yield (
            f"{report.answers.table.origin} ; une offre en double compte une fois, une mention compte si sa "
            "probabilité est 0,5 ou plus."
        )
        yield (
            "Récurrent ne se lit pas dans les offres d'emploi, qui ne disent pas si elles ont été pourvues : il se "
            "lit dans l'enquête BMO, à part ; les deux lectures ne sont jamais additionnées."
        )
        yield f"Règle des offres (docs/adr/0005) : {rule_text(report.answers.rule)}"
    if report.years is None and not report.sector:
        yield (
            "BMO : aucune enquête importée ne parle de ce territoire ; aucun besoin ne peut être dit récurrent. Pour "
            f"trancher : {NeedRule.yearly().minimum_periods} années de l'enquête, en labour/bmo/bmo_<année>.csv, "
            "puis maillage build."
        )
    if report.years is not None:
        yield (
            "BMO : projets de recrutement des métiers dont la compétence est au cœur, au prorata. L'offre de "
            "formation n'est connue qu'à une date, et comparée telle quelle à chaque année."
        )
        yield f"Règle des années (docs/adr/0005) : {rule_text(report.years.rule)}"
    tables = ", ".join(f"{name} {one}" for name, one in report.versions.items() if "need" in name)
    yield f"Génération {report.generation} ; versions des tables : {tables or 'aucune'}."


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
