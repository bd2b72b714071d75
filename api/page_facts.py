"""What a page of something reads: what is stated of it, and what every such page tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from maillage.api.concept_description import graphs_of
from maillage.api.open_generation import OpenGeneration
from maillage.api.page_link import Link, address, link, links
from maillage.api.resolve_view import STANDINGS
from maillage.api.resolver import resolver_of
from maillage.api.route_data import FORMATS
from maillage.graph.manifest import SourceRecord
from maillage.ontology.vocabulary import ontology_terms
from maillage.queries.concept_relations import ConceptLinks, Direction, read_links
from maillage.queries.question import Term, question
from maillage.queries.resolve_answer import Mapping, ResolvedConcept

MOST = 2000  # concepts of one relation; none has more on these pages but of transversal competences
_RELATIONS = {
    "exactMatch": "correspond exactement à",
    "closeMatch": "correspond à peu près à",
    "broadMatch": "correspond à plus large",
    "narrowMatch": "correspond à plus précis",
    "relatedMatch": "est lié à",
}


@dataclass(frozen=True, slots=True)
class MappingLine:
    """A correspondence, as a page tells it."""

    relation: str  # in French
    other: Link
    source: str  # title, version and date of the release that states it
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
        kind = concept.summary.kind if concept else ""
        return {
            "title": opened.store.label(self.uri) or self.curie,
            "curie": self.curie,
            "uri": self.uri.value,
            "kind": kind_word(kind),
            "standing": self._standing(),
            "successors": [link(one.concept, opened.names) for one in concept.successors]
            if concept
            else [],
            "replaces": [link(one, opened.names) for one in concept.replaces] if concept else [],
            "definition": concept.definitions.get("fr", "") if concept else "",
            "notation": concept.summary.notation if concept else "",
            "diploma_codes": concept.diploma_codes if concept else (),
            "languages": self._languages(),
            "mappings": [self._mapping(one) for one in concept.mappings] if concept else [],
            "sources": self._sources(),
            "stable": address(self.uri, opened.names, "id"),
            "downloads": self._downloads(),
        }

    def _standing(self) -> str:
        if self.concept is None:
            return ""
        told = self.concept.status
        standing = STANDINGS[told.standing]
        return f"{standing} ({told.reason})" if told.reason else standing

    def _languages(self) -> list[tuple[str, str]]:
        labels = self.concept.labels if self.concept else {}
        return sorted((lang, text) for lang, text in labels.items() if lang != "fr")

    def _mapping(self, one: Mapping) -> MappingLine:
        told = one.release
        source = f"{told.title}, version {told.version}" if told else "source non décrite"
        if told and told.issued:
            source += f" ({told.issued})"
        return MappingLine(
            _RELATIONS.get(one.relation, one.relation), link(one.other, self.opened.names), source,
            one.confidence,
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
    """Return the French word for a class, "" for none.

    >>> kind_word("Occupation")
    'métier'
    """
    return _KINDS.get(local_name, local_name)


_KINDS = {term.uri.rpartition("#")[2]: term.label_fr for term in ontology_terms()}
