"""Options that several commands share."""

from typing import Annotated

import typer

from maillage.api.commands import OutputFormat

Format = Annotated[
    OutputFormat,
    typer.Option("--format", "-f", help="table (lecture), json (machines), csv (tableur)."),
]

QuestionName = Annotated[str | None, typer.Argument(metavar="QUESTION", help="Absente : la liste.")]
QuestionValues = Annotated[
    list[str] | None, typer.Argument(metavar="CLÉ=VALEUR", help="Paramètres de la question.")
]
Territory = Annotated[
    str,
    typer.Argument(
        metavar="TERRITOIRE",
        help="CURIE (bassin:4402, dep:10, epci:…, reg:44, commune:10387, perimeter:…), rayon:10387:30km ou "
        "plusieurs, unis par + et ôtés par -.",
    ),
]
Period = Annotated[
    str | None, typer.Option(help="Année de la demande ; absente : la dernière connue.")
]
Top = Annotated[
    int | None,
    typer.Option(min=1, help="Nombre de lignes ; absent : 25 en table, toutes sinon."),
]
