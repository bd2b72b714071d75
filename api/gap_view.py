"""A gap answer, as a table, JSON or CSV."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from maillage.api.commands import OutputFormat
from maillage.api.errors import NoSuchRow
from maillage.api.terminal import (
    counted,
    data_console,
    number,
    table,
    write_csv,
    write_json,
    write_json_rows,
)
from maillage.queries.gap_answer import Evidence, GapAnswer, GapRow
from maillage.queries.reach import REACH_WORDS, Reach
from maillage.queries.settling import Settling, settle_all
from maillage.queries.verdict import CERTAINTY, OVER, UNDER, Judgement, Verdict

VERDICTS = {
    Verdict.UNDER_SUPPLIED: "offre insuffisante",
    Verdict.BALANCED: "équilibre",
    Verdict.OVER_SUPPLIED: "offre abondante",
    Verdict.UNDETERMINED: "indéterminé",
}
UNITS = {"actions": "actions", "seats": "places"}
SHOWN_ROWS = 25


def judgement_document(judgement: Judgement) -> dict[str, object]:
    """Return a judgement's fields as JSON has them."""
    interval = judgement.interval
    return {
        "coverage": _round(judgement.coverage, 6),
        "coverage_interval_90": None if interval is None else [_round(end, 6) for end in interval],
        "relative_coverage": _round(judgement.relative, 4),
        "verdict": judgement.verdict,
        "leans_to": judgement.likeliest,
        "probability": _round(judgement.probability, 4),
        "prior": {
            "mean": _round(judgement.prior.mean, 4),
            "weight": _round(judgement.prior.weight, 4),
        },
        "reason": judgement.reason,
    }


def evidence_document(evidence: Evidence) -> dict[str, object]:
    """Return the evidence of a row as JSON has it; what does not apply to the row is left out."""
    document = {key: value for key, value in evidence._asdict().items() if value not in ((), None)}
    if evidence.cells:
        document["cells"] = [
            {**cell._asdict(), "counted": _round(cell.counted, 4)} for cell in evidence.cells
        ]
    if evidence.occupations:
        document["occupations"] = [
            {
                "curie": one.curie,
                "label": one.label,
                "weight": round(one.weight, 4),
                "demand": _round(one.demand, 4),
                "supply": round(one.supply, 4),
            }
            for one in evidence.occupations
        ]
    return document


def row_document(row: GapRow) -> dict[str, object]:
    """Return a row as JSON has it."""
    (document,) = _row_documents([row])
    return document


def _row_documents(rows: Sequence[GapRow]) -> list[dict[str, object]]:
    settlings = settle_all([row.judgement for row in rows])
    return [_row_document(row, settling) for row, settling in zip(rows, settlings, strict=True)]


def settling_sentence(judgement: Judgement, unit: str) -> str:
    """Return what would settle a judgement, in French; "" where a verdict is given."""
    (settling,) = settle_all([judgement])
    return settling.sentence(unit) if settling else ""


def _settling_document(settling: Settling | None, unit: str) -> dict[str, object] | None:
    if settling is None:
        return None
    known = {
        "kind": settling.kind,
        "verdict": settling.verdict,
        "factor": settling.factor,
        "projects": _round(settling.projects, 4),
        "supply": _round(settling.supply, 4),
        "projects_at_most": settling.at_most,
        "sentence": settling.sentence(unit),
    }
    return {key: value for key, value in known.items() if value is not None}


def _row_document(row: GapRow, settling: Settling | None) -> dict[str, object]:
    return {
        "uri": row.uri,
        "curie": row.curie,
        "label": row.label,
        "demand": _round(row.demand, 4),
        "demand_unit": "projects",
        "difficult": _round(row.difficult, 4),
        "supply": _round(row.supply, 4),
        "supply_unit": row.supply_unit,
        **judgement_document(row.judgement),
        "settling": _settling_document(settling, row.supply_unit),
        **({"reach": row.reach} if row.reach else {}),
        "evidence": evidence_document(row.evidence),
    }


def gap_document(answer: GapAnswer, top: int | None = None) -> dict[str, object]:
    """Return what `gap --format json` prints."""
    return {
        "territory": answer.territory,
        "label": answer.label,
        "population": answer.population,
        "communes": answer.communes,
        "period": answer.period,
        "by": answer.by,
        "total_demand": _round(answer.demand, 4),
        "demand_unit": "projects" if answer.demand_source == "bmo" else "positions",
        "demand_source": answer.demand_source,
        "hidden_cells": answer.hidden_cells,
        "ad_positions": answer.ad_positions,
        "total_supply": answer.supply,
        "supply_unit": answer.supply_unit,
        "reference_coverage": _round(answer.reference, 6),
        **judgement_document(answer.judgement),
        "settling": _settling_document(settle_all([answer.judgement])[0], answer.supply_unit),
        "rule": {
            "under": f"coverage < {UNDER} × reference",
            "over": f"coverage > {OVER} × reference",
            "certainty": CERTAINTY,
            "reference": {"actions": _round(answer.reference, 6), "seats": 1.0},
        },
        "sources": [asdict(source) for source in answer.sources],
        "notes": list(answer.notes),
        "rows": _row_documents(answer.rows[:top]),
    }


def row_named(answer: GapAnswer, name: str) -> GapRow:
    """Return the row of a CURIE or URI; raises NoSuchRow."""
    found = next((row for row in answer.rows if name in {row.curie, row.uri}), None)
    if found is None:
        raise NoSuchRow(name, answer.territory, answer.by)
    return found


def print_gap(answer: GapAnswer, output: OutputFormat, top: int | None) -> None:
    """Print an answer."""
    if output is OutputFormat.JSON:
        write_json_rows(gap_document(answer, top))
    elif output is OutputFormat.CSV:
        _write_csv(answer, top)
    else:
        _print_table(answer, top or SHOWN_ROWS)


