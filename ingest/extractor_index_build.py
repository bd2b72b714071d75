"""Writes what the extractor reads: phrases, occupations with what they require, titles and profiles."""

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pyoxigraph import Literal, NamedNode

from maillage.ingest.encoder import StaticEncoder, shipped_encoder_folder, unit_rows
from maillage.ingest.extractor_arrays import Arrays, lists_as_arrays, postings
from maillage.ingest.extractor_index import ARRAYS, STRINGS, Kind
from maillage.ingest.extractor_vectors import ByteVectors
from maillage.ingest.known_phrases import BEHAVIOURS, TOOLS
from maillage.ingest.lemma_table import listed_forms
from maillage.ingest.title_grams import acronyms, clean_title, grams, variants
from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, SKOS

if TYPE_CHECKING:
    from maillage.graph.triple_store import TripleStore

MAX_STEMS = 10  # of a phrase; a longer label is not matched whole
SCHEMES = ("rome-competence", "rome-savoir", "regional", "esco")
# What an ESCO title says of a ROME occupation, by its mapping to a job title.
CROSSWALK = {
    SKOS.exactMatch: 1.0, SKOS.closeMatch: 0.95, SKOS.narrowMatch: 0.8, SKOS.broadMatch: 0.8,
}  # fmt: skip
RARE_TITLE = 0.95
_PLACEHOLDER = re.compile(r"\([^)]*\)|- depuis le .*$", re.IGNORECASE)


class _Concept(NamedTuple):
    node: NamedNode
    label: str
    scheme: int
    kind: Kind
    phrases: tuple[str, ...]


class _Occupation(NamedTuple):
    node: NamedNode
    label: str
    definition: str
    required: dict[int, int]  # concept → 0 required, 1 core, 2 emerging
    titles: dict[str, float]


def write_extractor_index(
    store: "TripleStore", names: Names, folder: Path, encoder: StaticEncoder | None = None
) -> None:
    """Write the extractor's index of a graph into `folder`, made where absent.

    `encoder`: the one that ships, where it is already loaded.
    """
    graph = _Graph(store)
    concepts = _concepts(graph, names)
    numbers = {concept.node: number for number, concept in enumerate(concepts)}
    occupations = _occupations(graph, names, numbers)
    words = _Words(concepts)
    title_arrays, title_grams, titles = _title_arrays(occupations)
    profile_arrays, profile_stems = _profile_arrays(occupations, concepts)
    useful = frozenset(words.stems) | frozenset(profile_stems)
    forms, numbers_of_forms, lemma_stems = listed_forms(useful)
    chosen = encoder or StaticEncoder.load(shipped_encoder_folder())
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


class _Graph:
    """The few patterns that are read of the store, each once."""

    def __init__(self, store: "TripleStore") -> None:
        self.store = store.store
        self.labels = self._texts(SKOS.prefLabel)
        self.others = self._texts(SKOS.altLabel)
        self.short = self._texts(MLG.shortLabel)
        self.definitions = self._texts(SKOS.definition)

    def _texts(self, predicate: NamedNode) -> dict[NamedNode, list[str]]:
        found: dict[NamedNode, list[str]] = defaultdict(list)
        for quad in self.store.quads_for_pattern(None, predicate, None, None):
            value = quad.object
            if isinstance(value, Literal) and value.language == "fr":
                if isinstance(quad.subject, NamedNode):
                    found[quad.subject].append(value.value)
        return found

    def links(self, predicate: NamedNode) -> Iterator[tuple[NamedNode, NamedNode]]:
        for quad in self.store.quads_for_pattern(None, predicate, None, None):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                yield quad.subject, quad.object

    def literals(self, predicate: NamedNode) -> dict[NamedNode, str]:
        return {
            quad.subject: quad.object.value
            for quad in self.store.quads_for_pattern(None, predicate, None, None)
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
        }


def _concepts(graph: _Graph, names: Names) -> list[_Concept]:
    categories = graph.literals(MLG.competenceCategory)
    subcategories = graph.literals(MLG.competenceSubcategory)
    natures = {node: nature.value.rsplit("/", 1)[-1] for node, nature in graph.links(MLG.nature)}
    roots = {names.concept(scheme, "x").value[:-1]: n for n, scheme in enumerate(SCHEMES)}
    extra = {**BEHAVIOURS, **TOOLS}
    found = []
    for node in sorted(graph.labels, key=lambda node: node.value):
        scheme = roots.get(node.value[: node.value.rfind("/") + 1])
        if scheme is None or node not in natures:
            continue
        label = graph.labels[node][0]
        phrases = [label, *graph.others.get(node, ())]
        if scheme in (0, 1):
            phrases.extend(extra.get(label, ()))
        kind = _kind(label, natures[node], categories.get(node, ""), subcategories.get(node, ""))
        found.append(_Concept(node, label, scheme, kind, tuple(phrases)))
    return found


