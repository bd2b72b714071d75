"""What answers on insertion read of a generation, beside what gap answers read."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode

from maillage.queries.decode import node, optional_integer, optional_node, text
from maillage.queries.index_file import read_index_file, write_index_file
from maillage.queries.labour_view import LabourView
from maillage.queries.question import Solution, Store, question

FORMAT = 1
FILE = "insertion.json"
BENCHMARK = "cereq"  # figures of the whole of France by level: for comparison, not trainings


class Training(NamedTuple):
    """What becomes of those who leave one training; rates in [0, 1] by months after leaving."""

    uri: NamedNode
    source: str
    title: str
    kind: str
    level: NamedNode | None
    region: NamedNode | None  # None: the whole of France
    period: str
    rates: Mapping[int, float]
    continuation: float | None
    records: int | None
    leavers: int | None
    certification: NamedNode | None
    score: float | None
    public: str


class Field(NamedTuple):
    """A professional domain or an activity sector, with its occupations as statistics know them."""

    uri: NamedNode
    label: str
    kind: str  # "domain" or "sector"
    shares: Mapping[NamedNode, float]  # occupation → share of its fiches in the field


@dataclass(frozen=True, slots=True)
class InsertionData:
    """Trainings, where they lead, and the fields of occupations."""

    trainings: tuple[Training, ...]
    occupations: Mapping[NamedNode, tuple[NamedNode, ...]]  # certification → where it leads
    inherited: frozenset[NamedNode]  # certifications that lead there through another
    fields: tuple[Field, ...]


def read_insertion_data(store: Store, view: LabourView) -> InsertionData:
    """Read from the triples."""
    found: dict[NamedNode, Training] = {}
    for row in question("insertion_rates").ask(store):
        uri = node(row, "observation")
        if uri not in found:
            found[uri] = _training(uri, row)
        months, rate = optional_integer(row, "months"), _number(row, "rate")
        if months is not None and rate is not None:
            found[uri] = found[uri]._replace(rates={**found[uri].rates, months: rate})
    leads: defaultdict[NamedNode, set[NamedNode]] = defaultdict(set)
    inherited = set()
    for row in question("insertion_occupations").ask(store):
        certification, occupation = node(row, "certification"), node(row, "occupation")
        leads[certification].add(view.parent.get(occupation, occupation))
        if text(row, "inherited") == "true":
            inherited.add(certification)
    return InsertionData(
        tuple(sorted(found.values(), key=lambda one: one.uri.value)),
        {one: tuple(sorted(codes, key=lambda code: code.value)) for one, codes in leads.items()},
        frozenset(inherited),
        _fields(store, view),
    )


def _training(uri: NamedNode, row: Solution) -> Training:
    return Training(
        uri,
        text(row, "source"),
        text(row, "title"),
        text(row, "kind"),
        optional_node(row, "level"),
        optional_node(row, "territory"),
        text(row, "period"),
        {},
        _number(row, "continuation"),
        optional_integer(row, "records"),
        optional_integer(row, "leavers"),
        optional_node(row, "certification"),
        _number(row, "score"),
        text(row, "public"),
    )


def _number(row: Solution, column: str) -> float | None:
    value = text(row, column)
    return float(value) if value else None


def _fields(store: Store, view: LabourView) -> tuple[Field, ...]:
    labels: dict[NamedNode, tuple[str, str]] = {}
    shares: defaultdict[NamedNode, defaultdict[NamedNode, float]] = defaultdict(
        lambda: defaultdict(float)
    )
    for row in question("occupation_fields").ask(store):
        code = view.parent.get(node(row, "occupation"))
        if code is None:
            continue
        for kind in ("domain", "sector"):
            field = optional_node(row, kind)
            if field is not None:
                name = text(row, f"{kind}_label") or field.value.rpartition("/")[2]
                labels[field] = (name, kind)
                shares[field][code] += 1 / len(view.occupations[code].fiches)
    return tuple(
        Field(uri, *labels[uri], dict(shares[uri]))
        for uri in sorted(labels, key=lambda one: one.value)
    )


def write_insertion_data(data: InsertionData, index: Path) -> None:
    """Write the index of `data`, for processes that come later."""
    document = {
        "format": FORMAT,
        "trainings": [
            [one.value if isinstance(one, NamedNode) else one for one in training]
            for training in data.trainings
        ],
        "occupations": {
            one.value: [code.value for code in codes] for one, codes in data.occupations.items()
        },
        "inherited": sorted(one.value for one in data.inherited),
        "fields": [
            [
                one.uri.value,
                one.label,
                one.kind,
                {code.value: share for code, share in one.shares.items()},
            ]
            for one in data.fields
        ],
    }
    write_index_file(index, FILE, document)


def load_insertion_data(index: Path) -> InsertionData | None:
    """Read an index back; None where it is absent or of another format."""
    raw = read_index_file(index, FILE, FORMAT)
    if raw is None:
        return None
    return InsertionData(
        tuple(
            Training(
                NamedNode(uri), source, title, kind, _maybe(level), _maybe(region), period,
                {int(months): rate for months, rate in rates.items()}, continuation, records, leavers,
                _maybe(certification), score, public,
            )
            for uri, source, title, kind, level, region, period, rates, continuation, records, leavers,
            certification, score, public in raw["trainings"]
        ),
        {
            NamedNode(one): tuple(map(NamedNode, codes))
            for one, codes in raw["occupations"].items()
        },
        frozenset(map(NamedNode, raw["inherited"])),
        tuple(
            Field(NamedNode(uri), label, kind, {NamedNode(code): share for code, share in shares.items()})
            for uri, label, kind, shares in raw["fields"]
        ),
    )  # fmt: skip


def _maybe(uri: str | None) -> NamedNode | None:
    return None if uri is None else NamedNode(uri)
