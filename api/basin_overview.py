"""Every basin of the region at a glance: what each is asked for and taught, on one line."""

from dataclasses import dataclass

from maillage.api.open_generation import OpenGeneration
from maillage.queries.verdict import Judgement, Verdict


@dataclass(frozen=True, slots=True)
class BasinLine:
    """One basin d'emploi."""

    curie: str
    label: str
    population: int
    period: str
    demand: float  # projects
    supply: float  # actions
    expected: float  # actions, were it served as the whole region
    judgement: Judgement
    under: int  # occupations whose training supply is surely insufficient
    over: int


def basin_lines(opened: OpenGeneration) -> list[BasinLine]:
    """Return the basins of the generation, the least covered first; kept for the next request.

    Raises:
        NoDataForPeriod: no source of demand was imported.
    """
    return opened.model("basin-lines", lambda: _lines(opened))


def _lines(opened: OpenGeneration) -> list[BasinLine]:
    model = opened.labour
    lines = [_line(opened, model.names.curie(one)) for one in model.data.view.territories.basins]
    return sorted(
        lines,
        key=lambda one: (
            one.judgement.relative if one.judgement.relative is not None else float("inf"), one.curie
        ),
    )  # fmt: skip


def _line(opened: OpenGeneration, curie: str) -> BasinLine:
    found = opened.labour.gap(curie)
    verdicts = [row.judgement.verdict for row in found.rows]
    return BasinLine(
        curie, found.label, found.population, found.period, found.demand, found.supply,
        found.demand * found.reference, found.judgement,
        verdicts.count(Verdict.UNDER_SUPPLIED), verdicts.count(Verdict.OVER_SUPPLIED),
    )  # fmt: skip
