"""The projection in a generation's index: one file of arrays."""

from pathlib import Path

import numpy as np

from maillage.graph.projection import Projection

FILE = "projection.npz"
FORMAT = 1
_TEXTS = ("uris", "labels")
_NUMBERS = ("classes", "sources", "targets", "relations")


def write_projection(projection: Projection, index: Path) -> None:
    """Write a projection into an index, whose folder is made where it is absent."""
    index.mkdir(parents=True, exist_ok=True)
    arrays = {name: getattr(projection, name) for name in _NUMBERS}
    for name in _TEXTS:
        lines = "\n".join(" ".join(one.split()) for one in getattr(projection, name))
        arrays[name] = np.frombuffer(lines.encode(), np.uint8)
    np.savez(index / FILE, allow_pickle=False, format=np.array(FORMAT), **arrays)


def load_projection(index: Path) -> Projection | None:
    """Return what `write_projection` wrote; None where it is absent or of another format."""
    if not (index / FILE).is_file():
        return None
    with np.load(index / FILE) as found:
        if int(found["format"]) != FORMAT:
            return None
        texts = [tuple(found[name].tobytes().decode().split("\n")) for name in _TEXTS]
        if not len(found["classes"]):
            texts = [(), ()]
        return Projection(texts[0], texts[1], *(found[name] for name in _NUMBERS))
