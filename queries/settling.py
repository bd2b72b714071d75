"""What evidence would settle a row for which no verdict is given, by the rule that judges it.

More of the same: the smallest factor by which projects and supply would have to be observed, at the rate that is
observed, for the rule to give a verdict, and to give one for any larger one. So many times the projects and the
supply is what that many years alike would show, or a perimeter that much larger. Where only unpublished demand stands
in the way, the most that the whole demand can be for the verdict to hold. Each is found with the rule itself
(`maillage.queries.verdict.rule`), and can be checked by judging the counterfactual.
"""

from collections.abc import Sequence
from enum import StrEnum
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

from maillage.queries.advice_words import VERDICT_WORDS, fr
from maillage.queries.verdict import (
    OVER,
    SIDES,
    UNDER,
    Case,
    Judgement,
    Verdict,
    figures_of,
    rule,
)

if TYPE_CHECKING:
    import numpy
    import numpy.typing

    _Array = numpy.typing.NDArray[numpy.float64]

DOUBLINGS = 7  # of what is observed: 128 times, more than any archive of surveys holds
ENDLESS = 2.0**20  # times what is observed: as good as knowing the rate itself
NEAR = 1.25  # a coverage is near a limit within this factor of it
YEARS = 10  # alike, that one may hope to gather
_STEPS = 8  # between two doublings: the factor is known to 0.3 %
_SUPPLY, _DEMAND, _CEILING = 0, 4, 5  # columns of figures


class SettlingKind(StrEnum):
    """The kind of evidence that would settle."""

    MORE = "more-of-the-same"  # the rate is clear enough, the counts too small
    UNPUBLISHED = "unpublished-demand"  # only what is not published stands in the way
    HIDDEN = "hidden-demand"  # all the demand is hidden
    PARTLY_HIDDEN = "partly-hidden-demand"  # however much is seen, what is hidden leaves it open
    DEMAND = "published-demand"  # nothing is asked for
    SUPPLY = "known-supply"  # no offer is known anywhere: there is no reference
    TOO_FEW = "too-few-projects"  # it would take more than 128 times as much
    NEAR_LIMIT = "rate-near-a-limit"  # the same, and the rate is near one


class Settling(NamedTuple):
    """What would settle one row."""

    kind: SettlingKind
    verdict: Verdict | None = None  # that would be given then
    factor: float | None = None  # times what is observed, > 1
    projects: float | None = None  # to observe besides
    supply: float | None = None  # to observe besides, in the unit of the row
    at_most: float | None = None  # projects, all in all, up to which the verdict would hold

    def sentence(self, unit: str) -> str:
        """Return it in French; `unit`: what supply is counted in, "actions" or "seats"."""
        if self.verdict is None:
            return _SENTENCES[self.kind]
        verdict = f"« {VERDICT_WORDS[self.verdict]} »"
        if self.kind is SettlingKind.UNPUBLISHED:
            return (
                f"connaître la demande qui n'est pas publiée : {verdict} tiendrait tant que la demande entière ne "
                f"dépasse pas {fr(self.at_most, 1)} projets"
            )
        factor, noun = self.factor or 1.0, _UNITS[unit]
        enough = (
            f"{max(ceil(factor), 2)} années pareilles y suffiraient"
            if factor <= YEARS
            else f"{ceil(factor)} fois ce qui est observé"
        )
        besides = f"{_amount(self.projects, 'projet')} de plus"
        besides += f" et {_amount(self.supply, noun)}" if self.supply else f", sans {noun} de plus"
        return f"au même rythme, {besides} ({enough}) : le verdict serait {verdict}"


_UNITS = {"actions": "action", "seats": "place"}


def _amount(count: float | None, noun: str) -> str:
    known = count or 0.0
    return f"{fr(known, 1 if known >= 1 else 2)} {noun}{'s' if known >= 2 else ''}"


_SENTENCES = {
    SettlingKind.HIDDEN: "que l'éditeur publie les cellules qu'il masque (secret statistique)",
    SettlingKind.PARTLY_HIDDEN: "que la demande soit publiée en entier : tant qu'une part en reste inconnue, aucun "
    "nombre d'observations au même rythme ne trancherait",
    SettlingKind.DEMAND: "un projet de recrutement publié ici : sans demande, rien n'est à juger",
    SettlingKind.SUPPLY: "une liste d'offres de formation : aucune n'est connue, dans toute la région",
    SettlingKind.TOO_FEW: f"au même rythme, plus de {2**DOUBLINGS} fois ce qui est observé : trop peu est en jeu ici, "
    "un territoire plus grand le dira mieux",
    SettlingKind.NEAR_LIMIT: f"au même rythme, plus de {2**DOUBLINGS} fois ce qui est observé : la couverture est trop "
    "près d'une limite entre verdicts",
}  # fmt: skip


