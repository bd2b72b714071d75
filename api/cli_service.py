"""The command that serves everything over HTTP."""

from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Adresse d'écoute.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port ; 0 : un port libre.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processus qui répondent.")] = 1,
) -> None:
    """Servir le graphe : codes, questions, données liées, SPARQL, réconciliation.

    Exemples : maillage serve ; maillage serve --host 0.0.0.0 --port 80 --workers 2
    """
    from maillage.api.serve_command import serve_run

    serve_run(host, port, workers)
