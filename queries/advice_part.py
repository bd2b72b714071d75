"""Which part of the training offer a need belongs to: the core, or what completes it.

The core answers lasting and recurring needs, the complementary part occasional and emerging ones. Dated
mentions decide where they were typed; else two dates of the labour figures, and their seasons.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from pyoxigraph import NamedNode

from maillage.queries.advice_answer import Part, PartJudgement
from maillage.queries.advice_words import fr, percent
from maillage.queries.needs_rule import NeedKind

SEASONAL = 0.5  # share of seasonal projects from which a need is held for occasional
TYPED = 0.5  # share of the core competences' weight that must agree
YEARS_APART = 2  # of two dates that show that a need lasts

_PARTS = {
    NeedKind.RECURRING: Part.CORE,
    NeedKind.STABLE: Part.CORE,
    NeedKind.EMERGING: Part.COMPLEMENTARY,
    NeedKind.OCCASIONAL: Part.COMPLEMENTARY,
}


class Dated(NamedTuple):
    """What is known at which date of one occupation in the territory."""

    year: str
    demand: float | None
    seasonal: float | None
    before_year: str  # of the registered offers, "" where there are none
    offers_before: float | None


def part_of(
    dated: Dated, core: Mapping[NamedNode, float], kinds: Mapping[NamedNode, NeedKind]
) -> PartJudgement:
    """Return the part of an occupation; `core`: its competences' weights; `kinds`: those that are typed."""
    return _typed(core, kinds) or _by_dates(dated)


def _typed(
    core: Mapping[NamedNode, float], kinds: Mapping[NamedNode, NeedKind]
) -> PartJudgement | None:
    weights: defaultdict[Part, float] = defaultdict(float)
    for competence, weight in core.items():
        if part := _PARTS.get(kinds.get(competence, NeedKind.INSUFFICIENT)):
            weights[part] += weight
    if not weights:
        return None
    part = max(weights, key=lambda one: weights[one])
    share = weights[part] / sum(weights.values())
    if share <= TYPED:
        return None
    words = {
        Part.CORE: "récurrent ou durable",
        Part.COMPLEMENTARY: "émergent ou occasionnel",
    }
    reason = (
        f"{percent(share)} du poids des compétences typées du cœur de métier répond à un besoin {words[part]} "
        "dans les offres d'emploi datées"
    )
    return PartJudgement(part, reason)


def _by_dates(dated: Dated) -> PartJudgement:
    demand = dated.demand or 0.0
    if demand and dated.seasonal is not None and dated.seasonal / demand >= SEASONAL:
        share = percent(dated.seasonal / demand)
        return PartJudgement(
            Part.COMPLEMENTARY,
            f"{share} des projets de {dated.year} sont saisonniers : besoin occasionnel",
        )
    apart = dated.before_year and int(dated.year) - int(dated.before_year) >= YEARS_APART
    if demand and apart and dated.offers_before:
        return PartJudgement(
            Part.CORE,
            f"demandé à deux dates : {fr(dated.offers_before)} offre(s) enregistrée(s) en {dated.before_year}, "
            f"{fr(demand)} projet(s) en {dated.year}, surtout hors saison",
        )
    return PartJudgement(
        Part.UNDETERMINED,
        f"une seule date connue ici ({dated.year}) : une autre enquête, ou des offres d'emploi datées sur deux "
        "ans, diraient si le besoin dure",
    )
