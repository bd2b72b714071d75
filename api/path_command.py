"""`maillage path`: the best ways to an occupation, or to those that are near."""

from maillage.api.commands import OutputFormat


def path_run(
    start: str,
    target: str | None,
    *,
    within: str | None,
    hours: int | None,
    count: int,
    explain: bool,
    output: OutputFormat,
) -> None:
    """Print the paths from an occupation, competences or a profile."""
    from maillage.api.open_generation import open_current
    from maillage.api.path_view import print_path

    pathways = open_current().pathways
    origin = pathways.origins.origin(start)
    goal = None if target is None else pathways.origins.occupation(target)
    answer = pathways.path.path(origin, goal, within, hours, count)
    print_path(answer, output, explain=explain)
