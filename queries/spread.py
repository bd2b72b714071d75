"""Figures known by bassin only, and a territory that cuts a bassin: what the answer says of it."""

from collections.abc import Mapping

from pyoxigraph import NamedNode

from maillage.queries.territory import Commune, Territories, Territory

SHOWN = 5  # cut bassins that a note names


def spread_notes(territories: Territories, place: Territory, what: str) -> list[str]:
    """Return, in French, by which key figures by bassin are spread here; none for whole bassins.

    `what`: the figures, as the subject of a sentence: "BMO", "les demandeurs d'emploi".
    """
    notes = []
    cut = {basin: share for basin, share in place.basin_shares.items() if share < 1}
    if cut:
        notes.append(
            f"{what[:1].upper()}{what[1:]} : chiffres connus par bassin seulement. Pour "
            f"{len(cut)} bassin(s) coupé(s) par le territoire, ils sont répartis au prorata de la "
            f"population des communes ({_listed(territories, cut)})."
        )
    unpeopled = {basin for basin in cut if not _people(territories.communes, basin)}
    if unpeopled:
        notes.append(
            f"{len(unpeopled)} de ces bassins n'ont aucune population connue : leurs communes y "
            "comptent toutes autant."
        )
    outside = sum(territories.communes[one].basin is None for one in place.communes)
    if outside:
        notes.append(
            f"{outside} commune(s) du territoire hors de tout bassin d'emploi connu : {what} n'en "
            "dit rien."
        )
    return notes


def _listed(territories: Territories, cut: Mapping[NamedNode, float]) -> str:
    first = sorted(cut, key=lambda basin: (-cut[basin], basin.value))[:SHOWN]
    parts = [
        f"{territories.labels.get(basin, basin.value)} : {_percent(cut[basin])}" for basin in first
    ]
    rest = len(cut) - len(first)
    return ", ".join(parts) + (f" et {rest} autres" if rest else "")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.01 else "moins de 1 %"


def _people(communes: Mapping[NamedNode, Commune], basin: NamedNode) -> int:
    return sum(one.population for one in communes.values() if one.basin == basin)
