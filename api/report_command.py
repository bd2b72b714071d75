"""`maillage report`: the questions, over many territories, in one run."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from maillage.api.commands import OutputFormat
from maillage.api.errors import UsageError

if TYPE_CHECKING:
    from maillage.api.open_generation import OpenGeneration
    from maillage.api.report_answers import Answerer, Entry, Line

QUESTIONS = ("gap", "available", "insertion")  # the three that a region's plan asks
MORE = ("advise",)
BY = ("occupation", "competence")


def report_run(
    territories: Sequence[str],
    *,
    every: bool,
    period: str | None,
    by: str,
    questions: str | None,
    out: Path | None,
    output: OutputFormat,
) -> None:
    """Answer every question about every territory.

    `every`: all the bassins of the graph. `out`: a folder for the whole answers, one file each, beside a
    summary; without it, whole answers go to stdout as JSON lines, and other formats print the summary.
    """
    import gc

    from maillage.api.open_generation import open_current
    from maillage.api.report_answers import answerers

    asked = _questions(questions)
    if by not in BY:
        raise UsageError(f"--by {by}", f"attendu : {', '.join(BY)}")
    if every == bool(territories):
        raise UsageError("report", "des territoires, ou --all pour tous les bassins")
    opened = open_current()
    gc.enable()  # many answers, not one
    places = _bassins(opened) if every else [(one, "") for one in territories]
    known = answerers(opened, period, by)
    entries = _answers({name: known[name] for name in asked}, places)
    if out is not None:
        _print_lines(_saved(entries, out), output)
    elif output is OutputFormat.JSON:
        for entry in entries:
            sys.stdout.write(_dump(_record(entry)) + "\n")
    else:
        _print_lines([entry.line for entry in entries], output)


def _questions(typed: str | None) -> tuple[str, ...]:
    asked = tuple(typed.split(",")) if typed else QUESTIONS
    for one in asked:
        if one not in QUESTIONS + MORE:
            raise UsageError(f"--questions {one}", f"attendu : {', '.join(QUESTIONS + MORE)}")
    return asked


def _bassins(opened: "OpenGeneration") -> list[tuple[str, str]]:
    territories = opened.labour.data.view.territories
    found = [(opened.names.curie(one), one) for one in territories.basins]
    return [(curie, territories.labels.get(uri, "")) for curie, uri in sorted(found)]


def _answers(known: "dict[str, Answerer]", places: Sequence[tuple[str, str]]) -> "Iterator[Entry]":
    from maillage.api.report_answers import answer_or_why
    from maillage.api.report_progress import ReportProgress

    with ReportProgress(len(known) * len(places)) as progress:
        for territory, label in places:
            for question, answerer in known.items():
                entry = answer_or_why(question, answerer, territory, label)
                progress.answered(territory, question, missing=entry.document is None)
                yield entry


def _record(entry: "Entry") -> dict[str, object]:
    from importlib.metadata import version

    from maillage.api.commands import home

    line = entry.line
    return {
        "question": line.question,
        "territory": line.territory,
        "label": line.label,
        "status": line.status,
        "why": line.reason if entry.document is None else "",
        "maillage": version("maillage"),
        "generation": home().current().number,
        "answer": entry.document,
    }


def _saved(entries: "Iterator[Entry]", out: Path) -> "list[Line]":
    out.mkdir(parents=True, exist_ok=True)
    lines = []
    for entry in entries:
        line = entry.line
        name = "".join(one if one.isalnum() else "-" for one in line.territory)
        _write(out / f"{name}-{line.question}.json", _dump(_record(entry)) + "\n")
        lines.append(line)
    _write(out / "summary.jsonl", "".join(_dump(line._asdict()) + "\n" for line in lines))
    return lines


def _write(path: Path, text: str) -> None:
    # Whole or not at all: a reader never finds half an answer.
    draft = path.with_name(path.name + ".part")
    draft.write_text(text, "utf-8")
    os.replace(draft, path)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _print_lines(lines: "Sequence[Line]", output: OutputFormat) -> None:
    from maillage.api.terminal import data_console, number, table, write_csv

    if output is OutputFormat.JSON:
        for line in lines:
            sys.stdout.write(_dump(line._asdict()) + "\n")
    elif output is OutputFormat.CSV:
        columns = (
            "territory",
            "label",
            "question",
            "status",
            "verdict",
            "reason",
            "rows",
            "counts",
        )
        write_csv(columns, [(*line[:-1], _dump(line.counts)) for line in lines])
    else:
        headings = ("territoire", "nom", "question", "verdict", "lignes", "dont", "raison")
        shown = table(f"{len(lines)} réponses", headings, right=("lignes",))
        for line in lines:
            counts = ", ".join(f"{count} {name}" for name, count in line.counts.items())
            shown.add_row(
                line.territory, line.label, line.question, line.verdict or line.status,
                number(line.rows), counts, line.reason,
            )  # fmt: skip
        data_console().print(shown)
