"""`maillage cores`: families of occupations that share a core of competences."""

from dataclasses import asdict

from maillage.api.commands import OutputFormat
from maillage.api.terminal import data_console, number, table, write_csv, write_json
from maillage.queries.core_families import Families

SHOWN = 5


def cores_document(found: Families) -> dict[str, object]:
    """Return what `cores --format json` prints."""
    return {
        "seed": found.seed,
        "modularity": round(found.modularity, 4),
        "stability": {"adjusted_rand": round(found.stability, 4)},
        "alone": [curie for curie, _ in found.alone],
        "families": [
            {
                "number": one.number,
                "label": one.label,
                "occupations": [
                    {"curie": curie, "label": label} for curie, label in one.occupations
                ],
                "core": [asdict(competence) for competence in one.core],
            }
            for one in found.families
        ],
    }


def cores_run(seed: int, output: OutputFormat) -> None:
    """Print the families of occupations."""
    from maillage.api.open_generation import open_current
    from maillage.queries.core_families import families

    found = families(open_current().pathways.near.data, seed)
    if output is OutputFormat.JSON:
        write_json(cores_document(found))
    elif output is OutputFormat.CSV:
        columns = ("family", "family_label", "curie", "label")
        rows = (
            (one.number, one.label, *each) for one in found.families for each in one.occupations
        )
        write_csv(columns, rows)
    else:
        _print_cores(found)


def _print_cores(found: Families) -> None:
    shown = table(
        f"{len(found.families)} familles de métiers (graine {found.seed} ; modularité "
        f"{number(found.modularity, 2)} ; stabilité, indice de Rand ajusté : {number(found.stability, 2)})",
        ("n°", "métiers", "les plus centraux", "socle commun (part des métiers)"),
        right=("métiers",),
    )
    for one in found.families:
        core = (f"{each.label} ({number(100 * each.share)} %)" for each in one.core[:SHOWN])
        shown.add_row(
            str(one.number),
            number(len(one.occupations)),
            one.label.replace(" · ", "\n"),
            "\n".join(core),
        )
    data_console().print(shown)
