"""The kinds of need in a territory, as the dated advertisements that were counted tell them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from maillage.queries.gap import GapModel
    from maillage.queries.needs import NeedAnswers


def typed_needs(model: "GapModel", facts: "Path", territory: str) -> "NeedAnswers | None":
    """Return the assessment of each competence mentioned there; None where nothing was counted.

    `facts`: the folder of the fact tables. Reads what `maillage needs` counted last, and writes nothing.
    """
    from maillage.queries.need_cells import NeedCells
    from maillage.queries.need_series import need_series
    from maillage.queries.needs import assess_table

    place = model.data.view.territories.resolve(model.names, territory)
    communes = [uri.value.rpartition("/")[2] for uri in place.communes]
    series = need_series(NeedCells(facts), communes)
    return assess_table(series) if len(series.competences) else None
