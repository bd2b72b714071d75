"""What advice reads of a generation beside what gap answers read: the certifications that one could prepare."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import NamedNode

from maillage.queries.advice_fit import read_fit
from maillage.queries.decode import node, optional_node, text
from maillage.queries.labour_data import CompetenceData
from maillage.queries.labour_view import LabourView
from maillage.queries.question import Store, question


class CertificationFacts(NamedTuple):
    """An active certification that leads to some occupation."""

    label: str
    level: NamedNode | None
    kind: str
    end: str  # ISO date of the end of its registration, "" where unknown
    occupations: tuple[NamedNode, ...]  # as statistics know them
    inherited: bool  # its occupations are those of certifications that it replaced
    fits: tuple[float, ...]  # how well its title speaks of each occupation, [0, 1]


class Placement(NamedTuple):
    """How those who leave the training of a certification fare."""

    title: str  # of the training, in the publisher's words
    source: str
    months: int  # after leaving
    rate: float  # share in employment
    median: float  # of the trainings of the region


@dataclass(frozen=True, slots=True)
class AdviceData:
    """Certifications that a training could prepare today."""

    certifications: Mapping[NamedNode, CertificationFacts]
    active: frozenset[NamedNode]  # all the active ones, those without occupation too
    successors: Mapping[NamedNode, tuple[NamedNode, ...]]  # certification → active ones after it
    predecessors: Mapping[NamedNode, frozenset[NamedNode]]  # active → those that it replaced


class Block(NamedTuple):
    """A bloc of a certification and one competence that it certifies."""

    certification: NamedNode
    uri: NamedNode
    label: str
    competence: NamedNode
    competence_label: str
    domain: NamedNode | None


def read_advice_data(store: Store, view: LabourView, competences: CompetenceData) -> AdviceData:
    """Read from the triples."""
    leads: defaultdict[NamedNode, set[NamedNode]] = defaultdict(set)
    for row in question("certification_occupations").ask(store):
        occupation = node(row, "occupation")
        leads[node(row, "certification")].add(view.parent.get(occupation, occupation))
    replaced: defaultdict[NamedNode, set[NamedNode]] = defaultdict(set)
    for row in question("certification_successions").ask(store):
        replaced[node(row, "certification")].add(node(row, "replaced"))
    predecessors: dict[NamedNode, frozenset[NamedNode]] = {}
    facts = {}
    rows = list(question("certification_active").ask(store))
    fit = read_fit(store, (text(row, "label") for row in rows), view, competences)
    for row in rows:
        uri = node(row, "certification")
        before = predecessors[uri] = _before(uri, replaced)
        own = leads.get(uri)
        found = own or set().union(*(leads.get(one, set()) for one in before))
        if found:
            occupations = tuple(sorted(found, key=lambda code: code.value))
            facts[uri] = CertificationFacts(
                text(row, "label"),
                optional_node(row, "level"),
                text(row, "kind"),
                text(row, "end")[:10],
                occupations,
                not own,
                tuple(fit.of(text(row, "label"), code) for code in occupations),
            )
    return AdviceData(facts, frozenset(predecessors), successors(predecessors), predecessors)


def read_blocks(store: Store, certifications: Iterable[NamedNode]) -> list[Block]:
    """Return the blocs of these certifications, once for each competence that they certify."""
    asked = sorted(certifications, key=lambda uri: uri.value)
    if not asked:
        return []
    rows = question("certification_blocks").ask(store, {"certification": asked})
    found = [
        Block(
            node(row, "certification"),
            node(row, "block"),
            text(row, "block_label"),
            node(row, "competence"),
            text(row, "label"),
            optional_node(row, "domain"),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.uri.value, one.competence.value))


def _before(
    uri: NamedNode, replaced: Mapping[NamedNode, Iterable[NamedNode]]
) -> frozenset[NamedNode]:
    found: set[NamedNode] = set()
    waiting = list(replaced.get(uri, ()))
    while waiting:
        one = waiting.pop()
        if one not in found and one != uri:
            found.add(one)
            waiting.extend(replaced.get(one, ()))
    return frozenset(found)


def successors(
    predecessors: Mapping[NamedNode, frozenset[NamedNode]],
) -> dict[NamedNode, tuple[NamedNode, ...]]:
    """Return the active certifications that come after each; `predecessors`: active → what it replaced."""
    after: defaultdict[NamedNode, list[NamedNode]] = defaultdict(list)
    for uri, before in predecessors.items():
        for one in before:
            after[one].append(uri)
    return {one: tuple(sorted(found, key=lambda uri: uri.value)) for one, found in after.items()}
