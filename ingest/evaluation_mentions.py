"""The benchmark on texts annotated by hand: spans, concepts, and probabilities of mentions."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from maillage.ingest.evaluation import Span, calibration, match_spans, span_scores
from maillage.ingest.evaluation_baselines import Baseline, baselines, best_concepts
from maillage.ingest.evaluation_macros import Macros
from maillage.ingest.evaluation_report import Line, Report
from maillage.ingest.evaluation_texts import WRITTEN, Annotated, annotated_texts
from maillage.ingest.extraction import Extractor, Mention, Method
from maillage.ingest.label_index import LabelIndex
from maillage.ingest.record import Kind, Record
from maillage.ontology.names import Names

NEAR = {"char TF-IDF": 0.45, "MiniLM (anglais)": 0.65}  # cosine from which a baseline answers
_CLAUSE = re.compile(r"[^\n.;:,!?•*()]+")


class JudgedText(NamedTuple):
    """A text of the sample, and what was annotated in it."""

    text: Annotated
    spans: tuple[Span, ...]


def judged_texts(data: Path, annotations: Path, sample: Path) -> tuple[list[JudgedText], int]:
    """Return the annotated texts that are found unchanged in the data, and how many are not."""
    where = {row["id"]: row for row in json.loads(sample.read_text("utf-8"))}
    spans = {row["id"]: row for row in _rows(annotations)}
    found: list[JudgedText] = []
    for file in sorted({row["file"] for row in where.values()}):
        folder = annotations.parent if file == WRITTEN else data
        if not (folder / file).is_file():
            continue
        for text in annotated_texts(folder, file):
            row = spans.get(text.id)
            if row and where[text.id]["file"] == file and row["sha256"] == text.sha256:
                found.append(JudgedText(text, tuple(Span(**one) for one in row["mentions"])))
    return found, len(spans) - len(found)


def mentions_report(
    texts: Sequence[JudgedText], extractor: Extractor, index: LabelIndex, macros: Macros,
    names: Names,
) -> Report:  # fmt: skip
    """Return the report of `mentions`: what ours shows by default, and two baselines over clauses."""
    extracted = [stated_mentions(extractor, one.text) for one in texts]
    ours = [[span_of(mention, names) for mention in found] for found in extracted]
    judged = [
        pair
        for one, found in zip(texts, extracted, strict=True)
        for pair in judged_mentions(one.spans, found, macros, names)
    ]
    lines = [
        _line(part, "maillage", texts, ours, macros)._replace(
            calibration=calibration(judged) if part == "tous" else None
        )
        for part in _PARTS
    ]
    french = index.in_language("fr")
    concepts = [names.curie(french.uris[label.concept]) for label in french.labels]
    for baseline in baselines([label.text for label in french.labels]):
        found = _by_clause(baseline, [one.text for one in texts], concepts)
        lines += [_line(part, baseline.name, texts, found, macros) for part in _PARTS]
    return Report(
        "mentions", 0, tuple(sorted(lines, key=lambda line: list(_PARTS).index(line.part)))
    )


_PARTS = {"tous": ("ad", "offer"), "offres d'emploi": ("ad",), "formations": ("offer",)}


def _line(
    part: str, system: str, texts: Sequence[JudgedText], found: Sequence[Sequence[Span]],
    macros: Macros,
) -> Line:  # fmt: skip
    pairs = [
        (one.spans, spans)
        for one, spans in zip(texts, found, strict=True)
        if one.text.kind in _PARTS[part]
    ]
    return Line(
        part,
        system,
        exact=span_scores(pairs, macros.same, exact=True),
        overlap=span_scores(pairs, macros.same, exact=False),
    )


def stated_mentions(extractor: Extractor, text: Annotated) -> list[Mention]:
    """Return the stated mentions, offsets moved to the annotated text: after the title's line."""
    record = Record(
        kind=Kind.AD if text.kind == "ad" else Kind.OFFER,
        source="evaluation",
        id=text.id,
        title=text.title,
        text=text.body,
    )
    shift = len(text.title) + 1
    return [
        mention._replace(start=mention.start + shift, end=mention.end + shift)
        for mention in extractor.extract(record).mentions
        if mention.method is Method.STATED and mention.start >= 0
    ]


def span_of(mention: Mention, names: Names) -> Span:
    """Return the words and the concept of a mention."""
    return Span(mention.start, mention.end, names.curie(mention.uri))


def judged_mentions(
    annotated: Sequence[Span], found: Sequence[Mention], macros: Macros, names: Names
) -> Iterator[tuple[float, bool]]:
    """Yield each mention's probability, and whether it overlaps an annotation of its concept.

    A span that was annotated without concept cannot say whether a concept is right: left out.
    """
    spans = [span_of(mention, names) for mention in found]
    match = {other: one for one, other in match_spans(annotated, spans, exact=False)}
    for mention, span in zip(found, spans, strict=True):
        one = match.get(span)
        if one is None or one.curie:
            yield mention.score, one is not None and macros.same(one.curie, span.curie)


def _by_clause(
    baseline: Baseline, texts: Sequence[Annotated], concepts: Sequence[str]
) -> list[list[Span]]:
    """Return, for each text, a span for each clause that is near enough to a label."""
    clauses = [(number, clause) for number, text in enumerate(texts) for clause in _clauses(text)]
    ranked = best_concepts(baseline, [one.group().strip() for _, one in clauses], concepts, top=1)
    spans: list[list[Span]] = [[] for _ in texts]
    for (number, clause), (found, scores) in zip(clauses, ranked, strict=True):
        if found and scores[0] >= NEAR[baseline.name]:
            words = clause.group()
            start = clause.start() + len(words) - len(words.lstrip())
            spans[number].append(Span(start, start + len(words.strip()), found[0]))
    return spans


def _clauses(text: Annotated) -> Iterator[re.Match[str]]:
    for match in _CLAUSE.finditer(text.text, len(text.title) + 1):
        if 3 <= len(match.group().strip()) <= 120:
            yield match


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
