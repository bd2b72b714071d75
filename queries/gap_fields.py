"""The fields that occupations are grouped by: NAF divisions, ROME's professional domains and major domains."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from pyoxigraph import NamedNode

from maillage.queries.decode import node, optional_node, text
from maillage.queries.index_file import read_index_file, write_index_file
from maillage.queries.insertion_data import Field
from maillage.queries.labour_view import LabourView
from maillage.queries.question import Store, question

FORMAT = 1
FILE = "fields.json"
SECTOR, DOMAIN, MAJOR = "sector", "domain", "major-domain"
KINDS = (SECTOR, DOMAIN, MAJOR)

Fields = Mapping[str, tuple[Field, ...]]  # kind → fields


def read_fields(store: Store, view: LabourView) -> Fields:
    """Read from the triples.

    A fiche of several fields is shared equally among them, and a code that statistics know among its fiches.
    """
    labels: dict[NamedNode, str] = {}
    held: dict[str, defaultdict[NamedNode, set[NamedNode]]] = {
        kind: defaultdict(set) for kind in KINDS
    }

    def put(kind: str, fiche: NamedNode, field: NamedNode | None, label: str) -> None:
        if field is not None:
            labels[field] = label or field.value.rpartition("/")[2]
            held[kind][fiche].add(field)

    for row in question("occupation_sectors").ask(store):
        put(SECTOR, node(row, "occupation"), node(row, "sector"), text(row, "label"))
    for row in question("occupation_domains").ask(store):
        fiche = node(row, "occupation")
        put(DOMAIN, fiche, node(row, "domain"), text(row, "label"))
        put(MAJOR, fiche, optional_node(row, "major"), text(row, "major_label"))
    return {kind: _fields(kind, held[kind], labels, view) for kind in KINDS}


def _fields(
    kind: str,
    held: Mapping[NamedNode, set[NamedNode]],
    labels: Mapping[NamedNode, str],
    view: LabourView,
) -> tuple[Field, ...]:
    shares: defaultdict[NamedNode, defaultdict[NamedNode, float]] = defaultdict(
        lambda: defaultdict(float)
    )
    for fiche, fields in held.items():
        code = view.parent.get(fiche)
        if code is not None:
            for field in fields:
                shares[field][code] += 1 / len(fields) / len(view.occupations[code].fiches)
    return tuple(
        Field(uri, labels[uri], kind, dict(shares[uri]))
        for uri in sorted(shares, key=lambda one: one.value)
    )


def write_fields(fields: Fields, index: Path) -> None:
    """Write the index of `fields`."""
    document = {
        kind: [
            [one.uri.value, one.label, {code.value: share for code, share in one.shares.items()}]
            for one in found
        ]
        for kind, found in fields.items()
    }
    write_index_file(index, FILE, {"format": FORMAT, "fields": document})


def load_fields(index: Path) -> Fields | None:
    """Read it back; None where it is absent or of another format."""
    raw = read_index_file(index, FILE, FORMAT)
    if raw is None:
        return None
    return {
        kind: tuple(
            Field(
                NamedNode(uri),
                label,
                kind,
                {NamedNode(code): part for code, part in shares.items()},
            )
            for uri, label, shares in found
        )
        for kind, found in raw["fields"].items()
    }
