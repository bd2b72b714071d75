"""The whole graph of a generation as one compressed file, made when it is first asked for."""

import gzip
import shutil
from pathlib import Path
from threading import Lock
from typing import IO, cast

from pyoxigraph import NamedNode, RdfFormat, serialize

from maillage.api.dataset_description import WITHHELD
from maillage.api.open_generation import OpenGeneration

_MAKING = Lock()


def dump_path(opened: OpenGeneration) -> Path:
    """Return the file, N-Quads under gzip; it is made where it is absent, which takes some tens of seconds.

    Beside it nothing stays: files of other generations are removed when a new one is made.
    """
    folder = opened.home / "dumps"
    path = folder / f"{opened.number:06d}.nq.gz"
    with _MAKING:
        if not path.is_file():
            _make(opened, path)
            for other in folder.glob("*.nq.gz"):
                if other != path:
                    other.unlink(missing_ok=True)
    return path


def _make(opened: OpenGeneration, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{id(opened):x}.draft")
    store = opened.store.store
    try:
        with gzip.open(draft, "wb", compresslevel=5) as out:
            for record in opened.manifest.sources:
                if not record.source.startswith(WITHHELD):
                    graph = NamedNode(record.graph)
                    serialize(
                        store.quads_for_pattern(None, None, None, graph),
                        cast(IO[bytes], out),  # it is one, but for its name
                        format=RdfFormat.N_QUADS,
                    )
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def remove_dumps(home: Path) -> None:
    """Remove what was made: what was withdrawn must not stay in a file."""
    shutil.rmtree(home / "dumps", ignore_errors=True)
