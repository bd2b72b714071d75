"""What BMO says of needs year after year, in words and as data: recurring ones, or why none can be said to be."""

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np

from maillage.api.needs_command import NeedsReport
from maillage.api.terminal import number
from maillage.queries.needs import NeedAnswers
from maillage.queries.needs_answer import NeedAssessment
from maillage.queries.needs_rule import NeedKind

WATCHED = 5


def year_rows(report: NeedsReport, wanted: list[NeedKind]) -> list[NeedAssessment]:
    """Return the recurring needs of the years surveyed, the most asked for first."""
    if report.years is None or NeedKind.RECURRING not in wanted:
        return []
    return report.years.of_kind(NeedKind.RECURRING)


def watched(years: NeedAnswers) -> list[NeedAssessment]:
    """Return the needs of most projects that the years known left uncovered, where these are too few to tell."""
    if years.panel is not None:
        return []
    bare = np.flatnonzero(
        (years.cover.uncovered > 0) & (years.cover.uncovered == years.cover.known)
    )
    total = years.table.counts.sum(axis=1)
    return [years[at] for at in sorted(bare.tolist(), key=lambda at: -total[at])[:WATCHED]]


def years_document(years: NeedAnswers) -> dict[str, object]:
    """Return what is common to the rows: the years, their projects, the rule, how many of each kind."""
    table = years.table
    return {
        "periods": list(table.periods),
        "projects": [round(one, 2) for one in table.exposure[0].tolist()],
        "origin": table.origin,
        "kinds": dict(Counter(one.value for one in years.kinds)),
        "rule": years.rule.parameters(),
        "uncovered": int((years.cover.uncovered > 0).sum()),
        "sufficient": years.panel is not None,
        "words": list(years_words(years, {})),
    }


def years_words(years: NeedAnswers, labels: Mapping[str, str]) -> Iterator[str]:
    """Yield what the years allow to say, in French; `labels`: of those to watch, which are named where given."""
    rule, known = years.rule, years.table.periods
    listed = ", ".join(known) or "aucune"
    if years.panel is not None:
        counts = Counter(years.kinds)
        yield (
            f"BMO, {len(known)} années ({listed}) : {counts[NeedKind.RECURRING]} besoin(s) récurrent(s) sur "
            f"{len(years)} compétences, non couverts au moins {rule.recurring_uncovered} ans sur les "
            f"{rule.recurring_periods} derniers connus."
        )
        return
    yield (
        f"BMO, année(s) connue(s) : {listed}. Un besoin récurrent se montre sur {rule.minimum_periods} années au "
        "moins : aucun n'est dit récurrent ici, faute de preuves et non faute de besoins. Pour trancher : "
        f"{rule.minimum_periods - len(known)} autre(s) année(s) de l'enquête, en labour/bmo/bmo_<année>.csv, puis "
        "maillage build."
    )
    bare = int((years.cover.uncovered > 0).sum())
    yield (
        f"Selon la même règle, {bare} compétences sur {len(years)} étaient non couvertes en {known[-1]} : à suivre."
    )
    for row in watched(years) if labels else []:
        yield (
            f"  {labels[row.competence]} ({row.competence}) : {number(row.total)} projets, couverture "
            f"{_times(row.coverage)} la référence, difficulté {_times(row.difficult)} celle de la région"
        )


def _times(values: tuple[float | None, ...]) -> str:
    last = values[-1] if values else None
    return "inconnue :" if last is None else f"{number(last, 2)} fois"
