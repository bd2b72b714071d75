"""What the reader of an answer on available competences must know to argue with it, in French."""

from collections.abc import Sequence

from maillage.queries.available_answer import AvailableRow
from maillage.queries.available_judgement import MATCHED
from maillage.queries.available_rows import Figures, References
from maillage.queries.close_occupations import CLOSE
from maillage.queries.commuting import Commuting
from maillage.queries.demand import Demand
from maillage.queries.labour_view import LabourView
from maillage.queries.spread import spread_notes
from maillage.queries.territory import Territory


def available_notes(
    view: LabourView,
    place: Territory,
    wanted: Demand,
    here: Figures,
    area: Commuting,
    rows: Sequence[AvailableRow],
    references: References,
    by: str,
    year: str,
    seekers_year: str,
) -> tuple[str, ...]:
    """Return the treatments that the figures went through, those that apply here only."""
    notes = [
        *place.notes,
        *_seeker_notes(here, references, year, seekers_year),
        *spread_notes(view.territories, place, "les demandeurs d'emploi et les projets BMO"),
        *_demand_notes(view, wanted),
        *_remedy_notes(view, area),
    ]
    opposed = sum(row.disagreement for row in rows)
    if opposed:
        notes.append(
            f"{opposed} ligne(s) où les sources de demande se contredisent : trop peu de monde au "
            "regard des projets BMO, trop au regard des offres enregistrées, ou l'inverse "
            "(« disagreement »). Aucune des deux n'est ajoutée à l'autre."
        )
    if by == "competence":
        notes.append(
            "Une compétence reçoit la demande et les demandeurs d'emploi de chaque métier dont elle est "
            "au cœur, au prorata des fiches ROME 4.0 qui la portent : ces lignes ne s'additionnent pas. "
            "Qui cherche un métier est supposé en avoir les compétences de cœur ; rien ne le mesure."
        )
    return tuple(notes)


def _seeker_notes(here: Figures, references: References, year: str, seekers_year: str) -> list[str]:
    cells = sum(len(one.parts) for one in here.values())
    missing = sum(one.missing for one in here.values())
    notes = [
        f"Demandeurs d'emploi (catégories A, B, C) : fichier de {seekers_year}, demande de {year}. Le "
        "fichier ne compte qu'une partie du marché : ses effectifs se comparent entre eux et ne sont "
        "pas des totaux.",
        f"{cells} effectif(s) publié(s) ici ; pour {missing} couple(s) bassin et métier demandés, le fichier "
        "n'en donne pas : inconnus, jamais comptés pour zéro. Demande et demandeurs ne sont comparés "
        f"que là où les deux sont connus, et un verdict n'est donné que si c'est le cas de {100 * MATCHED:.0f} % "
        "au moins de la demande de la ligne.",
        f"Référence : {_fr(references.projects)} demandeur d'emploi par projet BMO et "
        f"{_fr(references.offers)} par offre enregistrée dans toute la région. Un verdict compare le territoire à "
        "la région : il ne dit pas que la région elle-même a assez de monde.",
    ]
    if references.dispersion > 1:
        notes.append(
            f"Ces effectifs varient {_fr(references.dispersion)} fois plus que le hasard ne le ferait, une fois "
            "tenu compte de la taille du bassin et du métier : autant de personnes comptent pour une seule "
            "observation, et les intervalles sont élargis d'autant."
        )
    return notes


def _demand_notes(view: LabourView, wanted: Demand) -> list[str]:
    notes = []
    if wanted.hidden:
        notes.append(
            f"{wanted.hidden} cellule(s) BMO masquées (« * ») : inconnues, jamais comptées pour zéro. Un "
            f"verdict n'est donné que s'il tient aussi quand chacune vaut {wanted.hidden_at_most}."
        )
    if wanted.cells:
        key = (
            f"leurs offres d'emploi {view.weights_from} dans la région"
            if view.weights_from
            else "parts égales"
        )
        notes.append(
            "BMO compte par famille (FAP) : ses projets sont partagés entre les codes ROME selon "
            f"{key}."
        )
    if wanted.source == "ads":
        notes.append(
            "Aucune cellule BMO pour ce territoire et cette période : la demande est celle des offres "
            "d'emploi ingérées (postes), qui ne disent pas tout le marché."
        )
    elif wanted.ads:
        notes.append("Les offres d'emploi ingérées sont montrées à part, sans s'ajouter à BMO.")
    return notes


def _remedy_notes(view: LabourView, area: Commuting) -> list[str]:
    labels = [view.territories.labels.get(basin, basin.value) for basin in area.around]
    around = (
        f"{len(labels)} bassin(s) à portée de trajet ({', '.join(labels[:12])}"
        f"{' …' if len(labels) > 12 else ''})"
        if labels
        else "Aucun bassin à portée de trajet"
    )
    return [
        f"{around}, selon la règle : {area.rule}. Bassins des régions voisines et frontaliers hors du "
        "graphe.",
        f"Métier proche : {100 * CLOSE:.0f} % au moins du cœur du métier visé est aussi au cœur du sien, "
        "ou ROME liste le passage (mobilités) ; « missing » compte les compétences de cœur qui manquent. "
        "Seuls sont cités des métiers dont les demandeurs ne manquent pas déjà ici.",
    ]


def _fr(number: float) -> str:
    return f"{number:.3g}".replace(".", ",")
