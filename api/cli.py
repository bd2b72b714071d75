"""The command line. Commands import what they need when they run, so that `--help` answers at once."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from maillage.api.commands import OutputFormat, build_run, check_run, gap_run, query_run, status_run
from maillage.api.errors import UsageError
from maillage.api.portrait_format import PortraitFormat
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

Format = Annotated[
    OutputFormat,
    typer.Option("--format", "-f", help="table (lecture), json (machines), csv (tableur)."),
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
perimeter = typer.Typer(
    help="Enregistrer, lister, montrer des périmètres : des groupements de communes.",
    no_args_is_help=True,
)
app.add_typer(perimeter, name="perimeter")


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
        str, typer.Option(help="occupation, competence ou certification.")
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

    Les besoins se lisent dans les offres d'emploi ingérées (maillage ingest ads), mois par mois.

    Exemples : maillage needs bassin:4402 ; maillage needs dep:67 --kind emerging --sensitivity
    """
    from maillage.api.needs_command import needs_run

    needs_run(territory, sector, kind, sensitivity=sensitivity, top=top, output=output)


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
    name: Annotated[
        str | None, typer.Argument(metavar="QUESTION", help="Absente : la liste.")
    ] = None,
    parameters: Annotated[
        list[str] | None, typer.Argument(metavar="CLÉ=VALEUR", help="Paramètres de la question.")
    ] = None,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Poser une question du dossier `queries/` au graphe.

    Exemples : maillage query ; maillage query territory_communes territory=bassin:4402 --format csv
    """
    query_run(name, parameters or [], output=output)


@app.command()
def link(
    scheme: Annotated[
        str,
        typer.Option(
            help="esco-occupation, esco-skill, rome, rome-appellation, rome-competence ou regional."
        ),
    ],
    file: Annotated[
        str | None,
        typer.Argument(metavar="FICHIER", help="Un libellé par ligne ; « - » : l'entrée."),
    ] = None,
    lang: Annotated[str, typer.Option(help="Langue des libellés : fr, en ou de.")] = "fr",
    top: Annotated[int, typer.Option(min=1, help="Candidats par libellé.")] = 20,
    explain: Annotated[bool, typer.Option(help="Dire ce qui a fait le score de chacun.")] = False,
    encoder: Annotated[
        str | None, typer.Option(help="Dossier d'un encodeur, ou modèle sentence-transformers.")
    ] = None,
) -> None:
    """Relier des libellés aux concepts d'un référentiel : une ligne JSON par libellé.

    Exemples : echo "soudeur TIG" | maillage link --scheme rome ;
    maillage link --scheme esco-skill competences.txt --top 5 --explain
    """
    from maillage.api.link_command import link_run

    link_run(scheme, file, lang=lang, top=top, explain=explain, encoder=encoder)


@app.command()
def extract(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FICHIER", help="Une ligne JSON par texte : id, title, text ; « - » : l'entrée."
        ),
    ] = None,
) -> None:
    """Trouver les métiers et les compétences de textes : une ligne JSON par texte.

    Chaque mention dit où elle est dans `text` (`start`, `end`, en caractères), sa probabilité et sa méthode,
    les plus sûres d'abord :
    `stated` (ses mots sont dans le texte) ou `implied` (le métier la demande ; plus faible).

    Exemples : echo '{"title": "Soudeur", "text": "Vous soudez au TIG."}' | maillage extract ;
    maillage extract offres.jsonl > mentions.jsonl
    """
    from maillage.api.extract_command import extract_run

    extract_run(file)


@app.command()
def ingest(
    kind: Annotated[
        str, typer.Argument(metavar="ads|offers", help="Offres d'emploi ou offres de formation.")
    ],
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="CHEMIN…", help="Fichiers et dossiers (parcourus en entier)."),
    ] = None,
    format_of: Annotated[
        str | None,
        typer.Option(
            "--format-of",
            help="Format des fichiers : france-travail, jobposting, csv, text, lheo, carif-oref… ; "
            "absent : reconnu pour chacun.",
        ),
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="CHAMP=COLONNE", help="Colonne d'un CSV, ex. title=Intitulé."
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(help="Nom court du flux, ex. « mission-locale » ; absent : celui du format."),
    ] = None,
    engine: Annotated[
        str, typer.Option(help="local (processus d'ici) ou ray (grappe ; extra « ray »).")
    ] = "local",
    withdraw: Annotated[
        str | None,
        typer.Option(
            metavar="FICHIER",
            help="Identifiants à retirer du disque, un par ligne (« id » ou « flux:id »).",
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processus de lecture ; absent : un par cœur.")
    ] = None,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Lire des offres d'emploi ou de formation : ce qu'elles demandent entre dans les réponses.

    Ni titre ni texte d'une offre d'emploi n'est gardé : des mentions, leurs mots, des nombres datés.
    Relancée, interrompue ou non, la commande ne compte rien deux fois. Ce qui ne peut être lu est
    dans `rejects.jsonl`, avec fichier, ligne et motif ; le reste passe.

    Exemples : maillage ingest ads offres.jsonl ; maillage ingest ads ./flux ;
    maillage ingest ads a.csv --map title=Poste --map text=Annonce --source mairie ;
    maillage ingest offers catalogue-lheo.xml ; maillage ingest ads --withdraw retirees.txt
    """
    from maillage.api.ingest_command import ingest_run

    ingest_run(
        kind, paths or [], format_of=format_of, mapping=mapping or [], source=source,
        engine=engine, withdraw=withdraw, workers=workers, output=output,
    )  # fmt: skip


@app.command()
def oov(
    top: Annotated[int, typer.Option(min=1, help="Nombre d'expressions.")] = 50,
    at_least: Annotated[
        int, typer.Option("--min", min=1, help="Seulement celles d'autant de textes.")
    ] = 2,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Lister ce que les textes ingérés demandent et qu'aucun référentiel ne nomme.

    Exemples : maillage oov ; maillage oov --top 500 --min 5 --format csv > a-examiner.csv
    """
    from maillage.api.oov_command import oov_run

    oov_run(top=top, at_least=at_least, output=output)


@app.command()
def train(
    out: Annotated[
        str | None, typer.Option(help="Dossier où écrire ; absent : celui du graphe.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Graine : la même donne le même encodeur.")] = 0,
) -> None:
    """Entraîner l'encodeur et la pondération des liens sur le graphe (extra « train »).

    Exemple : maillage train --out ./encodeur puis maillage link --encoder ./encodeur …
    """
    from maillage.api.train_command import train_run

    train_run(out, seed)


@app.command()
def evaluate(
    name: Annotated[
        str,
        typer.Argument(
            metavar="BANC",
            help="titles, crosswalk, ads-occupation, declared, mentions ; all : tous.",
        ),
    ],
    size: Annotated[int, typer.Option(min=1, help="Requêtes tirées, au plus.")] = 1000,
    seed: Annotated[int, typer.Option(help="Graine du tirage.")] = 7,
    annotations: Annotated[
        Path | None, typer.Option(help="Dossier des textes annotés ; absent : celui du projet.")
    ] = None,
    output: Format = OutputFormat.TABLE,
) -> None:
    """Mesurer les liens et l'extraction, à côté de deux références de la même exécution.

    Les bancs sur des textes lisent le dossier MAILLAGE_DATA.

    Exemples : maillage evaluate crosswalk --format json ; maillage evaluate all --size 300
    """
    from maillage.api.evaluate_command import evaluate_run

    evaluate_run(name, output, size, seed, annotations)


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
