"""The model that the labour questions share, over the generation in service."""

import gc
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from maillage.graph.triple_store import TripleStore
    from maillage.queries.gap import GapModel


@dataclass(frozen=True, slots=True)
class OpenLabour:
    """The model, and the store and index that it was read from."""

    model: "GapModel"
    store: "TripleStore"
    index_path: "Path"


def open_labour() -> OpenLabour:
    """Return the model of the generation in service; raises NoGeneration."""
    from maillage.api.commands import home
    from maillage.graph.triple_store import TripleStore
    from maillage.ontology.names import Names
    from maillage.queries.gap import GapModel

    # One answer, then the process ends: collecting garbage would take a third of its time.
    gc.disable()
    generation = home().current()
    names = Names(generation.manifest().base)
    store = TripleStore.read(generation.graph_path)
    index = generation.index_path
    return OpenLabour(GapModel(store, names, index), store, index)
