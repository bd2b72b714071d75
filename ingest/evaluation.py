"""Measures: ranked answers, probabilities against what came true, spans against annotated ones."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

CUTS = (1, 5, 10, 20)
BINS = 10


class Answer(NamedTuple):
    """What was found for one query, the likeliest first, and what is right."""

    right: frozenset[str]  # at least one
    found: tuple[str, ...]
    scores: tuple[float, ...] = ()  # probabilities of `found`; empty where none are given


class Bin(NamedTuple):
    """Probabilities between two bounds, and how many of them came true."""

    low: float
    high: float
    n: int
    mean: float  # of the probabilities
    true: float  # share that came true


class Calibration(NamedTuple):
    """How far probabilities may be believed."""

    n: int
    error: float  # expected calibration error, [0, 1]
    bins: tuple[Bin, ...]  # those that are not empty: the reliability diagram


class Ranking(NamedTuple):
    """The measures of ranked answers; all in [0, 1]."""

    n: int
    success: dict[int, float]  # by cut: share of the queries with a right answer in the first k
    mrr: float  # mean of 1 / rank of the first right answer, 0 where it is not found
    recall: dict[int, float]  # by cut: mean share of the right answers in the first k


class Span(NamedTuple):
    """A mention: words of a text, and the concept that they mean."""

    start: int
    end: int  # exclusive
    curie: str = ""  # empty where no concept fits


class SpanScores(NamedTuple):
    """Found spans against annotated ones; shares in [0, 1], 0 where there is nothing to share."""

    annotated: int
    found: int
    matched: int
    precision: float
    recall: float
    f1: float
    with_concept: int  # matched spans for which the annotation names a concept
    concept: float  # share of those whose concept is right


Same = Callable[[str, str], bool]  # are these two CURIEs the same concept, or near enough


def ranking(answers: Sequence[Answer], cuts: Iterable[int] = CUTS) -> Ranking:
    """Return success@k, MRR and recall@k over the answers."""
    ranks = [
        next((place for place, one in enumerate(answer.found, 1) if one in answer.right), 0)
        for answer in answers
    ]
    count = max(len(answers), 1)
    cuts = tuple(cuts)
    success = {cut: sum(0 < rank <= cut for rank in ranks) / count for cut in cuts}
    recall = {
        cut: sum(len(one.right.intersection(one.found[:cut])) / len(one.right) for one in answers)
        / count
        for cut in cuts
    }
    return Ranking(len(answers), success, sum(1 / rank for rank in ranks if rank) / count, recall)


def first_answers(answers: Iterable[Answer]) -> list[tuple[float, bool]]:
    """Return the probability of each first answer, and whether it is right."""
    return [(one.scores[0], one.found[0] in one.right) for one in answers if one.scores]


def calibration(judged: Sequence[tuple[float, bool]], bins: int = BINS) -> Calibration:
    """Return the expected calibration error over bins of equal width, and those bins.

    Source: Naeini, Cooper, Hauskrecht, "Obtaining well calibrated probabilities", AAAI 2015.
    """
    groups: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for probability, true in judged:
        groups[min(int(probability * bins), bins - 1)].append((probability, true))
    kept = tuple(
        Bin(
            place / bins,
            (place + 1) / bins,
            len(group),
            sum(probability for probability, _ in group) / len(group),
            sum(true for _, true in group) / len(group),
        )
        for place, group in enumerate(groups)
        if group
    )
    total = max(len(judged), 1)
    return Calibration(
        len(judged), sum(one.n * abs(one.mean - one.true) for one in kept) / total, kept
    )


def match_spans(
    annotated: Sequence[Span], found: Sequence[Span], *, exact: bool
) -> list[tuple[Span, Span]]:
    """Return pairs, each span in one at most, those that share most characters first.

    `exact`: same bounds. Otherwise one shared character is enough.
    """
    pairs = sorted(
        (-shared, a, b)
        for a, one in enumerate(annotated)
        for b, other in enumerate(found)
        if (shared := min(one.end, other.end) - max(one.start, other.start)) > 0
        and (not exact or one[:2] == other[:2])
    )
    taken: set[tuple[str, int]] = set()
    matched: list[tuple[Span, Span]] = []
    for _, a, b in pairs:
        if ("annotated", a) not in taken and ("found", b) not in taken:
            taken |= {("annotated", a), ("found", b)}
            matched.append((annotated[a], found[b]))
    return matched


def span_scores(
    texts: Iterable[tuple[Sequence[Span], Sequence[Span]]], same: Same, *, exact: bool
) -> SpanScores:
    """Return micro-averaged scores over texts, each given as (annotated, found)."""
    annotated = found = 0
    matched: list[tuple[Span, Span]] = []
    for gold, given in texts:
        annotated += len(gold)
        found += len(given)
        matched += match_spans(gold, given, exact=exact)
    precision = len(matched) / found if found else 0.0
    recall = len(matched) / annotated if annotated else 0.0
    named = [(one, other) for one, other in matched if one.curie]
    right = sum(same(one.curie, other.curie) for one, other in named)
    return SpanScores(
        annotated,
        found,
        len(matched),
        precision,
        recall,
        2 * precision * recall / (precision + recall) if matched else 0.0,
        len(named),
        right / len(named) if named else 0.0,
    )
