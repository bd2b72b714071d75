"""The words of one ESCO concept, gathered from several files into what SKOS allows."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.terms import SKOS

_TAG = re.compile(r"<[^<>]+>")
_KEPT_OUT = {"\u200b": "", "\ufeff": "", "\u00ad": ""}  # invisible, and they hide equal labels


def clean(text: str) -> str:
    """Return `text` on one line, with neither markup nor invisible characters."""
    if "<" in text:
        text = unescape(_TAG.sub("", text))
    for character, replacement in _KEPT_OUT.items():
        if character in text:
            text = text.replace(character, replacement)
    return " ".join(text.split())


def _fold(label: str) -> str:
    return label.casefold().replace("’", "'")


@dataclass(frozen=True, slots=True)
class Wording:
    """What one row of one file says of a concept in one language; an empty text says nothing."""

    language: str
    preferred: str = ""
    alternatives: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    definition: str = ""
    scope_note: str = ""
    note: str = ""


class EscoLabels:
    """Wordings added in order of authority: the first preferred label of a language stays so.

    A later one, which an older release published, becomes an alternative. Labels that differ only
    by case or by the shape of the apostrophe are one label (SKOS Reference, S13 and S14: one
    preferred label a language, and no label of two kinds).
    """

    __slots__ = ("_alternatives", "_hidden", "_preferred", "_texts")

    def __init__(self) -> None:
        """Start without a word."""
        self._preferred: dict[str, str] = {}
        self._alternatives: dict[tuple[str, str], str] = {}
        self._hidden: dict[tuple[str, str], str] = {}
        self._texts: dict[tuple[NamedNode, str], str] = {}

    @property
    def languages(self) -> frozenset[str]:
        """The languages that have a preferred label."""
        return frozenset(self._preferred)

    def add(self, wording: Wording) -> None:
        """Take in a wording that has less authority than those before it."""
        language = wording.language
        preferred = clean(wording.preferred)
        if preferred and self._preferred.setdefault(language, preferred) != preferred:
            self._keep(self._alternatives, language, (preferred,))
        self._keep(self._alternatives, language, wording.alternatives)
        self._keep(self._hidden, language, wording.hidden)
        for predicate, text in (
            (SKOS.definition, wording.definition),
            (SKOS.scopeNote, wording.scope_note),
            (SKOS.note, wording.note),
        ):
            if text and (text := clean(text)):
                self._texts.setdefault((predicate, language), text)

    def triples(self, node: NamedNode) -> Iterator[Triple]:
        """Yield the labels and texts of `node`."""
        used = set()
        for language, label in self._preferred.items():
            used.add((language, _fold(label)))
            yield Triple(node, SKOS.prefLabel, Literal(label, language=language))
        for predicate, labels in (
            (SKOS.altLabel, self._alternatives),
            (SKOS.hiddenLabel, self._hidden),
        ):
            for key, label in labels.items():
                if key not in used:
                    used.add(key)
                    yield Triple(node, predicate, Literal(label, language=key[0]))
        for (predicate, language), text in self._texts.items():
            yield Triple(node, predicate, Literal(text, language=language))

    @staticmethod
    def _keep(labels: dict[tuple[str, str], str], language: str, texts: Iterable[str]) -> None:
        for text in texts:
            if label := clean(text):
                labels.setdefault((language, _fold(label)), label)
