"""The models of pathways, over the generation in service."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from maillage.api.path_origin import Origins
    from maillage.queries.near import NearModel
    from maillage.queries.path import PathModel


class Pathways(NamedTuple):
    """What answers about pathways, sharing what each reads."""

    near: "NearModel"
    path: "PathModel"
    origins: "Origins"


def open_pathways() -> Pathways:
    """Return the models of the generation in service; raises NoGeneration."""
    from maillage.api.labour_model import open_labour
    from maillage.api.path_origin import Origins
    from maillage.queries.near import NearModel
    from maillage.queries.near_data import NearData
    from maillage.queries.path import PathModel
    from maillage.queries.path_offers import Trainings

    labour = open_labour()
    data = NearData(labour.store, labour.model.names, labour.index_path)
    near = NearModel(data, Trainings(labour.model))
    return Pathways(near, PathModel(near), Origins(near, labour.index_path / "linker"))
