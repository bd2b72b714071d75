"""What a page of something reads: what is stated of it, and what every such page tells."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from maillage.api.catalogues import gettext
from maillage.api.concept_description import graphs_of
from maillage.api.open_generation import OpenGeneration
from maillage.api.page_language import FRENCH, language
from maillage.api.page_link import Link, address, label_of, link, links
from maillage.api.resolve_view import STANDINGS
from maillage.api.resolver import resolver_of
from maillage.api.route_data import FORMATS
from maillage.graph.manifest import SourceRecord
from maillage.ontology.vocabulary import ontology_terms
from maillage.queries.concept_relations import ConceptLinks, Direction, read_links
from maillage.queries.question import Term, question
from maillage.queries.resolve_answer import Mapping, ResolvedConcept

MOST = 2000  # concepts of one relation; none has more on these pages but of transversal competences
RELATIONS = {
    "exactMatch": "correspond exactement à",
    "closeMatch": "correspond à peu près à",
    "broadMatch": "correspond à plus large",
    "narrowMatch": "correspond à plus précis",
    "relatedMatch": "est lié à",
}


@dataclass(frozen=True, slots=True)
class MappingLine:
    """A correspondence, as a page tells it."""

    relation: str
    other: Link
    source: str  # title, version and date of the release that states it
    described: bool  # whether the graph says so
    confidence: float | None  # [0, 1]


@dataclass(frozen=True, slots=True)
class QueryLink:
    """A question of ours, bound to what the page tells, ready to be run and changed."""

    label: str
    href: str


class PageFacts:
    """Reads one thing for its page. Everything that it returns is text, to be escaped by the template."""

    def __init__(self, opened: OpenGeneration, uri: NamedNode) -> None:
        """Read `uri` in a generation."""
        self.opened = opened
        self.uri = uri
        self.curie = opened.names.curie(uri)

    @cached_property
    def concept(self) -> ResolvedConcept | None:
        """What the resolver says of it today; None for what has no code."""
        return resolver_of(self.opened).resolve(self.curie, None, date.today()).concept

    @cached_property
    def _links(self) -> ConceptLinks:
        return read_links(self.opened.store, self.uri, MOST)

    def nodes(self, property_: NamedNode, direction: Direction = "out") -> Sequence[NamedNode]:
        """Return what a property leads to, or comes from, in the order of their URIs."""
        found = (
            one.first
            for one in self._links.relations
            if one.property == property_ and one.direction == direction
        )
        return next(found, ())

    def linked(self, property_: NamedNode, direction: Direction = "out") -> list[Link]:
        """Return the same as links, in the order of their labels."""
        return links(self.opened, self.nodes(property_, direction))

    def texts(self, property_: NamedNode) -> list[str]:
        """Return the values of a property that are French or have no language."""
        found = self._links.attributes.get(property_, ())
        return [one.value for one in found if one.language in ("fr", None)]

    def text(self, property_: NamedNode) -> str:
        """Return the first of them, or ""."""
        return next(iter(self.texts(property_)), "")

    def query(self, label: str, name: str, **values: Term) -> QueryLink:
        """Return the link to one of our questions, about this page."""
        text = question(name).bind(values)
        return QueryLink(label, f"/sparql?{urlencode({'query': text})}")

    def frame(self) -> dict[str, object]:
        """Return what every page tells, by the names that the template uses."""
        opened, concept = self.opened, self.concept
        title, title_lang = label_of(opened, self.uri, opened.store.label(self.uri) or self.curie)
        definition_lang = self._told_in(concept.definitions if concept else {})
        kind = concept.summary.kind if concept else ""
        return {
            "title": title,
            "title_lang": title_lang,
            "curie": self.curie,
            "uri": self.uri.value,
            "kind": kind_word(kind),
            "standing": gettext(STANDINGS[concept.status.standing]) if concept else "",
            "standing_reason": concept.status.reason if concept else "",
            "successors": [link(opened, one.concept) for one in concept.successors]
            if concept
            else [],
            "replaces": [link(opened, one) for one in concept.replaces] if concept else [],
            "definition": concept.definitions.get(definition_lang, "") if concept else "",
            "definition_lang": definition_lang,
            "notation": concept.summary.notation if concept else "",
            "diploma_codes": concept.diploma_codes if concept else (),
            "other_names": self._other_names(title_lang),
            "mappings": [self._mapping(one) for one in concept.mappings] if concept else [],
            "sources": self._sources(),
            "stable": address(self.uri, opened.names, "id"),
            "downloads": self._downloads(),
        }

    def other_labels(self) -> tuple[Sequence[str], str]:
        """Return the other labels, in the language of the page where there are some, and their language."""
        found = self.concept.alt_labels if self.concept else {}
        told = self._told_in(found)
        return found.get(told, ()), told

    @staticmethod
    def _told_in(texts: Container[str]) -> str:
        return language() if language() in texts else FRENCH

    def _other_names(self, title_lang: str) -> list[tuple[str, str]]:
        labels = self.concept.labels if self.concept else {}
        return sorted((lang, text) for lang, text in labels.items() if lang != title_lang)

    def _mapping(self, one: Mapping) -> MappingLine:
        told = one.release
        source = f"{told.title}, version {told.version}" if told else gettext("source non décrite")
        if told and told.issued:
            source += f" ({told.issued})"
        return MappingLine(
            gettext(RELATIONS.get(one.relation, one.relation)), link(self.opened, one.other), source,
            told is not None, one.confidence,
        )  # fmt: skip

    def _sources(self) -> list[SourceRecord]:
        records = {record.graph: record for record in self.opened.manifest.sources}
        graphs = [graph.value for graph in graphs_of(self.opened.store, self.uri)]
        return [records[graph] for graph in graphs if graph in records]

    def _downloads(self) -> list[tuple[str, str]]:
        names = self.opened.names
        data = [(_DATA[one], address(self.uri, names, "data", f".{one}")) for one in FORMATS]
        return [*data, ("CSV", f"/page.csv?{urlencode({'uri': self.curie})}")]


_DATA = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF/XML"}


def kind_word(local_name: str) -> str:
    """Return the word for a class, "" for none.

    >>> kind_word("Occupation")
    'métier'
    """
    return gettext(KINDS[local_name]) if local_name in KINDS else local_name


KINDS = {term.uri.rpartition("#")[2]: term.label_fr for term in ontology_terms()}
