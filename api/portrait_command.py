"""`maillage portrait`: a territory at a glance."""

from typing import TYPE_CHECKING

from maillage.api.portrait_format import PortraitFormat

if TYPE_CHECKING:
    from maillage.api.open_generation import OpenGeneration
    from maillage.queries.portrait_answer import Portrait


def portrait_run(territory: str, period: str | None, *, output: PortraitFormat) -> None:
    """Print the portrait of a territory."""
    from maillage.api.open_generation import open_current
    from maillage.api.portrait_view import print_portrait

    print_portrait(portrayed(open_current(), territory, period), output)


def portrayed(opened: "OpenGeneration", territory: str, period: str | None) -> "Portrait":
    """Return the portrait of a territory, with the needs that were counted there."""
    from maillage.api.typed_needs import typed_needs

    return opened.portrait.portrait(territory, period, typed_needs(opened, territory))
