"""The index of a generation: what answers, the linker and the extractor read of its graph.

It is made of parts, each from the graph alone, so that they are written side by side, and taken by hard
links from a generation whose graph says the same.
"""

import os
import shutil
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from enum import Enum
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, Protocol

from maillage.graph.child_process import end_with_parent
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names

LINKER, EXTRACTOR = "linker", "extractor"
_LARGE = 200_000  # triples; under it, starting processes takes longer than what they do
_PROCESSES = 4  # there are six parts, and the longest takes a third of the time


class Same(Enum):
    """In what two graphs are alike, as far as an index shows."""

    REFERENTIALS = "referentials"  # the graphs differ by what is ingested or saved only
    LABELS = "labels"  # by what nobody searches by a name: advertisements and needs
    ALL = "all"  # the graphs have the same triples


class Alike(NamedTuple):
    """An index of another generation, that the same code made, and in what its graph is the same."""

    folder: Path
    same: Same


class _Part(Protocol):
    def __call__(self, store: TripleStore, names: Names, index: Path) -> None: ...


def write_index(graph: Path, names: Names, index: Path, alike: Alike | None = None) -> None:
    """Write the index of the graph in folder `graph`, which no process writes to any more.

    What is the same in `alike` is linked rather than made again: the whole takes minutes, and an ingestion
    a day changes a small part of it.
    """
    if alike is None or not _has(alike, _of_referentials()):
        _write_parts((*_REFERENTIALS, *_DAILY), graph, names, index)
    elif alike.same is Same.ALL and _has(alike, _unadvertised()):
        _link(alike.folder, index)
    else:
        _write_parts(_DAILY, graph, names, index)
        _link_some(alike, _of_referentials(), index)


def write_advertised_index(
    store: TripleStore, names: Names, index: Path, alike: Alike | None
) -> bool:
    """Write the index where advertisements and needs alone differ from `alike`; returns whether it is so.

    It takes seconds, and the store may be open to be written.
    """
    kept = (*_of_referentials(), *_unadvertised())
    if alike is None or alike.same is not Same.LABELS or not _has(alike, kept):
        return False
    _write_advertised(store, names, index, alike.folder)
    _link_some(alike, kept, index)
    return True


def _has(alike: Alike, files: Iterable[str]) -> bool:
    """Tell whether an index has all of some files: one that somebody took away is made again with all others."""
    return all((alike.folder / one).exists() for one in files)


def _link_some(alike: Alike, files: Iterable[str], index: Path) -> None:
    for one in files:
        _link(alike.folder / one, index / one)


def _link(file: Path, to: Path) -> None:
    if file.is_dir():
        shutil.copytree(file, to, copy_function=os.link)
    else:
        os.link(file, to)


def write_daily_index(store: TripleStore, names: Names, index: Path) -> None:
    """Write again, in a generation that is in service, what changes with what is ingested."""
    with TemporaryDirectory(dir=index.parent) as folder:
        for one in _DAILY:
            _PARTS[one](store, names, Path(folder))
        for file in Path(folder).rglob("*"):
            if file.is_file():  # put in place of the old one: another generation may share that
                file.replace(index / file.relative_to(folder))


def _write_parts(parts: Iterable[str], graph: Path, names: Names, index: Path) -> None:
    index.mkdir(parents=True, exist_ok=True)
    workers = min(os.cpu_count() or 1, _PROCESSES)
    store = TripleStore.read(graph)
    if workers == 1 or len(store.store) < _LARGE:
        for one in parts:
            _PARTS[one](store, names, index)
        return
    del store
    # Spawned: a forked child would inherit the locks of the engine's threads.
    with ProcessPoolExecutor(workers, get_context("spawn"), end_with_parent) as pool:
        for written in [pool.submit(_write_part, one, graph, names, index) for one in parts]:
            written.result()


def _write_part(part: str, graph: Path, names: Names, index: Path) -> None:
    _PARTS[part](TripleStore.read(graph), names, index)


def _of_referentials() -> tuple[str, ...]:
    """Return the files and folders in which what is ingested changes nothing."""
    from maillage.graph import projection_index
    from maillage.queries import near_signals, path_requirements, reach, reach_index

    return (
        LINKER, EXTRACTOR, projection_index.FILE, near_signals.FILE, path_requirements.FILE, reach.INDEX,
        reach_index.FILE,
    )  # fmt: skip


def _unadvertised() -> tuple[str, ...]:
    """Return the other files and folders in which advertisements and needs change nothing."""
    from maillage.queries import (
        advice_index,
        available_data,
        gap_fields,
        gap_prior,
        insertion_data,
        portrait_index,
        search_index,
    )

    return (
        search_index.FOLDER, gap_fields.FILE, gap_prior.FILE, available_data.FILE, insertion_data.FILE,
        advice_index.FILE, advice_index.BLOCKS, portrait_index.FILE,
    )  # fmt: skip


def _write_advertised(store: TripleStore, names: Names, index: Path, earlier: Path) -> None:
    from maillage.queries.gap import GapModel

    index.mkdir(parents=True, exist_ok=True)
    GapModel(store, names, earlier).write_advertised(index)


def _linker(store: TripleStore, names: Names, index: Path) -> None:
    from maillage.ingest.encoder import shipped_encoder
    from maillage.ingest.linker_index import write_linker_index

    write_linker_index(store, names, index / LINKER, shipped_encoder())


def _extractor(store: TripleStore, names: Names, index: Path) -> None:
    from maillage.ingest.extractor_index_build import write_extractor_index

    write_extractor_index(store, names, index / EXTRACTOR)


def _near(store: TripleStore, names: Names, index: Path) -> None:
    from maillage.queries.near_data import NearData

    NearData(store, names).write_index(index)


def _reach(store: TripleStore, names: Names, index: Path) -> None:
    from maillage.queries.reach import ReachModel

    ReachModel(store, names).write_index(index)


def _search(store: TripleStore, names: Names, index: Path) -> None:
    from maillage.api.search_folding import folding
    from maillage.queries.search_index import SearchIndex

    SearchIndex.of(store, folding()).write(index)


def _territories(store: TripleStore, names: Names, index: Path) -> None:
    from maillage.queries.advice import AdviceModel
    from maillage.queries.available import AvailableModel
    from maillage.queries.gap import GapModel
    from maillage.queries.insertion import InsertionModel
    from maillage.queries.portrait import PortraitModel

    labour = GapModel(store, names)
    labour.write_index(index)
    AvailableModel(labour).write_index(index)
    InsertionModel(labour).write_index(index)
    AdviceModel(labour).write_index(index)
    PortraitModel(labour).write_index(index)


_PARTS: Mapping[str, _Part] = {
    "linker": _linker, "extractor": _extractor, "near": _near, "reach": _reach, "search": _search,
    "territories": _territories,
}  # fmt: skip
# The longest first, so that the processes end together.
_REFERENTIALS = ("linker", "extractor", "near", "reach")
_DAILY = ("search", "territories")
