"""Meaning as vectors: the encoder that ships (no torch), and any `sentence-transformers` model."""

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.errors import UnusableEncoder

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
CONFIG = "encoder.json"
LONGEST = 20_000  # characters of a text that are read
BATCH = 4_096  # texts

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors whose dot product tells how near their meanings are."""

    @property
    def fingerprint(self) -> str:
        """What changes whenever the vectors would."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    @property
    def folds(self) -> bool:
        """Whether it reads normal forms as well as raw labels."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row of norm 1 a text, (n_texts, dimensions); 0 where no word is known."""


class StaticEncoder:
    """One vector a word piece, their mean a text: trained with `sentence-transformers`, read without.

    Some twenty thousand labels a second on one core.
    """

    def __init__(self, matrix: Vectors, tokenizer: "Tokenizer", fingerprint: str) -> None:
        """Wrap a matrix, (n_pieces, dimensions), and the tokenizer whose pieces it is."""
        self.matrix = matrix
        self.tokenizer = tokenizer
        self._fingerprint = fingerprint
        tokenizer.no_padding()
        tokenizer.no_truncation()

    @classmethod
    def load(cls, folder: Path) -> "StaticEncoder":
        """Read the encoder of a folder.

        Raises:
            UnusableEncoder: a file is missing or is not what it should be.
        """
        from safetensors import SafetensorError
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        try:
            matrix = load_file(folder / WEIGHTS)["embedding.weight"].astype(np.float32)
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            config = json.loads((folder / CONFIG).read_text("utf-8"))
        except (OSError, KeyError, ValueError, SafetensorError) as error:
            raise UnusableEncoder(str(folder), str(error)) from error
        except Exception as error:  # tokenizers raises bare Exception for an unreadable file
            raise UnusableEncoder(str(folder), str(error)) from error
        return cls(matrix, tokenizer, str(config["fingerprint"]))

    @property
    def fingerprint(self) -> str:
        """What was written when it was trained."""
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self.matrix.shape[1])

    @property
    def folds(self) -> bool:
        """It was trained on folded words."""
        return True

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row of norm 1 a text; see `Encoder`."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for start in range(0, len(texts), BATCH):
            vectors[start : start + BATCH] = self._encode(texts[start : start + BATCH])
        return vectors

    def _encode(self, texts: Sequence[str]) -> Vectors:
        from scipy.sparse import csr_array

        batch = [text[:LONGEST] for text in texts]
        ids = [
            found.ids for found in self.tokenizer.encode_batch_fast(batch, add_special_tokens=False)
        ]
        ends = np.cumsum([0, *map(len, ids)], dtype=np.int64)
        flat = np.fromiter(chain.from_iterable(ids), np.int32, int(ends[-1]))
        counts = csr_array(
            (np.ones(len(flat), np.float32), flat, ends), shape=(len(ids), len(self.matrix))
        )
        return unit_rows(counts @ self.matrix)


class NamedEncoder:
    """A `sentence-transformers` model; torch is imported, and the answers are slower."""

    def __init__(self, name: str) -> None:
        """Load a model by its folder or its name.

        Raises:
            UnusableEncoder: the library is not installed, or the model cannot be found or read.
        """
        try:
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(packaged_model(name), device="cpu")
        except ImportError as error:
            reason = "sentence-transformers n'est pas installé (pip install 'maillage[train]')"
            raise UnusableEncoder(name, reason) from error
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise UnusableEncoder(name, str(error).splitlines()[0]) from error
        self._name = name

    @property
    def fingerprint(self) -> str:
        """The model's name: a model that changes under one name is not noticed."""
        return self._name

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    @property
    def folds(self) -> bool:
        """A model of another's reads French as it is written."""
        return False

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row of norm 1 a text; see `Encoder`."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        batch = [text[:LONGEST] for text in texts]
        vectors = self._model.encode(
            batch, batch_size=64, convert_to_numpy=True, show_progress_bar=False
        )
        return unit_rows(np.asarray(vectors, np.float32))


def sentence_transformer_encoder(name: str) -> NamedEncoder:
    """Return the encoder of any `sentence-transformers` model: a folder, a name, a PyPI package."""
    return NamedEncoder(name)


def encoder_named(name: str) -> Encoder:
    """Return the encoder of a folder of ours, or of a `sentence-transformers` model."""
    folder = Path(name)
    return StaticEncoder.load(folder) if (folder / CONFIG).is_file() else NamedEncoder(name)


def shipped_encoder_folder() -> Path:
    """Return the folder of the encoder that is shipped with Maillage."""
    return Path(str(resources.files("maillage.ingest"))) / "encoder"


@cache
def shipped_encoder() -> StaticEncoder:
    """Return the encoder that is shipped, read once for all that use it; raises UnusableEncoder."""
    return StaticEncoder.load(shipped_encoder_folder())


def packaged_model(name: str) -> str:
    """Return the folder of a model that an installed package carries in `model/`, or the name."""
    from importlib.util import find_spec

    module = name.replace("-", "_")
    found = find_spec(module) if module.isidentifier() else None
    for place in found.submodule_search_locations or () if found else ():
        if (Path(place) / "model" / "modules.json").is_file():
            return str(Path(place) / "model")
    return name


def unit_rows(vectors: Vectors) -> Vectors:
    """Return the rows divided by their norm; a row of zeros stays."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(norms > 0, norms, 1), np.float32)
