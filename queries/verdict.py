"""From a demand and a supply to a verdict, only as sure as the counts allow.

The question is how a territory is served for one occupation, competence or certification, against a
reference coverage (supply a project) that counts as balanced. Supply is taken for a Poisson count of
mean rho × reference × demand; rho, the relative coverage, has a Gamma prior: what the rest of the region
says (`maillage.queries.gap_prior`), or mean 1 and weight `PRIOR_WEIGHT` where it says nothing. Demand is
itself a count, so its rate has a Gamma law (Jeffreys prior). The ratio of two Gamma variables is beta
prime, hence P(rho < t) is a regularised incomplete beta function; the prior's rate plus reference × demand
is matched to one Gamma by its two first moments.

A verdict is given where its probability reaches `CERTAINTY`, the counts of the territory are themselves on
that side (the rest of the region may strengthen what is seen here, never contradict it) and something is at
stake: `STAKE` of demand, or one unit of supply. Else it is `undetermined`.

Source: Gamma-Poisson model with relative risk, Clayton and Kaldor, Biometrics 43 (1987), 671-681;
Jeffreys prior of a Poisson rate, Gamma(1/2, 0).
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy
    import numpy.typing

    _Array = numpy.typing.NDArray[numpy.float64]
    _Flags = numpy.typing.NDArray[numpy.bool_]

UNDER = 0.8  # of the reference coverage
OVER = 1.25
CERTAINTY = 0.9
STAKE = 5.0  # demand (projects) under which, without a whole unit of supply, nothing is judged
PRIOR_WEIGHT = 1.0  # supply units (actions, seats) that the prior is worth
JEFFREYS = 0.5


class Verdict(StrEnum):
    """What the evidence allows to say."""

    UNDER_SUPPLIED = "under-supplied"
    BALANCED = "balanced"
    OVER_SUPPLIED = "over-supplied"
    UNDETERMINED = "undetermined"


SIDES = (Verdict.UNDER_SUPPLIED, Verdict.OVER_SUPPLIED, Verdict.BALANCED)


class Prior(NamedTuple):
    """What is thought of the relative coverage before the territory's own counts: a Gamma law."""

    mean: float = 1.0  # times the reference
    weight: float = PRIOR_WEIGHT  # supply units that it is worth


FLAT = Prior()


class Case(NamedTuple):
    """One demand and one supply to compare."""

    demand: float | None  # recruitment projects a year; None where every cell is hidden
    supply: float  # a year, in the unit of `reference`
    reference: float  # the coverage (supply a project) that counts as balanced
    ceiling: float | None = (
        None  # the most that demand can be, hidden cells included; None: `demand`
    )
    prior: Prior = FLAT


class Judgement(NamedTuple):
    """A verdict with what it rests on."""

    verdict: Verdict
    likeliest: Verdict  # the verdict that the counts lean to, where they are not enough to give it
    coverage: float | None  # supply / demand; None without demand
    interval: tuple[float, float] | None  # of the coverage, credible at 90 %, prior included
    relative: float | None  # coverage / reference
    probability: float | None  # of `likeliest`
    blocked: bool = False  # what is not published could undo the verdict of what is
    silence: str = ""  # why nothing can be said, where nothing can
    prior: Prior = FLAT
    contrary: bool = False  # the territory's counts are not on the side that the prior makes likely
    slight: bool = False  # too little is at stake
    reference: float = 0.0  # the coverage that counted as balanced
    case: Case | None = None  # what was judged; None where nothing was

    @property
    def relative_interval(self) -> tuple[float, float] | None:
        """The interval, times the reference; None where there is none."""
        if self.interval is None or not self.reference:
            return None
        return self.interval[0] / self.reference, self.interval[1] / self.reference

    @property
    def reason(self) -> str:
        """Why this verdict: one sentence, in French."""
        if self.silence or self.relative is None or self.probability is None:
            return self.silence
        ratio = f"couverture {_fr(self.relative)} fois la référence{self._elsewhere} ; "
        chance = f"probabilité {_fr(self.probability)} d'être {_WORDS[self.likeliest]}"
        if self.verdict is not Verdict.UNDETERMINED:
            return ratio + chance
        if not self.withheld:
            return (
                f"{ratio}{chance}, moins que les {_fr(CERTAINTY)} exigés : trop peu d'observations"
            )
        region = " d'après la région" if self.contrary and not self.slight else ""
        return f"{ratio}{chance}{region}, mais {self.withheld}"

    @property
    def withheld(self) -> str:
        """Why no verdict is given though its probability would do, in French; "" otherwise."""
        if self.slight:
            return f"moins de {STAKE:.0f} projets et d'une unité d'offre sont en jeu"
        if self.contrary:
            return "les comptes d'ici ne le montrent pas"
        return "la demande peut être plus grande que ce qui est publié" if self.blocked else ""

    @property
    def _elsewhere(self) -> str:
        if self.prior == FLAT:
            return ""
        return (
            f" (a priori régional : {_fr(self.prior.mean)} fois, de poids {_fr(self.prior.weight)})"
        )


_WORDS = {
    Verdict.UNDER_SUPPLIED: "sous 0,8 fois la référence",
    Verdict.OVER_SUPPLIED: "au-dessus de 1,25 fois la référence",
    Verdict.BALANCED: "entre 0,8 et 1,25 fois la référence",
}


