"""What the reader of an answer on insertion must know to argue with it, in French."""

from collections.abc import Sequence

from maillage.queries.demand import Demand
from maillage.queries.insertion_answer import Alignment, Correlation, InsertionRow, Quadrant
from maillage.queries.labour_view import LabourView
from maillage.queries.spread import spread_notes
from maillage.queries.territory import Territory


def insertion_notes(
    view: LabourView,
    place: Territory,
    wanted: Demand,
    rows: Sequence[InsertionRow],
    found: Correlation,
    by: str,
    months: int,
    deviation: float | None,
) -> tuple[str, ...]:
    """Return the treatments that the figures went through, those that apply here only."""
    notes = [
        *place.notes,
        _verdict(found),
        f"Taux d'emploi à {months} mois connus pour la région entière, par diplôme : le territoire ne change "
        "que les offres. InserJeunes : moyenne de mesures (établissement, cohorte) parmi ceux qui ne "
        "poursuivent pas d'études ; cohortes non précisées par le fichier.",
    ]
    if deviation is not None:
        notes.append(
            f"Une mesure s'écarte du taux de sa formation de {_fr(100 * deviation)} points (écart-type, tiré de "
            "l'écart entre région et France selon le nombre de mesures) : c'est ce qui fait les intervalles."
        )
    if by == "training":
        notes.append(
            "Les diplômes de niveau plus élevé insèrent mieux quels que soient les métiers : la corrélation est "
            "aussi donnée niveau par niveau (« correlation_by_level »)."
        )
    unlinked = sum(row.quadrant is Quadrant.UNLINKED for row in rows)
    if unlinked:
        notes.append(
            f"{unlinked} formation(s) sans lien vers un métier : intitulé qui ne désigne pas une certification "
            "(InserSup publie par discipline), ou certification sans code ROME. Elles sont listées et ne "
            "comptent pas dans la corrélation."
        )
    unknown = sum(row.quadrant is Quadrant.UNKNOWN for row in rows)
    if unknown:
        notes.append(
            f"{unknown} ligne(s) sans taux publié ou dont toutes les offres sont masquées : inconnues, jamais "
            "comptées pour zéro."
        )
    notes += _demand_notes(view, place, wanted, by)
    return tuple(notes)


def _verdict(found: Correlation) -> str:
    basis = f"{found.trainings} lignes, {found.clusters} groupes de mêmes métiers"
    if found.rho is None or found.interval is None:
        return f"Corrélation de rang : trop peu de lignes pour conclure ({basis})."
    low, high = found.interval
    words = {
        Alignment.ALIGNED: "les formations qui insèrent le mieux mènent plutôt là où les offres sont nombreuses",
        Alignment.OPPOSED: "les formations qui insèrent le mieux mènent plutôt là où les offres sont rares",
        Alignment.UNDETERMINED: "rien ne permet de dire que l'insertion suit les offres, ou s'y oppose",
    }[found.alignment]
    return (
        f"Corrélation de rang (Spearman) entre taux d'emploi et offres : {_fr(found.rho)} [{_fr(low)} ; "
        f"{_fr(high)}] à 90 % ({basis} tirés ensemble, {found.resamples} rééchantillonnages) : {words}."
    )


def _demand_notes(view: LabourView, place: Territory, wanted: Demand, by: str) -> list[str]:
    notes = []
    if wanted.cells:
        notes += spread_notes(view.territories, place, "BMO")
    if wanted.hidden:
        notes.append(
            f"{wanted.hidden} cellule(s) BMO masquées (« * ») : inconnues. « Offres peu nombreuses » n'est dit que "
            f"si cela tient aussi quand chacune vaut {wanted.hidden_at_most}."
        )
    if wanted.source == "ads":
        notes.append(
            "Aucune cellule BMO pour ce territoire et cette période : les offres sont celles des annonces "
            "ingérées (postes), qui ne disent pas tout le marché."
        )
    if by == "training":
        notes.append(
            "Une formation compte tous les projets des métiers auxquels mène sa certification, que d'autres "
            "formations visent aussi : ces lignes ne s'additionnent pas. Élevé ou faible, nombreux ou peu : de part "
            "et d'autre de la médiane des formations qui ont les deux chiffres."
        )
    else:
        notes.append(
            "Un domaine ou secteur reçoit la demande de ses métiers au prorata de leurs fiches ROME 4.0, et la "
            "moyenne, pondérée par les mesures, des formations qui y mènent. Secteurs : secteur d'activité principal "
            "du ROME ; la NAF n'est pas rattachée aux familles de BMO."
        )
    return notes


def _fr(number: float) -> str:
    return f"{number:.2f}".replace(".", ",")
