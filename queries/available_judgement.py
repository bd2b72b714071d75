"""From people who look for work and what is asked for to a judgement, or to why none can be given."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from maillage.queries.available_answer import Mismatch
from maillage.queries.verdict import Case, Judgement, Verdict, judge_all

MATCHED = (
    0.5  # of the demand, in bassins that count seekers; under it the rest could undo a verdict
)


class Comparison(NamedTuple):
    """Seekers against one demand."""

    demand: float | None  # all of it; None where hidden
    matched: float | None  # the part on the ground where seekers are known
    unseen: float  # what hidden cells may add to `matched` at most
    seekers: float | None  # None where nobody counts them
    reference: float  # seekers a unit of demand that counts as balanced


def judge_comparisons(
    comparisons: Sequence[Comparison], dispersion: float = 1.0
) -> list[Judgement]:
    """Judge each as `judge_all` does; a silence of its own where seekers are not known enough.

    `dispersion`: the variance of the counts of seekers over their mean. That many people count as
    one observation (quasi-Poisson): intervals widen by its square root, coverages stay.
    """
    silences = [_silence(one) for one in comparisons]
    cases = [
        Case(
            one.matched,
            (one.seekers or 0.0) / dispersion,
            one.reference / dispersion,
            (one.matched or 0.0) + one.unseen,
        )
        for one, silence in zip(comparisons, silences, strict=True)
        if not silence
    ]
    judged = (_scaled(one, dispersion) for one in judge_all(cases))
    return [_silent(silence) if silence else next(judged) for silence in silences]


def mismatch(here: Judgement, nearby: Judgement | None, *, close: bool) -> Mismatch:
    """Return what a row comes to; `close`: people to spare are in a close occupation."""
    if here.verdict is Verdict.UNDETERMINED:
        return Mismatch.UNKNOWN if here.silence else Mismatch.UNDETERMINED
    if here.verdict is not Verdict.UNDER_SUPPLIED:
        return Mismatch.ENOUGH
    if nearby is not None and nearby.verdict in {Verdict.BALANCED, Verdict.OVER_SUPPLIED}:
        return Mismatch.NEARBY
    return Mismatch.CLOSE if close else Mismatch.SHORT


def opposed(one: Judgement, other: Judgement) -> bool:
    """Return whether both are sure, and one says too few where the other says too many."""
    return {one.verdict, other.verdict} == {Verdict.UNDER_SUPPLIED, Verdict.OVER_SUPPLIED}


def _scaled(one: Judgement, dispersion: float) -> Judgement:
    if dispersion == 1 or one.coverage is None or one.interval is None:
        return one
    low, high = one.interval
    interval = (low * dispersion, high * dispersion)
    return one._replace(
        coverage=one.coverage * dispersion, interval=interval, reference=one.reference * dispersion
    )


@cache  # most rows of a small territory are silent, for one of a hundred reasons
def _silent(silence: str) -> Judgement:
    undetermined = Verdict.UNDETERMINED
    return Judgement(undetermined, undetermined, None, None, None, None, silence=silence)


def _silence(one: Comparison) -> str:
    if one.seekers is None:
        return "aucun effectif de demandeurs d'emploi publié ici : inconnu, et non pas nul"
    if one.demand is None or one.matched is None:
        return "toutes les cellules de demande sont masquées par l'éditeur (secret statistique)"
    if one.demand <= 0 or one.matched <= 0:
        return "aucune demande publiée là où les demandeurs d'emploi sont comptés"
    if one.matched < MATCHED * one.demand:
        part = f"{100 * one.matched / one.demand:.0f} %"
        return (
            f"demandeurs d'emploi comptés pour {part} de la demande seulement : trop peu pour juger"
        )
    if one.reference <= 0:
        return "aucun demandeur d'emploi dans le graphe : pas de référence pour juger"
    return ""
