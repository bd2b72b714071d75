"""Which needs are emerging, recurring, occasional or stable, from dated counts.

The method, in the order in which a kind is given (docs/adr/0005):

1. Too few mentions or periods: `insufficient`.
2. `emerging`: the rate of the recent window exceeds that of the earlier one even when the best burst of
   the recent window is left out (rate test, Benjamini–Hochberg across competences); it is at least
   `rise` times it; and a rate that never falls explains the counts better than bursts do.
3. `occasional`: some window, or the dispersion as a whole, is beyond chance (Benjamini–Hochberg); few short
   bursts explain it better than a rise, a fall or seasons do, at `burst_rise` times the rate outside.
   A single burst that the last period belongs to may be the start of a rise: `insufficient`.
4. `recurring`: present and uncovered in at least k of the last n periods whose coverage is known.
5. `stable`, with its trend; or `insufficient` where counts are too few to show that a need lasts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.ontology.errors import MaillageError
from maillage.queries.needs_answer import NeedAssessment, NeedSeries
from maillage.queries.needs_panel import NeedPanel, causes, judge_panel
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


@dataclass(frozen=True, slots=True)
class _Dated:
    """The series as arrays, over the periods that are observed (some advertisement somewhere)."""

    observed: NDArray[np.int64]  # (k,) positions in the series
    periods: tuple[str, ...]  # (k,)
    counts: Array  # (n, k)
    exposure: Array  # (n, k)
    coverage: Array | None  # (n, k), nan where unknown; None: known nowhere


class _Cover(NamedTuple):
    known: NDArray[
        np.int64
    ]  # (n,) of the last periods whose coverage is known, as many as the rule asks
    uncovered: NDArray[np.int64]  # (n,) those where the need is present and uncovered


def assess_needs(series: Sequence[NeedSeries], rule: NeedRule = DEFAULT) -> list[NeedAssessment]:
    """Return the kind of each need, in the order of the series.

    The series are judged together (common noise, false discoveries): give all the competences of one
    territory and sector, over the same periods.

    Raises:
        MalformedSeries: lengths or periods differ, or a count is negative.
    """
    if not series:
        return []
    dated = _dated(series)
    if not _long_enough(dated, rule):
        return [_thin(one, dated, rule) for one in series]
    panel = judge_panel(dated.counts, dated.exposure, rule)
    cover = _cover(dated, rule)
    found = causes(panel, cover.uncovered >= rule.recurring_uncovered, rule)
    return _answers(series, dated, panel, found, cover, rule)


def need_kinds(series: Sequence[NeedSeries], rules: Sequence[NeedRule]) -> list[list[NeedKind]]:
    """Return the kinds alone under each of several rules; quicker than the answers."""
    if not series:
        return [[] for _ in rules]
    dated = _dated(series)
    return [_kinds(dated, rule) for rule in rules]


def _kinds(dated: _Dated, rule: NeedRule) -> list[NeedKind]:
    if not _long_enough(dated, rule):
        return [NeedKind.INSUFFICIENT] * len(dated.counts)
    panel = judge_panel(dated.counts, dated.exposure, rule)
    recurring = _cover(dated, rule).uncovered >= rule.recurring_uncovered
    return [_KINDS.get(cause, NeedKind.INSUFFICIENT) for cause in causes(panel, recurring, rule)]


def _long_enough(dated: _Dated, rule: NeedRule) -> bool:
    return len(dated.periods) >= max(rule.minimum_periods, rule.recent + 1, 2)


def _dated(series: Sequence[NeedSeries]) -> _Dated:
    first = series[0]
    for one in series:
        _check(one, first)
    counts = np.array([one.counts for one in series], dtype=float)
    if (counts < 0).any():
        worst = int(np.flatnonzero((counts < 0).any(axis=1))[0])
        raise MalformedSeries(series[worst].competence, "un compte négatif")
    shared = all(one.exposure is first.exposure for one in series)
    exposure = np.array([one.exposure for one in (series[:1] if shared else series)], dtype=float)
    observed = np.flatnonzero(exposure.sum(axis=0) > 0)
    exposure = np.broadcast_to(
        np.maximum(exposure[:, observed], 1e-9), (len(series), len(observed))
    )
    coverage = _coverage(series)
    return _Dated(
        observed,
        tuple(first.periods[at] for at in observed),
        counts[:, observed],
        exposure,
        None if coverage is None else coverage[:, observed],
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


def _cover(dated: _Dated, rule: NeedRule) -> _Cover:
    n = len(dated.counts)
    if dated.coverage is None:
        return _Cover(np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64))
    known = ~np.isnan(dated.coverage)
    later = known[:, ::-1].cumsum(axis=1)[:, ::-1]
    last = known & (later <= rule.recurring_periods)
    bare = last & (dated.counts > 0) & (dated.coverage < rule.uncovered_below)
    return _Cover(last.sum(axis=1), bare.sum(axis=1))


def _thin(one: NeedSeries, dated: _Dated, rule: NeedRule) -> NeedAssessment:
    counts = tuple(one.counts[at] for at in dated.observed)
    seen = [period for period, count in zip(dated.periods, counts, strict=True) if count]
    return NeedAssessment(
        competence=one.competence, kind=NeedKind.INSUFFICIENT, rule=rule, periods=dated.periods,
        counts=counts, exposure=tuple(one.exposure[at] for at in dated.observed), total=sum(counts),
        recent_count=0.0, recent_exposure=0.0, earlier_count=0.0, earlier_exposure=0.0, ratio=None,
        first_seen=seen[0] if seen else "", emerging_p=1.0, emerging_q=1.0, occasional_p=1.0,
        occasional_q=1.0, dispersion=1.0, noise=0.0, bursts=(), burst_ratio=None, observed=0,
        uncovered=0, trend="flat", cause="periods", origin=one.origin,
    )  # fmt: skip


def _answers(
    series: Sequence[NeedSeries],
    dated: _Dated,
    panel: NeedPanel,
    found: NDArray[np.str_],
    cover: _Cover,
    rule: NeedRule,
) -> list[NeedAssessment]:
    counts, exposure = dated.counts, dated.exposure
    recent, earlier = slice(-rule.recent, None), slice(None, -rule.recent)
    columns = (
        counts.sum(axis=1), counts[:, recent].sum(axis=1), exposure[:, recent].sum(axis=1),
        counts[:, earlier].sum(axis=1), exposure[:, earlier].sum(axis=1), panel.ratio,
        (counts > 0).argmax(axis=1), panel.emerging_p, panel.emerging_q, panel.occasional_p,
        panel.occasional_q, panel.dispersion, panel.burst_ratio, cover.known, cover.uncovered,
        panel.trend, found,
    )  # fmt: skip
    whole = len(dated.periods) == len(series[0].periods)
    answers = []
    for at, (one, row) in enumerate(
        zip(series, zip(*(column.tolist() for column in columns), strict=True), strict=True)
    ):
        cause = row[16]
        inside = panel.found.inside[at] if cause in _BURSTY else None
        answers.append(
            NeedAssessment(
                one.competence,
                _KINDS.get(cause, NeedKind.INSUFFICIENT),
                rule,
                dated.periods,
                one.counts if whole else tuple(one.counts[i] for i in dated.observed),
                one.exposure if whole else tuple(one.exposure[i] for i in dated.observed),
                row[0],
                row[1],
                row[2],
                row[3],
                row[4],
                _finite(row[5]),
                dated.periods[row[6]] if row[0] else "",
                row[7],
                row[8],
                row[9],
                row[10],
                row[11],
                panel.noise,
                () if inside is None else _spans(inside, dated.periods),
                None if inside is None else _finite(row[12]),
                row[13],
                row[14],
                row[15],
                cause,
                one.origin,
            )
        )
    return answers


_BURSTY = frozenset({"occasional", "late"})


def _spans(inside: NDArray[np.bool_], periods: Sequence[str]) -> tuple[tuple[str, str], ...]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(int), [0]])))
    return tuple(
        (periods[start], periods[end - 1])
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    )


def _finite(ratio: float) -> float | None:
    return ratio if ratio < float("inf") else None
