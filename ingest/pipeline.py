"""From records to facts: normalise, extract, protect. Pure functions of a record and an extractor."""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import astuple, dataclass
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from maillage.graph.facts_schema import (
    MentionRow,
    RecordRow,
    UnknownRow,
    hash64,
    month_of,
    record_key,
)
from maillage.ingest.errors import MissingEngine
from maillage.ingest.extraction import Candidate, Extraction, Extractor, Mention, Method
from maillage.ingest.near_duplicates import signature
from maillage.ingest.place_resolver import PlaceResolver, PlaceStatus
from maillage.ingest.privacy import Span, overlaps, personal_spans, redact
from maillage.ingest.record import Kind, Record
from maillage.ontology.names import Names

OCCUPATION_THRESHOLD = 0.5  # probability from which the likeliest occupation is kept
CHUNK = 32  # records sent to a worker at once
WORDS_KEPT = 200  # characters of a mention's words
SHORT = 80  # characters: a text under this says little
LONG = 50_000  # characters: what is beyond is not read
_ASCII_SPACE = 32


class Flag(StrEnum):
    """What is wrong with a record that is kept all the same."""

    NO_PLACE = "lieu inconnu"
    OUTSIDE = "hors du graphe"
    NO_DATE = "sans date"
    SHORT_TEXT = "texte très court"
    CUT_TEXT = "texte coupé"
    NO_OCCUPATION = "métier non reconnu"


class Facts(NamedTuple):
    """What is kept of one record."""

    record: RecordRow
    mentions: tuple[MentionRow, ...]
    unknown: tuple[UnknownRow, ...]
    place: str  # why it has no commune, "" where it has one
    protected: int  # mentions whose words were dropped


@dataclass(frozen=True, slots=True)
class Reader:
    """All that reading one record needs. Built in each worker by a `ReaderFactory`."""

    extractor: Extractor
    places: PlaceResolver
    names: Names
    concepts: frozenset[str] = frozenset()  # CURIEs that a source may declare; empty: any

    def facts(self, record: Record) -> Facts:
        """Return what is kept of a record: neither its title nor its text."""
        cut = len(record.text) > LONG
        read = _cut(record) if cut else record
        place = self.places.resolve(record.place)
        extraction = self.extractor.extract(read)
        occupation, score = self._occupation(read, extraction)
        spans = personal_spans(read.text, read.employer)
        key, month = record_key(record.kind, record.source, record.id), month_of(record.posted)
        mentions = tuple(
            self._mention(one, read, spans, key, month, place.commune)
            for one in extraction.mentions
        )
        row = RecordRow(
            key, record.kind.value, record.source, record.id, place.commune,
            place.status is PlaceStatus.KNOWN, record.posted, record.ends, month, record.contract,
            occupation, score, record.positions, record.seats, record.sector,
            record.certifications, self._known(record.competences),
            redact(record.title, record.employer)[:WORDS_KEPT] if record.kind is Kind.OFFER else "",
            tuple(_flags(record, place.status, cut, occupation)),
            content_hash(record), signature(read.title, read.text),
        )  # fmt: skip
        protected = sum(
            mention.method is Method.STATED and not row.words
            for mention, row in zip(extraction.mentions, mentions, strict=True)
        )
        unknown = tuple(
            UnknownRow(key, phrase, month) for phrase in _phrases(extraction, read, spans)
        )
        return Facts(row, mentions, unknown, place.reason, protected)

    def _occupation(self, record: Record, extraction: Extraction) -> tuple[str, float]:
        if declared := self._known(record.occupations):
            return declared[0], 1.0
        rome = (one for one in extraction.occupations if self._curie(one).startswith("rome:"))
        best = next(rome, None) or next(iter(extraction.occupations), None)
        if best is None or best.score < OCCUPATION_THRESHOLD:
            return "", best.score if best else 0.0
        return self._curie(best), best.score

    def _known(self, declared: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for one in declared if not self.concepts or one in self.concepts)

    def _curie(self, found: Candidate | Mention) -> str:
        return self.names.curie(found.uri)

    def _mention(
        self, mention: Mention, record: Record, spans: list[Span], key: int, month: str, place: str
    ) -> MentionRow:
        words = ""
        if mention.method is Method.STATED and not overlaps(spans, mention.start, mention.end):
            words = " ".join(record.text[mention.start : mention.end].split())[:WORDS_KEPT]
        return MentionRow(
            key, self._curie(mention), mention.start, mention.end, words, mention.score,
            mention.method.value, month, place,
        )  # fmt: skip


