"""Commands that answer about a territory. Each imports what it needs when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from maillage.api.cli_options import Format, Period, Territory, Top
from maillage.api.commands import OutputFormat, gap_run
from maillage.api.portrait_format import PortraitFormat

app = typer.Typer()
perimeter = typer.Typer(
    help="Enregistrer, lister, montrer des périmètres : des groupements de communes.",
    no_args_is_help=True,
)
app.add_typer(perimeter, name="perimeter")


@app.command()
def gap(
    territory: Annotated[
        str,
        typer.Argument(
            metavar="TERRITOIRE",
            help="CURIE (bassin:4402, dep:10, epci:…, ze:…, reg:44, commune:10387) ou communes "
            "séparées par des virgules.",
        ),
    ],
    period: Annotated[
        str | None, typer.Option(help="Année de la demande ; absente : la dernière connue.")
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            help="occupation, competence, certification, sector (division de la NAF), domain ou major-domain "
            "(domaines et grands domaines du ROME)."
        ),
    ] = "occupation",
    top: Annotated[
        int | None,
        typer.Option(min=1, help="Nombre de lignes ; absent : 25 en table, toutes sinon."),
    ] = None,
    evidence: Annotated[
        str | None, typer.Option(help="Tout ce sur quoi repose une ligne, nommée par son CURIE.")
    ] = None,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Dire si l'offre de formation répond aux besoins des entreprises d'un territoire.

    Exemples : maillage gap bassin:4402 ; maillage gap dep:10 --by competence --format json ;
    maillage gap bassin:4402 --evidence rome:N1103
    """
    gap_run(territory, period, by, top=top, evidence=evidence, output=output)


