"""What two occupations have in common, signal by signal, as sparse matrices over all of ROME.

ROME's own mobilities are no signal: they judge the answer. A signal that compares two occupations is a cosine
of rows weighed by how rare each of their features is; a signal of the target alone says how broad it is.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log, log1p, sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from maillage.graph.projection import Projection
from maillage.queries.decode import node, text
from maillage.queries.question import Store, question
from maillage.vocab.title_words import fold

FILE = "near.npz"
FORMAT = 1
_STEM = 7  # letters of a word that are kept: endings tell little
_WORD = re.compile(r"[a-z]{3,}")
_TEXTS = ("words", "know_how_words", "knowledge_words", "title_words", "definition_words")
_CODES = ("macro_competences", "certifications", "interests", "contexts")
SIMILARITIES = (*_TEXTS, *_CODES)
# The target alone: the fiche that gives its code to its family, job titles, certifications, requirements.
BREADTHS = ("head", "titles", "ways", "detail")
PAIRS = ("level_gap", "executive_gap", "executive_step")
SIGNALS = (*SIMILARITIES, *BREADTHS, *PAIRS)

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class FeatureTable:
    """One kind of feature: what each occupation has of it."""

    names: tuple[str, ...]  # of the columns
    rarity: Floats  # (n_features,)
    rows: sparse.csr_matrix  # (n_occupations, n_features), of norm 1

    @classmethod
    def of(cls, bags: Sequence[Mapping[str, int]]) -> "FeatureTable":
        """Return the table of a bag of features for each occupation."""
        held = Counter(name for bag in bags for name in bag)
        # What one occupation alone has brings it near to none.
        names = sorted(name for name, count in held.items() if count > 1)
        rarity = np.array([log(len(bags) / held[name]) for name in names], np.float32)
        empty = cls(tuple(names), rarity, sparse.csr_matrix(np.zeros((0, len(names)), np.float32)))
        if not bags:  # a graph without occupations
            return empty
        rows = sparse.vstack([empty.row(bag) for bag in bags], format="csr")
        return cls(empty.names, rarity, rows)

    def row(self, bag: Mapping[str, int]) -> sparse.csr_matrix:
        """Return a bag of features as a row of norm 1, 0 where it has none that is known."""
        found = [(self._places[name], count) for name, count in bag.items() if name in self._places]
        places = np.array([place for place, _ in found], np.int32)
        values = np.array([log1p(count) for _, count in found], np.float32)
        if len(places):
            values = values * self.rarity[places]
            values /= sqrt(float(values @ values)) or 1.0
        bounds = np.array([0, len(places)], np.int32)
        return sparse.csr_matrix((values, places, bounds), shape=(1, len(self.names)))

    def similarities(self, row: sparse.csr_matrix) -> Floats:
        """Return the square root of the cosine of a row with each occupation, in [0, 1]."""
        found = np.asarray((self.rows @ row.T).todense(), np.float32).ravel()
        return np.sqrt(np.clip(found, 0.0, 1.0))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.names)}


def stems(texts: Iterable[str]) -> Counter[str]:
    """Return how often each stem is in some texts.

    >>> sorted(stems(["Préparer des commandes"]).items())
    [('command', 1), ('des', 1), ('prepare', 1)]
    """
    return Counter(word[:_STEM] for one in texts for word in _WORD.findall(fold(one)))


@dataclass(frozen=True)
class Signals:
    """The signals of all occupations, in the order of `occupations`."""

    occupations: tuple[str, ...]  # URIs
    tables: Mapping[str, FeatureTable]  # of each of SIMILARITIES
    breadths: Mapping[str, Floats]  # of each of BREADTHS, (n_occupations,)
    levels: Floats  # (n_occupations,): mean level of the certifications to it, 1 to 8
    entry_levels: (
        Floats  # (n_occupations,): the lowest level of the certifications to it; NaN unknown
    )
    executive: Floats  # (n_occupations,): 1 an executive's, 0 not, 0.5 unknown

    def of_occupation(self, place: int) -> Floats:
        """Return every signal from one occupation to each, (n_occupations, n_signals)."""
        found = [
            self.tables[name].similarities(self.tables[name].rows[place]) for name in SIMILARITIES
        ]
        step = self.executive - self.executive[place]
        pairs = (-np.abs(self.levels - self.levels[place]), 1 - np.abs(step), step)
        return np.stack([*found, *self._breadths(), *pairs], axis=1).astype(np.float32)

    def of_competences(self, bags: Mapping[str, Mapping[str, int]]) -> Floats:
        """Return every signal from somebody's competences; NaN for what they cannot tell."""
        unknown = np.full(len(self.occupations), np.nan, np.float32)
        found = [
            self.tables[name].similarities(self.tables[name].row(bags[name]))
            if bags.get(name)
            else unknown
            for name in SIMILARITIES
        ]
        return np.stack([*found, *self._breadths(), *[unknown] * len(PAIRS)], axis=1)

    def _breadths(self) -> list[Floats]:
        return [self.breadths[name] for name in BREADTHS]


