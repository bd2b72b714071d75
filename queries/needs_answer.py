"""What typing needs takes and gives: dated counts in, a kind with all that it rests on out."""

from collections.abc import Sequence
from dataclasses import dataclass

from maillage.queries.needs_rule import NeedKind, NeedRule


@dataclass(frozen=True, slots=True)
class NeedSeries:
    """The dated counts of one competence. All tuples have one value a period, oldest first."""

    competence: str  # CURIE
    periods: tuple[str, ...]  # "2024-03" or "2024"
    counts: tuple[float, ...]  # advertisements that mention it, or recruitment projects
    exposure: tuple[float, ...]  # all advertisements or projects; 0: the period is not observed
    coverage: tuple[float | None, ...] | None = None  # share of the need that is met; None: unknown
    origin: str = ""  # where the counts come from, for the reader of the answer


@dataclass(frozen=True, slots=True)
class NeedAssessment:
    """The kind of one need, and the evidence: whoever disputes it finds every number here."""

    competence: str
    kind: NeedKind
    rule: NeedRule
    periods: tuple[str, ...]  # the observed ones
    counts: tuple[float, ...]
    exposure: tuple[float, ...]
    total: float
    recent_count: float
    recent_exposure: float
    earlier_count: float
    earlier_exposure: float
    ratio: float | None  # recent rate over earlier rate; None: not seen earlier
    first_seen: str  # period; "" where never
    emerging_p: float  # of a rise, the best burst of the recent window left out
    emerging_q: float
    occasional_p: float  # of bursts or over-dispersion
    occasional_q: float
    dispersion: float  # variance over mean of the counts; 1: as by chance
    noise: float  # relative variance from period to period that the panel takes for normal
    bursts: tuple[tuple[str, str], ...]  # first and last period of each
    burst_ratio: float | None  # rate inside bursts over rate outside; None: none outside
    observed: int  # of the last periods with a known coverage
    uncovered: int  # those where the need is present and uncovered
    trend: str  # "rising", "falling", "flat", "seasonal"
    cause: str  # key of `reason`
    origin: str = ""
    coverage: tuple[float | None, ...] = ()  # by period, relative to what is taken for covered
    difficult: tuple[float | None, ...] = ()  # by period, relative to the region as a whole

    @property
    def windows(self) -> tuple[str, str]:
        """The earlier and the recent window, each "first/last"."""
        cut = max(len(self.periods) - self.rule.recent, 0)
        return _span(self.periods[:cut]), _span(self.periods[cut:])

    @property
    def reason(self) -> str:
        """Why this kind: one sentence, in French."""
        return _REASONS[self.cause].format(**self._words())

    @property
    def settling(self) -> str:
        """What would settle the question where evidence is insufficient, in French; else empty."""
        return _SETTLING.get(self.cause, "").format(**self._words())

    def _words(self) -> dict[str, object]:
        rule = self.rule
        yearly = len(self.periods[0] if self.periods else "") == len("2024")
        bare = f"couverture sous {_fr(rule.uncovered_below)} fois la référence"
        if rule.difficult_from:
            bare += f", et part de projets difficiles d'au moins {_fr(rule.difficult_from)} fois celle de la région"
        ratio = "sans mention auparavant" if self.ratio is None else f"× {_fr(self.ratio)}"
        burst = (
            "rien en dehors"
            if self.burst_ratio is None
            else f"{_fr(self.burst_ratio)} fois le taux en dehors"
        )
        return {
            "total": _fr(self.total), "recent": _fr(self.recent_count),
            "earlier": _fr(self.earlier_count), "ratio": ratio, "first": self.first_seen,
            "windows": " puis ".join(self.windows), "periods": len(self.periods),
            "eq": _fr(self.emerging_q, 4), "oq": _fr(self.occasional_q, 4),
            "dispersion": _fr(self.dispersion), "bursts": len(self.bursts), "burst": burst,
            "where": ", ".join("/".join(dict.fromkeys(one)) for one in self.bursts),
            "uncovered": self.uncovered, "observed": self.observed,
            "k": rule.recurring_uncovered, "n": rule.recurring_periods,
            "more": _fr(max(rule.stable_mentions - self.total, 1)),
            "minimum": rule.minimum_periods, "wait": rule.burst + 1, "rise": _fr(rule.rise),
            "trend": _TRENDS[self.trend], "level": _fr(rule.false_discovery), "bare": bare,
            "unit": "projets" if yearly else "mentions", "span": "an(s)" if yearly else "mois",
        }  # fmt: skip


_TRENDS = {
    "rising": "en hausse, sans être assez nouveau pour être émergent",
    "falling": "en recul",
    "flat": "sans hausse ni baisse notable",
    "seasonal": "revient aux mêmes mois chaque année",
}
_REASONS = {
    "emerging": "vu d'abord en {first} ; {earlier} puis {recent} {unit} ({windows}), "
    "taux {ratio} ; q = {eq}, sous {level}",
    "occasional": "{bursts} poussée(s) ({where}), {burst} ; dispersion {dispersion} ; "
    "q = {oq}, sous {level}",
    "recurring": "présent et non couvert {uncovered} {span} sur {observed} (seuil : {k} sur {n}) ; "
    "non couvert : {bare}",
    "stable": "{total} {unit} en {periods} {span}, {trend} ; q de la hausse {eq}, "
    "des poussées {oq}",
    "periods": "observé sur {periods} {span} : il en faut {minimum}",
    "few": "{total} {unit} en {periods} {span} : trop peu pour distinguer un besoin du hasard",
    "late": "des {unit} dans les derniers {span} seulement ({where}) : début d'une hausse ou "
    "poussée isolée, on ne sait pas encore",
    "rise": "taux {ratio} ({windows}), mais la hausse n'est pas prouvée : q = {eq}",
}
_SETTLING = {
    "periods": "d'autres {span}, jusqu'à {minimum} en tout",
    "few": "au moins {more} {unit} de plus, ou un territoire plus grand",
    "late": "attendre {wait} {span} : le besoin tient, ou retombe",
    "rise": "d'autres {span}, une autre source, ou un territoire plus grand",
}


def _span(periods: Sequence[str]) -> str:
    return "/".join(dict.fromkeys((periods[0], periods[-1]))) if periods else "—"


def _fr(number: float, digits: int = 2) -> str:
    text = f"{number:.{digits}f}".rstrip("0").rstrip(".") if number % 1 else f"{number:.0f}"
    if number and not text.strip("0.-"):
        return f"< {10.0**-digits:.{digits}f}".replace(".", ",")
    return text.replace(".", ",")
