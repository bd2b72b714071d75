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
    from maillage.api.labour_model import open_labour
    from maillage.queries.insertion import BY, MONTHS, InsertionModel

    if by not in BY:
        raise UsageError(f"--by {by}", f"attendu : {', '.join(BY)}")
    if months not in MONTHS:
        raise UsageError(f"--months {months}", f"attendu : {', '.join(map(str, MONTHS))}")
    labour = open_labour()
    model = InsertionModel(labour.model, labour.index_path)
    print_insertion(model.insertion(territory, period, by, months), output, top)
