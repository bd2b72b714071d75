"""`maillage review`: what readers judged, for retraining, as an SSSOM table or as JSON lines."""

import json
import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from maillage.graph.review_queue import Review, ReviewQueue
    from maillage.ontology.names import Names

COLUMNS = (
    "subject_label", "subject_type", "predicate_id", "predicate_modifier", "object_id", "object_label",
    "mapping_justification", "confidence", "mapping_date", "mapping_tool", "mapping_tool_version", "other",
)  # fmt: skip
_LITERAL = "rdfs literal"
_ESCO = ("esco-occupation", "esco-skill")


class ReviewFormat(StrEnum):
    """How the queue is written."""

    SSSOM = "sssom"
    JSONL = "jsonl"


def review_run(output: ReviewFormat, out: Path | None) -> None:
    """Write the queue; `out`: a file, None for stdout.

    Raises:
        UnusableReviewQueue: a line of it cannot be read.
        UnusableFile: the file cannot be written.
    """
    from maillage.api.commands import home, settings
    from maillage.api.terminal import counted, messages
    from maillage.graph.review_queue import ReviewQueue
    from maillage.ontology.names import Names
    from maillage.vocab.errors import UnusableFile

    queue = ReviewQueue(home().path)
    reviews = list(queue.read())  # a queue that cannot be read leaves the file as it was
    try:
        with _opened(out) as stream:
            if output is ReviewFormat.JSONL:
                write_jsonl(stream, reviews, queue)
            else:
                write_sssom(stream, reviews, Names(settings().base))
    except OSError as error:
        raise UnusableFile(Path(str(out)), f"écriture impossible ({error.strerror})") from error
    messages.print(f"{counted(len(reviews), 'jugement')} de la file de relecture")


def write_jsonl(stream: TextIO, reviews: "Iterable[Review]", queue: "ReviewQueue") -> None:
    """Write a line a judgement; one whose text was kept has it."""
    from dataclasses import asdict

    texts = queue.texts()
    for one in reviews:
        document = asdict(one)
        if one.text in texts:
            document["kept"] = texts[one.text]
        stream.write(json.dumps(document, ensure_ascii=False) + "\n")


def write_sssom(stream: TextIO, reviews: "Iterable[Review]", names: "Names") -> None:
    """Write the mappings of words to concepts that were judged: right ones, and wrong ones as negations.

    A literal is a subject of its own (`rdfs literal`); what cites no word of a text has no subject, and is in the
    JSON lines alone. Words that mean another concept give two mappings: not the one found, the one chosen.
    Source: SSSOM 1.0, https://mapping-commons.github.io/sssom/spec-model/ (literal mappings, predicate_modifier).
    """
    import csv

    rows = [row for one in reviews if one.words for row in _rows(one)]
    prefixes = sorted({row[4].partition(":")[0] for row in rows})
    stream.write("# curie_map:\n")
    for prefix in prefixes:
        stream.write(f"#   {prefix}: {json.dumps(_namespace(names, prefix))}\n")
    for prefix in ("semapv", "skos"):
        stream.write(f"#   {prefix}: {json.dumps(_standard(prefix))}\n")
    stream.write(f"# mapping_set_id: {json.dumps(names.base + '/review')}\n")
    stream.write('# mapping_set_title: "Mots de textes et concepts, jugés par leurs lecteurs"\n')
    stream.write('# license: "https://w3id.org/sssom/license/unspecified"\n')
    writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)


def _rows(one: "Review") -> list[tuple[str, ...]]:
    from maillage.graph.review_queue import Opinion

    denied = "" if one.opinion is Opinion.RIGHT else "Not"
    found = [_row(one, one.concept, one.label, denied)]
    if one.opinion is Opinion.OTHER:
        found.append(_row(one, one.instead, one.instead_label, ""))
    return found


def _row(one: "Review", curie: str, label: str, modifier: str) -> tuple[str, ...]:
    proposed = f"{one.score:.4f}" if curie == one.concept else ""
    told = {"method": one.method, "start": one.start, "end": one.end, "proposed_score": proposed}
    return (
        one.words, _LITERAL, "skos:closeMatch", modifier, _told_apart(curie, one.method), label,
        "semapv:ManualMappingCuration", "1.0",
        one.date, "Maillage", f"generation {one.generation}", json.dumps(told),
    )  # fmt: skip


def _told_apart(curie: str, method: str) -> str:
    """Return the CURIE; ESCO has two namespaces, which a prefix of this file must not mix."""
    scheme, _, code = curie.partition(":")
    if scheme != "esco":
        return curie
    return f"{_ESCO[0] if method == 'occupation' else _ESCO[1]}:{code}"


def _namespace(names: "Names", prefix: str) -> str:
    if prefix not in _ESCO:
        return names.uri(f"{prefix}:x").value.removesuffix("x")
    kind = prefix.partition("-")[2]
    return next(one for one in (uri.value for uri in names.candidates("esco:x")) if kind in one)[
        :-1
    ]


def _standard(prefix: str) -> str:
    from maillage.ontology.names import STANDARD

    return STANDARD[prefix]


def _opened(out: Path | None) -> AbstractContextManager[TextIO]:
    return nullcontext(sys.stdout) if out is None else out.open("w", encoding="utf-8", newline="")
