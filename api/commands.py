"""What each command does, once its arguments are read. Heavy imports stay inside."""

from enum import StrEnum
from typing import TYPE_CHECKING

from maillage.api.errors import UsageError

if TYPE_CHECKING:
    from maillage.api.settings import Settings
    from maillage.graph.home import Home


class OutputFormat(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def settings() -> "Settings":
    """Read the environment."""
    from maillage.api.settings import Settings

    return Settings()


def home() -> "Home":
    """Return the home that the environment names."""
    from maillage.graph.home import Home

    return Home(settings().home)


def build_run(data: str | None, sources: str | None, *, force: bool, output: OutputFormat) -> None:
    """Build, with a progress bar on stderr and the summary on stdout."""
    from pathlib import Path

    from maillage.api.build import build, plan
    from maillage.api.build_progress import BuildProgress
    from maillage.api.sources import find_older, find_sources
    from maillage.api.status_view import print_status
    from maillage.api.terminal import messages
    from maillage.graph.home import Home
    from maillage.ontology.names import Names
    from maillage.vocab.saved_perimeters import SavedPerimetersImporter

    config = settings()
    folder = Path(data) if data else config.data
    found = find_sources(folder, sources.split(",") if sources else None, config.region)
    saved = SavedPerimetersImporter()
    if not sources and (place := saved.find(config.home)) is not None:
        found.append((saved, place))  # read again: code, base or region may have changed
    names = Names(config.base)
    planned = plan(found, names, config.region)
    older = plan(find_older(folder), names, config.region)
    with BuildProgress() as progress:
        result = build(
            Home(config.home), planned, names, config.region, progress,
            keep_others=sources is not None, force=force, older=older,
        )  # fmt: skip
    facts = config.home / "facts"
    if facts.is_dir():  # what was ingested is told apart from what is built, which may have changed
        from dataclasses import replace

        from maillage.api.ingest import publish
        from maillage.graph.facts import Facts

        after = publish(Home(config.home), Facts(facts), names, config.region)
        result = replace(after, changed=result.changed or after.changed)
    if not result.changed:
        messages.print(
            f"rien n'a changé : la génération {result.generation.number:06d} reste en service"
        )
    print_status(result.generation, output)
    if folder is None:
        messages.print(
            "Graphe d'exemple : nos vocabulaires et quelques offres écrites par nous. Avec les fichiers "
            "officiels : maillage build --data DOSSIER (ou make run DATA=DOSSIER)."
        )


def status_run(*, rejects: bool, output: OutputFormat) -> None:
    """Print the generation in service."""
    from maillage.api.status_view import print_rejects, print_status

    generation = home().current()
    if rejects:
        print_rejects(generation, output)
    else:
        print_status(generation, output)


def gap_run(
    territory: str,
    period: str | None,
    by: str,
    *,
    top: int | None,
    evidence: str | None,
    output: OutputFormat,
) -> None:
    """Print a gap answer, or the evidence of one of its rows."""
    from maillage.api.gap_view import print_evidence, print_gap, row_named
    from maillage.api.open_generation import open_current
    from maillage.queries.gap import BY

    if by not in BY:
        raise UsageError(f"--by {by}", f"attendu : {', '.join(BY)}")
    answer = open_current().labour.gap(territory, period, by, whole=evidence is not None)
    if evidence is None:
        print_gap(answer, output, top)
        return
    print_evidence(answer, row_named(answer, evidence), output)


def check_run(sample: int, *, reason: bool, output: OutputFormat) -> None:
    """Validate the generation in service."""
    from maillage.api.check_view import run_check

    run_check(home().current(), sample, reason=reason, output=output)


def query_run(name: str | None, parameters: list[str], *, output: OutputFormat) -> None:
    """Print the list of questions, or the solutions of one."""
    from maillage.api.query_view import print_question, print_questions

    if name is None:
        print_questions(output)
    else:
        print_question(home().current(), name, parameters, output)
