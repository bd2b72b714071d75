"""From how texts say a competence to how its label does: one linear map between vectors.

The encoder learnt from the labels of referentials, which name what texts say in other words: « Etre à l'écoute, faire
preuve d'empathie » for « bon relationnel ». The map is learnt from annotated words and the labels that they
mean; what they do not speak of is left where it stands.
"""

from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.encoder import unit_rows
from maillage.ingest.extractor_index import Floats

FILE = "label_map.safetensors"
RIDGE = 1.0  # of the map less the identity
_TENSOR = "label_map"


def mapped(vectors: Floats, label_map: Floats | None) -> Floats:
    """Return where the labels stand that words mean, (n, dimensions) of norm 1, from the vectors of the words.

    `label_map`: (dimensions, dimensions); without one, vectors stay as they are.
    """
    return vectors if label_map is None else unit_rows(vectors @ label_map)


def fit_label_map(words: Floats, labels: Floats) -> Floats:
    """Return the map under which the vectors of words are nearest to those of the labels beside them.

    Ridge regression, drawn to the identity: (n, dimensions) twice → (dimensions, dimensions).
    """
    words, labels = words.astype(np.float64), labels.astype(np.float64)
    kept = RIDGE * np.eye(words.shape[1])
    found = np.linalg.solve(words.T @ words + kept, words.T @ labels + kept)
    return np.asarray(found, np.float32)


def shipped_label_map() -> Floats:
    """Return the map that ships with Maillage, learnt with the encoder that does."""
    from safetensors.numpy import load_file

    with as_file(files("maillage.ingest").joinpath(FILE)) as path:
        found: NDArray[np.float16] = load_file(path)[_TENSOR]
    return np.asarray(found, np.float32)


def label_map_bytes(label_map: Floats) -> bytes:
    """Return what the file of a map holds: two bytes a number."""
    from safetensors.numpy import save

    return bytes(save({_TENSOR: label_map.astype(np.float16)}))