def _write_csv(answer: GapAnswer, top: int | None) -> None:
    columns = (
        "uri", "curie", "label", "demand", "difficult", "supply", "supply_unit", "coverage",
        "relative_coverage", "verdict", "probability", "reason", "settling", "bmo_cells",
        "hidden_cells", "offers", "ads",
    )  # fmt: skip
    rows = []
    shown = answer.rows[:top]
    settlings = settle_all([row.judgement for row in shown])
    for row, settling in zip(shown, settlings, strict=True):
        flat = {**_row_document(row, settling), **row.evidence._asdict()}
        flat["settling"] = settling.sentence(row.supply_unit) if settling else ""
        rows.append([flat[column] for column in columns])
    write_csv(columns, rows)


def _print_table(answer: GapAnswer, top: int) -> None:
    console = data_console()
    unit = "projets de recrutement" if answer.demand_source == "bmo" else "postes proposés"
    console.print(
        f"[bold]{answer.label}[/bold] ({answer.territory}) · {number(answer.population)} habitants · "
        f"{answer.period}"
    )
    console.print(
        f"Demande : {number(answer.demand)} {unit} · offre : {number(answer.supply)} actions de formation"
    )
    console.print(
        f"Verdict : [bold]{VERDICTS[answer.judgement.verdict]}[/bold] — {answer.judgement.reason}"
    )
    if settling := settling_sentence(answer.judgement, answer.supply_unit):
        console.print(f"Pour trancher : {settling}")
    counts = Counter(row.judgement.verdict for row in answer.rows)
    tally = ", ".join(f"{counts[verdict]} {VERDICTS[verdict]}" for verdict in Verdict)
    shown = table(
        f"{len(answer.rows)} lignes ({tally}) ; les {min(top, len(answer.rows))} premières, "
        "du plus grand manque au plus petit",
        (
            "code",
            "libellé",
            "demande",
            "difficiles",
            "offre",
            "× réf.",
            "verdict",
            "prob.",
            "repose sur",
        ),
        right=("demande", "difficiles", "offre", "× réf.", "prob."),
    )
    for row in answer.rows[:top]:
        shown.add_row(*_cells(row))
    console.print(shown)
    for reason, codes in _withheld(answer.rows[:top]).items():
        console.print(f"• Probable, mais indéterminé : {reason} ({', '.join(codes)})")
    for note in answer.notes:
        console.print(f"• {note}")
    console.print(
        "Le détail d'une ligne : [bold]maillage gap "
        f"{answer.territory} --by {answer.by} --evidence CODE[/bold]"
    )


def _withheld(rows: Sequence[GapRow]) -> dict[str, list[str]]:
    """Return the rows that get no verdict for all that it is probable, by the reason why."""
    found: dict[str, list[str]] = {}
    for row in rows:
        judged = row.judgement
        if judged.withheld and judged.verdict is Verdict.UNDETERMINED:
            found.setdefault(judged.withheld, []).append(row.curie)
    return found


def _cells(row: GapRow) -> tuple[str, ...]:
    found = row.evidence
    counts = (
        (found.bmo_cells, "cellule"),
        (found.hidden_cells, "masquée"),
        (found.offers, "formation"),
        (found.ads, "annonce"),
    )
    return (
        row.curie,
        row.label,
        number(row.demand, 1),
        number(row.difficult, 1),
        f"{number(row.supply, 1)} {UNITS[row.supply_unit]}",
        number(row.judgement.relative, 2),
        VERDICTS[row.judgement.verdict],
        number(row.judgement.probability, 2),
        ", ".join(counted(count, noun) for count, noun in counts if count),
    )


def print_evidence(answer: GapAnswer, row: GapRow, output: OutputFormat) -> None:
    """Print everything that one row rests on."""
    if output is not OutputFormat.TABLE:
        write_json(row_document(row))
        return
    console = data_console()
    console.print(f"[bold]{row.label}[/bold] ({row.curie}) · {answer.label} · {answer.period}")
    console.print(f"Verdict : {VERDICTS[row.judgement.verdict]} — {row.judgement.reason}")
    if settling := settling_sentence(row.judgement, row.supply_unit):
        console.print(f"Pour trancher : {settling}")
    if row.reach:
        console.print(f"Portée : {REACH_WORDS[Reach(row.reach)]} (maillage reach {row.curie})")
    cells = table(
        "Cellules BMO",
        (
            "cellule",
            "famille",
            "projets",
            "difficiles",
            "part du bassin",
            "part du métier",
            "compté",
        ),
        right=("projets", "difficiles", "part du bassin", "part du métier", "compté"),
    )
    for cell in row.evidence.cells:
        cells.add_row(
            cell.curie, cell.label, number(cell.projects), number(cell.difficult),
            number(cell.territory_share, 3), number(cell.occupation_share, 3), number(cell.counted, 1),
        )  # fmt: skip
    if row.evidence.cells:
        console.print(cells)
    for line in _listed(row):
        console.print(line)


def _listed(row: GapRow) -> Iterator[str]:
    found = row.evidence
    for one in found.occupations:
        demand, supply = number(one.demand, 1), number(one.supply, 1)
        weight = number(one.weight, 2)
        yield f"  {one.curie} {one.label} : poids {weight}, demande {demand}, offre {supply}"
    lists = (
        ("Référentiel régional", found.regional),
        ("Fiches ROME 4.0 couvertes", found.fiches),
        ("Offres de formation", found.offer_curies),
        ("Annonces", found.ad_curies),
    )
    for title, curies in lists:
        if curies:
            yield f"{title} ({len(curies)}) : {', '.join(curies)}"


def _round(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
