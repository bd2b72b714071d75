"""An answer on available competences, as a table, JSON or CSV."""

from collections.abc import Iterator

from maillage.api.commands import OutputFormat
from maillage.api.gap_view import judgement_document
from maillage.api.terminal import (
    counted,
    data_console,
    number,
    table,
    write_csv,
    write_json_rows,
)
from maillage.queries.available_answer import AvailableAnswer, AvailableRow, Mismatch
from maillage.queries.verdict import CERTAINTY, OVER, UNDER, Judgement, Verdict

MISMATCHES = {
    Mismatch.SHORT: "trop peu",
    Mismatch.NEARBY: "trop peu ici, assez autour",
    Mismatch.CLOSE: "trop peu, métier proche",
    Mismatch.ENOUGH: "assez",
    Mismatch.UNDETERMINED: "indéterminé",
    Mismatch.UNKNOWN: "inconnu",
}
LEANINGS = {
    Verdict.UNDER_SUPPLIED: "plutôt trop peu",
    Verdict.BALANCED: "plutôt assez",
    Verdict.OVER_SUPPLIED: "plutôt assez",
}
SHOWN_ROWS = 25
_COLUMNS = (
    "uri", "curie", "label", "demand", "demand_matched", "seekers", "offers", "mismatch",
    "coverage", "relative_coverage", "verdict", "probability", "reason", "disagreement", "nearby_basins",
    "close_occupations",
)  # fmt: skip


def print_available(answer: AvailableAnswer, output: OutputFormat, top: int | None) -> None:
    """Print an answer."""
    if output is OutputFormat.JSON:
        write_json_rows(available_document(answer, top))
    elif output is OutputFormat.CSV:
        rows = ({**row_document(row), **_remedies(row)} for row in answer.rows[:top])
        write_csv(_COLUMNS, ([row[column] for column in _COLUMNS] for row in rows))
    else:
        _print_table(answer, top or SHOWN_ROWS)


def available_document(answer: AvailableAnswer, top: int | None = None) -> dict[str, object]:
    """Return what `available --format json` prints."""
    return {
        "territory": answer.territory,
        "label": answer.label,
        "population": answer.population,
        "communes": answer.communes,
        "period": answer.period,
        "seekers_period": answer.seekers_period,
        "by": answer.by,
        "total_demand": _round(answer.demand),
        "demand_matched": _round(answer.demand_matched),
        "demand_source": answer.demand_source,
        "hidden_cells": answer.hidden_cells,
        "total_seekers": _round(answer.seekers),
        "reference": _round(answer.reference, 6),
        "offers_reference": _round(answer.offers_reference, 6),
        "dispersion": _round(answer.dispersion),
        **judgement_document(answer.judgement),
        "rule": {
            "under": f"seekers / demand < {UNDER} × reference",
            "over": f"seekers / demand > {OVER} × reference",
            "certainty": CERTAINTY,
        },
        "around": list(answer.around),
        "commuting_rule": answer.commuting_rule,
        "mismatches": answer.mismatches,
        "sources": [
            {field: getattr(source, field) for field in source.__slots__}
            for source in answer.sources
        ],
        "notes": list(answer.notes),
        "rows": [row_document(row) for row in answer.rows[:top]],
    }


def row_document(row: AvailableRow) -> dict[str, object]:
    """Return a row as JSON has it."""
    evidence = row.evidence
    nearby = row.nearby
    return {
        "uri": row.uri,
        "curie": row.curie,
        "label": row.label,
        "demand": _round(row.demand),
        "demand_matched": _round(row.demand_matched),
        "seekers": _round(row.seekers),
        "offers": _round(row.offers),
        "mismatch": row.mismatch,
        **judgement_document(row.judgement),
        "by_offers": judgement_document(row.by_offers),
        "disagreement": row.disagreement,
        "nearby": nearby
        and {
            "basins": list(nearby.basins),
            "seekers": _round(nearby.seekers),
            "demand": _round(nearby.demand),
            **judgement_document(nearby.judgement),
        },
        "close": [one._asdict() for one in row.close],
        "evidence": {
            **evidence._asdict(),
            "cells": [cell._asdict() for cell in evidence.cells],
            "occupations": [one._asdict() for one in evidence.occupations],
        },
    }


def _remedies(row: AvailableRow) -> dict[str, object]:
    return {
        "nearby_basins": " ".join(row.nearby.basins) if row.nearby else "",
        "close_occupations": " ".join(one.curie for one in row.close),
    }


def _print_table(answer: AvailableAnswer, top: int) -> None:
    console = data_console(100)
    unit = "projets de recrutement" if answer.demand_source == "bmo" else "postes proposés"
    console.print(
        f"[bold]{answer.label}[/bold] ({answer.territory}) · {number(answer.population)} habitants"
    )
    console.print(
        f"Demande {answer.period} : {number(answer.demand)} {unit}, dont {number(answer.demand_matched)} là où "
        f"les demandeurs d'emploi sont comptés ; demandeurs {answer.seekers_period} : {number(answer.seekers)}"
    )
    console.print(f"Constat : [bold]{_word(answer.judgement)}[/bold] — {answer.judgement.reason}")
    tally = " ; ".join(
        f"{word} : {answer.mismatches[one]}"
        for one, word in MISMATCHES.items()
        if one in answer.mismatches
    )
    shown = table(
        f"{len(answer.rows)} lignes ({tally}) ; les {min(top, len(answer.rows))} premières, "
        "du plus grand manque au plus petit",
        ("libellé, code", "demande", "demandeurs", "× réf.", "constat", "prob."),
        right=("demande", "demandeurs", "× réf.", "prob."),
    )
    shown.columns[0].no_wrap = False  # the code has a line of its own
    for row in answer.rows[:top]:
        shown.add_row(
            f"{row.label}\n{row.curie}", number(row.demand, 1), number(row.seekers, 1),
            number(row.judgement.relative, 2), "\n".join(_finding(row)),
            number(row.judgement.probability, 2),
        )  # fmt: skip
    console.print(shown)
    for note in answer.notes:
        console.print(f"• {note}")
    console.print("Tout ce sur quoi chaque ligne repose : [bold]--format json[/bold]")


def _word(judgement: Judgement) -> str:
    if judgement.silence:
        return "inconnu"
    if judgement.verdict is Verdict.UNDETERMINED:
        return "indéterminé"
    return "trop peu de monde" if judgement.verdict is Verdict.UNDER_SUPPLIED else "assez de monde"


def _finding(row: AvailableRow) -> Iterator[str]:
    yield MISMATCHES[row.mismatch]
    if row.mismatch is Mismatch.UNDETERMINED:
        yield LEANINGS.get(row.judgement.likeliest, "")
    if row.disagreement:
        yield "contredit par les offres enregistrées"
    if row.nearby and row.mismatch is Mismatch.NEARBY:
        yield f"avec {counted(len(row.nearby.basins), 'bassin')} autour"
    for one in row.close[:1]:
        yield f"{one.curie} : {counted(one.missing, 'compétence')} en moins"


def _round(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)
