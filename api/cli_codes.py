"""Commands that say what a code or a word means. Each imports what it needs when it runs."""

from typing import Annotated

import typer

from maillage.api.cli_options import Format
from maillage.api.commands import OutputFormat

app = typer.Typer()


@app.command()
def resolve(
    code: Annotated[
        str,
        typer.Argument(
            metavar="CODE",
            help="ROME, appellation, compétence, ESCO, RNCP, RS, bloc, Formacode, NSF, code diplôme, "
            "INSEE, bassin ; CURIE ou URI.",
        ),
    ],
    scheme: Annotated[
        str | None,
        typer.Option(
            help="Référentiel du code, ex. rncp, formacode, insee, rome3 ; absent : tous."
        ),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Le jour dont on parle ; absent : aujourd'hui."),
    ] = None,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Dire ce qu'un code désigne à une date : libellés, état, ce qui l'a remplacé, correspondances, source.

    Un code que plusieurs concepts portent, ou aucun, donne des candidats et la raison ; jamais un choix.

    Exemples : maillage resolve K1304 ; maillage resolve RNCP403 --at 2022-01-01 ;
    maillage resolve 31090 --scheme formacode --format json
    """
    from maillage.api.code_command import resolve_run

    resolve_run(code, scheme, at, output=output)


@app.command()
def search(
    text: Annotated[str, typer.Argument(metavar="TEXTE", help="Des mots, même mal tapés.")],
    types: Annotated[
        str | None,
        typer.Option("--type", help="Classes, ex. Occupation,Certification ; absentes : toutes."),
    ] = None,
    lang: Annotated[str, typer.Option(help="Langue des libellés : fr, en ou de.")] = "fr",
    territory: Annotated[
        str | None,
        typer.Option(help="Seulement les formations et les territoires de ce territoire."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="Nombre de résultats.")] = 20,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Chercher un concept par ses mots : accents, genre, fautes de frappe et mots inachevés sont tolérés.

    Exemples : maillage search boulangère ; maillage search "cap cuisine" --type Certification ;
    maillage search soudeur --territory bassin:4402
    """
    from maillage.api.code_command import search_run

    search_run(text, types, lang, territory, limit, output=output)
