"""Which needs are emerging, recurring, occasional or stable, from dated counts.

The method, in the order in which a kind is given (docs/adr/0005):

1. Too few mentions or periods: `insufficient`.
2. `emerging`: the rate of the recent window exceeds that of the earlier one even when the best burst of
   the recent window is left out (rate test, Benjamini–Hochberg across competences); it is at least
   `rise` times it; and a rate that never falls explains the counts better than bursts do.
3. `occasional`: some window, or the dispersion as a whole, is beyond chance (Benjamini–Hochberg); few short
   bursts explain it better than a rise, a fall or seasons do, at `burst_rise` times the rate outside.
   A single burst that the last period belongs to may be the start of a rise: `insufficient`.
4. `recurring`: present and uncovered in at least k of the last n periods whose coverage is known. Uncovered:
   the coverage is under `uncovered_below` and, where the rule asks, recruiting is as difficult as `difficult_from`.
5. `stable`, with its trend; or `insufficient` where counts are too few to show that a need lasts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from maillage.ontology.errors import MaillageError
from maillage.queries.needs_answer import NeedAssessment, NeedSeries
from maillage.queries.needs_panel import causes, judge_panel, trend_of
from maillage.queries.needs_rule import NeedKind, NeedRule
from maillage.queries.needs_statistics import Array

DEFAULT = NeedRule()
_KINDS = {
    "emerging": NeedKind.EMERGING,
    "occasional": NeedKind.OCCASIONAL,
    "recurring": NeedKind.RECURRING,
    "stable": NeedKind.STABLE,
}


class MalformedSeries(MaillageError):
    """Series that cannot be compared: of unequal lengths or periods, or with negative counts."""

    def __init__(self, competence: str, reason: str) -> None:
        """Keep the competence."""
        self.competence = competence
        super().__init__(f"série de « {competence} » : {reason}")


@dataclass(frozen=True, slots=True, eq=False)
class NeedTable:
    """The dated counts of n competences over the same k periods: `NeedSeries` as arrays."""

    competences: Sequence[str]  # (n,) CURIEs
    periods: tuple[str, ...]  # (k,) oldest first
    counts: Array  # (n, k)
    exposure: Array  # (n, k), (1, k) or (k,); a period with none for any competence is not observed
    coverage: Array | None = None  # (n, k), nan where unknown; None: known nowhere
    difficult: Array | None = None  # (n, k) difficulty of recruiting; nan: unknown; None: not asked
    origin: str = ""
    sources: tuple[str, ...] = ()  # feeds that were counted

    def observed(self) -> "NeedTable":
        """Return the same without the periods that nothing was observed in."""
        exposure = np.atleast_2d(np.asarray(self.exposure, dtype=float))
        kept = np.flatnonzero(exposure.sum(axis=0) > 0)
        return NeedTable(
            self.competences,
            tuple(self.periods[at] for at in kept),
            np.asarray(self.counts, dtype=float)[:, kept],
            np.maximum(exposure[:, kept], 1e-9),
            None if self.coverage is None else self.coverage[:, kept],
            None if self.difficult is None else self.difficult[:, kept],
            self.origin,
            self.sources,
        )


class _Cover(NamedTuple):
    known: NDArray[
        np.int64
    ]  # (n,) of the last periods whose coverage is known, as many as the rule asks
    uncovered: NDArray[np.int64]  # (n,) those where the need is present and uncovered


class NeedAnswers(Sequence[NeedAssessment]):
    """The assessments of a table, each written when it is asked for; `kinds` needs none of them."""

    def __init__(self, table: NeedTable, rule: NeedRule) -> None:
        """Judge an observed table (see `NeedTable.observed`)."""
        self.table = table
        self.rule = rule
        self.cover = _cover(table, rule)
        n = len(table.competences)
        self.panel = (
            judge_panel(table.counts, table.exposure, rule) if _enough(table, rule) else None
        )
        recurring = self.cover.uncovered >= rule.recurring_uncovered
        self.causes = (
            np.full(n, "periods") if self.panel is None else causes(self.panel, recurring, rule)
        )

    @property
    def kinds(self) -> list[NeedKind]:
        """The kind of each competence, in the order of the table."""
        return [_KINDS.get(cause, NeedKind.INSUFFICIENT) for cause in self.causes.tolist()]

    def of_kind(self, *kinds: NeedKind, top: int | None = None) -> list[NeedAssessment]:
        """Return the assessments of some kinds, the most mentioned first; `top`: so many at most."""
        known = np.unique(self.causes).tolist()
        wanted = [one for one in known if _KINDS.get(one, NeedKind.INSUFFICIENT) in kinds]
        found = np.flatnonzero(np.isin(self.causes, wanted))
        order = np.argsort(-self.table.counts[found].sum(axis=1), kind="stable")
        return [self[at] for at in found[order][:top].tolist()]

    def __len__(self) -> int:
        """Return how many competences were assessed."""
        return len(self.table.competences)

    @overload
    def __getitem__(self, at: int) -> NeedAssessment: ...
    @overload
    def __getitem__(self, at: slice) -> list[NeedAssessment]: ...
    def __getitem__(self, at: int | slice) -> NeedAssessment | list[NeedAssessment]:
        """Return one assessment, or some."""
        if isinstance(at, slice):
            return [self._answer(one) for one in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        return self._answer(at % len(self))

    def _answer(self, at: int) -> NeedAssessment:
        table, rule, panel, cause = self.table, self.rule, self.panel, str(self.causes[at])
        counts = table.counts[at]
        exposure = table.exposure[at if len(table.exposure) > 1 else 0]
        recent, earlier = slice(-rule.recent, None), slice(None, -rule.recent)
        total = float(counts.sum())
        inside = panel.found.inside[at] if panel and cause in _BURSTY else None
        return NeedAssessment(
            competence=table.competences[at],
            kind=_KINDS.get(cause, NeedKind.INSUFFICIENT),
            rule=rule,
            periods=table.periods,
            counts=tuple(counts.tolist()),
            exposure=tuple(exposure.tolist()),
            total=total,
            recent_count=float(counts[recent].sum()),
            recent_exposure=float(exposure[recent].sum()),
            earlier_count=float(counts[earlier].sum()),
            earlier_exposure=float(exposure[earlier].sum()),
            ratio=_finite(panel.ratio[at]) if panel else None,
            first_seen=table.periods[int((counts > 0).argmax())] if total else "",
            emerging_p=float(panel.emerging_p[at]) if panel else 1.0,
            emerging_q=float(panel.emerging_q[at]) if panel else 1.0,
            occasional_p=float(panel.occasional_p[at]) if panel else 1.0,
            occasional_q=float(panel.occasional_q[at]) if panel else 1.0,
            dispersion=float(panel.dispersion[at]) if panel else 1.0,
            noise=panel.noise if panel else 0.0,
            bursts=() if inside is None else _spans(inside, table.periods),
            burst_ratio=None if inside is None or not panel else _finite(panel.burst_ratio[at]),
            observed=int(self.cover.known[at]),
            uncovered=int(self.cover.uncovered[at]),
            trend=trend_of(panel, at, rule) if panel else "flat",
            cause=cause,
            origin=table.origin,
            coverage=_known(table.coverage, at),
            difficult=_known(table.difficult, at),
        )


def assess_table(table: NeedTable, rule: NeedRule = DEFAULT) -> NeedAnswers:
    """Return the kind of each need of a table.

    The competences are judged together (common noise, false discoveries): give all those of one territory
    and sector.

    Raises:
        MalformedSeries: a count is negative, or the arrays do not fit one another.
    """
    n, k = len(table.competences), len(table.periods)
    fits = table.coverage is None or table.coverage.shape == (n, k)
    if (
        table.counts.shape != (n, k)
        or not fits
        or table.exposure.shape not in {(k,), (1, k), (n, k)}
    ):
        raise MalformedSeries("table", "ses tableaux n'ont pas la même taille")
    negative = np.flatnonzero((table.counts < 0).any(axis=1))
    if len(negative):
        raise MalformedSeries(table.competences[negative[0]], "un compte négatif")
    return NeedAnswers(table.observed(), rule)


def assess_needs(series: Sequence[NeedSeries], rule: NeedRule = DEFAULT) -> list[NeedAssessment]:
    """Return the kind of each need, in the order of the series: `assess_table` of these series.

    Raises:
        MalformedSeries: lengths or periods differ, or a count is negative.
    """
    if not series:
        return []
    answers = assess_table(need_table(series), rule)
    return [
        replace(answers[at], origin=one.origin) if one.origin else answers[at]
        for at, one in enumerate(series)
    ]


def need_table(series: Sequence[NeedSeries]) -> NeedTable:
    """Return series as one table, of one at least.

    Raises:
        MalformedSeries: lengths or periods differ.
    """
    first = series[0]
    for one in series:
        _check(one, first)
    shared = all(one.exposure is first.exposure for one in series)
    exposure = [first.exposure] if shared else [one.exposure for one in series]
    n, k = len(series), len(first.periods)
    return NeedTable(
        [one.competence for one in series],
        first.periods,
        np.array([one.counts for one in series], dtype=float).reshape(n, k),
        np.array(exposure, dtype=float).reshape(-1, k),
        _coverage(series),
    )


def _check(one: NeedSeries, first: NeedSeries) -> None:
    if one.periods is not first.periods and one.periods != first.periods:
        raise MalformedSeries(one.competence, "ses périodes diffèrent de celles des autres")
    sizes = {len(one.periods), len(one.counts), len(one.exposure)}
    if len(sizes | ({len(one.coverage)} if one.coverage is not None else set())) > 1:
        raise MalformedSeries(one.competence, "une valeur par période est attendue")


def _coverage(series: Sequence[NeedSeries]) -> Array | None:
    if all(one.coverage is None for one in series):
        return None
    unknown = (None,) * len(series[0].periods)
    rows = [unknown if one.coverage is None else one.coverage for one in series]
    return np.array(rows, dtype=float)  # None becomes nan


def _enough(table: NeedTable, rule: NeedRule) -> bool:
    return bool(table.competences) and len(table.periods) >= max(
        rule.minimum_periods, rule.recent + 1, 2
    )


def _cover(table: NeedTable, rule: NeedRule) -> _Cover:
    n = len(table.counts)
    if table.coverage is None:
        return _Cover(np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64))
    known = ~np.isnan(table.coverage)
    bare = (table.counts > 0) & (table.coverage < rule.uncovered_below)
    if table.difficult is not None:
        known &= ~np.isnan(table.difficult)
        bare &= table.difficult >= rule.difficult_from
    later = known[:, ::-1].cumsum(axis=1)[:, ::-1]
    last = known & (later <= rule.recurring_periods)
    bare &= last
    return _Cover(last.sum(axis=1), bare.sum(axis=1))


_BURSTY = frozenset({"occasional", "late"})


def _spans(inside: NDArray[np.bool_], periods: Sequence[str]) -> tuple[tuple[str, str], ...]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(int), [0]])))
    return tuple(
        (periods[start], periods[end - 1])
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    )


def _known(values: Array | None, at: int) -> tuple[float | None, ...]:
    if values is None:
        return ()
    return tuple(None if np.isnan(one) else float(one) for one in values[at])


def _finite(ratio: float) -> float | None:
    return float(ratio) if ratio < float("inf") else None
