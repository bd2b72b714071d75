"""The index of a generation: what gap answers read of it, as JSON files under `index/`.

A generation never changes, so a build writes these once. Reading them back takes a tenth of the
time of the queries: it is what lets a command answer within a second.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from maillage.queries.demand import Advertisement, Cell
from maillage.queries.index_file import read_index_file, write_index_file
from maillage.queries.labour_data import CompetenceData, LabourData
from maillage.queries.labour_view import LabourView, StatisticalOccupation
from maillage.queries.perimeter import Centre
from maillage.queries.supply import Offer
from maillage.queries.territory import Commune, Territories

LABOUR, COMPETENCES = "labour.json", "competences.json"  # the files that name advertisements
FORMAT = 3


class _Nodes:
    """URIs as positions in one list, so that a file holds each of them once."""

    def __init__(self, uris: Iterable[str] = ()) -> None:
        self.nodes = [NamedNode(uri) for uri in uris]
        self._positions = {node: position for position, node in enumerate(self.nodes)}

    def put(self, uri: NamedNode | None) -> int:
        if uri is None:
            return -1
        position = self._positions.setdefault(uri, len(self.nodes))
        if position == len(self.nodes):
            self.nodes.append(uri)
        return position

    def get(self, position: int) -> NamedNode:
        return self.nodes[position]

    def maybe(self, position: int) -> NamedNode | None:
        return None if position < 0 else self.nodes[position]


def write_labour_data(data: LabourData, path: Path) -> None:
    """Write the index of `data`."""
    at = _Nodes()
    put = at.put
    view = data.view
    document: dict[str, object] = {
        "communes": [
            [put(u), one.population, put(one.basin), [put(part) for part in one.groupings]]
            for u, one in view.territories.communes.items()
        ],
        "centres": [[put(u), *degrees] for u, degrees in view.territories.centres.items()],
        "territories": [[put(u), label] for u, label in view.territories.labels.items()],
        "occupations": [
            [put(u), one.label, [put(fiche) for fiche in one.fiches]]
            for u, one in view.occupations.items()
        ],
        "parent": [[put(fiche), put(above)] for fiche, above in view.parent.items()],
        "weights": [
            [put(family), [[put(code), share] for code, share in shares.items()]]
            for family, shares in view.family_weights.items()
        ],
        "families": [[put(family), label] for family, label in view.family_labels.items()],
        "weights_from": view.weights_from,
        "offers": [
            [put(o.uri), o.source, put(o.commune), put(o.certification), o.method, o.first, o.last,
             o.seats, [put(code) for code in o.occupations]]
            for o in data.offers
        ],
        "cells": [
            [put(c.uri), put(c.basin), put(c.family), c.period, c.projects, c.difficult, c.seasonal, c.hidden]
            for c in data.cells
        ],
        "ads": [
            [put(ad.uri), put(ad.commune), ad.year, ad.positions, put(ad.occupation)]
            for ad in data.ads
        ],
        "certifications": [[put(u), label] for u, label in data.certification_labels.items()],
    }  # fmt: skip
    _write(path, at, document)


def load_labour_data(path: Path) -> LabourData | None:
    """Read an index back; None where it is absent or of another format."""
    loaded = _load(path)
    if loaded is None:
        return None
    at, raw = loaded
    get = at.get
    view = LabourView(
        Territories(
            {
                get(u): Commune(people, at.maybe(basin), tuple(map(get, parts)))
                for u, people, basin, parts in raw["communes"]
            },
            {get(u): label for u, label in raw["territories"]},
            # An index without centres was made before there were any.
            {get(u): Centre(*degrees) for u, *degrees in raw.get("centres", ())},
        ),
        {
            get(u): StatisticalOccupation(label, tuple(map(get, fiches)))
            for u, label, fiches in raw["occupations"]
        },
        {get(fiche): get(above) for fiche, above in raw["parent"]},
        {get(family): {get(c): share for c, share in shares} for family, shares in raw["weights"]},
        {get(family): label for family, label in raw["families"]},
        raw["weights_from"],
    )
    offers = tuple(
        Offer(get(u), source, get(place), at.maybe(certification), method, first, last, seats,
              tuple(map(get, codes)))
        for u, source, place, certification, method, first, last, seats, codes in raw["offers"]
    )  # fmt: skip
    cells = tuple(
        Cell(get(u), get(basin), get(family), *rest) for u, basin, family, *rest in raw["cells"]
    )
    ads = tuple(
        Advertisement(get(u), get(place), year, positions, at.maybe(code))
        for u, place, year, positions, code in raw["ads"]
    )
    labels = {get(u): label for u, label in raw["certifications"]}
    return LabourData(view, offers, cells, ads, labels)


def write_competence_data(data: CompetenceData, path: Path) -> None:
    """Write the index of `data`."""
    at = _Nodes()
    put = at.put
    document: dict[str, object] = {
        "core": [
            [put(code), [[put(c), share] for c, share in found.items()]]
            for code, found in data.core.items()
        ],
        "labels": [[put(c), label] for c, label in data.labels.items()],
        "mentions": [[put(ad), [put(c) for c in found]] for ad, found in data.mentions.items()],
        "regional": [[put(c), [put(own) for own in found]] for c, found in data.regional.items()],
    }
    _write(path, at, document)


def load_competence_data(path: Path) -> CompetenceData | None:
    """Read an index back; None where it is absent or of another format."""
    loaded = _load(path)
    if loaded is None:
        return None
    at, raw = loaded
    get = at.get
    return CompetenceData(
        {get(code): {get(c): share for c, share in found} for code, found in raw["core"]},
        {get(c): label for c, label in raw["labels"]},
        {get(ad): frozenset(map(get, found)) for ad, found in raw["mentions"]},
        {get(c): tuple(map(get, found)) for c, found in raw["regional"]},
    )


def _write(path: Path, at: _Nodes, document: dict[str, object]) -> None:
    whole = {"format": FORMAT, "uris": [node.value for node in at.nodes], **document}
    write_index_file(path.parent, path.name, whole)


# Any: the shape of our own JSON, which `FORMAT` vouches for.
def _load(path: Path) -> tuple[_Nodes, dict[str, Any]] | None:
    raw = read_index_file(path.parent, path.name, FORMAT)
    if raw is None:
        return None
    return _Nodes(raw["uris"]), raw