def judge_all(cases: Sequence[Case]) -> list[Judgement]:
    """Judge each case; one call for many, since the special functions work on whole arrays.

    A verdict holds only if it holds for the least and for the most that demand can be.
    """
    # Many a case comes again: competences of one occupation, or small counts.
    distinct = list(dict.fromkeys(cases))
    judged = dict(zip(distinct, _judged(distinct), strict=True))
    return [judged[case] for case in cases]


def _judged(cases: Sequence[Case]) -> list[Judgement]:
    measured = [case for case in cases if not _silence(case)]
    if not measured:
        return [_silent(case) for case in cases]
    figures = figures_of(measured)
    ruling = rule(figures)
    law = _Law.of(figures)
    numbers = zip(
        ruling.likeliest.tolist(), ruling.probability.tolist(), ruling.relative.tolist(),
        ruling.blocked.tolist(), ruling.contrary.tolist(), ruling.slight.tolist(),
        ruling.given.tolist(), law.quantile(0.05).tolist(), law.quantile(0.95).tolist(),
        strict=True,
    )  # fmt: skip
    return [_silent(case) if _silence(case) else _judge(case, next(numbers)) for case in cases]


def figures_of(cases: Sequence[Case]) -> "_Array":
    """Return supply, reference, mean and weight of the prior, demand and ceiling; shape (n, 6)."""
    import numpy

    rows = []
    for case in cases:
        demand = case.demand or 0.0
        rows.append(
            (case.supply, case.reference, *case.prior, demand, max(case.ceiling or 0.0, demand))
        )
    return numpy.array(rows, dtype=float).reshape(len(rows), 6)


class Ruling(NamedTuple):
    """What the rule makes of n cases; arrays of shape (n,)."""

    likeliest: "numpy.typing.NDArray[numpy.int64]"  # position in `SIDES`
    probability: "_Array"  # of `likeliest`, the demand being what is published
    relative: "_Array"  # coverage / reference
    blocked: "_Flags"  # see `Judgement`
    contrary: "_Flags"
    slight: "_Flags"
    given: "_Flags"  # the verdict `likeliest` is given


def rule(figures: "_Array") -> Ruling:
    """Apply the rule to figures as `figures_of` gives them, demand and reference above zero."""
    import numpy

    supply, reference, mean, weight, demand, ceiling = figures.T
    chances = _Law.of(figures).chances()
    likeliest = chances.argmax(axis=1)
    probability = chances.max(axis=1)
    at_most = probability.copy()
    more = ceiling > demand
    if more.any():
        capped = _Law(supply[more], ceiling[more], reference[more], mean[more], weight[more])
        at_most[more] = capped.chances()[numpy.arange(more.sum()), likeliest[more]]
    with numpy.errstate(over="ignore"):  # hardly any demand: a boundless coverage
        relative = supply / demand / reference
    sure = probability >= CERTAINTY
    unseen = numpy.select(
        [likeliest == SIDES.index(Verdict.UNDER_SUPPLIED), likeliest == SIDES.index(Verdict.OVER_SUPPLIED)],
        [relative >= UNDER, relative <= OVER],
        default=False,
    )  # fmt: skip
    blocked = sure & (at_most < CERTAINTY)
    contrary = sure & unseen
    slight = sure & (demand < STAKE) & (supply < 1)
    given = sure & ~blocked & ~contrary & ~slight
    return Ruling(likeliest, probability, relative, blocked, contrary, slight, given)


class _Law:
    """The law of the relative coverage rho, for each of n cases."""

    def __init__(
        self, supply: "_Array", demand: "_Array", reference: "_Array", mean: "_Array", weight: "_Array"
    ) -> None:  # fmt: skip
        count = demand + JEFFREYS
        self._reference = reference
        self._alpha = weight + supply
        rate = weight / mean + reference * count
        self._shape = rate**2 / (reference**2 * count)
        self._scale = rate / self._shape

    @classmethod
    def of(cls, figures: "_Array") -> "_Law":
        """Return the laws of figures as `figures_of` gives them."""
        supply, reference, mean, weight, demand, _ = figures.T
        return cls(supply, demand, reference, mean, weight)

    def chances(self) -> "_Array":
        """Return the probability of each of `SIDES`; shape (n, 3)."""
        import numpy

        under, over = self._below(UNDER), 1 - self._below(OVER)
        return numpy.stack([under, over, 1 - under - over], axis=1)

    def quantile(self, part: float) -> "_Array":
        """Return that quantile of the coverage; shape (n,)."""
        from scipy.special import betaincinv

        point = betaincinv(self._alpha, self._shape, part)
        return self._reference * point / (1 - point) / self._scale

    def _below(self, rho: float) -> "_Array":
        import numpy
        from scipy.special import betainc

        ratio = rho * self._scale
        return numpy.asarray(betainc(self._alpha, self._shape, ratio / (1 + ratio)))


# likeliest, probability, relative, blocked, contrary, slight, given, ends of the interval
_Numbers = tuple[int, float, float, bool, bool, bool, bool, float, float]


def _judge(case: Case, numbers: _Numbers) -> Judgement:
    likeliest, probability, relative, blocked, contrary, slight, given, low, high = numbers
    return Judgement(
        SIDES[likeliest] if given else Verdict.UNDETERMINED,
        SIDES[likeliest],
        case.supply / (case.demand or 1.0),
        (low, high),
        relative,
        probability,
        blocked,
        prior=case.prior,
        contrary=contrary,
        slight=slight,
        reference=case.reference,
        case=case,
    )


def _silent(case: Case) -> Judgement:
    undetermined, silence = Verdict.UNDETERMINED, _silence(case)
    return Judgement(undetermined, undetermined, None, None, None, None, silence=silence, case=case)


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
