"""The reach of each competence, worked out once by a build, for answers that only name it."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from maillage.queries.index_file import read_index_file, write_index_file

FORMAT = 1
FILE = "reaches.json"


def write_reaches(reaches: Mapping[str, str], index: Path) -> None:
    """Write reaches by the CURIE of their competence."""
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for curie, reach in sorted(reaches.items()):
        grouped[reach].append(curie)
    write_index_file(index, FILE, {"format": FORMAT, "reaches": grouped})


def load_reaches(index: Path) -> dict[str, str]:
    """Read them back; none where the index is absent or of another format."""
    raw = read_index_file(index, FILE, FORMAT)
    if raw is None:
        return {}
    return {curie: reach for reach, found in raw["reaches"].items() for curie in found}
