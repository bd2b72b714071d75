"""A resolution, as JSON and as a table."""

from collections.abc import Iterable

from maillage.api.commands import OutputFormat
from maillage.api.terminal import data_console, table, write_csv, write_json
from maillage.ontology.names import Names
from maillage.queries.concept_summary import Summary
from maillage.queries.release import Release
from maillage.queries.resolve_answer import (
    Candidate,
    Mapping,
    Outcome,
    Resolution,
    ResolvedConcept,
    Standing,
    Status,
    Successor,
)

OUTCOMES = {
    Outcome.RESOLVED: "résolu",
    Outcome.AMBIGUOUS: "ambigu",
    Outcome.UNKNOWN: "inconnu",
}
STANDINGS = {
    Standing.ACTIVE: "en vigueur",
    Standing.DEPRECATED: "retiré",
    Standing.UNKNOWN: "inconnu à cette date",
}


def resolution_document(one: Resolution, names: Names) -> dict[str, object]:
    """Return what `resolve --format json` prints, and what the service answers."""
    return {
        "code": one.code,
        "scheme": one.scheme,
        "at": one.at.isoformat() if one.at else None,
        "outcome": one.outcome,
        "reason": one.reason or None,
        "concept": concept_identity(one.concept, names) if one.concept else None,
        "candidates": [_candidate(found, names) for found in one.candidates],
    }


def summary_document(one: Summary, names: Names) -> dict[str, object]:
    """Return a concept in one line."""
    return {
        "curie": names.curie(one.uri),
        "uri": one.uri.value,
        "label": one.label,
        "scheme": one.scheme,
        "type": one.kind,
    }


def release_document(release: Release | None) -> dict[str, object] | None:
    """Return a release, None where it is not described."""
    if release is None:
        return None
    return {
        "graph": release.graph,
        "source": release.source,
        "version": release.version,
        "title": release.title,
        "publisher": release.publisher,
        "issued": release.issued or None,
        "licence": release.licence or None,
    }


def concept_identity(one: ResolvedConcept, names: Names) -> dict[str, object]:
    """Return what identifies a concept."""
    brief = [summary_document(found, names) for found in one.in_force]
    return {
        **summary_document(one.summary, names),
        "notation": one.summary.notation or None,
        "labels": one.labels,
        "alt_labels": one.alt_labels,
        "definitions": one.definitions,
        "diploma_codes": list(one.diploma_codes),
        "part_of": [summary_document(found, names) for found in one.part_of],
        **_status(one.status),
        "successors": [_successor(found, names) for found in one.successors],
        "in_force": brief,
        "replaces": [summary_document(found, names) for found in one.replaces],
        "mappings": [_mapping(found, names) for found in one.mappings],
        "rome3": _rome3(one, names),
        "release": release_document(one.release),
        "note": one.note or None,
    }


def _rome3(one: ResolvedConcept, names: Names) -> dict[str, object] | None:
    if not one.older_label:
        return None
    return {
        "label": one.older_label,
        "became": [summary_document(found, names) for found in one.became],
    }


def _status(status: Status) -> dict[str, object]:
    return {
        "status": status.standing,
        "status_reason": status.reason,
        "valid_until": status.until.isoformat() if status.until else None,
    }


def _successor(one: Successor, names: Names) -> dict[str, object]:
    return {
        **summary_document(one.concept, names),
        **_status(one.status),
        "step": one.step,
        "replaced": names.curie(one.replaced),
    }


def _mapping(one: Mapping, names: Names) -> dict[str, object]:
    return {
        "relation": one.relation,
        **summary_document(one.other, names),
        "stated_by": one.stated_by,
        "source": one.release.source if one.release else None,
        "version": one.release.version if one.release else None,
        "justification": names.curie(one.justification) if one.justification else None,
        "confidence": one.confidence,
    }


def _candidate(one: Candidate, names: Names) -> dict[str, object]:
    return {
        **summary_document(one.concept, names),
        **_status(one.status),
        "match": "code" if one.exact else "near",
    }


def resolution_rows(one: Resolution, names: Names) -> list[dict[str, object]]:
    """Return the concept, its successors, its mappings and the candidates as lines of one table."""
    columns, rows = _lines(one, names)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def print_resolution(one: Resolution, names: Names, output: OutputFormat) -> None:
    """Print a resolution."""
    if output is OutputFormat.JSON:
        write_json(resolution_document(one, names))
    elif output is OutputFormat.CSV:
        columns, rows = _lines(one, names)
        write_csv(columns, rows)
    else:
        _print_table(one, names)


def _lines(one: Resolution, names: Names) -> tuple[tuple[str, ...], Iterable[tuple[object, ...]]]:
    columns = ("part", "curie", "label", "type", "status", "detail")
    rows: list[tuple[object, ...]] = []
    found = one.concept
    if found is not None:
        rows.append(_line("concept", found.summary, names, found.status))
        rows += [_line("successor", step.concept, names, step.status) for step in found.successors]
        rows += [
            _line("mapping", link.other, names, None, link.relation) for link in found.mappings
        ]
    rows += [_line("candidate", one.concept, names, one.status) for one in one.candidates]
    return columns, rows


def _line(
    part: str, one: Summary, names: Names, status: Status | None, detail: str = ""
) -> tuple[object, ...]:
    standing = status.standing.value if status else ""
    said = detail or (status.reason if status else "")
    return part, names.curie(one.uri), one.label, one.kind, standing, said


def _print_table(one: Resolution, names: Names) -> None:
    console = data_console()
    found = one.concept
    if found is None:
        console.print(f"[bold]{one.code}[/bold] : {OUTCOMES[one.outcome]} — {one.reason}")
        _print_rows("Candidats", [(c.concept, c.status, "") for c in one.candidates], names)
        return
    summary = found.summary
    console.print(f"[bold]{summary.label}[/bold] ({names.curie(summary.uri)}) · {summary.kind}")
    console.print(f"{STANDINGS[found.status.standing]} : {found.status.reason}")
    for above in found.part_of:
        console.print(f"Fait partie de : {above.label} ({names.curie(above.uri)})")
    for lang, label in found.labels.items():
        if label != summary.label:
            console.print(f"{lang or 'sans langue'} : {label}")
    if found.older_label:
        became = ", ".join(names.curie(child.uri) for child in found.became)
        console.print(f"Dans ROME 3 : {found.older_label} ; devenu {became}")
    if found.release is not None:
        console.print(f"Source : {found.release.title} · {found.release.publisher}")
    if found.note:
        console.print(f"• {found.note}")
    _print_rows(
        "Ce qui l'a remplacé",
        [(step.concept, step.status, f"étape {step.step}") for step in found.successors],
        names,
    )
    _print_rows(
        "Correspondances", [(link.other, None, link.relation) for link in found.mappings], names
    )


def _print_rows(title: str, rows: list[tuple[Summary, Status | None, str]], names: Names) -> None:
    if not rows:
        return
    shown = table(title, ("code", "libellé", "sorte", "état", "détail"))
    for one, status, detail in rows:
        shown.add_row(
            names.curie(one.uri), one.label, one.kind,
            STANDINGS[status.standing] if status else "", detail or (status.reason if status else ""),
        )  # fmt: skip
    console = data_console()
    console.print(shown)
