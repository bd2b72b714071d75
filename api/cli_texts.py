"""Commands that read texts and labels. Each imports what it needs when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from maillage.api.cli_options import Format
from maillage.api.commands import OutputFormat
from maillage.api.review_command import ReviewFormat

app = typer.Typer()


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
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processus, pour une longue liste ; absent : un par cœur."),
    ] = None,
) -> None:
    """Relier des libellés aux concepts d'un référentiel : une ligne JSON par libellé.

    Exemples : echo "soudeur TIG" | maillage link --scheme rome ;
    maillage link --scheme esco-skill competences.txt --top 5 --explain
    """
    from maillage.api.link_command import link_run

    link_run(scheme, file, lang=lang, top=top, explain=explain, encoder=encoder, workers=workers)


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

    Chaque mention dit où elle est dans `text` (`start`, `end`, en caractères), sa probabilité et sa méthode :
    `stated` (ses mots sont dans le texte) ou `implied` (le métier la demande ; plus faible). D'abord ce qu'un
    tel employeur demande le plus souvent, puis ce que les mots disent le plus sûrement.

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
def review(
    output: Annotated[
        ReviewFormat,
        typer.Option("--format", help="sssom (table) ou jsonl (tout ce qui est gardé)."),
    ] = ReviewFormat.SSSOM,
    out: Annotated[Path | None, typer.Option(help="Fichier ; absent : la sortie.")] = None,
) -> None:
    """Exporter ce que les lecteurs de textes ont jugé juste, faux ou autre, pour réentraîner.

    Exemples : maillage review > jugements.sssom.tsv ; maillage review --format jsonl --out jugements.jsonl
    """
    from maillage.api.review_command import review_run

    review_run(output, out)


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
            help="titles, crosswalk, ads-occupation, declared, mentions ; all : ces cinq ; near.",
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
