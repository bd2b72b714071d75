"""The query files that ship beside this module: one question a file, named `<entity>_<question>`."""

import re
from importlib.resources import files

from maillage.queries.errors import UnknownQuestion


def query_text(name: str, ending: str) -> str:
    """Return the text of a query file; `ending`: ".rq", ".sql".

    Raises:
        UnknownQuestion: no such file.
    """
    path = files("maillage.queries").joinpath(f"{name}{ending}")
    if not re.fullmatch(r"[a-z0-9_]+", name) or not path.is_file():
        raise UnknownQuestion(name, query_names(ending))
    return path.read_text("utf-8")


def query_names(ending: str) -> list[str]:
    """Return the names of all query files of a kind, sorted."""
    names = (path.name for path in files("maillage.queries").iterdir())
    return sorted(name.removesuffix(ending) for name in names if name.endswith(ending))
