"""Commands that build the graph, watch over it and ask it questions."""

from typing import Annotated

import typer

from maillage.api.cli_options import Format, QuestionName, QuestionValues
from maillage.api.commands import OutputFormat, build_run, check_run, query_run, status_run

app = typer.Typer()


@app.command()
def build(
    data: Annotated[
        str | None,
        typer.Option(help="Dossier des fichiers officiels. Absent : exemple livré avec Maillage."),
    ] = None,
    sources: Annotated[
        str | None,
        typer.Option(
            help="Seulement ces sources, ex. « rome,bmo » ; les autres restent telles quelles."
        ),
    ] = None,
    force: Annotated[bool, typer.Option(help="Réimporter même ce qui n'a pas changé.")] = False,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Construire le graphe : importer les référentiels dans une nouvelle génération.

    La génération précédente reste en service jusqu'à la fin, quoi qu'il arrive.

    Exemples : maillage build ; maillage build --data ./data ; maillage build --data ./data --sources bmo
    """
    build_run(data, sources, force=force, output=output)


@app.command()
def status(
    rejects: Annotated[
        bool, typer.Option(help="Lister les lignes rejetées, avec leur motif.")
    ] = False,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Montrer la génération en service : sources, versions, nombres de concepts, rejets."""
    status_run(rejects=rejects, output=output)


@app.command()
def rollback() -> None:
    """Remettre en service la génération précédente."""
    from maillage.api.commands import home

    generation = home().rollback()
    typer.echo(f"génération {generation.number:06d} de nouveau en service", err=True)


@app.command()
def check(
    sample: Annotated[
        int,
        typer.Option(
            min=1,
            help="Concepts validés par classe avec SHACL ; les classes plus petites entières.",
        ),
    ] = 50,
    reason: Annotated[
        bool,
        typer.Option(help="Prouver aussi la cohérence de l'ontologie (HermiT ; demande Java)."),
    ] = False,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Valider le graphe contre les formes SHACL : nœud, forme et valeur de chaque violation."""
    check_run(sample, reason=reason, output=output)


@app.command()
def query(
    name: QuestionName = None,
    parameters: QuestionValues = None,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Poser une question du dossier `queries/` au graphe.

    Exemples : maillage query ; maillage query territory_communes territory=bassin:4402 --format csv
    """
    query_run(name, parameters or [], output=output)


@app.command()
def diff(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Ex. rome, rncp, formacode.")],
    before: Annotated[str, typer.Argument(metavar="V1", help="Version d'avant, ex. 3.47.")],
    after: Annotated[str, typer.Argument(metavar="V2", help="Version d'après, ex. 4.60.")],
    kind: Annotated[
        str | None,
        typer.Option(help="appeared, retired, renamed, moved, split ou merged ; absent : tous."),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(min=1, help="Changements de chaque sorte ; absent : 8 en table, tous sinon."),
    ] = None,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Dire ce qui a changé entre deux versions d'une source, et ce qui s'y réfère dans le graphe.

    Exemples : maillage diff rome 3.47 4.60 ; maillage diff rome 3.47 4.60 --kind split --format csv
    """
    from maillage.api.diff_command import diff_run

    diff_run(source, before, after, kind=kind, top=top, output=output)
