"""What answers on available competences read of a generation, beside what gap answers read."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode

from maillage.queries.close_occupations import Move, close_occupations
from maillage.queries.decode import node, optional_integer, text
from maillage.queries.index_file import read_index_file, write_index_file
from maillage.queries.labour_view import LabourView
from maillage.queries.question import Store, question

FORMAT = 1
FILE = "available.json"


class SeekerCell(NamedTuple):
    """Job seekers and registered offers of one bassin, occupation and year; None: not published."""

    uri: NamedNode
    basin: NamedNode
    occupation: NamedNode  # as statistics know it
    period: str
    seekers: int | None
    offers: int | None
    tension: int | None  # 1 (the least tense) to 5


@dataclass(frozen=True, slots=True)
class AvailableData:
    """Job seekers, and which occupations are close to which."""

    cells: tuple[SeekerCell, ...]
    close: Mapping[NamedNode, tuple[Move, ...]]  # target → sources, the closest first

    @property
    def period(self) -> str | None:
        """The latest year that counts job seekers."""
        return max((cell.period for cell in self.cells if cell.seekers is not None), default=None)


def read_available_data(store: Store, view: LabourView) -> AvailableData:
    """Read from the triples."""
    cells = []
    for row in question("labour_market_cells").ask(store):
        occupation = node(row, "occupation")
        cells.append(
            SeekerCell(
                node(row, "cell"),
                node(row, "basin"),
                view.parent.get(occupation, occupation),
                text(row, "period"),
                optional_integer(row, "seekers"),
                optional_integer(row, "offers"),
                optional_integer(row, "tension"),
            )
        )
    cells.sort(key=lambda cell: cell.uri.value)
    return AvailableData(tuple(cells), close_occupations(store, view))


def write_available_data(data: AvailableData, index: Path) -> None:
    """Write the index of `data`, for processes that come later."""
    document = {
        "format": FORMAT,
        "cells": [
            [cell.uri.value, cell.basin.value, cell.occupation.value, *cell[3:]]
            for cell in data.cells
        ],
        "close": {
            target.value: [[*(node.value for node in move[:3]), *move[3:]] for move in moves]
            for target, moves in data.close.items()
        },
    }
    write_index_file(index, FILE, document)


def load_available_data(index: Path) -> AvailableData | None:
    """Read an index back; None where it is absent or of another format."""
    raw = read_index_file(index, FILE, FORMAT)
    if raw is None:
        return None
    return AvailableData(
        tuple(
            SeekerCell(NamedNode(uri), NamedNode(basin), NamedNode(code), *rest)
            for uri, basin, code, *rest in raw["cells"]
        ),
        {
            NamedNode(target): tuple(
                Move(NamedNode(source), NamedNode(one), NamedNode(other), *rest)
                for source, one, other, *rest in moves
            )
            for target, moves in raw["close"].items()
        },
    )
