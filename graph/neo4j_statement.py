"""The Cypher statements of a push, read from `neo4j_push.cypher`; only here are names put into one."""

import re
from functools import cache
from importlib.resources import files

from maillage.graph.neo4j_errors import BadGraphName

_SECTION = re.compile(r"^//\+ (\w+)\n", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@cache
def statement(name: str, *, labels: tuple[str, ...] = (), relation: str = "") -> str:
    """Return a statement; `labels` and `relation` replace what stands for them in it.

    Raises:
        BadGraphName: a label or relation that is no plain name, which the ontology never gives.

    >>> statement("add_labels", labels=("Occupation", "Concept")).splitlines()[-1]
    'SET n:Occupation:Concept'
    """
    for one in (*labels, *([relation] if relation else ())):
        if not _NAME.fullmatch(one):
            raise BadGraphName(one)
    text = _statements()[name]
    return text.replace(":LABELS", f":{':'.join(labels)}").replace(":RELATION", f":{relation}")


@cache
def _statements() -> dict[str, str]:
    text = files("maillage.graph").joinpath("neo4j_push.cypher").read_text("utf-8")
    _, *parts = _SECTION.split(text)
    return {name: body.strip() for name, body in zip(parts[::2], parts[1::2], strict=True)}
