"""What identifies a concept, gathered from the statements of one store."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from maillage.graph.triple_store import TripleStore, Value
from maillage.ontology.terms import DCT, FOAF, MLG, OWL, RDF, SKOS
from maillage.queries.concept_summary import Summary, local_name, precise_class
from maillage.queries.statements import values

MAPPINGS = (
    SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch,
)  # fmt: skip
_ALTERNATIVE = (SKOS.altLabel, SKOS.hiddenLabel, MLG.shortLabel)
# With the class, what `concept_identities.rq` asks for.
_PROPERTIES = (
    SKOS.prefLabel, *_ALTERNATIVE, MLG.statisticalLabel, FOAF.name, SKOS.notation, SKOS.inScheme,
    SKOS.definition, MLG.diplomaCode, OWL.deprecated, MLG.active, MLG.registrationEnd, DCT.isReplacedBy,
    DCT.replaces, MLG.jobTitleOf, *MAPPINGS,
)  # fmt: skip
_COMMON = {SKOS.prefLabel, SKOS.altLabel, SKOS.notation, SKOS.inScheme}
# Few concepts have these; others are looked for by their values too.
RARE_INVERSE = (*MAPPINGS, MLG.diplomaCode, MLG.parentOccupation)
RARE = tuple(one for one in _PROPERTIES if one not in {*_COMMON, *RARE_INVERSE})


@dataclass(frozen=True, slots=True)
class Identity:
    """A concept's statements: the values of each property, and a named graph that states each."""

    uri: NamedNode
    values: Mapping[NamedNode, Mapping[Value, NamedNode]]

    def nodes(self, property_: NamedNode) -> list[NamedNode]:
        """Return the URIs of a property, sorted."""
        found = (one for one in self.values.get(property_, ()) if isinstance(one, NamedNode))
        return sorted(found, key=lambda one: one.value)

    def words(self, *properties: NamedNode) -> dict[str, list[str]]:
        """Return the texts of some properties by language, sorted."""
        found: dict[str, set[str]] = {}
        for property_ in properties:
            for one in self.values.get(property_, ()):
                if isinstance(one, Literal):
                    found.setdefault(one.language or "", set()).add(one.value)
        return {lang: sorted(texts) for lang, texts in sorted(found.items())}

    def first(self, property_: NamedNode) -> str:
        """Return one value of a property as text, "" where it has none."""
        return min((one.value for one in self.values.get(property_, ())), default="")

    @property
    def graph(self) -> NamedNode | None:
        """The named graph that publishes the concept: the one that labels it, else that types it."""
        for property_ in (SKOS.prefLabel, FOAF.name, SKOS.inScheme, RDF.type):
            graphs = self.values.get(property_)
            if graphs:
                return min(graphs.values(), key=lambda one: one.value)
        return None

    @property
    def labels(self) -> dict[str, str]:
        """The preferred label in each language."""
        return {lang: texts[0] for lang, texts in self.words(SKOS.prefLabel, FOAF.name).items()}

    @property
    def alternatives(self) -> dict[str, list[str]]:
        """The other labels in each language."""
        preferred = self.labels
        found = self.words(*_ALTERNATIVE)
        kept = {
            lang: [one for one in texts if one != preferred.get(lang)]
            for lang, texts in found.items()
        }
        return {lang: texts for lang, texts in kept.items() if texts}

    @property
    def summary(self) -> Summary:
        """The concept in one line."""
        labels, notation = self.labels, self.first(SKOS.notation)
        schemes = self.nodes(SKOS.inScheme)
        active, end = self.first(MLG.active), self.first(MLG.registrationEnd)
        label = labels.get("fr") or labels.get("") or notation or local_name(self.uri)
        return Summary(
            self.uri, label, notation,
            local_name(schemes[0]) if schemes else "",
            precise_class(local_name(one) for one in self.nodes(RDF.type)),
            self.first(OWL.deprecated) == "true",
            active == "true" if active else None,
            date.fromisoformat(end) if end else None,
        )  # fmt: skip

    @property
    def replaced_by(self) -> list[NamedNode]:
        """What replaced the concept, if anything did."""
        return self.nodes(DCT.isReplacedBy)


def read_identities(
    store: TripleStore, uris: Iterable[NamedNode], graphs: Container[NamedNode] | None = None
) -> Mapping[NamedNode, Identity]:
    """Return the identity of each concept that the store describes; `graphs`: from these alone."""
    read = (_read(store, uri, graphs) for uri in dict.fromkeys(uris))
    return {one.uri: one for one in read if one is not None}


def _read(
    store: TripleStore, uri: NamedNode, graphs: Container[NamedNode] | None
) -> Identity | None:
    # What others say of a concept (that it replaces one of theirs) does not describe it.
    classes = values(store, uri, RDF.type, graphs)
    if not classes:
        return None
    stated = {RDF.type: classes}
    for property_ in store.may_have(uri, _PROPERTIES):
        if found := values(store, uri, property_, graphs):
            stated[property_] = found
    return Identity(uri, stated)
