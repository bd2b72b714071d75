"""The triples as a property graph: which nodes, labels, properties and relations the store stands for.

- Node: a subject that has a class. Its labels are the local names of its classes.
- Relation: a triple whose object is an instance of one of the ontology's own classes, or an organisation;
  `requiresCore` is REQUIRES_CORE. What only the ontology's rules say is marked `inferred`.
- Property: everything else. A literal under its local name and language (`prefLabel_fr`); what is linked to
  and is no such instance (a code of a list, a scheme, a data set) as a list of CURIEs (`accessRoute`).

A link to a code is no relation because one code has tens of thousands of links: it would be a node that
every path crosses and no traversal survives.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, QuerySolutions

from maillage.graph.inference import INFERRED
from maillage.graph.manifest import SourceRecord
from maillage.graph.property_node import PropertyNode, Relation, Scalar, Value
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import ONTOLOGY, STANDARD, Names
from maillage.ontology.terms import FOAF, MLG, RDF, SKOS

FORMAT = 1  # of what nodes are made of: another number sends all of them again
COMMON_LABEL = "Resource"  # of every node: the one that has the constraint
# Literals that may repeat: always lists, so that one query reads every node.
LISTS = frozenset(one.value for one in (SKOS.altLabel, SKOS.hiddenLabel, MLG.diplomaCode))
_TYPE = RDF.type.value
_XSD = STANDARD["xsd"]
_READ: Mapping[str, Callable[[str], Scalar]] = {
    f"{_XSD}integer": int,
    f"{_XSD}gYear": int,
    f"{_XSD}decimal": float,
    f"{_XSD}double": float,
    f"{_XSD}date": date.fromisoformat,
    f"{_XSD}boolean": lambda text: text in {"true", "1"},
}
_UPPER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class _Key(NamedTuple):
    name: str
    repeats: bool  # a list in every node


class PropertyGraph:
    """The property graph of one generation, read node by node."""

    def __init__(self, store: TripleStore, names: Names, records: Iterable[SourceRecord]) -> None:
        """Read `store`, of which only the named graphs that `records` describe count."""
        self._store = store
        self._names = names
        self._graphs = {record.source: record.graph for record in records}
        self._sources = {graph: source for source, graph in self._graphs.items()}
        self._things: dict[str, bool] = {}
        self._curies: dict[str, str] = {}

    def subjects(self, sources: Iterable[str]) -> set[str]:
        """Return the URIs that these sources describe."""
        found: set[str] = set()
        text = files("maillage.graph").joinpath("release_subjects.rq").read_text("utf-8")
        for source in set(sources) & self._graphs.keys():
            graph = NamedNode(self._graphs[source])
            answer = self._store.query(text.replace("<urn:graph>", str(graph)))
            assert isinstance(answer, QuerySolutions)  # the query is a SELECT
            for solution in answer:
                subject = solution[0]
                if isinstance(subject, NamedNode):
                    found.add(subject.value)
        return found

    def query(self, sparql: str) -> QuerySolutions:
        """Run a SELECT over the named graphs that count here, apart and in their union."""
        answer = self._store.store.query(
            sparql,
            default_graph=list(map(NamedNode, self._sources)),
            named_graphs=list(map(NamedNode, self._sources)),
        )
        assert isinstance(answer, QuerySolutions)  # as asked
        return answer

    def pointing_to(self, uris: Iterable[str]) -> set[str]:
        """Return the URIs of which a triple leads to one of these."""
        return {
            quad.subject.value
            for uri in uris
            for quad in self._store.store.quads_for_pattern(None, None, NamedNode(uri), None)
            if isinstance(quad.subject, NamedNode) and str(quad.graph_name)[1:-1] in self._sources
        }

    def node(self, uri: str) -> PropertyNode | None:
        """Return the node of a URI; None where the store has no class of it."""
        labels = {COMMON_LABEL}
        sources: set[str] = set()
        links: dict[tuple[str, str], bool] = {}  # → whether only rules say it
        values: defaultdict[_Key, dict[Scalar, None]] = defaultdict(dict)
        for quad in self._store.store.quads_for_pattern(NamedNode(uri), None, None, None):
            source = self._sources.get(str(quad.graph_name)[1:-1])
            if source is None:
                continue
            sources.add(source)
            predicate, found = quad.predicate.value, quad.object
            if isinstance(found, Literal):
                values[_literal_key(predicate, found.language)][literal_value(found)] = None
            elif not isinstance(found, NamedNode):
                continue  # no importer writes blank nodes
            elif predicate == _TYPE:
                labels.add(local_name(found.value))
            elif self._is_thing(found):
                link = (relation_kind(predicate), found.value)
                links[link] = links.get(link, True) and source == INFERRED
            else:
                values[_link_key(predicate)][self._curie(found.value)] = None
        if len(labels) == 1:
            return None
        told = {key.name: _told(key, found) for key, found in values.items()}
        told |= {
            "uri": uri,
            "curie": self._names.curie(uri),
            "sources": sorted(sources),
        }
        return PropertyNode(
            uri,
            tuple(sorted(labels)),
            dict(sorted(told.items())),
            tuple(sorted(Relation(*link, inferred) for link, inferred in links.items())),
        )

    def _is_thing(self, node: NamedNode) -> bool:
        known = self._things.get(node.value)
        if known is None:
            quads = self._store.store.quads_for_pattern(node, RDF.type, None, None)
            known = any(
                _is_class_of_things(quad.object) and str(quad.graph_name)[1:-1] in self._sources
                for quad in quads
            )
            self._things[node.value] = known
        return known

    def _curie(self, uri: str) -> str:
        curie = self._curies.get(uri)
        if curie is None:
            curie = self._curies[uri] = self._names.curie(uri)
        return curie


@cache
def local_name(uri: str) -> str:
    """Return what follows a URI's last hash or slash.

    >>> local_name("https://w3id.org/maillage/ontology#Occupation")
    'Occupation'
    """
    return uri[max(uri.rfind("#"), uri.rfind("/")) + 1 :]


@cache
def relation_kind(uri: str) -> str:
    """Return a property's name as relations have it.

    >>> relation_kind("https://w3id.org/maillage/ontology#requiresCore")
    'REQUIRES_CORE'
    """
    return _UPPER.sub("_", local_name(uri)).upper()


@cache
def _literal_key(predicate: str, language: str | None) -> _Key:
    name = local_name(predicate)
    return _Key(f"{name}_{language}" if language else name, predicate in LISTS)


@cache
def _link_key(predicate: str) -> _Key:
    return _Key(local_name(predicate), repeats=True)


def _is_class_of_things(term: object) -> bool:
    return isinstance(term, NamedNode) and (
        term.value.startswith(ONTOLOGY) or term == FOAF.Organization
    )


def literal_value(literal: Literal) -> Scalar:
    """Return a literal as the property graph has it: a number, a day, true or false, else its text."""
    read = _READ.get(literal.datatype.value)
    return literal.value if read is None else read(literal.value)


def _told(key: _Key, found: Iterable[Scalar]) -> Value:
    listed = sorted(found, key=str)
    return listed[0] if len(listed) == 1 and not key.repeats else listed
