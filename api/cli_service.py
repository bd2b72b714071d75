"""Commands of the service over HTTP."""

from typing import Annotated

import typer

from maillage.api.cli_options import Format
from maillage.api.commands import OutputFormat

app = typer.Typer()
key = typer.Typer(
    help="Faire, lister, retirer les clés de qui peut demander au service ce qui coûte.",
    no_args_is_help=True,
)
app.add_typer(key, name="key")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Adresse d'écoute.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port ; 0 : un port libre.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processus qui répondent.")] = 1,
) -> None:
    """Servir le graphe : codes, questions, données liées, SPARQL, réconciliation.

    Les requêtes SPARQL prennent ensemble la moitié de la mémoire libre au démarrage, au plus ; MAILLAGE_SPARQL_ROOM
    (mégaoctets, par processus) en donne plus ou moins. Au-delà, elles attendent, puis 503.

    Exemples : maillage serve ; maillage serve --host 0.0.0.0 --port 80 --workers 2
    """
    from maillage.api.serve_command import serve_run

    serve_run(host, port, workers)


@key.command("add")
def key_add(
    name: Annotated[str, typer.Argument(metavar="NOM", help="De qui, ou de quoi.")],
) -> None:
    """Faire une clé et l'écrire, une seule fois, sur la sortie standard.

    Exemple : maillage key add portail-orientation > cle.txt
    """
    from maillage.api.key_command import key_add_run

    key_add_run(name)


@key.command("list")
def key_list(output: Format = OutputFormat.TABLE) -> None:
    """Lister les clés : leur nom et leur date, jamais leur secret.

    Exemple : maillage key list
    """
    from maillage.api.key_command import key_list_run

    key_list_run(output)


@key.command("remove")
def key_remove(name: Annotated[str, typer.Argument(metavar="NOM")]) -> None:
    """Retirer une clé ; la requête suivante qui la porte est refusée.

    Exemple : maillage key remove portail-orientation
    """
    from maillage.api.key_command import key_remove_run

    key_remove_run(name)
