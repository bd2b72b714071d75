"""`maillage advise`: which trainings could be looked at opening, keeping, converting or watching?"""

from typing import TYPE_CHECKING

from maillage.api.commands import OutputFormat

if TYPE_CHECKING:
    from maillage.api.open_generation import OpenGeneration
    from maillage.queries.advice_answer import Advice


def advise_run(
    territory: str,
    period: str | None,
    *,
    actions: int,
    lower: float,
    top: int | None,
    output: OutputFormat,
) -> None:
    """Print the advice for a territory."""
    from maillage.api.advise_view import print_advice
    from maillage.api.open_generation import open_current

    print_advice(advised(open_current(), territory, period, actions, lower), output, top)


def advised(
    opened: "OpenGeneration", territory: str, period: str | None, actions: int, lower: float
) -> "Advice":
    """Return the advice for a territory, which knows the kinds of need that were counted there."""
    from maillage.api.typed_needs import typed_needs

    answers = typed_needs(opened, territory)
    counted = zip(answers.table.competences, answers.kinds, strict=True) if answers else ()
    kinds = {opened.names.uri(curie): kind for curie, kind in counted}
    return opened.advice.advise(territory, period, actions, lower, kinds)
