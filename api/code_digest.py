"""A digest of our own code and data: what was made by other code is made again."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable

_NAMING = {"names.py", "terms.py"}  # what the others use of the ontology's folder
IMPORTING = ("ontology", "vocab", "ingest")
INDEXING = (*IMPORTING, "graph", "queries")


@cache
def code_digest(packages: Sequence[str] = IMPORTING) -> str:
    """Return a digest of the files of some of our packages: a developer may forget to raise a version."""
    digest = hashlib.sha256(version("maillage").encode())
    for package in packages:
        for path, name in _files(resources.files(f"maillage.{package}"), ""):
            if package != "ontology" or name in _NAMING:
                digest.update(name.encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[Traversable, str]]:
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name == "__pycache__":
            continue
        if path.is_dir():
            yield from _files(path, f"{prefix}{path.name}/")
        else:
            yield path, prefix + path.name
