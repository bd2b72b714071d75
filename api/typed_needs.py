"""The kinds of need in a territory, as the dated advertisements that were counted tell them, and as BMO does."""

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from maillage.api.open_generation import OpenGeneration
    from maillage.queries.gap import GapModel
    from maillage.queries.needs import NeedAnswers


def typed_needs(
    opened: "OpenGeneration",
    territory: str,
    *,
    sector: str = "",
    occupations: Collection[str] = (),
) -> "NeedAnswers | None":
    """Return the assessment of each competence mentioned there; None where nothing was counted.

    Of the fact tables it reads the versions that the generation pins, and writes nothing. See `need_series` for
    `sector` and `occupations`.
    """
    versions, model = opened.manifest.facts, opened.labour
    if not versions:  # nothing was ingested: what reads facts takes a second to import
        return None
    from maillage.queries.need_cells import NeedCells
    from maillage.queries.need_series import need_series
    from maillage.queries.needs import assess_table

    place = model.data.view.territories.resolve(model.names, territory)
    communes = [uri.value.rpartition("/")[2] for uri in place.communes]
    series = need_series(NeedCells(opened.facts, versions=versions), communes, sector, occupations)
    return assess_table(series) if len(series.competences) else None


def typed_years(
    model: "GapModel", territory: str, occupations: Collection["NamedNode"] = ()
) -> "NeedAnswers | None":
    """Return the assessment of each competence that BMO asks for there, by year; None where it is silent."""
    from maillage.queries.need_years import need_years
    from maillage.queries.needs import assess_table
    from maillage.queries.needs_rule import NeedRule

    place = model.data.view.territories.resolve(model.names, territory)
    table = need_years(model, place, occupations)
    return assess_table(table, NeedRule.yearly()) if len(table.competences) else None
