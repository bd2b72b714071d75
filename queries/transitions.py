"""What share of a demand goes to occupations that take part in a transition, by ROME's own flags."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from maillage.queries.decode import node, optional_node, text
from maillage.queries.portrait_answer import Share, TransitionPart
from maillage.queries.question import Store, question


@dataclass(frozen=True, slots=True)
class Flags:
    """What ROME says of one fiche."""

    ecological: str  # local name of its class, "" where unknown
    digital: str  # "true", "false" or ""
    demographic: str


@dataclass(frozen=True, slots=True)
class TransitionData:
    """The flags of every fiche, and what the classes are called."""

    fiches: Mapping[NamedNode, tuple[Flags, ...]]  # code that statistics know → its fiches
    labels: Mapping[str, str]  # ecological class → French label


def read_transitions(store: Store, parent: Mapping[NamedNode, NamedNode]) -> TransitionData:
    """Read from the triples; `parent`: fiche → the code that statistics know."""
    fiches: defaultdict[NamedNode, list[Flags]] = defaultdict(list)
    labels = {}
    for row in question("occupation_transitions").ask(store):
        occupation = node(row, "occupation")
        known = optional_node(row, "ecological")
        ecological = known.value.rpartition("/")[2] if known else ""
        if ecological:
            labels[ecological] = text(row, "ecological_label") or ecological
        fiches[parent.get(occupation, occupation)].append(
            Flags(ecological, text(row, "digital"), text(row, "demographic"))
        )
    return TransitionData({code: tuple(found) for code, found in fiches.items()}, labels)


def transition_part(
    data: TransitionData, demand: Mapping[NamedNode, float]
) -> TransitionPart | None:
    """Return the shares of a demand by occupation; None where ROME says nothing of any of it.

    A code that covers several fiches is shared equally among them.
    """
    green: defaultdict[str, float] = defaultdict(float)
    flagged = {"digital": [0.0, 0.0], "demographic": [0.0, 0.0]}  # projects: true, known
    unknown = 0.0
    for code, projects in demand.items():
        fiches = data.fiches.get(code, ())
        if not fiches:
            unknown += projects
        for one in fiches:
            part = projects / len(fiches)
            if one.ecological:
                green[one.ecological] += part
            for name, value in (("digital", one.digital), ("demographic", one.demographic)):
                flagged[name][0] += part if value == "true" else 0.0
                flagged[name][1] += part if value else 0.0
    whole = sum(green.values())
    if not whole:
        return None
    ecological = [
        Share(key, data.labels[key], projects, projects / whole)
        for key, projects in sorted(green.items(), key=lambda one: -one[1])
    ]
    digital, demographic = (
        Share(name, label, flagged[name][0], flagged[name][0] / (flagged[name][1] or 1.0))
        for name, label in (
            ("digital", "métiers de la transition numérique"),
            ("demographic", "métiers de la transition démographique"),
        )
    )
    return TransitionPart(tuple(ecological), digital, demographic, unknown)
