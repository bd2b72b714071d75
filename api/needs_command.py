"""`maillage needs`: emerging, recurring, occasional or stable needs, from ingested advertisements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maillage.api.commands import OutputFormat, home
from maillage.api.errors import UsageError
from maillage.ontology.errors import MaillageError

if TYPE_CHECKING:
    from maillage.graph.triple_store import TripleStore
    from maillage.ontology.names import Names
    from maillage.queries.need_cells import NeedCells
    from maillage.queries.needs import NeedAnswers
    from maillage.queries.needs_sensitivity import RuleEffect
    from maillage.queries.territory import Territory


class NoDatedAdvertisements(MaillageError):
    """A territory or sector of which no dated job advertisement was ingested."""

    def __init__(self, territory: str, sector: str) -> None:
        """Keep both."""
        self.territory = territory
        self.sector = sector
        where = f"{territory}, secteur {sector}" if sector else territory
        super().__init__(
            f"aucune offre d'emploi datée et ingérée pour {where} : les besoins se lisent dans les "
            "offres, mois par mois ; d'abord : maillage ingest ads CHEMIN"
        )


@dataclass(frozen=True, slots=True)
class NeedsReport:
    """What the command prints."""

    place: "Territory"
    sector: str
    answers: "NeedAnswers"
    labels: dict[str, str]  # CURIE → French label
    effects: "Sequence[RuleEffect] | None"  # None where not asked for
    stale: bool  # somebody was writing the facts: the last advertisements may not be counted


def needs_run(
    territory: str,
    sector: str,
    kind: str | None,
    *,
    sensitivity: bool,
    top: int | None,
    output: OutputFormat,
) -> None:
    """Print the needs of a territory, the most mentioned first within each kind."""
    from maillage.api.labour_model import open_labour
    from maillage.api.needs_view import print_needs
    from maillage.queries.need_cells import NeedCells
    from maillage.queries.need_series import need_series
    from maillage.queries.needs import assess_table
    from maillage.queries.needs_rule import NeedKind
    from maillage.queries.needs_sensitivity import sensitivity as effects_of

    kinds = [one.value for one in NeedKind]
    if kind is not None and kind not in kinds:
        raise UsageError(f"--kind {kind}", f"attendu : {', '.join(kinds)}")
    labour = open_labour()
    model = labour.model
    place = model.data.view.territories.resolve(model.names, territory)
    cells = NeedCells(home().path / "facts")
    stale = not _refreshed(cells)
    communes = [uri.value.rpartition("/")[2] for uri in place.communes]
    series = need_series(cells, communes, sector)
    if not len(series.competences):
        raise NoDatedAdvertisements(place.text, sector)
    answers = assess_table(series)
    effects = effects_of(series) if sensitivity else None
    labels = _labels(labour.store, model.names, answers.table.competences)
    print_needs(NeedsReport(place, sector, answers, labels, effects, stale), kind, output, top)


def _refreshed(cells: "NeedCells") -> bool:
    """Count what was ingested since the last time; False where the facts are being written."""
    from maillage.graph.errors import FactsInUse
    from maillage.graph.facts import Facts

    if not cells.exists("records"):
        return True
    try:
        with Facts(cells.folder).writing():
            cells.refresh()
    except FactsInUse:
        return False
    return True


def _labels(store: "TripleStore", names: "Names", curies: Sequence[str]) -> dict[str, str]:
    from pyoxigraph import Literal

    from maillage.ontology.terms import SKOS

    found = {}
    for curie in curies:
        quads = store.store.quads_for_pattern(names.uri(curie), SKOS.prefLabel, None, None)
        words = [quad.object for quad in quads if isinstance(quad.object, Literal)]
        found[curie] = next((one.value for one in words if one.language == "fr"), "")
    return found
