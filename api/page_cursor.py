"""Cursors of lists: where the next page begins. Opaque to clients, and of any depth at the same cost."""

import base64
import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from maillage.api.problem import Problem


@dataclass(frozen=True, slots=True)
class Page:
    """Some keys of a list in their order, and the cursor of what follows; None at the end."""

    keys: Sequence[str]
    total: int
    following: str | None


def page(keys: Sequence[str], of: str, limit: int, cursor: str | None) -> Page:
    """Return the page of sorted keys that begins after a cursor.

    `of` names the list: a cursor of another list is refused. It holds the last key given, so that a new
    generation between two pages neither repeats a key nor skips one that is still there.

    Raises:
        Problem: 400 for a cursor that is none, or of another list.
    """
    start = bisect_right(keys, _last(cursor, of)) if cursor else 0
    shown = keys[start : start + limit]
    more = start + limit < len(keys)
    return Page(shown, len(keys), _written(of, shown[-1]) if more and shown else None)


def _written(of: str, last: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([of, last]).encode()).decode().rstrip("=")


def _last(cursor: str, of: str) -> str:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        name, last = found
    except (ValueError, TypeError, RecursionError):
        raise _refused("ce n'est pas un curseur : prendre celui de la page d'avant") from None
    if name != of or not isinstance(last, str):
        raise _refused("ce curseur est celui d'une autre liste")
    return last


def _refused(reason: str) -> Problem:
    return Problem(400, f"paramètre « cursor » : {reason}", parameter="cursor")
