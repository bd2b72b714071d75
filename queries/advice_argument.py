"""What speaks for a proposal and what speaks against it, as sentences with their figures, in French."""

from collections.abc import Sequence

from maillage.queries.advice_answer import NeedFigures
from maillage.queries.advice_data import Placement
from maillage.queries.advice_words import VERDICT_WORDS, fr, percent, verdict_words
from maillage.queries.verdict import Verdict

SEASONAL = 0.5
EASY = 0.3  # share of difficult projects under which employers expect to find people
ENOUGH = 5.0  # projects, from which a share of them means something
UNITS = {"actions": "action(s)", "seats": "place(s)"}


def demand_reason(need: NeedFigures, period: str) -> str:
    """Return what is asked for and taught for one occupation."""
    difficult = ""
    if need.difficult is not None and need.demand:
        difficult = f", dont {_count(need.difficult)} jugés difficiles"
    missing = ""
    if need.missing:
        missing = f" ; il manquerait de quoi couvrir {_count(need.missing)} projet(s)"
    return (
        f"{need.label} ({need.curie}) : {_count(need.demand)} projet(s) en {period}{difficult}, pour "
        f"{fr(need.supply, 1)} {UNITS[need.supply_unit]} de formation ; verdict : "
        f"{verdict_words(need.judgement)}{missing}."
    )


def counter_to_opening(needs: Sequence[NeedFigures]) -> list[str]:
    """Return what speaks against teaching more for these occupations."""
    return [sentence for need in needs for sentence in _against_more(need)]


def counter_to_converting(needs: Sequence[NeedFigures]) -> list[str]:
    """Return what speaks against teaching less for these occupations."""
    found = []
    for need in needs:
        if need.seekers_verdict == Verdict.UNDER_SUPPLIED:
            found.append(
                f"{need.curie} : sources en désaccord, peu de personnes cherchent ce métier "
                f"({fr(need.seekers)} pour {fr(need.matched)} projet(s)) alors que l'offre de formation est "
                "abondante."
            )
        difficult = _share(need, need.difficult)
        if difficult is not None and difficult > 1 - EASY:
            found.append(
                f"{need.curie} : {percent(difficult)} des projets restent jugés difficiles."
            )
        if need.hidden_cells:
            found.append(_hidden(need))
    return found


def registration_doubt(end: str, today: str) -> list[str]:
    """Return the doubt that a registration which ends soon casts; dates in ISO."""
    in_a_year = f"{int(today[:4]) + 1}{today[4:]}"
    if end and end <= in_a_year:
        return [f"Son enregistrement prend fin le {end} : à vérifier avant toute ouverture."]
    return []


def placement_sentence(placement: Placement) -> str:
    """Return how the leavers of a training fare, beside the others of the region."""
    where = "au-dessus" if placement.rate >= placement.median else "au-dessous"
    return (
        f"Insertion : {percent(placement.rate)} en emploi {placement.months} mois après « {placement.title} » "
        f"({placement.source}), {where} de la médiane des formations de la région "
        f"({percent(placement.median)})."
    )


def lower_sentence(needs: Sequence[NeedFigures], lower: float) -> str:
    """Return the verdict on each of these occupations if demand is lower."""
    parts = []
    for need in needs:
        now, then = need.judgement, need.lower
        if now.verdict is then.verdict:
            chance = f" (probabilité {fr(then.probability, 2)})" if then.probability else ""
            parts.append(f"{need.curie} reste « {VERDICT_WORDS[then.verdict]} »{chance}")
        else:
            parts.append(
                f"{need.curie} passe de « {VERDICT_WORDS[now.verdict]} » à « {VERDICT_WORDS[then.verdict]} »"
            )
    return f"Avec {percent(1 - lower)} de projets en moins : " + " ; ".join(parts)


def _against_more(need: NeedFigures) -> list[str]:
    found = []
    if need.judgement.verdict is Verdict.UNDETERMINED and not need.judgement.silence:
        found.append(f"{need.curie} : {need.judgement.reason}.")
    seasonal, difficult = _share(need, need.seasonal), _share(need, need.difficult)
    if seasonal is not None and seasonal >= SEASONAL:
        found.append(
            f"{need.curie} : {percent(seasonal)} des projets sont saisonniers, une formation longue n'y répond "
            "pas forcément."
        )
    if difficult is not None and difficult < EASY:
        found.append(
            f"{need.curie} : {percent(difficult)} seulement des projets sont jugés difficiles, les employeurs "
            "pensent trouver."
        )
    if need.seekers is not None and need.seekers_verdict in {
        Verdict.BALANCED,
        Verdict.OVER_SUPPLIED,
    }:
        found.append(
            f"{need.curie} : {fr(need.seekers)} personne(s) cherchent déjà ce métier pour {fr(need.matched)} "
            "projet(s) ; la formation n'est peut-être pas ce qui manque."
        )
    if need.hidden_cells:
        found.append(_hidden(need))
    return found


def _share(need: NeedFigures, part: float | None) -> float | None:
    # A share of a handful of projects says nothing.
    if part is None or need.demand is None or need.demand < ENOUGH:
        return None
    return part / need.demand


def _count(projects: float | None) -> str:
    return fr(projects, 1 if projects is not None and projects < 10 else 0)


def _hidden(need: NeedFigures) -> str:
    return (
        f"{need.curie} : {need.hidden_cells} cellule(s) BMO masquée(s), la demande est un minimum."
    )
