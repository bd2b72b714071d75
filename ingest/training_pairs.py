"""What the encoder learns from: pairs of texts that the referentials say mean the same, or nearly."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

from pyoxigraph import NamedNode

from maillage.ingest.label_index import GraphLabels
from maillage.ingest.normalise_label import normal_form, variants
from maillage.ontology.terms import DCT, ESCO, MLG, SKOS

SENTENCE = 240  # characters of a definition that are read
# Of one concept, so that English does not drown French.
MOST_AMONG, MOST_FOREIGN, MOST_ACROSS = 3, 2, 4
_UNNAMED = ("/offer/", "/geo/", "/bloc/", "/provider/")  # no label that a text would use

# (normal form, URI, whether another concept lends it): a label that training must not see there
Held = frozenset[tuple[str, str, bool]]


class Pair(NamedTuple):
    """Two texts and the concept that they are about; no batch holds one concept twice."""

    anchor: str
    positive: str
    concept: str


def training_pairs(graph: GraphLabels, held: Held = frozenset(), seed: int = 0) -> list[Pair]:
    """Return every pair, sorted by what it comes from; a held-out label appears in none of them."""
    source = _PairSource(graph, held, Random(seed))
    return [*source.labels(), *source.definitions(), *source.links()]


class _PairSource:
    def __init__(self, graph: GraphLabels, held: Held, random: Random) -> None:
        self._graph = graph
        self._held = held
        self._random = random
        self._names: dict[str, dict[str, list[str]]] = {}

    def _named(self, uri: str) -> dict[str, list[str]]:
        """Return the labels of a concept by language, the preferred ones first."""
        if uri not in self._names:
            found: dict[str, list[str]] = defaultdict(list)
            for _, lang, text in sorted(self._graph.own.get(uri, ())):
                if not self._held or (normal_form(text), uri, False) not in self._held:
                    found[lang] += [one for one in variants(text)[:1] if one not in found[lang]]
            self._names[uri] = dict(found)
        return self._names[uri]

    def labels(self) -> Iterator[Pair]:
        """Yield the pairs of labels of every concept, within a language and across."""
        for uri in sorted(self._graph.own):
            if not any(part in uri for part in _UNNAMED):
                named = self._named(uri)
                yield from self._within(uri, named)
                yield from self._across(uri, named)

    def _within(self, uri: str, named: dict[str, list[str]]) -> Iterator[Pair]:
        """Yield the preferred label with the others: all the French ones, and those among them."""
        french = named.get("fr", [])
        yield from (Pair(french[0], other, uri) for other in french[1:])
        for _ in range(min(MOST_AMONG, len(french) - 1) if len(french) > 2 else 0):
            one, other = self._random.sample(french[1:], 2)
            yield Pair(one, other, uri)
        for lang in ("en", "de"):
            others = named.get(lang, [])[1:]
            for other in self._random.sample(others, min(MOST_FOREIGN, len(others))):
                yield Pair(named[lang][0], other, uri)

    def _across(self, uri: str, named: dict[str, list[str]]) -> Iterator[Pair]:
        """Yield French labels with foreign ones: what English says in many ways teaches French."""
        french = named.get("fr")
        if not french:
            return
        yield from (Pair(french[0], named[lang][0], uri) for lang in ("en", "de") if lang in named)
        english = named.get("en", [])[1:]
        for other in self._random.sample(english, min(MOST_ACROSS, len(english))):
            yield Pair(self._random.choice(french), other, uri)

    def definitions(self) -> Iterator[Pair]:
        """Yield a label with the first sentences of its definition."""
        for predicate in (SKOS.definition, DCT.description, SKOS.scopeNote):
            for uri, literal in sorted(
                self._graph.literals(predicate), key=lambda one: (one[0], str(one[1]))
            ):
                texts = self._named(uri).get(literal.language or "fr")
                if texts:
                    yield Pair(texts[0], literal.value[:SENTENCE], uri)

    def links(self) -> Iterator[Pair]:
        """Yield the labels of linked concepts: titles, mappings, broader, core competences."""
        for predicate in (MLG.jobTitleOf, SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch):
            yield from self._linked(predicate, every=True)
        yield from self._linked(SKOS.narrowMatch)
        yield from self._linked(SKOS.broader, keep=lambda one, _: "/formacode/" not in one)
        yield from self._linked(MLG.requiresCore, share=0.5)
        yield from self._linked(ESCO.relatedEssentialSkill, share=0.15)

    def _linked(
        self,
        predicate: NamedNode,
        share: float = 1.0,
        *,
        every: bool = False,
        keep: Callable[[str, str], bool] | None = None,
    ) -> Iterator[Pair]:
        """Yield the French labels of linked concepts; `every` adds another label of the object."""
        for one, other in self._graph.links(predicate):
            if keep is not None and not keep(one, other):
                continue
            if share < 1 and self._random.random() > share:
                continue
            left, right = self._french(one, other), self._french(other, one)
            if left and right:
                yield Pair(left[0], right[0], other)
                if every:
                    yield Pair(self._random.choice(left), self._random.choice(right), other)

    def _french(self, uri: str, linked: str) -> Sequence[str]:
        """Return the French labels of a concept, without those that are held out of a linked one."""
        texts = self._named(uri).get("fr", [])
        if not self._held:
            return texts
        return [text for text in texts if (normal_form(text), linked, True) not in self._held]


def texts_of(pairs: Sequence[Pair]) -> Iterator[str]:
    """Yield every text of the pairs, to learn the word pieces from."""
    for pair in pairs:
        yield pair.anchor
        yield pair.positive
