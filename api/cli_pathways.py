"""Commands about ways between occupations. Each imports what it needs when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from maillage.api.cli_options import Format
from maillage.api.commands import OutputFormat

app = typer.Typer()

_Start = Annotated[
    str,
    typer.Argument(
        metavar="DEPUIS",
        help="Un métier (rome:N1103, N1103, un intitulé), des compétences séparées par des virgules (CURIE "
        "ou libellés), ou un fichier de profil .json : Europass, ELM, Open Badges 3. Rien n'en est gardé.",
    ),
]
_Within = Annotated[
    str | None,
    typer.Option(
        metavar="TERRITOIRE", help="Demande et formations de ce périmètre, ex. bassin:4412."
    ),
]
_Hours = Annotated[
    int | None,
    typer.Option(
        min=1, help="Heures de formation, au plus ; une durée inconnue reste, et est dite."
    ),
]


@app.command()
def near(
    start: _Start,
    top: Annotated[int, typer.Option(min=1, help="Nombre de métiers.")] = 20,
    within: _Within = None,
    hours: _Hours = None,
    level: Annotated[
        int | None, typer.Option(min=1, max=8, help="Niveau de certification, au plus (3 : CAP).")
    ] = None,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Trouver les métiers proches de ce que quelqu'un sait faire : ce qui est acquis, ce qui manque.

    Exemples : maillage near rome:N1103 ; maillage near "boulangère" --within bassin:4412 --hours 400 ;
    maillage near "souder au TIG, lire un plan" --level 4 ; maillage near profil.jsonld --format json
    """
    from maillage.api.near_command import near_run

    near_run(start, top=top, within=within, hours=hours, level=level, output=output)


@app.command()
def path(
    start: _Start,
    target: Annotated[
        str | None,
        typer.Argument(metavar="VERS", help="Un métier ; absent : les plus proches du périmètre."),
    ] = None,
    within: _Within = None,
    hours: _Hours = None,
    count: Annotated[int, typer.Option("--paths", min=1, max=10, help="Chemins, au plus.")] = 3,
    explain: Annotated[
        bool, typer.Option(help="Tout lister : chaque compétence commune et manquante.")
    ] = False,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Trouver les chemins vers un métier, et ce qui comble chaque étape : blocs, formations, VAE.

    Exemples : maillage path rome:N1103 rome:N4101 --within bassin:4412 ;
    maillage path "préparatrice de commandes" --within bassin:4412 --hours 400
    """
    from maillage.api.path_command import path_run

    path_run(start, target, within=within, hours=hours, count=count, explain=explain, output=output)


@app.command()
def cores(
    seed: Annotated[int, typer.Option(help="Graine des communautés.")] = 7,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Montrer les familles de métiers qui partagent un socle de compétences, et leur stabilité.

    Exemples : maillage cores ; maillage cores --format json
    """
    from maillage.api.path_families import cores_run

    cores_run(seed, output)


@app.command()
def bridges(
    by: Annotated[str, typer.Option(help="competences ou certifications.")] = "competences",
    top: Annotated[int, typer.Option(min=1, help="Nombre de lignes.")] = 20,
    of: Annotated[
        str | None, typer.Option(metavar="CODE", help="Les certifications proches de celle-ci.")
    ] = None,
    sample: Annotated[int, typer.Option(min=1, help="Nœuds tirés pour l'intermédiarité.")] = 60,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Montrer ce qui fait passerelle : compétences entre métiers, blocs communs entre certifications.

    Exemples : maillage bridges ; maillage bridges --by certifications --format csv ;
    maillage bridges --of rncp:37099
    """
    from maillage.api.path_bridges import bridges_run

    bridges_run(by, of, top, sample, output)


@app.command()
def export(
    format_: Annotated[str, typer.Argument(metavar="graphml|parquet", help="Format des fichiers.")],
    folder: Annotated[Path, typer.Argument(metavar="DOSSIER", help="Où écrire.")],
) -> None:
    """Écrire le graphe des métiers, compétences, certifications et formations pour d'autres outils.

    Exemples : maillage export graphml ./gephi ; maillage export parquet ./tables
    """
    from maillage.api.export_command import export_run

    export_run(format_, folder)
