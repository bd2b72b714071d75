"""The models of pathways, over the generation in service."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from maillage.api.path_origin import Origins
    from maillage.graph.triple_store import TripleStore
    from maillage.ingest.linker import Linker
    from maillage.queries.gap import GapModel
    from maillage.queries.near import NearModel
    from maillage.queries.path import PathModel


class Pathways(NamedTuple):
    """What answers about pathways, sharing what each reads."""

    near: "NearModel"
    path: "PathModel"
    origins: "Origins"


def pathways(
    model: "GapModel", store: "TripleStore", index: "Path", linker: "Callable[[], Linker]"
) -> Pathways:
    """Return the models that share the labour's, over its store and index; `linker`: the generation's."""
    from maillage.api.path_origin import Origins
    from maillage.queries.near import NearModel
    from maillage.queries.near_data import NearData
    from maillage.queries.path import PathModel
    from maillage.queries.path_offers import Trainings

    data = NearData(store, model.names, index)
    near = NearModel(data, Trainings(model))
    return Pathways(near, PathModel(near), Origins(near, linker))
