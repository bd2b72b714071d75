"""The releases that an answer uses, and what for."""

from collections.abc import Mapping

from maillage.queries.decode import text
from maillage.queries.gap_answer import SourceUse
from maillage.queries.question import Store, question


def source_uses(store: Store, roles: Mapping[str, str]) -> tuple[SourceUse, ...]:
    """Return the releases of the graph that have a role, by source."""
    return tuple(
        SourceUse(
            source,
            text(row, "version"),
            text(row, "title"),
            text(row, "publisher"),
            text(row, "issued") or None,
            roles[source],
        )
        for row in question("releases").ask(store)
        if roles.get(source := text(row, "source"))
    )
