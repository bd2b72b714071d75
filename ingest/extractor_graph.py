"""The competences and occupations of a graph, as the extractor's index is made of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal, NamedNode

from maillage.ingest.extractor_index import Kind
from maillage.ingest.known_phrases import BEHAVIOURS, TOOLS
from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, SKOS

if TYPE_CHECKING:
    from maillage.graph.triple_store import TripleStore

SCHEMES = ("rome-competence", "rome-savoir", "regional", "esco")
# What an ESCO title says of a ROME occupation, by its mapping to a job title: half of what a title of ROME
# does, since employers are coded by these, and ESCO's often stand for several occupations.
CROSSWALK = {
    SKOS.exactMatch: 0.5, SKOS.closeMatch: 0.475, SKOS.narrowMatch: 0.4, SKOS.broadMatch: 0.4,
}  # fmt: skip
RARE_TITLE = 0.95


class IndexedConcept(NamedTuple):
    """A competence, with every phrase that means it; the first is its label."""

    node: NamedNode
    label: str
    scheme: int  # place in SCHEMES
    kind: Kind
    phrases: tuple[str, ...]
    family: tuple[NamedNode, ...]  # itself, and the competences of ROME that are broader


class IndexedOccupation(NamedTuple):
    """An occupation of ROME, with what it requires and what it is called."""

    node: NamedNode
    label: str
    definition: str
    required: dict[int, int]  # concept → 0 required, 1 core, 2 emerging
    titles: dict[str, float]  # with the weight of each, [0, 1]


class IndexedGraph(NamedTuple):
    """What is indexed of a graph, each list in the order of its URIs."""

    concepts: list[IndexedConcept]
    occupations: list[IndexedOccupation]


def indexed_graph(store: "TripleStore", names: Names) -> IndexedGraph:
    """Return the competences of a graph, and the occupations that require them."""
    graph = _Graph(store)
    concepts = _concepts(graph, names)
    numbers = {concept.node: number for number, concept in enumerate(concepts)}
    return IndexedGraph(concepts, _occupations(graph, names, numbers))


class _Graph:
    """The few patterns that are read of the store, each once."""

    def __init__(self, store: "TripleStore") -> None:
        self.store = store.store
        self.labels = self._texts(SKOS.prefLabel)
        self.others = self._texts(SKOS.altLabel)
        self.short = self._texts(MLG.shortLabel)
        self.definitions = self._texts(SKOS.definition)

    def _texts(self, predicate: NamedNode) -> dict[NamedNode, list[str]]:
        found: dict[NamedNode, list[str]] = defaultdict(list)
        for quad in self.store.quads_for_pattern(None, predicate, None, None):
            value = quad.object
            if isinstance(value, Literal) and value.language == "fr":
                if isinstance(quad.subject, NamedNode):
                    found[quad.subject].append(value.value)
        return found

    def links(self, predicate: NamedNode) -> Iterator[tuple[NamedNode, NamedNode]]:
        for quad in self.store.quads_for_pattern(None, predicate, None, None):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                yield quad.subject, quad.object

    def literals(self, predicate: NamedNode) -> dict[NamedNode, str]:
        return {
            quad.subject: quad.object.value
            for quad in self.store.quads_for_pattern(None, predicate, None, None)
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
        }


def _concepts(graph: _Graph, names: Names) -> list[IndexedConcept]:
    categories = graph.literals(MLG.competenceCategory)
    subcategories = graph.literals(MLG.competenceSubcategory)
    natures = {node: nature.value.rsplit("/", 1)[-1] for node, nature in graph.links(MLG.nature)}
    roots = {names.concept(scheme, "x").value[:-1]: n for n, scheme in enumerate(SCHEMES)}
    extra = {**BEHAVIOURS, **TOOLS}
    macros: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for node, broader in graph.links(SKOS.broader):
        if roots.get(broader.value[: broader.value.rfind("/") + 1]) == 0:
            macros[node].add(broader)
    found = []
    for node in sorted(graph.labels, key=lambda node: node.value):
        scheme = roots.get(node.value[: node.value.rfind("/") + 1])
        if scheme is None or node not in natures:
            continue
        label = graph.labels[node][0]
        phrases = [label, *graph.others.get(node, ())]
        if scheme in (0, 1):
            phrases.extend(extra.get(label, ()))
        kind = _kind(label, natures[node], categories.get(node, ""), subcategories.get(node, ""))
        family = (node, *sorted(macros.get(node, ()), key=lambda one: one.value))
        found.append(IndexedConcept(node, label, scheme, kind, tuple(phrases), family))
    return found


def _kind(label: str, nature: str, category: str, subcategory: str) -> Kind:
    if nature == "behaviour":
        return Kind.BEHAVIOUR
    if subcategory in {"Logiciels, progiciels", "Langages informatiques", "Langues"}:
        return Kind.TOOL
    # ROME files driving licences among its certifications, and some diplomas among its licences.
    if label.startswith("Permis de conduire"):
        return Kind.LICENCE
    if subcategory == "Certifications" or label.startswith("Diplôme"):
        return Kind.DIPLOMA
    if category.startswith("Certifications"):
        return Kind.LICENCE
    return Kind.KNOWLEDGE if nature == "knowledge" else Kind.KNOW_HOW


def _occupations(
    graph: _Graph, names: Names, numbers: Mapping[NamedNode, int]
) -> list[IndexedOccupation]:
    root = names.concept("rome", "x").value[:-1]
    required: dict[NamedNode, dict[int, int]] = defaultdict(dict)
    for predicate, weight in ((MLG.requires, 0), (MLG.requiresEmerging, 2), (MLG.requiresCore, 1)):
        for occupation, concept in graph.links(predicate):
            if occupation.value.startswith(root) and concept in numbers:
                required[occupation][numbers[concept]] = weight
    titles = _titles(graph)
    return [
        IndexedOccupation(
            node,
            graph.labels[node][0],
            " ".join(graph.definitions.get(node, ())),
            required.get(node, {}),
            {graph.labels[node][0]: 1.0} | titles.get(node, {}),
        )
        for node in sorted(graph.labels, key=lambda node: node.value)
        if node.value.startswith(root) and (node in required or node in titles)
    ]


def _titles(graph: _Graph) -> dict[NamedNode, dict[str, float]]:
    titles: dict[NamedNode, dict[str, float]] = defaultdict(dict)
    rare = graph.literals(MLG.rarelyUsed)
    owners = dict(graph.links(MLG.jobTitleOf))
    for title, occupation in owners.items():
        weight = RARE_TITLE if rare.get(title) == "true" else 1.0
        for text in (*graph.labels.get(title, ()), *graph.short.get(title, ())):
            titles[occupation][text] = weight
    for predicate, weight in CROSSWALK.items():
        for title, other in graph.links(predicate):
            mapped = owners.get(title)
            if mapped is None:
                continue
            for text in (*graph.labels.get(other, ()), *graph.others.get(other, ())):
                titles[mapped][text] = max(weight, titles[mapped].get(text, 0.0))
    return titles
