"""What the extractor knows of a graph, read from two files that `write_extractor_index` made."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.extractor_vectors import ByteVectors
from maillage.ingest.lemma_table import LemmaTable, ListedForms
from maillage.ontology.errors import MaillageError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

ARRAYS, STRINGS = "extractor.npz", "extractor.json"


class MissingExtractorIndex(MaillageError):
    """The files that the extractor reads are absent or cut."""

    def __init__(self, folder: Path) -> None:
        """Keep the folder where they should be."""
        self.folder = folder
        super().__init__(
            f"index de l'extracteur absent ou illisible dans « {folder} » : relancez « maillage build »"
        )


Floats: TypeAlias = NDArray[np.float32]
Ints: TypeAlias = NDArray[np.int32]
Places: TypeAlias = NDArray[np.int64]


class Kind(IntEnum):
    """What a competence is, as far as its words in an ad are concerned."""

    KNOW_HOW = 0
    KNOWLEDGE = 1
    BEHAVIOUR = 2
    TOOL = 3  # software, programming language, language
    LICENCE = 4  # driving licences, CACES, habilitations
    DIPLOMA = 5


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists of numbers end to end: list `n` is `item[ptr[n]:ptr[n + 1]]`."""

    ptr: NDArray[np.int64]
    item: Ints

    def of(self, number: int) -> Ints:
        """Return list `number`."""
        return self.item[self.ptr[number] : self.ptr[number + 1]]


@dataclass(frozen=True, slots=True)
class Postings:
    """Unit vectors by key: which rows hold it, and how strongly."""

    keys: dict[str, int]
    idf: Floats
    values: "csr_array"  # (n_keys, n_rows)

    def cosines(self, counts: Mapping[str, int]) -> Floats:
        """Return the cosine of each row, `(n_rows,)`, with a text of which these are the counts by key."""
        known = [key for key in counts if key in self.keys]
        if not known:
            return np.zeros(self.values.shape[1], dtype=np.float32)
        keys = np.asarray([self.keys[key] for key in known], np.int64)
        frequency = np.asarray([counts[key] for key in known], np.int64)
        weights = (1 + np.log(frequency)) * self.idf[keys]
        weights /= np.linalg.norm(weights)
        return np.asarray(self.values[keys].T @ weights.astype(np.float32))


@dataclass(frozen=True, slots=True)
class ExtractorIndex:
    """Concepts, phrases and occupations by number."""

    concepts: list[str]  # URIs
    labels: list[str]
    kind: NDArray[np.uint8]
    scheme: NDArray[np.uint8]  # place in extractor_graph.SCHEMES
    stems: dict[str, int]
    idf: Floats  # of each stem, among concepts
    phrase_concept: Ints
    phrase: Lists  # phrase → stems
    label: Lists  # concept → stems of its label
    family: Lists  # concept → itself and its macro-competences, by number
    anchor: Lists  # stem → phrases whose rarest stem it is
    occupations: list[str]  # URIs
    occupation_labels: list[str]
    required: Lists  # occupation → concepts
    required_weight: NDArray[np.uint8]  # beside `required`: 0 required, 1 core, 2 emerging
    spread: Ints  # concept → occupations that require it
    titles: Postings
    title_owner: Ints
    title_weight: Floats
    title_vectors: ByteVectors  # of each job title
    centres: Floats  # (n_occupations, dimensions): mean of the job titles of each, of norm 1
    required_centres: NDArray[np.float16]  # the same of what each requires: rare first, core twice
    label_row: Ints  # concept → row of `label_vectors`, -1 where none requires it and it is no tool
    label_vectors: ByteVectors
    kind_centres: Floats  # of the labels of each kind, then of the occupations, of norm 1
    fingerprint: str  # of the encoder that made the vectors
    profiles: Postings
    lemmas: LemmaTable

    @classmethod
    def read(cls, folder: Path) -> "ExtractorIndex":
        """Read the index; raises MissingExtractorIndex where a file is absent or cut."""
        try:
            strings = json.loads((folder / STRINGS).read_text("utf-8"))
            with np.load(folder / ARRAYS, allow_pickle=False) as loaded:
                arrays = {name: loaded[name] for name in loaded.files}
            return cls._of(strings, arrays)
        except (OSError, ValueError, KeyError, IndexError) as error:
            raise MissingExtractorIndex(folder) from error

    @classmethod
    def _of(
        cls, strings: dict[str, list[str]], arrays: "dict[str, NDArray[np.generic]]"
    ) -> "ExtractorIndex":
        return cls(
            concepts=strings["concepts"],
            labels=strings["labels"],
            kind=arrays["concept_kind"].astype(np.uint8),
            scheme=arrays["concept_scheme"].astype(np.uint8),
            stems={one: number for number, one in enumerate(strings["stems"])},
            idf=arrays["idf"].astype(np.float32),
            phrase_concept=arrays["phrase_concept"].astype(np.int32),
            phrase=_lists(arrays, "phrase"),
            label=_lists(arrays, "label"),
            family=_lists(arrays, "family"),
            anchor=_lists(arrays, "anchor"),
            occupations=strings["occupations"],
            occupation_labels=strings["occupation_labels"],
            required=_lists(arrays, "required"),
            required_weight=arrays["required_weight"].astype(np.uint8),
            spread=arrays["spread"].astype(np.int32),
            titles=_postings(arrays, "title", strings["grams"], len(arrays["title_owner"])),
            title_owner=arrays["title_owner"].astype(np.int32),
            title_weight=arrays["title_weight"].astype(np.float32),
            title_vectors=_vectors(arrays, "title_vector"),
            centres=arrays["occupation_centre"].astype(np.float32),
            required_centres=arrays["required_centre"].astype(np.float16),
            label_row=arrays["label_row"].astype(np.int32),
            label_vectors=_vectors(arrays, "label_vector"),
            kind_centres=arrays["kind_centre"].astype(np.float32),
            fingerprint=strings["encoder"][0],
            profiles=_postings(
                arrays, "profile", strings["profile_stems"], len(strings["occupations"])
            ),
            lemmas=LemmaTable(
                ListedForms(
                    arrays["lemma_form"].astype(np.uint64),
                    arrays["lemma_stem"].astype(np.int32),
                    strings["lemma_stems"],
                )
            ),
        )


def _lists(arrays: "dict[str, NDArray[np.generic]]", name: str) -> Lists:
    return Lists(arrays[f"{name}_ptr"].astype(np.int64), arrays[f"{name}_item"].astype(np.int32))


def _postings(
    arrays: "dict[str, NDArray[np.generic]]", name: str, keys: list[str], rows: int
) -> Postings:
    from scipy.sparse import csr_array

    value, row = arrays[f"{name}_value"].astype(np.float32), arrays[f"{name}_row"].astype(np.int32)
    ends = arrays[f"{name}_ptr"].astype(np.int32)
    return Postings(
        keys={key: number for number, key in enumerate(keys)},
        idf=arrays[f"{name}_idf"].astype(np.float32),
        values=csr_array((value, row, ends), shape=(len(keys), rows)),
    )


def _vectors(arrays: "dict[str, NDArray[np.generic]]", name: str) -> ByteVectors:
    return ByteVectors(arrays[name].astype(np.int8), arrays[f"{name}_scale"].astype(np.float32))
