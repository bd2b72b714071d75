"""What the reader of a gap answer must know to argue with it: sentences, in French."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from pyoxigraph import NamedNode

from maillage.queries.demand import Advertisement, Demand
from maillage.queries.insertion_data import Field
from maillage.queries.labour_view import LabourView
from maillage.queries.spread import spread_notes
from maillage.queries.supply import Supply
from maillage.queries.territory import Territory


def answer_notes(
    view: LabourView, place: Territory, wanted: Demand, given: Supply, reference: float, by: str
) -> tuple[str, ...]:
    """Return the treatments that the figures went through, those that apply here only."""
    notes = [*place.notes, *_demand_notes(view, place, wanted), *_supply_notes(given, reference)]
    if by == "competence":
        notes.append(
            "Une compétence reçoit la demande et l'offre de chaque métier dont elle est au cœur, au prorata "
            "des fiches ROME 4.0 qui la portent : ces lignes ne s'additionnent pas."
        )
    if by == "certification":
        notes.append(
            "Une certification est comparée à la demande et à toute l'offre des métiers auxquels elle mène ; "
            "« actions_of_its_own » compte les siennes dans le territoire."
        )
    return tuple(notes)


def field_notes(fields: Sequence[Field], wanted: Demand, by: str) -> tuple[str, ...]:
    """Return how occupations were shared among sectors or domains, and what could not be."""
    shares: defaultdict[NamedNode, list[float]] = defaultdict(list)
    for one in fields:
        for code, share in one.shares.items():
            shares[code].append(share)
    projects = {code: wanted.projects(code) or 0.0 for code in wanted.occupations()}
    total = sum(projects.values())
    notes = [_SHARED[by]]
    if not total:
        return tuple(notes)
    alone = sum(asked for code, asked in projects.items() if max(shares[code], default=0) > _WHOLE)
    notes.append(
        f"{100 * alone / total:.0f} % de la demande est dans des métiers d'un seul "
        f"{'domaine' if by != 'sector' else 'secteur'} ; le reste est partagé."
    )
    nowhere = sum(asked * (1 - sum(shares[code])) for code, asked in projects.items())
    if nowhere > 0.5:
        notes.append(
            f"{nowhere:.0f} projet(s) sont dans des familles sans code ROME ou des métiers non classés : hors lignes."
        )
    return tuple(notes)


_WHOLE = 0.999
_SHARED = {
    "sector": "Secteurs : le ROME rattache chaque fiche à une ou plusieurs divisions de la NAF (rev. 2), ou à "
    "« transverse aux secteurs » ; une fiche compte à parts égales dans chacune. Cela dit où le métier s'exerce, non "
    "quels employeurs recrutent ici : aucun fichier de demande ne donne la NAF.",
    "domain": "Domaines : celui du ROME pour chaque fiche ; les lignes s'additionnent.",
    "major-domain": "Grands domaines : la première lettre du ROME ; les lignes s'additionnent.",
}


def other_years_note(
    ads: Iterable[Advertisement], communes: frozenset[NamedNode], year: str
) -> tuple[str, ...]:
    """Return what to ask for to see the ingested advertisements of other years, if there are any."""
    years = Counter(ad.year for ad in ads if ad.commune in communes and ad.year != year)
    if not years:
        return ()
    listed = ", ".join(f"{count} de {other}" for other, count in sorted(years.items()))
    return (
        f"Offres d'emploi ingérées pour ce territoire mais d'une autre année : {listed} ; "
        f"à voir avec --period {max(years)}.",
    )


def _demand_notes(view: LabourView, place: Territory, wanted: Demand) -> list[str]:
    notes = []
    if wanted.hidden:
        notes.append(
            f"{wanted.hidden} cellule(s) BMO masquées (« * ») : inconnues, jamais comptées pour zéro. La "
            "demande est donc un minimum, et un verdict n'est donné que s'il tient aussi quand chacune "
            f"vaut {wanted.hidden_at_most}, le plus petit nombre publié."
        )
    if wanted.cells:
        notes += spread_notes(view.territories, place, "BMO")
    if wanted.cells:
        key = (
            f"leurs offres d'emploi {view.weights_from} dans la région"
            if view.weights_from
            else "parts égales (offres d'emploi non importées)"
        )
        notes.append(
            "BMO compte par famille (FAP) : ses projets sont partagés entre les codes ROME de la famille selon "
            f"{key} ; un code ROME peut couvrir plusieurs fiches ROME 4.0."
        )
    if wanted.source == "ads":
        notes.append(
            "Aucune cellule BMO pour ce territoire et cette période : la demande est celle des offres d'emploi "
            "ingérées (postes), qui ne disent pas tout le marché."
        )
    elif wanted.ads:
        notes.append(
            "Les offres d'emploi ingérées sont montrées à part : elles ne s'ajoutent pas à BMO."
        )
    if wanted.unplaced_ads:
        notes.append(
            f"{wanted.unplaced_ads} offre(s) d'emploi sans métier reconnu ne comptent nulle part."
        )
    return notes


def _supply_notes(given: Supply, reference: float) -> list[str]:
    first = min((offer.first for offer in given.offers if offer.first), default="")
    last = max((offer.last for offer in given.offers), default="")
    known = sum(offer.seats is not None for offer in given.offers)
    by_source = Counter(offer.source for offer in given.offers)
    listed = ", ".join(f"{source} : {count}" for source, count in sorted(by_source.items()))
    unit = f"{reference:.4g}".replace(".", ",")
    notes = [
        f"Offre : {len(given.offers)} action(s) de formation ({listed or 'aucune'}) ; places publiées pour "
        f"{known} d'entre elles. Une action qui mène à n métiers compte 1/n dans chacun.",
        f"Référence : {unit} action par projet dans toute la région ; là où les places sont connues, une place "
        "par projet.",
    ]
    if first:
        notes.append(
            f"Sessions datées de {first} à {last} : l'offre est celle du dernier catalogue connu, "
            "pas forcément celle de la période."
        )
    if given.duplicates:
        notes.append(
            f"{given.duplicates} action(s) écartées : même certification, même commune, déjà dans une autre liste."
        )
    if given.unplaced:
        notes.append(
            f"{given.unplaced} action(s) sans métier (certification inconnue ou sans code ROME) : hors couverture."
        )
    return notes