def read_signals(store: Store, projection: Projection) -> Signals:
    """Read the signals of a generation: some ten seconds."""
    reading = _SignalReading(store, projection)
    bags = reading.bags()
    return Signals(
        reading.occupations,
        {
            name: FeatureTable.of([bags[name][one] for one in reading.occupations])
            for name in SIMILARITIES
        },
        reading.breadths(),
        *reading.levels(),
        reading.executive(),
    )


def competence_bags(
    labels: Mapping[str, Sequence[str]], macros: Iterable[str]
) -> dict[str, Mapping[str, int]]:
    """Return the bags of features of competences; `labels`: nature (class name) → labels."""
    know_how = labels.get("KnowHow", ())
    knowledge = labels.get("Knowledge", ())
    return {
        "words": stems(one for many in labels.values() for one in many),
        "know_how_words": stems(know_how),
        "knowledge_words": stems(knowledge),
        "macro_competences": dict.fromkeys(macros, 1),
    }


class _SignalReading:
    def __init__(self, store: Store, projection: Projection) -> None:
        self._store = store
        self._projection = projection
        parents = {
            node(row, "occupation").value: node(row, "parent").value
            for row in question("occupation_parents").ask(store)
        }
        self.occupations = tuple(sorted(parents))
        self._parents = parents
        self._traits: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for name in ("occupation_texts", "occupation_traits"):
            for row in question(name).ask(store):
                value = text(row, "text" if name == "occupation_texts" else "value")
                self._traits[node(row, "occupation").value][text(row, "kind")].append(value)
        self._certifications = self._certifications_to()

    def _certifications_to(self) -> dict[str, set[str]]:
        # RNCP leads to the codes that fiches share: certifications are those of the family.
        found: defaultdict[str, set[str]] = defaultdict(set)
        uris = self._projection.uris
        certified = set(self._projection.of_class("Certification").tolist())
        for start, end in zip(
            *(ends.tolist() for ends in self._projection.edges("leadsTo")), strict=True
        ):
            if start in certified:
                found[uris[end]].add(uris[start])
        return {
            one: found[one] | found[self._parents[one]]
            if one in found
            else found[self._parents[one]]
            for one in self.occupations
        }

    def bags(self) -> dict[str, dict[str, Mapping[str, int]]]:
        """Return, for each similarity, the bag of each occupation."""
        required = self._required()
        found: defaultdict[str, dict[str, Mapping[str, int]]] = defaultdict(dict)
        labels = dict(zip(self._projection.uris, self._projection.labels, strict=True))
        for one in self.occupations:
            traits = self._traits[one]
            titles = [*traits["title"], labels.get(one, "")]
            by_class, macros = required[one]
            own = competence_bags(by_class, macros)
            own["words"] = stems(
                [*titles, *traits["definition"], *(x for many in by_class.values() for x in many)]
            )
            own["title_words"] = stems(titles)
            own["definition_words"] = stems(traits["definition"])
            own["certifications"] = dict.fromkeys(self._certifications[one], 1)
            own["interests"] = dict.fromkeys(traits["interest"], 1)
            own["contexts"] = dict.fromkeys(traits["context"], 1)
            for name in SIMILARITIES:
                found[name][one] = own[name]
        return found

    def _required(self) -> dict[str, tuple[dict[str, list[str]], set[str]]]:
        p = self._projection
        macros: defaultdict[int, set[str]] = defaultdict(set)
        for start, end in zip(*(ends.tolist() for ends in p.edges("broader")), strict=True):
            macros[start].add(p.uris[end])
        found: dict[str, tuple[dict[str, list[str]], set[str]]] = {
            one: ({}, set()) for one in self.occupations
        }
        for start, end in zip(*(ends.tolist() for ends in p.edges("requires")), strict=True):
            by_class, above = found[p.uris[start]]
            by_class.setdefault(p.class_name(end), []).append(p.labels[end])
            above |= macros[end]
        return found

    def breadths(self) -> dict[str, Floats]:
        """Return how broad each occupation is, by four counts."""
        p = self._projection
        required = Counter(p.sources[p.relations == 0].tolist())
        heads = [float(self._parents[one] == one) for one in self.occupations]
        titles = [log1p(len(self._traits[one]["title"])) for one in self.occupations]
        ways = [log1p(len(self._certifications[one])) for one in self.occupations]
        detail = [log1p(required[p.places[one]]) for one in self.occupations]
        named = zip(BREADTHS, (heads, titles, ways, detail), strict=True)
        return {name: np.array(values, np.float32) for name, values in named}

    def levels(self) -> tuple[Floats, Floats]:
        """Return the mean and the lowest level of the certifications to each.

        Where none is known, the mean of all, and NaN.
        """
        known = {
            node(row, "certification").value: float(digits)
            for row in question("certification_levels").ask(self._store)
            if (digits := text(row, "level").rpartition("/")[2]).isdigit()
        }
        found = np.full(len(self.occupations), np.nan, np.float32)
        lowest = found.copy()
        for place, one in enumerate(self.occupations):
            levels = [known[way] for way in self._certifications[one] if way in known]
            if levels:
                found[place], lowest[place] = sum(levels) / len(levels), min(levels)
        if np.isnan(found).all():
            return np.zeros_like(found), lowest
        return np.where(np.isnan(found), np.nanmean(found), found).astype(np.float32), lowest

    def executive(self) -> Floats:
        """Return 1 for an executive's occupation, 0 for another, 0.5 where ROME does not say."""
        words = [(self._traits[one]["executive"] or [""])[0] for one in self.occupations]
        return np.array([{"true": 1.0, "false": 0.0}.get(word, 0.5) for word in words], np.float32)


