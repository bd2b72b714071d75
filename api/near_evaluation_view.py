"""`maillage evaluate near`: ROME's mobilities among the near occupations, beside two baselines."""

from maillage.api.commands import OutputFormat


def evaluate_near(output: OutputFormat) -> None:
    """Print the recall of each way of ranking, on the fiches that judge and on all of them."""
    from maillage.api.open_generation import open_current
    from maillage.api.terminal import data_console, number, table, write_csv, write_json
    from maillage.queries.near_evaluation import NearLine, near_lines
    from maillage.queries.near_training import FIRST
    from maillage.queries.near_weights import shipped_weights

    data = open_current().pathways.near.data
    lines = near_lines(data.projection, data.signals, shipped_weights())
    if output is OutputFormat.JSON:
        write_json({"benchmark": "near", "first": FIRST, "lines": [one._asdict() for one in lines]})
        return
    if output is OutputFormat.CSV:
        write_csv(NearLine._fields, lines)
        return
    columns = ("fiches", "système", "n", "mobilités", f"rappel@{FIRST}", "trouvées")
    shown = table("Mobilités du ROME parmi les métiers proches", columns, right=columns[2:])
    for one in lines:
        shown.add_row(
            one.fiches,
            one.system,
            number(one.n),
            number(one.moves),
            f"{one.recall:.3f}",
            f"{one.found:.3f}",
        )
    data_console().print(shown)
