"""`maillage near`: the occupations near what somebody can do."""

from maillage.api.commands import OutputFormat


def near_run(
    start: str,
    *,
    top: int,
    within: str | None,
    hours: int | None,
    level: int | None,
    output: OutputFormat,
) -> None:
    """Print the occupations near an occupation, competences or a profile."""
    from maillage.api.near_view import print_near
    from maillage.api.open_generation import open_current

    pathways = open_current().pathways
    origin = pathways.origins.origin(start)
    print_near(pathways.near.near(origin, top, within, hours, level), output)
