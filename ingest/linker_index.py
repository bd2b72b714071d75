"""The linker's index on disk: the labels of each scheme and language, and their vectors."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from maillage.graph.triple_store import TripleStore
from maillage.ingest.encoder import Encoder, Vectors, unit_rows
from maillage.ingest.errors import UnknownScheme, UnusableIndex
from maillage.ingest.label_index import (
    LANGUAGES,
    SCHEMES,
    GraphLabels,
    Label,
    LabelIndex,
    LabelKind,
)
from maillage.ingest.label_table import CENTRE_WEIGHTS, Bytes, as_bytes, by_concept, encode_labels
from maillage.ontology.names import Names

INFO = "linker.json"
FORMAT = 4
KEPT = "fr"  # the language whose vectors are kept: those of the others are made when asked for


def write_linker_index(
    store: TripleStore, names: Names, folder: Path, encoder: Encoder | None = None
) -> None:
    """Write the index of every scheme that the graph has; the encoder adds the concepts' centres."""
    graph = GraphLabels(store, names)
    write_indexes((graph.index(scheme) for scheme in SCHEMES), folder, encoder)


def write_indexes(indexes: Iterable[LabelIndex], folder: Path, encoder: Encoder | None) -> None:
    """Write label indexes into a folder, empty ones too: a scheme without concept links nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    for index in indexes:
        concepts = {"uris": index.uris, "names": index.names}
        _write_json(folder / f"{index.scheme}.concepts.json", concepts)
        for lang in LANGUAGES:
            _write_labels(index.in_language(lang), lang, folder)
        if encoder is not None:
            _write_vectors(index, encoder, folder)
    info = {"format": FORMAT, "centres": encoder.fingerprint if encoder is not None else ""}
    (folder / INFO).write_text(json.dumps(info) + "\n", "utf-8")


def _write_vectors(index: LabelIndex, encoder: Encoder, folder: Path) -> None:
    vectors = encode_labels(index.labels, encoder)
    np.save(folder / f"{index.scheme}.centres.npy", as_bytes(_centres(index, vectors)))
    places = {label: place for place, label in enumerate(index.labels)}
    kept = [places[label] for label in by_concept(index.in_language(KEPT).labels)]
    np.save(folder / f"{index.scheme}.vectors.npy", as_bytes(vectors[kept]))


def concept_centres(index: LabelIndex, encoder: Encoder) -> Bytes:
    """Return the mean of each concept's labels in every language, (n_concepts, dim)."""
    return as_bytes(_centres(index, encode_labels(index.labels, encoder)))


def _centres(index: LabelIndex, vectors: Vectors) -> Vectors:
    weights = np.array([CENTRE_WEIGHTS[label.kind] for label in index.labels], np.float32)
    centres = np.zeros((len(index.uris), vectors.shape[1]), np.float32)
    places = np.array([label.concept for label in index.labels], np.int64)
    np.add.at(centres, places, vectors * weights[:, None])
    return unit_rows(centres)


@dataclass(frozen=True, slots=True)
class IndexFolder:
    """An index on disk; each scheme and language is read when it is asked for."""

    folder: Path
    centres_of: str  # fingerprint of the encoder whose centres are beside the labels

    @classmethod
    def open(cls, folder: Path) -> "IndexFolder":
        """Read what the folder holds.

        Raises:
            UnusableIndex: it holds no index, or one of another format.
        """
        try:
            info = json.loads((folder / INFO).read_text("utf-8"))
            if info["format"] != FORMAT:
                raise UnusableIndex(str(folder), f"format {info['format']}, attendu : {FORMAT}")
            return cls(folder, str(info["centres"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            reason = f"reconstruire avec « maillage build » ({error})"
            raise UnusableIndex(str(folder), reason) from error

    def labels(self, scheme: str, lang: str) -> LabelIndex:
        """Read the labels of a scheme in a language.

        Raises:
            UnknownScheme: it is none of `SCHEMES`.
            UnusableIndex: its file cannot be read.
        """
        if scheme not in SCHEMES:
            raise UnknownScheme(scheme, SCHEMES)
        path = self.folder / f"{scheme}.{lang}.json"
        try:
            concepts = json.loads((self.folder / f"{scheme}.concepts.json").read_text("utf-8"))
            data = json.loads(path.read_text("utf-8"))
            origins = [*concepts["uris"], *data["origins"]]
            labels = tuple(
                Label(concept, LabelKind(kind), lang, text, form, origins[origin])
                for concept, kind, text, form, origin in data["labels"]
            )
            return LabelIndex(scheme, tuple(concepts["uris"]), tuple(concepts["names"]), labels)
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            raise UnusableIndex(str(path), str(error)) from error

    def centres(self, scheme: str, encoder: Encoder) -> Bytes | None:
        """Return the centres of a scheme's concepts where this encoder made them, else None."""
        path = self.folder / f"{scheme}.centres.npy"
        if self.centres_of != encoder.fingerprint or not path.is_file():
            return None
        return np.asarray(np.load(path), np.int8)

    def vectors(self, scheme: str, lang: str, encoder: Encoder) -> Bytes | None:
        """Return the vectors of a table's labels where this encoder made them and they were kept."""
        path = self.folder / f"{scheme}.vectors.npy"
        if lang != KEPT or self.centres_of != encoder.fingerprint or not path.is_file():
            return None
        return np.asarray(np.load(path), np.int8)


def _write_labels(index: LabelIndex, lang: str, folder: Path) -> None:
    places = {uri: place for place, uri in enumerate(index.uris)}
    origins: list[str] = []
    for label in index.labels:
        if label.origin not in places:
            places[label.origin] = len(places)
            origins.append(label.origin)
    data = {
        "origins": origins,
        "labels": [
            (one.concept, int(one.kind), one.text, one.form, places[one.origin])
            for one in index.labels
        ],
    }
    _write_json(folder / f"{index.scheme}.{lang}.json", data)


def _write_json(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), "utf-8")
