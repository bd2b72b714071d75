"""Every label by which a concept may be called, its own and those that the graph lends it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from maillage.graph.triple_store import TripleStore
from maillage.ingest.normalise_label import variant_words, variants
from maillage.ontology.names import Names
from maillage.ontology.terms import ESCO, MLG, OWL, SKOS

LANGUAGES = ("fr", "en", "de")

# scheme of `maillage link` → the prefixes of the concepts that it searches
SCHEMES: dict[str, tuple[str, ...]] = {
    "esco-occupation": ("esco",),
    "esco-skill": ("esco",),
    "rome": ("rome",),
    "rome-appellation": ("rome-appellation",),
    "rome-competence": ("rome-competence", "rome-savoir"),
    "rome-savoir": ("rome-savoir",),
    "regional": ("regional",),
}
_ESCO_PILLARS = {"esco-occupation": "occupation/", "esco-skill": "skill/"}


class LabelKind(IntEnum):
    """Where a label comes from; the linker weighs each kind apart."""

    PREF = 0
    ALT = 1  # alternative, hidden and short labels
    NEAR = 2  # of a concept that the graph says is the same (exact, close) or a title of it
    FAR = 3  # of a concept that is narrower, broader or related


_OWN: tuple[tuple[NamedNode, LabelKind], ...] = (
    (SKOS.prefLabel, LabelKind.PREF),
    (SKOS.altLabel, LabelKind.ALT),
    (SKOS.hiddenLabel, LabelKind.ALT),
    (MLG.shortLabel, LabelKind.ALT),
    (MLG.statisticalLabel, LabelKind.NEAR),
)
_LENT: tuple[tuple[NamedNode, LabelKind], ...] = (
    (SKOS.exactMatch, LabelKind.NEAR),
    (SKOS.closeMatch, LabelKind.NEAR),
    (SKOS.broadMatch, LabelKind.FAR),
    (SKOS.narrowMatch, LabelKind.FAR),
    (SKOS.relatedMatch, LabelKind.FAR),
)


class Label(NamedTuple):
    """One label of one concept, as it is published and as it is compared."""

    concept: int  # place in `LabelIndex.uris`
    kind: LabelKind
    lang: str
    text: str  # in one gender only
    form: str  # its normal form
    origin: str  # URI of the concept that lends it; the concept's own where it is its own


@dataclass(frozen=True, slots=True)
class LabelIndex:
    """The concepts of one scheme, sorted by URI, and all their labels, by kind then concept."""

    scheme: str
    uris: tuple[str, ...]
    names: tuple[dict[str, str], ...]  # preferred label of each concept, by language
    labels: tuple[Label, ...]

    def in_language(self, lang: str) -> "LabelIndex":
        """Return the same concepts with the labels of one language only."""
        kept = tuple(label for label in self.labels if label.lang == lang)
        return LabelIndex(self.scheme, self.uris, self.names, kept)


class GraphLabels:
    """The labels of a built graph, read once for every scheme."""

    def __init__(self, store: TripleStore, names: Names) -> None:
        """Read the labels and the mappings of the graph (some ten seconds for the whole of it)."""
        self._store = store.store
        self._names = names
        self._dead = {
            quad.subject.value
            for quad in self._store.quads_for_pattern(None, OWL.deprecated, None, None)
            if isinstance(quad.subject, NamedNode) and _says_true(quad.object)
        }
        self.own: dict[str, list[tuple[LabelKind, str, str]]] = defaultdict(list)
        for predicate, kind in _OWN:
            for uri, literal in self.literals(predicate):
                self.own[uri].append((kind, literal.language or "fr", literal.value))
        self.lent: dict[str, list[tuple[LabelKind, str]]] = defaultdict(list)
        self._read_lent()

    def literals(self, predicate: NamedNode) -> Iterator[tuple[str, Literal]]:
        """Yield the texts that a predicate gives, in French, English and German."""
        for quad in self._store.quads_for_pattern(None, predicate, None, None):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                if (quad.object.language or "fr") in LANGUAGES:
                    yield quad.subject.value, quad.object

    def links(self, predicate: NamedNode) -> Iterator[tuple[str, str]]:
        """Yield the pairs of URIs that a predicate links, sorted."""
        yield from sorted(
            (quad.subject.value, quad.object.value)
            for quad in self._store.quads_for_pattern(None, predicate, None, None)
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
        )

    def _read_lent(self) -> None:
        self._titles = set(self.links(MLG.jobTitleOf))
        for title, occupation in sorted(self._titles):
            self.lent[occupation].append((LabelKind.NEAR, title))
        for predicate, kind in _LENT:
            for one, other in self.links(predicate):
                self.lent[other].append((kind, one))
                self.lent[one].append((kind, other))

    def concepts(self, scheme: str) -> list[str]:
        """Return the URIs of a scheme's concepts that are in service and have a label, sorted."""
        prefixes = self._prefixes(scheme)
        groups = set() if scheme != "esco-skill" else self._esco_groups()
        return sorted(
            uri
            for uri in self.own
            if uri.startswith(prefixes) and uri not in self._dead and uri not in groups
        )

    def index(self, scheme: str) -> LabelIndex:
        """Return the labels of one scheme of `SCHEMES`, each once a concept."""
        uris = self.concepts(scheme)
        names = tuple(self._preferred(uri) for uri in uris)
        labels = [label for place, uri in enumerate(uris) for label in self._labels(place, uri)]
        labels.sort(key=lambda label: (label.kind, label.concept))
        return LabelIndex(scheme, tuple(uris), names, tuple(labels))

    def _prefixes(self, scheme: str) -> tuple[str, ...]:
        if scheme in _ESCO_PILLARS:
            return ("http://data.europa.eu/esco/" + _ESCO_PILLARS[scheme],)
        return tuple(self._names.prefixes[prefix] for prefix in SCHEMES[scheme])

    def _esco_groups(self) -> set[str]:
        """Return the skill groups of ESCO: they have no skill type, and nothing links to them."""
        typed = {one for one, _ in self.links(ESCO.skillType)}
        typed |= {uri for uri, _ in self.literals(ESCO.skillType)}
        return {uri for uri in self.own if uri not in typed} if typed else set()

    def _preferred(self, uri: str) -> dict[str, str]:
        return {
            lang: text
            for kind, lang, text in sorted(self.own[uri], reverse=True)
            if kind is LabelKind.PREF
        }

    def _labels(self, place: int, uri: str) -> Iterator[Label]:
        own = [(kind, lang, text, uri) for kind, lang, text in self.own[uri]]
        yield from once_each(place, [*own, *self._lent_to(uri)])

    def _lent_to(self, uri: str) -> Iterator[tuple[LabelKind, str, str, str]]:
        for kind, other in self.lent.get(uri, ()):
            yield from self._as_lent(kind, other)
            if (other, uri) in self._titles:  # what ESCO calls a title is said of its fiche too
                for near, occupation in self.lent[other]:
                    if near is LabelKind.NEAR and occupation != uri:
                        yield from self._as_lent(LabelKind.FAR, occupation)

    def _as_lent(self, kind: LabelKind, other: str) -> Iterator[tuple[LabelKind, str, str, str]]:
        """Yield a concept's own labels in French, and its preferred ones in other languages."""
        for own_kind, lang, text in self.own.get(other, ()):
            if own_kind is LabelKind.PREF or (own_kind is LabelKind.ALT and lang == "fr"):
                yield kind, lang, text, other


def once_each(place: int, found: Iterable[tuple[LabelKind, str, str, str]]) -> Iterator[Label]:
    """Yield the labels of one concept, the nearest kind first: each form once as its own, once lent."""
    seen: set[tuple[str, str, bool]] = set()
    for kind, lang, text, origin in sorted(found):
        masculine, form = _forms(text)
        known = (lang, form, kind > LabelKind.ALT)
        if form and known not in seen:
            seen.add(known)
            yield Label(place, kind, lang, masculine, form, origin)


@lru_cache(maxsize=1 << 18)  # a label is lent to many concepts
def _forms(text: str) -> tuple[str, str]:
    """Return the masculine form of a label, and its normal form."""
    masculine = variants(text)[0]
    return masculine, " ".join(variant_words(masculine))


def _says_true(term: object) -> bool:
    return isinstance(term, Literal) and term.value == "true"
