"""Every concept that has a label, and every label, as the search index is made from them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from maillage.ontology.terms import MLG, OWL, RDF, SKOS
from maillage.queries.concept_summary import local_name, precise_class
from maillage.queries.decode import node
from maillage.queries.question import Store, question
from maillage.vocab.diploma_kinds import diploma_kind

LANGUAGES = ("fr", "en", "de")


class TermKind(IntEnum):
    """Which of its labels a concept is called by, the most telling first."""

    PREFERRED = 0
    SHORT = 1  # or titled: « BTS Comptabilité et gestion »
    ALTERNATIVE = 2
    OLDER = 3  # of an older release, which statistics still use
    HIDDEN = 4


_KINDS = (
    (SKOS.prefLabel, TermKind.PREFERRED),
    (MLG.shortLabel, TermKind.SHORT),
    (SKOS.altLabel, TermKind.ALTERNATIVE),
    (MLG.statisticalLabel, TermKind.OLDER),
    (SKOS.hiddenLabel, TermKind.HIDDEN),
)


# Kinds that people name by their letters alone; « TP » and « DE » are other words as well.
_SAID = frozenset(
    {
        "CAP",
        "CAPA",
        "BEP",
        "BPA",
        "BP",
        "BAC PRO",
        "BMA",
        "BTS",
        "BTSA",
        "DUT",
        "DEUST",
        "BUT",
        "LP",
        "BPJEPS",
    }
)


class Term(NamedTuple):
    """One label of one concept."""

    concept: int  # place in `SearchTerms.concepts`
    kind: TermKind
    text: str


class FoundConcept(NamedTuple):
    """A concept as search knows it."""

    uri: str
    label: str  # French; where it has none, in the first of the other languages
    notation: str
    scheme: str  # notation of its scheme
    kind: str  # local name of its most precise class
    general: str  # local name of its other class, as `Competence`; "" where it has one only
    deprecated: bool
    part_of: str  # URI of a job title's occupation; "" elsewhere


@dataclass(slots=True)
class SearchTerms:
    """The concepts in the order of their URIs, and their labels by language."""

    concepts: list[FoundConcept] = field(default_factory=list)
    terms: dict[str, list[Term]] = field(default_factory=dict)


def read_terms(store: Store) -> SearchTerms:
    """Return every label of the store; one that only repeats its concept's code is left out."""
    labels = _labels(store)
    uris = sorted({uri for of_kind in labels.values() for uri, _ in of_kind}, key=lambda u: u.value)
    found = SearchTerms(_concepts(store, uris, labels[TermKind.PREFERRED]))
    places = {uri: place for place, uri in enumerate(uris)}
    for kind, of_kind in labels.items():
        for uri, label in of_kind:
            place = places[uri]
            if label.value != found.concepts[place].notation and label.language in LANGUAGES:
                found.terms.setdefault(label.language, []).append(Term(place, kind, label.value))
    for uri, value in _values(store, MLG.diplomaKind):
        if uri in places:
            for title in _titles(value.value, found.concepts[places[uri]].label):
                found.terms["fr"].append(Term(places[uri], TermKind.SHORT, title))
    return found


def _concepts(
    store: Store, uris: list[NamedNode], preferred: list[tuple[NamedNode, Literal]]
) -> list[FoundConcept]:
    classes: dict[NamedNode, set[str]] = {uri: set() for uri in uris}
    for uri, value in _values(store, RDF.type):
        if uri in classes and isinstance(value, NamedNode):
            classes[uri].add(local_name(value))
    schemes = {
        uri: local_name(value)
        for uri, value in _values(store, SKOS.inScheme)
        if isinstance(value, NamedNode)
    }
    notations = {uri: value.value for uri, value in _values(store, SKOS.notation)}
    retired = {uri for uri, value in _values(store, OWL.deprecated) if value.value == "true"}
    above = {uri: value.value for uri, value in _values(store, MLG.jobTitleOf)}
    shown = _shown(preferred)
    concepts = []
    for uri in uris:
        kind = precise_class(classes[uri])
        general = next((one for one in sorted(classes[uri]) if one != kind), "")
        concepts.append(
            FoundConcept(
                uri.value, shown.get(uri, ""), notations.get(uri, ""), schemes.get(uri, ""), kind,
                general, uri in retired, above.get(uri, ""),
            )
        )  # fmt: skip
    return concepts


def _titles(kind: str, label: str) -> Iterator[str]:
    """Yield a diploma's label as people say it: « Brevet professionnel Boulanger », « BP Boulanger »."""
    if not label or label.lower().startswith(kind.lower()):
        return
    yield f"{kind} {label}"
    known = diploma_kind(kind)
    if known is not None and known.code in _SAID:
        yield f"{known.code} {label}"


def _labels(store: Store) -> dict[TermKind, list[tuple[NamedNode, Literal]]]:
    return {
        kind: [
            (uri, value) for uri, value in _values(store, property_) if isinstance(value, Literal)
        ]
        for property_, kind in _KINDS
    }


def _shown(preferred: list[tuple[NamedNode, Literal]]) -> dict[NamedNode, str]:
    best: dict[NamedNode, tuple[int, str]] = {}
    for uri, label in preferred:
        rank = LANGUAGES.index(label.language) if label.language in LANGUAGES else len(LANGUAGES)
        best[uri] = min(best.get(uri, (9, "")), (rank, label.value))
    return {uri: text for uri, (_, text) in best.items()}


def _values(store: Store, property_: NamedNode) -> list[tuple[NamedNode, NamedNode | Literal]]:
    return [
        (node(row, "concept"), value)
        for row in question("concept_values").ask(store, {"property": property_})
        if (value := row["value"]) is not None
    ]
