"""An answer on insertion, as a table, JSON or CSV."""

from collections.abc import Iterator

from maillage.api.commands import OutputFormat
from maillage.api.terminal import data_console, number, table, write_csv, write_json_rows
from maillage.queries.insertion_answer import (
    Correlation,
    InsertionAnswer,
    InsertionRow,
    Quadrant,
)
from maillage.queries.verdict import CERTAINTY

QUADRANTS = {
    Quadrant.HIGH_MANY: "insère bien, offres nombreuses",
    Quadrant.HIGH_FEW: "insère bien, peu d'offres",
    Quadrant.LOW_MANY: "insère moins, offres nombreuses",
    Quadrant.LOW_FEW: "insère moins, peu d'offres",
    Quadrant.UNDETERMINED: "indéterminé",
    Quadrant.UNLINKED: "sans lien vers un métier",
    Quadrant.UNKNOWN: "taux ou offres inconnus",
}
TITLES = {"training": "formations", "domain": "domaines professionnels", "sector": "secteurs"}
SHOWN_ROWS = 25
_COLUMNS = (
    "uri", "curie", "label", "kind", "level", "source", "rate", "continuation", "records", "leavers",
    "national_rate", "demand", "hidden_cells", "quadrant", "likeliest", "probability", "certification",
    "link_score", "inherited", "trainings", "reason",
)  # fmt: skip


def print_insertion(answer: InsertionAnswer, output: OutputFormat, top: int | None) -> None:
    """Print an answer."""
    if output is OutputFormat.JSON:
        write_json_rows(insertion_document(answer, top))
    elif output is OutputFormat.CSV:
        rows = (row_document(row) for row in answer.rows[:top])
        write_csv(_COLUMNS, ([row[column] for column in _COLUMNS] for row in rows))
    else:
        _print_table(answer, top or SHOWN_ROWS)


def insertion_document(answer: InsertionAnswer, top: int | None = None) -> dict[str, object]:
    """Return what `insertion --format json` prints."""
    return {
        "territory": answer.territory,
        "label": answer.label,
        "population": answer.population,
        "communes": answer.communes,
        "period": answer.period,
        "by": answer.by,
        "months": answer.months,
        "regions": list(answer.regions),
        "total_demand": _round(answer.demand),
        "demand_source": answer.demand_source,
        "hidden_cells": answer.hidden_cells,
        "rate_threshold": _round(answer.rate_threshold),
        "demand_threshold": _round(answer.demand_threshold),
        "measure_deviation": _round(answer.measure_deviation),
        "correlation": _correlation(answer.correlation),
        "correlation_by_level": {
            level: _correlation(one) for level, one in answer.correlation_by_level.items()
        },
        "quadrants": answer.quadrants,
        "rule": {"certainty": CERTAINTY, "thresholds": "medians of the rows that have both"},
        "benchmarks": [one._asdict() for one in answer.benchmarks],
        "sources": [
            {field: getattr(source, field) for field in source.__slots__}
            for source in answer.sources
        ],
        "notes": list(answer.notes),
        "rows": [row_document(row) for row in answer.rows[:top]],
    }


def row_document(row: InsertionRow) -> dict[str, object]:
    """Return a row as JSON has it."""
    return {
        **row._asdict(),
        "rate": _round(row.rate),
        "rate_interval": _ends(row.rate_interval),
        "demand": _round(row.demand),
        "demand_interval": _ends(row.demand_interval),
        "probability": _round(row.probability),
        "occupations": [{**one._asdict(), "demand": _round(one.demand)} for one in row.occupations],
    }


def _correlation(one: Correlation) -> dict[str, object]:
    return {
        **one._asdict(),
        "rho": _round(one.rho),
        "interval": _ends(one.interval),
        "probability_positive": _round(one.probability_positive),
    }


def _print_table(answer: InsertionAnswer, top: int) -> None:
    console = data_console(100)
    console.print(
        f"[bold]{answer.label}[/bold] ({answer.territory}) · {number(answer.population)} habitants · "
        f"offres {answer.period} : {number(answer.demand)} projets"
    )
    for line in _limits(answer):
        console.print(line)
    tally = " ; ".join(
        f"{word} : {answer.quadrants[one]}"
        for one, word in QUADRANTS.items()
        if one in answer.quadrants
    )
    rate = f"emploi à {answer.months} mois"
    kind = "diplôme" if answer.by == "training" else "formations"
    shown = table(
        f"{len(answer.rows)} {TITLES[answer.by]} ({tally}) ; les {min(top, len(answer.rows))} premières lignes",
        ("intitulé", kind, rate, "offres", "place", "prob."),
        right=(rate, "offres", "prob."),
    )
    shown.columns[0].no_wrap = False  # no code here
    for row in answer.rows[:top]:
        kind_or_count = row.kind if answer.by == "training" else number(row.trainings)
        shown.add_row(
            row.label, kind_or_count, _rate(row), number(row.demand), _place(row),
            number(row.probability, 2),
        )  # fmt: skip
    console.print(shown)
    for note in answer.notes:
        console.print(f"• {note}")
    console.print("Métiers visés, intervalles, corrélation par niveau : [bold]--format json[/bold]")


def _limits(answer: InsertionAnswer) -> Iterator[str]:
    if answer.rate_threshold is not None and answer.demand_threshold is not None:
        yield (
            f"Médianes : {_percent(answer.rate_threshold)} en emploi à {answer.months} mois ; "
            f"{number(answer.demand_threshold)} projets de recrutement"
        )
    soonest = min((one.months for one in answer.benchmarks), default=0)
    told: dict[str, str] = {}  # one a level
    for one in answer.benchmarks:
        if one.months == soonest and one.level:
            told.setdefault(one.level, f"{one.label} {_percent(one.rate)}")
    if told:
        yield f"Pour comparer, France entière (Céreq), à {soonest} mois : {' ; '.join(told.values())}"


def _rate(row: InsertionRow) -> str:
    if row.rate is None:
        return "?"
    if row.rate_interval is None:
        return _percent(row.rate)
    low, high = row.rate_interval
    return f"{_percent(row.rate)} [{100 * low:.0f} ; {100 * high:.0f}]"


def _place(row: InsertionRow) -> str:
    if row.quadrant is Quadrant.UNDETERMINED and row.likeliest in QUADRANTS:
        return f"indéterminé ; plutôt : {QUADRANTS[row.likeliest]}"
    return QUADRANTS[row.quadrant]


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _ends(interval: tuple[float, float] | None) -> list[float] | None:
    return None if interval is None else [round(end, 4) for end in interval]


def _round(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)