def _kind(label: str, nature: str, category: str, subcategory: str) -> Kind:
    if nature == "behaviour":
        return Kind.BEHAVIOUR
    if subcategory in {"Logiciels, progiciels", "Langages informatiques", "Langues"}:
        return Kind.TOOL
    # ROME files driving licences among its certifications, and some diplomas among its licences.
    if label.startswith("Permis de conduire"):
        return Kind.LICENCE
    if subcategory == "Certifications" or label.startswith("Diplôme"):
        return Kind.DIPLOMA
    if category.startswith("Certifications"):
        return Kind.LICENCE
    return Kind.KNOWLEDGE if nature == "knowledge" else Kind.KNOW_HOW


def _occupations(
    graph: _Graph, names: Names, numbers: Mapping[NamedNode, int]
) -> list[_Occupation]:
    root = names.concept("rome", "x").value[:-1]
    required: dict[NamedNode, dict[int, int]] = defaultdict(dict)
    for predicate, weight in ((MLG.requires, 0), (MLG.requiresEmerging, 2), (MLG.requiresCore, 1)):
        for occupation, concept in graph.links(predicate):
            if occupation.value.startswith(root) and concept in numbers:
                required[occupation][numbers[concept]] = weight
    titles = _titles(graph)
    return [
        _Occupation(
            node,
            graph.labels[node][0],
            " ".join(graph.definitions.get(node, ())),
            required.get(node, {}),
            {graph.labels[node][0]: 1.0} | titles.get(node, {}),
        )
        for node in sorted(graph.labels, key=lambda node: node.value)
        if node.value.startswith(root) and (node in required or node in titles)
    ]


def _titles(graph: _Graph) -> dict[NamedNode, dict[str, float]]:
    titles: dict[NamedNode, dict[str, float]] = defaultdict(dict)
    rare = graph.literals(MLG.rarelyUsed)
    owners = dict(graph.links(MLG.jobTitleOf))
    for title, occupation in owners.items():
        weight = RARE_TITLE if rare.get(title) == "true" else 1.0
        for text in (*graph.labels.get(title, ()), *graph.short.get(title, ())):
            titles[occupation][text] = weight
    for predicate, weight in CROSSWALK.items():
        for title, other in graph.links(predicate):
            mapped = owners.get(title)
            if mapped is None:
                continue
            for text in (*graph.labels.get(other, ()), *graph.others.get(other, ())):
                titles[mapped][text] = max(weight, titles[mapped].get(text, 0.0))
    return titles


def phrase_stems(phrase: str) -> list[str]:
    """Return the content stems of a label, each once, in order; what stands in brackets is left out."""
    from maillage.ingest.text_pipeline import parse

    text = _PLACEHOLDER.sub(" ", phrase).strip() or phrase
    found = [one for sentence in parse(text).sentences for one in sentence.stems if one]
    return list(dict.fromkeys(found))


class _Words:
    """The stems of all phrases, with how rare each is among concepts."""

    def __init__(self, concepts: Sequence[_Concept]) -> None:
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


def _phrase_arrays(concepts: Sequence[_Concept], words: _Words) -> Arrays:
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
        **lists_as_arrays("anchor", anchors),
    }


def _requirement_arrays(occupations: Sequence[_Occupation], count: int) -> Arrays:
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
    occupations: Sequence[_Occupation],
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
    occupations: Sequence[_Occupation],
    concepts: Sequence[_Concept],
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
    of_titles = ByteVectors.of(vectors)
    return {
        "title_vector": of_titles.value,
        "title_vector_scale": of_titles.scale,
        "occupation_centre": centres.astype(np.float16),
        "kind_centre": unit_rows(
            np.stack([*(of_labels[kinds == one].sum(axis=0) for one in Kind), centres.sum(axis=0)])
        ),
        "label_row": label_row,
        "label_vector": labels.value,
        "label_vector_scale": labels.scale,
    }


def _profile_arrays(
    occupations: Sequence[_Occupation], concepts: Sequence[_Concept]
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
