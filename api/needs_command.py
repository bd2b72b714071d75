"""`maillage needs`: emerging, recurring, occasional or stable needs, from ingested advertisements and BMO."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maillage.api.commands import OutputFormat
from maillage.api.errors import UsageError
from maillage.ontology.errors import MaillageError

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from maillage.api.open_generation import OpenGeneration
    from maillage.ontology.names import Names
    from maillage.queries.labour_view import LabourView
    from maillage.queries.needs import NeedAnswers
    from maillage.queries.needs_sensitivity import RuleEffect
    from maillage.queries.territory import Territory


class NoDatedAdvertisements(MaillageError):
    """A territory, sector or occupation of which no dated job advertisement was ingested."""

    def __init__(self, territory: str, sector: str, occupation: str = "") -> None:
        """Keep what was asked for."""
        self.territory = territory
        self.sector = sector
        self.occupation = occupation
        where = territory + (f", secteur {sector}" if sector else "")
        where += f", métier {occupation}" if occupation else ""
        super().__init__(
            f"aucune offre d'emploi datée et ingérée pour {where} : les besoins se lisent dans les "
            "offres, mois par mois ; d'abord : maillage ingest ads CHEMIN. L'enquête BMO ne compte pas assez "
            "d'années ici pour y suppléer"
        )


@dataclass(frozen=True, slots=True)
class NeedsReport:
    """What the command prints."""

    place: "Territory"
    sector: str
    occupations: tuple[str, ...]  # CURIEs of those asked for, none for all
    answers: "NeedAnswers | None"  # from advertisements; None where there are none
    years: "NeedAnswers | None"  # from BMO; None where it says nothing of this, see `notes`
    labels: Mapping[str, str]  # CURIE → French label
    effects: "Sequence[RuleEffect] | None"  # None where not asked for
    generation: int
    versions: Mapping[str, int]  # fact table → the version answered from
    notes: tuple[str, ...]


def needs_run(
    territory: str,
    sector: str,
    kind: str | None,
    *,
    sensitivity: bool,
    top: int | None,
    output: OutputFormat,
    occupation: str = "",
) -> None:
    """Print the needs of a territory, the most mentioned first within each kind."""
    from maillage.api.needs_view import print_needs
    from maillage.api.open_generation import open_current
    from maillage.queries.needs_rule import NeedKind

    kinds = [one.value for one in NeedKind]
    if kind is not None and kind not in kinds:
        raise UsageError(f"--kind {kind}", f"attendu : {', '.join(kinds)}")
    report = needs_report(open_current(), territory, sector, occupation, sensitivity=sensitivity)
    print_needs(report, kind, output, top)


def needs_report(
    opened: "OpenGeneration",
    territory: str,
    sector: str = "",
    occupation: str = "",
    *,
    sensitivity: bool = False,
) -> NeedsReport:
    """Return the needs of a territory, from the fact tables at the versions that the generation pins.

    Raises:
        UnknownTerritory: the graph has no such territory.
        UsageError: the occupation is none of ROME's.
        NoDatedAdvertisements: neither advertisements nor BMO say anything there.
    """
    from maillage.api.typed_needs import typed_needs, typed_years
    from maillage.queries.needs_sensitivity import sensitivity as effects_of

    model = opened.labour
    place = model.data.view.territories.resolve(model.names, territory)
    codes, statistical = _occupations(model.data.view, model.names, occupation)
    answers = typed_needs(opened, territory, sector=sector, occupations=codes)
    years = None if sector else typed_years(model, territory, statistical)
    if answers is None and (years is None or years.panel is None):
        raise NoDatedAdvertisements(place.text, sector, occupation)
    known = [one for one in (answers, years) if one is not None]
    curies = dict.fromkeys(curie for one in known for curie in one.table.competences)
    return NeedsReport(
        place, sector, codes, answers, years,
        {curie: opened.store.french_label(opened.names.uri(curie)) for curie in curies},
        effects_of(answers.table) if sensitivity and answers else None,
        opened.number, opened.manifest.facts, tuple(_notes(place, sector, codes)),
    )  # fmt: skip


def _occupations(
    view: "LabourView", names: "Names", typed: str
) -> "tuple[tuple[str, ...], frozenset[NamedNode]]":
    """Return the ROME fiches that a code stands for, and the code that statistics know."""
    if not typed:
        return (), frozenset()
    uri = names.uri(typed)
    statistical = view.occupations.get(uri)
    if statistical is None and uri not in view.parent:
        raise UsageError(
            f"--occupation {typed}", "attendu : un code ROME du graphe, ex. rome:M1855"
        )
    fiches = {uri, *(statistical.fiches if statistical else ())}
    return tuple(sorted(names.curie(one) for one in fiches)), frozenset({view.parent.get(uri, uri)})


def _notes(place: "Territory", sector: str, occupations: Sequence[str]) -> list[str]:
    notes = list(place.notes)
    if len(occupations) > 1:
        notes.append(f"Métiers comptés ensemble : {', '.join(occupations)}.")
    if occupations:
        notes.append(
            "Les taux sont rapportés aux offres de ce métier ; dans BMO, à ses projets (code des statistiques)."
        )
    if sector:
        notes.append("L'enquête BMO ne dit pas le secteur : elle n'est pas lue ici.")
    return notes