def write_signals(signals: Signals, index: Path) -> None:
    """Write the signals into a generation's index."""
    arrays: dict[str, NDArray[np.generic]] = {
        "format": np.array(FORMAT),
        "occupations": np.array(signals.occupations),
        "levels": signals.levels,
        "entry_levels": signals.entry_levels,
        "executive": signals.executive,
    }
    for name, table in signals.tables.items():
        arrays[f"{name}.names"] = np.frombuffer("\n".join(table.names).encode(), np.uint8)
        arrays[f"{name}.rarity"] = table.rarity
        for part in ("data", "indices", "indptr"):
            arrays[f"{name}.{part}"] = getattr(table.rows, part)
    arrays |= {f"breadth.{name}": values for name, values in signals.breadths.items()}
    index.mkdir(parents=True, exist_ok=True)
    np.savez(index / FILE, allow_pickle=False, **arrays)


def load_signals(index: Path) -> Signals | None:
    """Return what `write_signals` wrote; None where it is absent or of another format."""
    if not (index / FILE).is_file():
        return None
    with np.load(index / FILE) as found:
        if int(found["format"]) != FORMAT:
            return None
        occupations = tuple(found["occupations"].tolist())
        tables = {}
        for name in SIMILARITIES:
            joined = found[f"{name}.names"].tobytes().decode()
            names = tuple(joined.split("\n")) if joined else ()
            parts = tuple(found[f"{name}.{part}"] for part in ("data", "indices", "indptr"))
            rows = sparse.csr_matrix(parts, shape=(len(occupations), len(names)))
            tables[name] = FeatureTable(names, found[f"{name}.rarity"], rows)
        breadths = {name: found[f"breadth.{name}"] for name in BREADTHS}
        return Signals(
            occupations,
            tables,
            breadths,
            found["levels"],
            found["entry_levels"],
            found["executive"],
        )
