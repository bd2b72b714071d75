"""A portrait, as a table, JSON, CSV or an HTML page."""

import sys
from collections.abc import Iterator
from dataclasses import asdict

from maillage.api.gap_view import UNITS, VERDICTS, judgement_document
from maillage.api.portrait_format import PortraitFormat
from maillage.api.terminal import data_console, number, table, write_csv, write_json
from maillage.queries.portrait_answer import Portrait, PortraitRow, Share
from maillage.queries.verdict import CERTAINTY, OVER, UNDER, Verdict


def print_portrait(portrait: Portrait, output: PortraitFormat) -> None:
    """Print a portrait."""
    if output is PortraitFormat.JSON:
        write_json(portrait_document(portrait))
    elif output is PortraitFormat.CSV:
        write_csv(("section", "code", "label", "measure", "value", "unit"), _lines(portrait))
    elif output is PortraitFormat.HTML:
        from maillage.api.portrait_page import portrait_page

        sys.stdout.write(portrait_page(portrait) + "\n")
    else:
        _print_table(portrait)


def portrait_document(portrait: Portrait) -> dict[str, object]:
    """Return what `portrait --format json` prints."""
    people, changes, needs = portrait.people, portrait.transitions, portrait.needs
    gaps = portrait.gaps
    return {
        "territory": portrait.territory,
        "label": portrait.label,
        "population": portrait.population,
        "communes": portrait.communes,
        "basins": list(portrait.basins),
        "period": portrait.period,
        "reference_coverage": portrait.reference,
        **judgement_document(portrait.judgement),
        "rule": {
            "under": f"coverage < {UNDER} × reference",
            "over": f"coverage > {OVER} × reference",
            "certainty": CERTAINTY,
        },
        "demand": portrait.demand._asdict(),
        "supply": portrait.supply._asdict(),
        "people": people
        and {**people._asdict(), "judgement": judgement_document(people.judgement)},
        "gaps": {
            **gaps._asdict(),
            **{
                name: [_row(row) for row in rows]
                for name, rows in (
                    ("under", gaps.under),
                    ("over", gaps.over),
                    ("leaning", gaps.leaning),
                )
            },
        },
        "needs": needs
        and {
            **needs._asdict(),
            "first": {
                kind: [line._asdict() for line in lines] for kind, lines in needs.first.items()
            },
        },
        "transitions": changes
        and {
            "ecological": [share._asdict() for share in changes.ecological],
            "digital": changes.digital._asdict(),
            "demographic": changes.demographic._asdict(),
            "unknown": changes.unknown,
        },
        "competences": {
            "short": [_row(row) for row in portrait.competences_short],
            "enough": [_row(row) for row in portrait.competences_enough],
        },
        "missing": [one._asdict() for one in portrait.missing],
        "sources": [asdict(source) for source in portrait.sources],
        "notes": list(portrait.notes),
    }


def _row(row: PortraitRow) -> dict[str, object]:
    fields = {key: value for key, value in row._asdict().items() if key != "judgement"}
    return {**fields, **judgement_document(row.judgement)}


def _lines(portrait: Portrait) -> Iterator[tuple[object, ...]]:
    where, label = portrait.territory, portrait.label
    demand, supply, people = portrait.demand, portrait.supply, portrait.people
    yield "territory", where, label, "population", portrait.population, "people"
    yield "demand", where, label, "projects", demand.projects, "projects"
    yield "demand", where, label, "difficult", demand.difficult, "share"
    yield "demand", where, label, "seasonal", demand.seasonal, "share"
    yield "demand", where, label, "hidden_cells", demand.hidden_cells, "cells"
    yield "supply", where, label, "actions", supply.actions, "actions"
    for source, count in supply.by_source.items():
        yield "supply", source, source, "actions", count, "actions"
    if people:
        yield "people", where, label, "seekers", people.seekers, "people"
    yield from _row_lines(portrait)
    yield from _list_lines(portrait)


def _row_lines(portrait: Portrait) -> Iterator[tuple[object, ...]]:
    for verdict, count in portrait.gaps.tally.items():
        yield "gaps", verdict, VERDICTS[Verdict(verdict)], "occupations", count, "occupations"
    for section, rows in (
        ("under", portrait.gaps.under),
        ("over", portrait.gaps.over),
        ("leaning", portrait.gaps.leaning),
        ("competences_short", portrait.competences_short),
        ("competences_enough", portrait.competences_enough),
    ):
        for row in rows:
            yield section, row.curie, row.label, "demand", row.demand, "projects"
            yield section, row.curie, row.label, "supply", row.supply, row.supply_unit
            yield section, row.curie, row.label, "probability", row.judgement.probability, ""


def _list_lines(portrait: Portrait) -> Iterator[tuple[object, ...]]:
    for kind, count in (portrait.needs.tally if portrait.needs else {}).items():
        yield "needs", kind, kind, "competences", count, "competences"
    for share in _shares(portrait):
        yield "transitions", share.key, share.label, "share", share.share, "share"
    for one in portrait.missing:
        yield "missing", one.section, one.why, "", None, ""
    for used in portrait.sources:
        yield "sources", used.source, used.title, "version", used.version, used.issued or ""


def _shares(portrait: Portrait) -> list[Share]:
    changes = portrait.transitions
    return [*changes.ecological, changes.digital, changes.demographic] if changes else []


def _print_table(portrait: Portrait) -> None:
    console = data_console()
    demand, supply, people = portrait.demand, portrait.supply, portrait.people
    console.print(
        f"[bold]{portrait.label}[/bold] ({portrait.territory}) · {number(portrait.population)} habitants · "
        f"{portrait.period}"
    )
    seekers = f"{number(people.seekers)} en {people.period}" if people else "non publié"
    console.print(
        f"Demande : {number(demand.projects)} · offre : {number(supply.actions)} actions · demandeurs d'emploi : "
        f"{seekers}"
    )
    console.print(
        f"Verdict : [bold]{VERDICTS[portrait.judgement.verdict]}[/bold] — {portrait.judgement.reason}"
    )
    tally = ", ".join(
        f"{count} {VERDICTS[Verdict(verdict)]}" for verdict, count in portrait.gaps.tally.items()
    )
    console.print(f"Métiers : {tally}")
    for title, rows in (
        ("Offre insuffisante", portrait.gaps.under),
        ("Offre abondante", portrait.gaps.over),
        ("Penche vers un manque", portrait.gaps.leaning),
        ("Compétences : peu de personnes", portrait.competences_short),
        ("Compétences : assez de personnes", portrait.competences_enough),
    ):
        _print_rows(title, rows)
    for kind, count in (portrait.needs.tally if portrait.needs else {}).items():
        console.print(f"Besoins {kind} : {count} compétence(s)")
    for share in _shares(portrait):
        console.print(f"{share.label} : {number(100 * share.share)} % des projets")
    for one in portrait.missing:
        console.print(f"• Manque ({one.section}) : {one.why}")
    for note in portrait.notes:
        console.print(f"• {note}")


def _print_rows(title: str, rows: tuple[PortraitRow, ...]) -> None:
    if not rows:
        return
    shown = table(
        title, ("code", "libellé", "demande", "offre", "prob."), right=("demande", "offre", "prob.")
    )
    units = {**UNITS, "people": "personnes"}
    for row in rows:
        supply = f"{number(row.supply, 1)} {units[row.supply_unit]}"
        shown.add_row(
            row.curie,
            row.label,
            number(row.demand, 1),
            supply,
            number(row.judgement.probability, 2),
        )
    data_console().print(shown)
