"""Commands that keep a property graph (Neo4j, or what speaks its protocol) equal to the graph."""

from typing import Annotated

import typer

from maillage.api.cli_options import Format, QuestionName, QuestionValues
from maillage.api.commands import OutputFormat
from maillage.api.neo4j_command import push_run, query_run, verify_run

app = typer.Typer()
neo4j = typer.Typer(
    help="Graphe de propriétés : envoyer à Neo4j ce qui a changé, vérifier, interroger en Cypher.",
    no_args_is_help=True,
)
app.add_typer(neo4j, name="neo4j")

Uri = Annotated[
    str | None,
    typer.Option(
        help="bolt://, bolt+s:// (TLS), bolt+ssc:// (certificat autosigné), neo4j://, neo4j+s:// … ; "
        "absente : MAILLAGE_NEO4J_URI. Utilisateur et mot de passe : MAILLAGE_NEO4J_USER, "
        "MAILLAGE_NEO4J_PASSWORD."
    ),
]
Database = Annotated[
    str | None,
    typer.Option(help="Base du serveur ; absente : MAILLAGE_NEO4J_DATABASE, sinon la sienne."),
]


@neo4j.command()
def push(
    uri: Uri = None,
    database: Database = None,
    sources: Annotated[
        str | None,
        typer.Option(
            help="Seulement ces sources, ex. « rome,esco,rome-esco,regional », et celles que la base contient déjà, "
            "qui y restent et sont mises à jour. Absente : toutes. « maillage status » les nomme."
        ),
    ] = None,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Envoyer la génération en service : seulement ce qui a changé, suppressions comprises.

    Interrompu, il reprend où il s'est arrêté quand on le relance.

    Exemples : maillage neo4j push --uri bolt://localhost:7687 ; maillage neo4j push --uri neo4j+s://graphe.exemple.fr
    """
    push_run(uri, database, sources, output=output)


@neo4j.command()
def verify(
    uri: Uri = None,
    database: Database = None,
    sample: Annotated[int, typer.Option(min=0, help="Nœuds tirés au sort et comparés.")] = 300,
    seed: Annotated[int, typer.Option(help="Graine du tirage.")] = 0,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Comparer la base aux triplets : nombres par étiquette et par relation, et un tirage de nœuds.

    Code de sortie 1 dès qu'une chose diffère.
    """
    verify_run(uri, database, sample=sample, seed=seed, output=output)


@neo4j.command()
def query(
    name: QuestionName = None,
    parameters: QuestionValues = None,
    uri: Uri = None,
    database: Database = None,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Poser à la base une question du dossier `queries/`, en Cypher.

    Exemple : maillage neo4j query occupation_missing source=rome:N1103 target=rome:N1105
    """
    query_run(name, parameters or [], uri, database, output=output)
