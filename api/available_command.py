"""`maillage available`: do the people who look for work meet the demand of a territory?"""

from maillage.api.commands import OutputFormat
from maillage.api.errors import UsageError


def available_run(
    territory: str, period: str | None, by: str, *, top: int | None, output: OutputFormat
) -> None:
    """Print the answer for a territory."""
    from maillage.api.available_view import print_available
    from maillage.api.open_generation import open_current
    from maillage.queries.available import BY

    if by not in BY:
        raise UsageError(f"--by {by}", f"attendu : {', '.join(BY)}")
    print_available(open_current().available.available(territory, period, by), output, top)