ReaderFactory = Callable[[], Reader]
Work = Callable[[Sequence[Record]], list[Facts]]


def content_hash(record: Record) -> int:
    """Return a hash of all that a record says."""
    return hash64(repr(astuple(record)))


def run(
    records: Iterable[Record], factory: ReaderFactory, *, engine: str = "local", workers: int = 1
) -> Iterator[Facts]:
    """Yield the facts of records, in their order, a bounded number of them in memory.

    `factory` must be importable by name where `workers` > 1: each process calls it once.

    Raises:
        MissingEngine: the engine's library is not installed.
    """
    chunks = _chunks(records)
    if engine == "ray":
        return _ray(chunks, factory, workers)
    if workers <= 1:
        reader = factory()
        return (reader.facts(record) for chunk in chunks for record in chunk)
    return _processes(chunks, factory, workers)


def _chunks(records: Iterable[Record]) -> Iterator[tuple[Record, ...]]:
    waiting = iter(records)
    while chunk := tuple(islice(waiting, CHUNK)):
        yield chunk


_reader: Reader | None = None  # of this worker process


def _start(factory: ReaderFactory) -> None:
    global _reader
    _reader = factory()


def _work(chunk: Sequence[Record]) -> list[Facts]:
    if _reader is None:
        raise RuntimeError("the worker has no reader")
    return [_reader.facts(record) for record in chunk]


def _processes(
    chunks: Iterator[tuple[Record, ...]], factory: ReaderFactory, workers: int
) -> Iterator[Facts]:
    from multiprocessing import get_context

    # Spawned: a forked child would inherit the locks of Rust threads that it has not.
    with ProcessPoolExecutor(workers, get_context("spawn"), _start, (factory,)) as pool:
        waiting: deque[Future[list[Facts]]] = deque()
        for chunk in chunks:
            waiting.append(pool.submit(_work, chunk))
            if len(waiting) >= 3 * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _ray(
    chunks: Iterator[tuple[Record, ...]], factory: ReaderFactory, workers: int
) -> Iterator[Facts]:
    try:
        import ray  # noqa: F401  # at once, not at the first record
    except ImportError as error:
        raise MissingEngine("ray") from error
    return _on_cluster(chunks, factory, workers)


def _on_cluster(
    chunks: Iterator[tuple[Record, ...]], factory: ReaderFactory, workers: int
) -> Iterator[Facts]:
    import ray

    if not ray.is_initialized():
        ray.init(log_to_driver=False, include_dashboard=False)
    actor = ray.remote(_Actor)
    actors = [actor.remote(factory) for _ in range(max(1, workers))]
    waiting: deque[object] = deque()
    for number, chunk in enumerate(chunks):
        waiting.append(actors[number % len(actors)].work.remote(chunk))
        if len(waiting) >= 3 * len(actors):
            yield from ray.get(waiting.popleft())
    while waiting:
        yield from ray.get(waiting.popleft())


class _Actor:
    """One reader on a cluster."""

    def __init__(self, factory: ReaderFactory) -> None:
        self._reader = factory()

    def work(self, chunk: Sequence[Record]) -> list[Facts]:
        return [self._reader.facts(record) for record in chunk]


def _cut(record: Record) -> Record:
    from dataclasses import replace

    return replace(record, text=record.text[:LONG])


def _flags(record: Record, place: PlaceStatus, cut: bool, occupation: str) -> Iterator[Flag]:
    if place is not PlaceStatus.KNOWN:
        yield Flag.OUTSIDE if place is PlaceStatus.OUTSIDE else Flag.NO_PLACE
    if record.posted is None:
        yield Flag.NO_DATE
    if len(record.text) < SHORT:
        yield Flag.SHORT_TEXT
    if cut:
        yield Flag.CUT_TEXT
    if not occupation:
        yield Flag.NO_OCCUPATION


def _phrases(extraction: Extraction, record: Record, spans: list[Span]) -> Iterator[str]:
    # A phrase that stands anywhere in personal data is dropped whole, and so is one that holds some.
    for phrase in dict.fromkeys(extraction.unknown):
        at = record.text.find(phrase)
        hidden = at >= 0 and overlaps(spans, at, at + len(phrase))
        if not hidden and not personal_spans(phrase, record.employer):
            yield sys.intern(phrase[:WORDS_KEPT])
