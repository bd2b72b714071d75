"""Saved perimeters, as a table, JSON or CSV."""

from collections.abc import Sequence

from maillage.api.commands import OutputFormat
from maillage.api.terminal import data_console, number, table, write_csv, write_json
from maillage.ontology.names import Names
from maillage.vocab.saved_perimeters import SavedPerimeter


def print_perimeters(
    perimeters: Sequence[SavedPerimeter], names: Names, output: OutputFormat, *, communes: bool
) -> None:
    """Print perimeters in the order given; `communes`: list them in the table too."""
    if output is OutputFormat.JSON:
        write_json([perimeter_document(one, names) for one in perimeters])
    elif output is OutputFormat.CSV:
        columns = ("curie", "uri", "label", "expression", "population", "saved", "communes")
        documents = (
            {**perimeter_document(one, names), "communes": " ".join(one.communes)}
            for one in perimeters
        )
        write_csv(columns, ([one[column] for column in columns] for one in documents))
    else:
        _print_table(perimeters, communes)


def perimeter_document(one: SavedPerimeter, names: Names) -> dict[str, object]:
    """Return a perimeter as JSON has it."""
    curie = f"perimeter:{one.slug}"
    return {
        "curie": curie,
        "uri": names.uri(curie).value,
        "label": one.label,
        "expression": one.expression,
        "population": one.population,
        "saved": one.saved,
        "communes": list(one.communes),
    }


def _print_table(perimeters: Sequence[SavedPerimeter], communes: bool) -> None:
    console = data_console(100)
    if not perimeters:
        console.print(
            "Aucun périmètre enregistré. Par exemple : maillage perimeter save nord-de-l-aube "
            "'dep:10-bassin:4402'"
        )
        return
    shown = table(
        "Périmètres enregistrés",
        ("périmètre", "libellé", "composé ainsi", "communes", "habitants", "enregistré le"),
        right=("communes", "habitants"),
    )
    for one in perimeters:
        shown.add_row(
            f"perimeter:{one.slug}", one.label, one.expression, number(len(one.communes)),
            number(one.population), one.saved[:10],
        )  # fmt: skip
    console.print(shown)
    for one in perimeters if communes else ():
        console.print(f"Communes au {one.saved[:10]} : {', '.join(one.communes)}")
