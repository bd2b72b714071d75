"""From records to facts: normalise, extract, protect. Pure functions of a record and an extractor."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from maillage.graph.facts_schema import (
    MentionRow,
    RecordRow,
    UnknownRow,
    hash64,
    key_name,
    month_of,
    record_key,
)
from maillage.ingest.contract import contract_code
from maillage.ingest.extraction import Candidate, Extraction, Extractor, Mention, Method
from maillage.ingest.near_duplicates import signature
from maillage.ingest.place_resolver import PlaceResolver, PlaceStatus
from maillage.ingest.privacy import Span, firm_words, overlaps, personal_spans, redact
from maillage.ingest.record import Kind, Record
from maillage.ontology.names import Names

OCCUPATION_THRESHOLD = 0.5  # probability from which the likeliest occupation is kept
WORDS_KEPT = 200  # characters of a mention's words
SHORT = 80  # characters: a text under this says little
LONG = 50_000  # characters: what is beyond is not read


class Flag(StrEnum):
    """What is wrong with a record that is kept all the same."""

    NO_PLACE = "lieu inconnu"
    OUTSIDE = "hors du graphe"
    NO_DATE = "sans date"
    SHORT_TEXT = "texte très court"
    CUT_TEXT = "texte coupé"
    NO_OCCUPATION = "métier non reconnu"


class Unread(NamedTuple):
    """A record that reading failed on: it is rejected, and the others go on."""

    id: str
    reason: str


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
    reading: str = ""  # what this reader reads by; a record is read again where it changed

    def read(self, record: Record) -> Facts | Unread:
        """Return what is kept of a record, or why nothing is: one record never stops the others."""
        try:
            return self.facts(record)
        except Exception as error:  # of any layer below: named, counted and shown, never hidden
            return Unread(record.id, f"lecture du texte impossible ({type(error).__name__})")

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
            key, record.kind.value, record.source, safe_id(record.id), place.commune,
            place.status is PlaceStatus.KNOWN, record.posted, record.ends, month, contract_code(record.contract),
            occupation, score, record.positions, record.seats, record.sector,
            record.certifications, self._known(record.competences),
            redact(record.title, record.employer)[:WORDS_KEPT] if record.kind is Kind.OFFER else "",
            tuple(_flags(record, place.status, cut, occupation)),
            content_hash(record, self.reading), signature(read.title, read.text),
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


def content_hash(record: Record, reading: str = "") -> int:
    """Return a hash of all that a record says, and of what it is read by."""
    return hash64(repr((reading, record)))


def safe_id(id_: str) -> str:
    """Return an identifier, or a digest of it where it holds an address, a link or a name.

    >>> safe_id("206ZFNL"), safe_id("https://www.exemple.fr/offre/12")
    ('206ZFNL', 'hash-1ad3bdcf3a3ae2bd')
    """
    return f"hash-{key_name(hash64(id_))}" if personal_spans(id_) else id_


def _cut(record: Record) -> Record:
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
    # Dropped whole: a phrase that stands in personal data, holds some, or has a word of a firm's name
    # ("ALPINA" of « Hôtel Alpina »), which in a mention's words is a word of some competence.
    if not extraction.unknown:
        return
    firms = firm_words(record.text, record.employer)
    for phrase in dict.fromkeys(extraction.unknown):
        at = record.text.find(phrase)
        hidden = at >= 0 and overlaps(spans, at, at + len(phrase))
        named = not firms.isdisjoint(firm_words("", phrase))
        if not hidden and not named and not personal_spans(phrase, record.employer):
            yield sys.intern(phrase[:WORDS_KEPT])