def settle_all(judgements: Sequence[Judgement]) -> list[Settling | None]:
    """Return what would settle each; None where a verdict is given. One call for many: arrays are searched at once."""
    open_cases = dict.fromkeys(
        one.case for one in judgements if one.case and one.verdict is Verdict.UNDETERMINED
    )
    found = {case: settling for case in open_cases if (settling := _unmeasured(case))}
    left = [case for case in open_cases if case not in found]
    if left:
        found |= dict(zip(left, _measured(figures_of(left)), strict=True))
    return [
        found[one.case] if one.case and one.verdict is Verdict.UNDETERMINED else None
        for one in judgements
    ]


def _unmeasured(case: Case) -> Settling | None:
    if case.demand is None:
        return Settling(SettlingKind.HIDDEN)
    if case.demand <= 0:
        return Settling(SettlingKind.DEMAND)
    return Settling(SettlingKind.SUPPLY) if case.reference <= 0 else None


def _measured(figures: "_Array") -> list[Settling]:
    now, endless = rule(figures), rule(_times(figures, ENDLESS))
    near = (now.relative > UNDER / NEAR) & (now.relative < OVER * NEAR)
    found = [
        Settling(_out_of_reach(*one))
        for one in zip(endless.given.tolist(), endless.blocked.tolist(), near.tolist(), strict=True)
    ]
    for at, factor, side in _factors(figures):
        found[at] = _more(figures[at], factor, side)
    only_unseen = now.blocked & ~now.contrary & ~now.slight
    for at in only_unseen.nonzero()[0].tolist():
        found[at] = _unpublished(figures[at], int(now.likeliest[at]))
    return found


def _out_of_reach(given: bool, blocked: bool, near: bool) -> SettlingKind:
    if blocked:
        return SettlingKind.PARTLY_HIDDEN
    return SettlingKind.TOO_FEW if given and not near else SettlingKind.NEAR_LIMIT


class _Factor(NamedTuple):
    row: int
    factor: float
    side: int  # position in `SIDES`


def _factors(figures: "_Array") -> list[_Factor]:
    # The smallest power of two from which every larger one is judged, then bisection below it.
    import numpy

    judged = numpy.stack([_judged(figures, float(2**power)) for power in range(DOUBLINGS + 1)])
    ever = judged[-1].nonzero()[0]
    last_open = DOUBLINGS - judged[::-1, ever].argmin(axis=0)
    rows, low = figures[ever], last_open.astype(float)
    high = low + 1
    for _ in range(_STEPS):
        middle = (low + high) / 2
        enough = _judged(rows, 2**middle)
        low, high = numpy.where(enough, low, middle), numpy.where(enough, middle, high)
    factors = numpy.ceil(2**high * 100) / 100
    sides = rule(_times(rows, factors)).likeliest
    return [
        _Factor(*one) for one in zip(ever.tolist(), factors.tolist(), sides.tolist(), strict=True)
    ]


def _judged(figures: "_Array", factor: "float | _Array") -> "numpy.typing.NDArray[numpy.bool_]":
    return rule(_times(figures, factor)).given


def _times(figures: "_Array", factor: "float | _Array") -> "_Array":
    more = figures.copy()
    for column in (_SUPPLY, _DEMAND, _CEILING):
        more[:, column] *= factor
    return more


def _more(row: "_Array", factor: float, side: int) -> Settling:
    projects, supply = float(row[_DEMAND]) * (factor - 1), float(row[_SUPPLY]) * (factor - 1)
    return Settling(SettlingKind.MORE, SIDES[side], factor, projects, supply)


def _unpublished(row: "_Array", side: int) -> Settling:
    low, high = float(row[_DEMAND]), float(row[_CEILING])
    while high > low * 1.001:
        middle = (low * high) ** 0.5
        asked = row.copy()
        asked[_DEMAND] = asked[_CEILING] = middle
        ruling = rule(asked.reshape(1, -1))
        holds = bool(ruling.given[0]) and int(ruling.likeliest[0]) == side
        low, high = (middle, high) if holds else (low, middle)
    at_most = max(float(row[_DEMAND]), floor(low * 10) / 10)
    return Settling(SettlingKind.UNPUBLISHED, SIDES[side], at_most=at_most)
