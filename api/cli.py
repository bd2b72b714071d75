"""The command line. Commands import what they need when they run, so that `--help` answers at once."""

import sys

import typer

from maillage.api import (
    cli_codes,
    cli_graph,
    cli_neo4j,
    cli_pathways,
    cli_service,
    cli_territory,
    cli_texts,
)
from maillage.api.errors import UsageError
from maillage.ontology.errors import MaillageError

app = typer.Typer(
    name="maillage",
    help="La langue commune des métiers, compétences, certifications, formations et territoires.",
    epilog="Exemples : maillage build --data ../shared/data · maillage gap bassin:4402 --by competence",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for part in (cli_graph, cli_codes, cli_territory, cli_texts, cli_service, cli_neo4j, cli_pathways):
    app.add_typer(part.app)


def main() -> None:
    """Run the command line; a fault of ours is one sentence on stderr and exit code 1."""
    try:
        app()
    except MaillageError as error:
        typer.echo(f"maillage : {error}", err=True)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except BrokenPipeError:  # `maillage gap … | head`
        sys.stderr.close()
        sys.exit(0)
