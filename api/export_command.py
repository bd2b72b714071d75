"""`maillage export`: the projection, for Gephi, igraph and others."""

from pathlib import Path

import typer

from maillage.api.errors import UsageError

FORMATS = ("graphml", "parquet")


def export_run(format_: str, folder: Path) -> None:
    """Write the files and say what they hold.

    Raises:
        UsageError: another format, or a folder that cannot be written.
    """
    from maillage.api.open_generation import open_current
    from maillage.api.terminal import messages, number
    from maillage.graph.export_tables import write_graphml, write_parquet
    from maillage.queries.near_data import NearData

    if format_ not in FORMATS:
        raise UsageError(f"export {format_}", f"attendu : {', '.join(FORMATS)}")
    opened = open_current()
    # Of the triples: the index lacks what was ingested since it was made.
    data = NearData(opened.store, opened.names)
    write = write_graphml if format_ == FORMATS[0] else write_parquet
    try:
        written = write(data.projection, data.names, folder)
    except OSError as error:
        raise UsageError(str(folder), f"écriture impossible ({error.strerror})") from error
    messages.print(f"{number(written.nodes)} nœuds, {number(written.edges)} relations")
    for path in written.files:
        typer.echo(path)
