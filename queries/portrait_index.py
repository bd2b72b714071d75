"""The index of what portraits read besides gap answers: ROME's flags of transitions."""

from pathlib import Path

from pyoxigraph import NamedNode

from maillage.queries.index_file import read_index_file, write_index_file
from maillage.queries.transitions import Flags, TransitionData

FORMAT = 1
FILE = "transitions.json"


def write_transitions(data: TransitionData, index: Path) -> None:
    """Write the index of `data`."""
    fiches = {
        code.value: [[one.ecological, one.digital, one.demographic] for one in found]
        for code, found in data.fiches.items()
    }
    write_index_file(index, FILE, {"format": FORMAT, "labels": dict(data.labels), "fiches": fiches})


def load_transitions(index: Path) -> TransitionData | None:
    """Read it back; None where it is absent or of another format."""
    raw = read_index_file(index, FILE, FORMAT)
    if raw is None:
        return None
    fiches = {
        NamedNode(code): tuple(Flags(*one) for one in found)
        for code, found in raw["fiches"].items()
    }
    return TransitionData(fiches, raw["labels"])
