"""The index of a generation: what answers, the linker and the extractor read of its graph."""

import os
import shutil
from pathlib import Path

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names

LINKER, EXTRACTOR = "linker", "extractor"


def write_index(store: TripleStore, names: Names, index: Path, same: Path | None) -> None:
    """Write the index of a draft; `same`: one that the same code made of the same referentials, if any.

    What depends on the referentials alone is taken from `same` by hard links: making it again takes
    a minute, and an ingestion a day does not change it.
    """
    kept = _of_referentials()
    if same is not None and all((same / one).exists() for one in kept):
        write_daily_index(store, names, index)
        for one in kept:
            if (same / one).is_dir():
                shutil.copytree(same / one, index / one, copy_function=os.link)
            else:
                os.link(same / one, index / one)
        return
    write_answers_index(store, names, index)
    from maillage.ingest.encoder import shipped_encoder
    from maillage.ingest.extractor_index_build import write_extractor_index
    from maillage.ingest.linker_index import write_linker_index

    shipped = shipped_encoder()
    write_linker_index(store, names, index / LINKER, shipped)
    write_extractor_index(store, names, index / EXTRACTOR)


def _of_referentials() -> tuple[str, ...]:
    """Return the files and folders in which what is ingested changes nothing."""
    from maillage.graph import projection_index
    from maillage.queries import near_signals, path_requirements, reach, reach_index

    return (
        LINKER, EXTRACTOR, projection_index.FILE, near_signals.FILE, path_requirements.FILE, reach.INDEX,
        reach_index.FILE,
    )  # fmt: skip


def write_answers_index(store: TripleStore, names: Names, index: Path) -> None:
    """Write what answers read of a graph, so that a process answers at once."""
    from maillage.queries.near_data import NearData
    from maillage.queries.reach import ReachModel

    write_daily_index(store, names, index)
    ReachModel(store, names).write_index(index)
    NearData(store, names).write_index(index)


def write_daily_index(store: TripleStore, names: Names, index: Path) -> None:
    """Write what changes with what is ingested: figures, offers, and the labels that are searched."""
    from maillage.api.search_folding import folding
    from maillage.queries.advice import AdviceModel
    from maillage.queries.available import AvailableModel
    from maillage.queries.gap import GapModel
    from maillage.queries.insertion import InsertionModel
    from maillage.queries.portrait import PortraitModel
    from maillage.queries.search_index import SearchIndex

    labour = GapModel(store, names)
    labour.write_index(index)
    AvailableModel(labour).write_index(index)
    InsertionModel(labour).write_index(index)
    AdviceModel(labour).write_index(index)
    PortraitModel(labour).write_index(index)
    SearchIndex.of(store, folding()).write(index)
