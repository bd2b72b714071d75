"""The index of search: concepts, their labels by language, the words of these; written beside the graph."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.queries.index_file import read_index_file, write_index_file
from maillage.queries.question import Store
from maillage.queries.search_terms import LANGUAGES, FoundConcept, read_terms
from maillage.queries.search_words import Folding, Places, WordTable

FORMAT = 1
FOLDER = "search"
_MAX_WORDS = 255


@dataclass(frozen=True, slots=True)
class LabelTable:
    """The labels of one language."""

    texts: list[str]
    concepts: Places  # (n_labels,): place of the concept of each
    kinds: NDArray[np.uint8]  # (n_labels,): `TermKind`
    lengths: NDArray[np.uint8]  # (n_labels,): different stems in each, at least 1
    words: WordTable


@dataclass(frozen=True)
class SearchIndex:
    """What search reads. A language that was not indexed has an empty table."""

    concepts: list[FoundConcept]
    tables: dict[str, LabelTable]

    @classmethod
    def of(cls, store: Store, folding: Folding) -> "SearchIndex":
        """Make the index of a store: some twenty seconds for three hundred thousand labels."""
        read = read_terms(store)
        tables = {}
        for lang in LANGUAGES:
            terms = read.terms.get(lang, [])
            rows = [folding.words(term.text) for term in terms]
            # « Commis / Commise de cuisine » is as long as one of its genders.
            said = (
                folding.query(term.text) if "/" in term.text else row
                for term, row in zip(terms, rows, strict=True)
            )
            lengths = [len({folding.stem(word) for word in row}) for row in said]
            tables[lang] = LabelTable(
                [term.text for term in terms],
                np.array([term.concept for term in terms], np.int32),
                np.array([term.kind for term in terms], np.uint8),
                np.clip(np.array(lengths, np.int64), 1, _MAX_WORDS).astype(np.uint8),
                WordTable.of(rows, folding.stem),
            )
        return cls(read.concepts, tables)

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each concept, by its URI."""
        return {one.uri: place for place, one in enumerate(self.concepts)}

    def write(self, index: Path) -> None:
        """Write the index in a folder of a generation's index."""
        folder = index / FOLDER
        write_index_file(folder, "concepts.json", {"format": FORMAT, "concepts": self.concepts})
        for lang, table in self.tables.items():
            words = table.words
            document = {
                "format": FORMAT, "texts": table.texts, "stems": words.stems, "words": words.words,
            }  # fmt: skip
            write_index_file(folder, f"{lang}.json", document)
            np.savez(
                folder / f"{lang}.npz", concepts=table.concepts, kinds=table.kinds,
                lengths=table.lengths, ends=words.ends, labels=words.labels,
                word_stems=words.word_stems,
            )  # fmt: skip

    @classmethod
    def read(cls, index: Path) -> "SearchIndex | None":
        """Return what was written; None where it is absent or of another format."""
        folder = index / FOLDER
        concepts = read_index_file(folder, "concepts.json", FORMAT)
        if concepts is None:
            return None
        shared: dict[str, str] = {}
        found = [_concept(one, shared) for one in concepts["concepts"]]
        tables = {lang: _read_table(folder, lang, shared) for lang in LANGUAGES}
        if any(table is None for table in tables.values()):
            return None
        return cls(
            found,
            {lang: table for lang, table in tables.items() if table is not None},
        )


def _concept(row: list[Any], shared: dict[str, str]) -> FoundConcept:
    """Return a concept as it was written, its texts held once: classes, schemes and labels are many times the same."""
    uri, notation = row[0], row[2]
    rest = (shared.setdefault(one, one) for one in (row[1], *row[3:6], row[7]))
    label, scheme, kind, general, part_of = rest
    return FoundConcept(uri, label, notation, scheme, kind, general, row[6], part_of)


def _read_table(folder: Path, lang: str, shared: dict[str, str]) -> LabelTable | None:
    document = read_index_file(folder, f"{lang}.json", FORMAT)
    if document is None:
        return None
    try:
        with np.load(folder / f"{lang}.npz") as arrays:
            words = WordTable(
                document["stems"], arrays["ends"], arrays["labels"], document["words"],
                arrays["word_stems"],
            )  # fmt: skip
            return LabelTable(
                [shared.get(one, one) for one in document["texts"]],
                arrays["concepts"],
                arrays["kinds"],
                arrays["lengths"],
                words,
            )
    except (OSError, KeyError, ValueError):
        return None
