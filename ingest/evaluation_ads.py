"""Benchmarks on advertisements: their ROME code, and the competences that employers declared."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from maillage.ingest.evaluation import Answer
from maillage.ingest.evaluation_baselines import answers_of, baselines
from maillage.ingest.evaluation_report import Line, Report, ranked_line
from maillage.ingest.evaluation_texts import ADS_2025, ADS_2026
from maillage.ingest.extraction import Extraction, Extractor
from maillage.ingest.label_index import LabelIndex
from maillage.ingest.record import Kind, Record
from maillage.ontology.names import Names

COMPUTING = "M18"  # ROME's domain of information systems, where neighbours are many
TEXT_READ = 1500  # characters of an ad that a baseline compares: more only blurs it


@dataclass(frozen=True, slots=True)
class JudgedAd:
    """An ad without what it declares, and what it declares."""

    record: Record
    occupation: str  # ROME code
    competences: frozenset[str]  # URIs
    file: str = ""  # where it stands


def judged_ads(data: Path, names: Names) -> Iterator[JudgedAd]:
    """Yield the ads of both layouts that have a ROME code, each text once."""
    seen: set[str] = set()
    for file in (ADS_2026, ADS_2025):
        with (data / file).open(encoding="utf-8") as lines:
            for line in lines:
                ad = _ad(json.loads(line), file, names)
                if ad.occupation and ad.record.text not in seen:
                    seen.add(ad.record.text)
                    yield ad


def occupation_report(
    ads: Sequence[JudgedAd], index: LabelIndex, names: Names, extractor: Extractor, size: int,
    seed: int,
) -> Report:  # fmt: skip
    """Return the report of `ads-occupation`: ROME fiche from title and text alone."""
    drawn = _draw(ads, size, seed)
    titles = [ad.record.title for ad in drawn]
    rights = [frozenset({names.uri(f"rome:{ad.occupation}").value}) for ad in drawn]
    systems = {
        "maillage": [
            _occupations(right, extractor.extract(ad.record))
            for ad, right in zip(drawn, rights, strict=True)
        ]
    }
    french = index.in_language("fr")
    concepts = [french.uris[label.concept] for label in french.labels]
    for baseline in baselines([label.text for label in french.labels]):
        systems[f"{baseline.name}, titre"] = answers_of(baseline, titles, concepts, rights)
    computing = [ad.occupation.startswith(COMPUTING) for ad in drawn]
    lines: list[Line] = []
    for part, wanted in (("toutes", None), (f"{COMPUTING} informatique", True)):
        for system, answers in systems.items():
            kept = [
                answer
                for answer, is_computing in zip(answers, computing, strict=True)
                if wanted is None or is_computing
            ]
            if kept:
                lines.append(ranked_line(part, system, kept))
    return Report("ads-occupation", seed, tuple(lines))


def declared_report(
    ads: Sequence[JudgedAd], index: LabelIndex, extractor: Extractor, size: int, seed: int
) -> Report:
    """Return the report of `declared`: the declared competences among those found, from text alone."""
    drawn = _draw([ad for ad in ads if ad.competences], size, seed)
    rights = [ad.competences for ad in drawn]
    texts = [f"{ad.record.title}\n{ad.record.text}"[:TEXT_READ] for ad in drawn]
    answers = [declared_answer(ad.competences, extractor.extract(ad.record)) for ad in drawn]
    lines = [ranked_line("offres", "maillage", answers)]
    french = index.in_language("fr")
    concepts = [french.uris[label.concept] for label in french.labels]
    for baseline in baselines([label.text for label in french.labels]):
        lines.append(
            ranked_line("offres", baseline.name, answers_of(baseline, texts, concepts, rights))
        )
    return Report("declared", seed, tuple(lines))


def _draw(ads: Sequence[JudgedAd], size: int, seed: int) -> list[JudgedAd]:
    return list(ads) if len(ads) <= size else Random(seed).sample(list(ads), size)


def _occupations(right: frozenset[str], extraction: Extraction) -> Answer:
    found = extraction.occupations
    return Answer(right, tuple(one.uri.value for one in found), tuple(one.score for one in found))


def declared_answer(right: frozenset[str], extraction: Extraction) -> Answer:
    """Rank the concepts of the mentions, stated or implied, as `extract` does: the likeliest declared first.

    No probability is given: a mention's score says what words mean, not what an employer declares.
    """
    best: dict[str, tuple[float, float]] = {}
    for mention in extraction.mentions:
        uri, rank = mention.uri.value, (mention.declared, mention.score)
        best[uri] = max(best.get(uri, rank), rank)
    ranked = sorted(best.items(), key=lambda pair: (-pair[1][0], -pair[1][1], pair[0]))
    return Answer(right, tuple(uri for uri, _ in ranked))


def _ad(row: dict[str, object], file: str, names: Names) -> JudgedAd:
    """Return an ad of either layout; nothing that it declares is left in the record."""
    listed = row.get("competences")
    codes = [
        str(one["code"])
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict) and str(one.get("code") or "").isdigit()
    ]
    record = Record(
        kind=Kind.AD,
        source="evaluation",
        id=str(row.get("id_offre") or row.get("id")),
        title=str(row["intitule"]),
        text=str(row["description"] or ""),
    )
    return JudgedAd(
        record,
        str(row.get("code_rome") or row.get("romeCode") or ""),
        frozenset(names.uri(f"rome-competence:{code}").value for code in codes),
        file,
    )
