"""Near occupations, as a table, JSON or CSV."""

from maillage.api.commands import OutputFormat
from maillage.api.terminal import data_console, number, table, write_csv, write_json_rows
from maillage.queries.near_answer import Competence, NearAnswer, NearRow, Start

SHOWN_MISSING = 3
SIGNAL_WORDS = {
    "words": "mots de la fiche",
    "know_how_words": "mots des savoir-faire",
    "knowledge_words": "mots des savoirs",
    "title_words": "mots des appellations",
    "definition_words": "mots de la définition",
    "macro_competences": "macro-compétences communes",
    "certifications": "certifications communes",
    "interests": "centres d'intérêt",
    "contexts": "contextes de travail",
    "head": "fiche principale de son code",
    "titles": "métier d'appellations nombreuses",
    "ways": "métier de certifications nombreuses",
    "detail": "longueur de la fiche",
    "level_gap": "écart de niveau",
    "executive_gap": "écart de statut cadre",
    "executive_step": "passage à un métier de cadre",
}
_COLUMNS = (
    "uri", "curie", "label", "score", "held", "rome_mobility", "level", "demand", "trainings", "hours",
    "shared", "missing", "missing_core",
)  # fmt: skip


def near_document(answer: NearAnswer) -> dict[str, object]:
    """Return what `near --format json` prints."""
    return {
        "from": start_document(answer.start),
        "perimeter": answer.perimeter or None,
        "perimeter_label": answer.perimeter_label or None,
        "period": answer.period or None,
        "demand_unit": "projects",
        "hours": answer.hours,
        "level": answer.level,
        "notes": list(answer.notes),
        "rows": [_row_document(row) for row in answer.rows],
    }


def start_document(start: Start) -> dict[str, object]:
    """Return where one starts from, as JSON has it."""
    return {
        "kind": start.kind,
        "curies": list(start.curies),
        "label": start.label,
        "not_understood": list(start.unknown),
        "understood": [
            {
                "text": one.text,
                "curie": one.curie,
                "label": one.label,
                "probability": round(one.probability, 4),
            }
            for one in start.understood
        ],
    }


def competence_document(one: Competence) -> dict[str, object]:
    """Return a competence, as JSON has it."""
    return {
        "uri": one.uri,
        "curie": one.curie,
        "label": one.label,
        "nature": one.nature,
        "core": one.core,
        "weight": round(one.weight, 4),
        "held": one.held,
    }


def _row_document(row: NearRow) -> dict[str, object]:
    return {
        "uri": row.uri,
        "curie": row.curie,
        "label": row.label,
        "score": round(row.score, 4),
        "held": round(row.held, 4),
        "rome_mobility": row.mobility,
        "level": row.level,
        "demand": None if row.demand is None else round(row.demand, 2),
        "trainings": row.trainings,
        "hours": row.hours or None,
        "reasons": [
            {"signal": name, "label": SIGNAL_WORDS[name], "added": round(added, 3)}
            for name, added in row.reasons
        ],
        "shared": [competence_document(one) for one in row.shared],
        "missing": [competence_document(one) for one in row.missing],
    }


def print_near(answer: NearAnswer, output: OutputFormat) -> None:
    """Print an answer."""
    if output is OutputFormat.JSON:
        write_json_rows(near_document(answer))
    elif output is OutputFormat.CSV:
        write_csv(_COLUMNS, (_flat(row) for row in answer.rows))
    else:
        _print_table(answer)


def _flat(row: NearRow) -> list[object]:
    document = _row_document(row)
    counts = (len(row.shared), len(row.missing), sum(one.core for one in row.missing))
    return [*(document[name] for name in _COLUMNS[:-3]), *counts]


def _print_table(answer: NearAnswer) -> None:
    console = data_console()
    place = f" · {answer.perimeter_label} ({answer.perimeter})" if answer.perimeter else ""
    console.print(
        f"Depuis [bold]{answer.start.label}[/bold] ({', '.join(answer.start.curies[:3])}){place}"
    )
    columns = ["métier, code", "score", "acquis", "ROME", "niveau"]
    if answer.perimeter:
        columns += [f"projets {answer.period}".strip(), "formations"]
    columns.append("ce qui manque d'abord (* coeur de métier)")
    shown = table(
        f"Les {len(answer.rows)} métiers les plus proches",
        columns,
        right=("score", "acquis", "niveau", f"projets {answer.period}".strip(), "formations"),
    )
    shown.columns[0].no_wrap = False  # the code has a line of its own
    for row in answer.rows:
        shown.add_row(*_cells(row, within=bool(answer.perimeter)))
    console.print(shown)
    for note in answer.notes:
        console.print(f"• {note}")
    console.print(
        "Tout ce qui est acquis et ce qui manque : [bold]--format json[/bold] ; le chemin : maillage path"
    )


def _cells(row: NearRow, *, within: bool) -> list[str]:
    missing = [f"{one.label}{' *' if one.core else ''}" for one in row.missing[:SHOWN_MISSING]]
    rest = len(row.missing) - len(missing)
    if rest > 0:
        missing.append(f"et {rest} autres")
    mobility = {True: "oui", False: "non", None: ""}[row.mobility]
    cells = [
        f"{row.label}\n{row.curie}",
        number(row.score, 2),
        number(100 * row.held) + " %",
        mobility,
    ]
    cells.append("" if row.level is None else str(row.level))
    if within:
        trainings = number(row.trainings)
        cells += [number(row.demand, 1), f"{trainings}\n{row.hours}" if row.hours else trainings]
    return [*cells, "\n".join(missing)]
