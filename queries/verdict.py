"""From a demand and a supply to a verdict, only as sure as the counts allow.

Demand and supply are taken for Poisson counts with a Jeffreys prior, so the ratio of their rates
follows a beta prime law: P(ratio < t) is the regularised incomplete beta function at t / (1 + t).
A verdict is given where its probability reaches `CERTAINTY`; else it is `undetermined`.

Source: Jeffreys prior for a Poisson rate, Gamma(1/2, 0); ratio of two Gamma variables, e.g.
Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions, vol. 2, chapter 27.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

UNDER = 0.8  # of the reference coverage
OVER = 1.25
CERTAINTY = 0.9
PRIOR = 0.5


class Verdict(StrEnum):
    """What the evidence allows to say."""

    UNDER_SUPPLIED = "under-supplied"
    BALANCED = "balanced"
    OVER_SUPPLIED = "over-supplied"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Case:
    """One demand and one supply to compare."""

    demand: float | None  # recruitment projects a year; None where every cell is hidden
    supply: float  # a year, in the unit of `reference`
    reference: float  # the coverage (supply a project) that counts as balanced
    hidden: int = 0  # cells that the publisher hides: the true demand is at least `demand`


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with what it rests on."""

    verdict: Verdict
    likeliest: Verdict  # the verdict that the counts lean to, where they are not enough to give it
    coverage: float | None  # supply / demand; None without demand
    interval: tuple[float, float] | None  # holds the coverage with a probability of 90 %
    relative: float | None  # coverage / reference
    probability: float | None  # of `likeliest`
    hidden: int
    silence: str = ""  # why nothing can be said, where nothing can

    @property
    def reason(self) -> str:
        """Why this verdict: one sentence, in French."""
        if self.silence or self.relative is None or self.probability is None:
            return self.silence
        ratio = f"couverture {_fr(self.relative)} fois la référence ; "
        chance = f"probabilité {_fr(self.probability)} d'être {_WORDS[self.likeliest]}"
        if self.verdict is not Verdict.UNDETERMINED:
            return ratio + chance
        if self.probability >= CERTAINTY:
            return f"{ratio}{chance}, mais {self.hidden} cellule(s) masquée(s) peuvent l'annuler"
        return f"{ratio}{chance}, moins que les {_fr(CERTAINTY)} exigés : trop peu d'observations"


_WORDS = {
    Verdict.UNDER_SUPPLIED: "sous 0,8 fois la référence",
    Verdict.OVER_SUPPLIED: "au-dessus de 1,25 fois la référence",
    Verdict.BALANCED: "entre 0,8 et 1,25 fois la référence",
}


def judge_all(cases: Sequence[Case]) -> list[Judgement]:
    """Judge each case; one call for many, since the special functions work on whole arrays."""
    import numpy
    from scipy.special import betainc, betaincinv

    measured = [index for index, case in enumerate(cases) if not _silence(case)]
    demand = numpy.array([cases[index].demand for index in measured], dtype=float) + PRIOR
    supply = numpy.array([cases[index].supply for index in measured], dtype=float) + PRIOR
    reference = numpy.array([cases[index].reference for index in measured], dtype=float)
    low_bound, high_bound = UNDER * reference, OVER * reference
    under = betainc(supply, demand, low_bound / (1 + low_bound))
    over = 1 - betainc(supply, demand, high_bound / (1 + high_bound))
    low, high = betaincinv(supply, demand, 0.05), betaincinv(supply, demand, 0.95)
    numbers = dict(
        zip(
            measured,
            zip(under.tolist(), over.tolist(), (low / (1 - low)).tolist(), (high / (1 - high)).tolist()),
        )
    )
    return [_judge(case, numbers.get(index)) for index, case in enumerate(cases)]


def _judge(case: Case, numbers: tuple[float, float, float, float] | None) -> Judgement:
    undetermined = Verdict.UNDETERMINED
    if numbers is None or not case.demand:
        return Judgement(undetermined, undetermined, None, None, None, None, case.hidden, _silence(case))
    under, over, low, high = numbers
    chances = (
        (under, Verdict.UNDER_SUPPLIED),
        (over, Verdict.OVER_SUPPLIED),
        (max(0.0, 1 - under - over), Verdict.BALANCED),
    )
    probability, likeliest = max(chances)
    # Hidden cells can only add demand: they cannot undo "under", but they can undo the two others.
    blocked = case.hidden > 0 and likeliest is not Verdict.UNDER_SUPPLIED
    verdict = likeliest if probability >= CERTAINTY and not blocked else undetermined
    coverage = case.supply / case.demand
    return Judgement(
        verdict, likeliest, coverage, (low, high), coverage / case.reference, probability, case.hidden
    )


def _silence(case: Case) -> str:
    if case.demand is None:
        return "toutes les cellules de demande sont masquées par l'éditeur (secret statistique)"
    if case.demand <= 0:
        return "aucun projet de recrutement publié : une couverture n'aurait pas de sens"
    if case.reference <= 0:
        return "aucune offre de formation connue : pas de référence pour juger"
    return ""


def _fr(number: float) -> str:
    return f"{number:.2f}".replace(".", ",")
