"""Writes what the extractor reads: phrases, occupations with what they require, titles and profiles."""

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.encoder import StaticEncoder, shipped_encoder, unit_rows
from maillage.ingest.extractor_arrays import Arrays, lists_as_arrays, postings
from maillage.ingest.extractor_graph import IndexedConcept, IndexedOccupation, indexed_graph
from maillage.ingest.extractor_index import ARRAYS, STRINGS, Kind
from maillage.ingest.extractor_vectors import ByteVectors
from maillage.ingest.lemma_table import listed_forms
from maillage.ingest.title_grams import acronyms, clean_title, grams, variants
from maillage.ontology.names import Names

if TYPE_CHECKING:
    from maillage.graph.triple_store import TripleStore

MAX_STEMS = 10  # of a phrase; a longer label is not matched whole
_PLACEHOLDER = re.compile(r"\([^)]*\)|- depuis le .*$", re.IGNORECASE)


def write_extractor_index(
    store: "TripleStore", names: Names, folder: Path, encoder: StaticEncoder | None = None
) -> None:
    """Write the extractor's index of a graph into `folder`, made where absent.

    `encoder`: the one that ships, where it is already loaded.
    """
    concepts, occupations = indexed_graph(store, names)
    words = _Words(concepts)
    title_arrays, title_grams, titles = _title_arrays(occupations)
    profile_arrays, profile_stems = _profile_arrays(occupations, concepts)
    useful = frozenset(words.stems) | frozenset(profile_stems)
    forms, numbers_of_forms, lemma_stems = listed_forms(useful)
    chosen = encoder or shipped_encoder()
    arrays: Arrays = {
        **words.arrays,
        **_phrase_arrays(concepts, words),
        **_requirement_arrays(occupations, len(concepts)),
        **title_arrays,
        **profile_arrays,
        "lemma_form": forms,
        "lemma_stem": numbers_of_forms,
        **_vector_arrays(chosen, titles, title_arrays, occupations, concepts),
    }
    strings = {
        "concepts": [concept.node.value for concept in concepts],
        "labels": [concept.label for concept in concepts],
        "occupations": [one.node.value for one in occupations],
        "occupation_labels": [one.label for one in occupations],
        "stems": words.stems,
        "grams": title_grams,
        "profile_stems": profile_stems,
        "lemma_stems": lemma_stems,
        "encoder": [chosen.fingerprint],
    }
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / ARRAYS, allow_pickle=False, **arrays)
    (folder / STRINGS).write_text(json.dumps(strings, ensure_ascii=False), "utf-8")


def phrase_stems(phrase: str) -> list[str]:
    """Return the content stems of a label, each once, in order; what stands in brackets is left out."""
    from maillage.ingest.text_pipeline import parse

    text = _PLACEHOLDER.sub(" ", phrase).strip() or phrase
    found = [one for sentence in parse(text).sentences for one in sentence.stems if one]
    return list(dict.fromkeys(found))


class _Words:
    """The stems of all phrases, with how rare each is among concepts."""

    def __init__(self, concepts: Sequence[IndexedConcept]) -> None:
        self.phrases: list[tuple[int, list[str]]] = []
        seen_in: Counter[str] = Counter()
        for number, concept in enumerate(concepts):
            unique: dict[tuple[str, ...], None] = {}
            for phrase in concept.phrases:
                unique.setdefault(tuple(phrase_stems(phrase)))
            seen_in.update({one for stems in unique for one in stems})
            self.phrases.extend((number, list(stems)) for stems in unique)
        self.stems = sorted(seen_in)
        self.numbers = {one: number for number, one in enumerate(self.stems)}
        total = len(concepts) + 1
        idf = [math.log(total / (1 + seen_in[one])) for one in self.stems]
        self.idf = np.asarray(idf, dtype=np.float32)
        self.arrays = {"idf": self.idf}


def _phrase_arrays(concepts: Sequence[IndexedConcept], words: _Words) -> Arrays:
    kept = [(number, stems) for number, stems in words.phrases if 0 < len(stems) <= MAX_STEMS]
    rows = [[words.numbers[one] for one in stems] for _, stems in kept]
    label_rows: list[list[int]] = [[] for _ in concepts]
    for number, stems in words.phrases:
        if not label_rows[number]:  # the first phrase of a concept is its label
            label_rows[number] = [words.numbers[one] for one in stems]
    anchors: list[list[int]] = [[] for _ in words.stems]
    for index, row in enumerate(rows):
        anchors[max(row, key=lambda one: float(words.idf[one]))].append(index)
    return {
        "concept_kind": np.asarray([concept.kind for concept in concepts], dtype=np.uint8),
        "concept_scheme": np.asarray([concept.scheme for concept in concepts], dtype=np.uint8),
        "phrase_concept": np.asarray([number for number, _ in kept], dtype=np.int32),
        **lists_as_arrays("phrase", rows),
        **lists_as_arrays("label", label_rows),
        **lists_as_arrays("family", _families(concepts)),
        **lists_as_arrays("anchor", anchors),
    }


def _families(concepts: Sequence[IndexedConcept]) -> list[list[int]]:
    """Return the numbers of the family of each concept; a macro-competence that is none comes after them all."""
    numbers = {concept.node: number for number, concept in enumerate(concepts)}
    return [
        [numbers.setdefault(node, len(numbers)) for node in concept.family] for concept in concepts
    ]


