"""`maillage insertion`: do the trainings that lead most to employment serve where offers are?"""

from maillage.api.commands import OutputFormat
from maillage.api.errors import UsageError


def insertion_run(
    territory: str,
    period: str | None,
    by: str,
    months: int,
    *,
    top: int | None,
    output: OutputFormat,
) -> None:
    """Print the answer for a territory."""
    from maillage.api.insertion_view import print_insertion
    from maillage.api.open_generation import open_current
    from maillage.queries.insertion import BY, MONTHS

    if by not in BY:
        raise UsageError(f"--by {by}", f"attendu : {', '.join(BY)}")
    if months not in MONTHS:
        raise UsageError(f"--months {months}", f"attendu : {', '.join(map(str, MONTHS))}")
    answer = open_current().insertion.insertion(territory, period, by, months)
    print_insertion(answer, output, top)