@app.command()
def available(
    territory: Territory,
    period: Period = None,
    by: Annotated[str, typer.Option(help="competence ou occupation.")] = "competence",
    top: Top = None,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Dire si les gens qui cherchent un emploi répondent à la demande d'un territoire.

    Où ils manquent, la réponse cherche dans les bassins à portée de trajet, puis dans les métiers proches.

    Exemples : maillage available bassin:4402 ; maillage available perimeter:nord-de-l-aube --by occupation
    --format json
    """
    from maillage.api.available_command import available_run

    available_run(territory, period, by, top=top, output=output)


@app.command()
def insertion(
    territory: Territory,
    period: Period = None,
    by: Annotated[str, typer.Option(help="training, domain ou sector.")] = "training",
    months: Annotated[int, typer.Option(help="Mois après la sortie : 6, 12, 18, 24 ou 30.")] = 12,
    top: Top = None,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Dire si les formations qui mènent le plus à l'emploi servent là où sont les offres.

    Exemples : maillage insertion bassin:4402 ; maillage insertion dep:10 --by domain --months 24
    """
    from maillage.api.insertion_command import insertion_run

    insertion_run(territory, period, by, months, top=top, output=output)


@app.command()
def needs(
    territory: Territory,
    sector: Annotated[
        str, typer.Option(help="CURIE d'une division de la NAF, ex. naf:25 ; absent : tous.")
    ] = "",
    occupation: Annotated[
        str, typer.Option(help="CURIE d'un métier du ROME, ex. rome:M1855 ; absent : tous.")
    ] = "",
    kind: Annotated[
        str | None,
        typer.Option(
            help="emerging, recurring, occasional, stable ou insufficient ; absent : tous."
        ),
    ] = None,
    sensitivity: Annotated[
        bool, typer.Option(help="Dire aussi ce qui change quand chaque paramètre bouge.")
    ] = False,
    top: Top = None,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Dire quels besoins en compétences sont émergents, récurrents, occasionnels ou stables.

    Les besoins se lisent dans les offres d'emploi ingérées (maillage ingest ads), mois par mois ; les récurrents,
    dans l'enquête BMO, année par année.

    Exemples : maillage needs bassin:4402 ; maillage needs dep:67 --kind emerging --sensitivity ;
    maillage needs reg:44 --occupation rome:M1855
    """
    from maillage.api.needs_command import needs_run

    needs_run(
        territory, sector, kind,
        sensitivity=sensitivity, top=top, output=output, occupation=occupation,
    )  # fmt: skip


@app.command()
def advise(
    territory: Territory,
    period: Period = None,
    actions: Annotated[int, typer.Option(min=1, help="Ouvertures proposées, au plus.")] = 12,
    lower: Annotated[
        float,
        typer.Option(help="Facteur de demande essayé en plus, entre 0 et 1 : 0.8, soit − 20 %."),
    ] = 0.8,
    top: Annotated[
        int | None,
        typer.Option(
            min=1, help="Propositions de chaque sorte ; absent : 6 en table, toutes sinon."
        ),
    ] = None,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Proposer à un comité les formations à examiner : ouvrir, maintenir, convertir, surveiller.

    Chaque proposition a ses raisons, ce qui s'y oppose, ses chiffres, et ce qu'elle devient si la demande est
    plus basse. Elle propose ; le comité décide.

    Exemples : maillage advise bassin:4402 ; maillage advise dep:10 --actions 20 --format json
    """
    from maillage.api.advise_command import advise_run

    advise_run(territory, period, actions=actions, lower=lower, top=top, output=output)


@app.command()
def portrait(
    territory: Territory,
    period: Period = None,
    output: Annotated[
        PortraitFormat,
        typer.Option("--format", "-f", help="table, html (une page à imprimer), json ou csv."),
    ] = PortraitFormat.TABLE,
) -> None:
    """Montrer un territoire d'un coup d'œil : demande, offre, écarts, compétences, transitions, sources.

    Exemples : maillage portrait bassin:4402 ; maillage portrait bassin:4402 --format html > portrait.html
    """
    from maillage.api.portrait_command import portrait_run

    portrait_run(territory, period, output=output)


@app.command()
def reach(
    competence: Annotated[
        str | None,
        typer.Argument(
            metavar="COMPÉTENCE", help="CURIE : rome-competence:118907, esco:…, regional:…"
        ),
    ] = None,
    evaluate: Annotated[
        bool, typer.Option("--evaluate", help="Comparer à ESCO et au ROME : matrices de confusion.")
    ] = False,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Dire à combien de métiers une compétence sert : propre à un métier, transférable, transversale, de base.

    Exemples : maillage reach rome-competence:118907 ; maillage reach --evaluate --format json
    """
    from maillage.api.reach_command import reach_run

    reach_run(competence, evaluate=evaluate, output=output)


@app.command()
def report(
    territories: Annotated[
        list[str] | None,
        typer.Argument(metavar="TERRITOIRE…", help="Absents : --all."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Tous les bassins d'emploi du graphe.")
    ] = False,
    period: Period = None,
    by: Annotated[str, typer.Option(help="occupation ou competence.")] = "occupation",
    questions: Annotated[
        str | None,
        typer.Option(help="gap,available,insertion,advise ; absentes : les trois premières."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Dossier des réponses entières, une par fichier.")
    ] = None,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Répondre aux trois questions pour beaucoup de territoires en une fois.

    En json sans --out : une réponse entière par ligne. Sinon : un résumé ; chaque réponse entière porte ses
    cellules, ses nombres, sa règle et les versions de ses sources.

    Exemples : maillage report --all --out rapport ; maillage report dep:10 dep:51 --format json
    """
    from maillage.api.report_command import report_run

    report_run(
        territories or [], every=every, period=period, by=by, questions=questions, out=out,
        output=output,
    )  # fmt: skip


@perimeter.command("save")
def perimeter_save(
    name: Annotated[
        str,
        typer.Argument(metavar="NOM", help="Minuscules sans accent, chiffres et tirets."),
    ],
    expression: Annotated[
        str,
        typer.Argument(
            metavar="EXPRESSION", help="Communes et groupements unis par + ou ôtés par -."
        ),
    ],
    label: Annotated[str, typer.Option(help="Libellé ; absent : tiré de l'expression.")] = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Changer les communes d'un nom déjà pris.")
    ] = False,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Enregistrer un périmètre : toute question le prend ensuite, et son URI peut être citée.

    Exemples : maillage perimeter save nord-de-l-aube 'dep:10-bassin:4402' --label "Nord de l'Aube" ;
    maillage gap perimeter:nord-de-l-aube
    """
    from maillage.api.perimeter_command import perimeter_save_run

    perimeter_save_run(name, expression, label, replaces=replace, output=output)


@perimeter.command("list")
def perimeter_list(output: Format = OutputFormat.TABLE) -> None:
    """Lister les périmètres enregistrés.

    Exemple : maillage perimeter list --format csv
    """
    from maillage.api.perimeter_command import perimeter_list_run

    perimeter_list_run(output)


@perimeter.command("show")
def perimeter_show(
    name: Annotated[str, typer.Argument(metavar="NOM", help="Avec ou sans « perimeter: ».")],
    output: Format = OutputFormat.TABLE,
) -> None:
    """Montrer ce qu'un nom désigne et ce qu'il a désigné, le plus récent d'abord.

    Exemple : maillage perimeter show nord-de-l-aube
    """
    from maillage.api.perimeter_command import perimeter_show_run

    perimeter_show_run(name, output)