def _requirement_arrays(occupations: Sequence[IndexedOccupation], count: int) -> Arrays:
    rows = [sorted(one.required) for one in occupations]
    weights = [one.required[concept] for one in occupations for concept in sorted(one.required)]
    spread = np.zeros(count, dtype=np.int32)
    for row in rows:
        spread[row] += 1
    return {
        **lists_as_arrays("required", rows),
        "required_weight": np.asarray(weights, dtype=np.uint8),
        "spread": spread,
    }


def _title_arrays(
    occupations: Sequence[IndexedOccupation],
) -> tuple[Arrays, list[str], list[str]]:
    """Return the arrays, the n-grams, and the titles in the order of the rows."""
    texts: list[str] = []
    owner: list[int] = []
    weight: list[float] = []
    for number, occupation in enumerate(occupations):
        unique: dict[str, float] = {}
        for title, value in occupation.titles.items():
            for cleaned in (*map(clean_title, variants(title)), *acronyms(title)):
                unique[cleaned] = max(value, unique.get(cleaned, 0.0))
        unique.pop("", None)
        for text, value in unique.items():
            texts.append(text)
            owner.append(number)
            weight.append(value)
    arrays_of, keys, idf = postings([Counter(grams(text)) for text in texts])
    arrays = {f"title_{name}": array for name, array in arrays_of.items()}
    arrays["title_owner"] = np.asarray(owner, dtype=np.int32)
    arrays["title_weight"] = np.asarray(weight, dtype=np.float32)
    arrays["title_idf"] = idf
    return arrays, keys, texts


def _vector_arrays(
    encoder: StaticEncoder,
    titles: Sequence[str],
    title_arrays: Arrays,
    occupations: Sequence[IndexedOccupation],
    concepts: Sequence[IndexedConcept],
) -> Arrays:
    vectors = encoder.encode(titles)
    weight, owner = title_arrays["title_weight"], title_arrays["title_owner"]
    centres = np.zeros((len(occupations), encoder.dimensions), np.float32)
    np.add.at(centres, owner, vectors * weight[:, None])
    centres = unit_rows(centres)
    named = {n for n, one in enumerate(concepts) if one.kind in (Kind.TOOL, Kind.LICENCE)}
    required = sorted(named.union(*(one.required for one in occupations)))
    label_row = np.full(len(concepts), -1, np.int32)
    label_row[required] = np.arange(len(required))
    of_labels = encoder.encode([concepts[number].label for number in required])
    kinds = np.asarray([concepts[number].kind for number in required])
    labels = ByteVectors.of(of_labels)
    asked = _required_centres(occupations, concepts, label_row, of_labels)
    of_titles = ByteVectors.of(vectors)
    return {
        "title_vector": of_titles.value,
        "title_vector_scale": of_titles.scale,
        "occupation_centre": centres.astype(np.float16),
        "required_centre": asked.astype(np.float16),
        "kind_centre": unit_rows(
            np.stack([*(of_labels[kinds == one].sum(axis=0) for one in Kind), centres.sum(axis=0)])
        ),
        "label_row": label_row,
        "label_vector": labels.value,
        "label_vector_scale": labels.scale,
    }


def _required_centres(
    occupations: Sequence[IndexedOccupation],
    concepts: Sequence[IndexedConcept],
    label_row: NDArray[np.int32],
    of_labels: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return the mean of the labels of what each occupation requires, `(n_occupations, dimensions)`, of norm 1.

    What few require weighs more, and core twice; behaviours are asked everywhere.
    """
    spread = Counter(number for one in occupations for number in one.required)
    centres = np.zeros((len(occupations), of_labels.shape[1]), np.float32)
    for centre, occupation in zip(centres, occupations, strict=True):
        kept = [one for one in occupation.required if concepts[one].kind != Kind.BEHAVIOUR]
        weights = [
            (2 if occupation.required[one] == 1 else 1)
            * math.log((1 + len(occupations)) / spread[one])
            for one in kept
        ]
        centre += np.asarray(weights, np.float32) @ of_labels[label_row[kept]]
    return unit_rows(centres)


def _profile_arrays(
    occupations: Sequence[IndexedOccupation], concepts: Sequence[IndexedConcept]
) -> tuple[Arrays, list[str]]:
    label_stems = {
        number: phrase_stems(concepts[number].label)
        for number in sorted({number for one in occupations for number in one.required})
    }
    rows: list[Mapping[str, float]] = []
    for occupation in occupations:
        counts: Counter[str] = Counter()
        for title in occupation.titles:
            for one in phrase_stems(title):
                counts[one] += 1
        for one in phrase_stems(occupation.definition[:4000]):
            counts[one] += 2
        for number, weight in occupation.required.items():
            if concepts[number].kind == Kind.BEHAVIOUR:
                continue
            for one in label_stems[number]:
                counts[one] += 3 if weight == 1 else 1
        rows.append(dict(counts))
    arrays_of, keys, idf = postings(rows)
    arrays = {f"profile_{name}": array for name, array in arrays_of.items()}
    arrays["profile_idf"] = idf
    return arrays, keys
