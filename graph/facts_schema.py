"""The columns of the fact tables. None holds a title or a text: see each row type.

`key` is 64 bits of BLAKE2b over kind, source and id (as the signed integer that Delta knows): among
ten million records, two share one with probability 3 in a million. `month` partitions by the month
of posting, "0000-00" where a record has no date.
"""

import hashlib
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa

NO_MONTH = "0000-00"
DERIVED = ("need_cells", "need_exposure", "need_competences")  # counted from the others, by month


class RecordRow(NamedTuple):
    """What is kept of one advertisement or training offer."""

    key: int
    kind: str  # "ad", "offer"
    source: str
    id: str  # as the source gives it
    commune: str  # INSEE code, "" where unknown
    placed: bool  # the commune is one of the graph's
    posted: date | None
    ends: date | None
    month: str
    contract: str
    occupation: (
        str  # CURIE of the declared, else of the likeliest; "" where neither is likely enough
    )
    occupation_score: float  # [0, 1]; 1 where declared
    positions: int | None
    seats: int | None
    sector: str
    certifications: tuple[str, ...]  # declared
    competences: tuple[str, ...]  # declared
    label: str  # of an offer, redacted: a catalogue's public title; always "" for an ad
    flags: tuple[str, ...]  # what is wrong with it: see `maillage.ingest.pipeline.Flag`
    content: int  # hash of all that was read: the same record is never read twice
    signature: bytes  # MinHash of its words


class MentionRow(NamedTuple):
    """One competence in one record."""

    key: int  # of its record
    competence: str  # CURIE
    start: int  # offset in the text, -1 where implied
    end: int
    words: str  # those that it cites; "" where implied, or where they hold personal data
    score: float  # [0, 1]
    method: str  # "stated", "implied"
    month: str
    commune: str


class UnknownRow(NamedTuple):
    """A phrase of one record that looks like a competence and matches none."""

    key: int
    phrase: str
    month: str


def record_key(kind: str, source: str, id_: str) -> int:
    """Return the key of a record."""
    return hash64("\0".join((kind, source, id_)))


def key_name(key: int) -> str:
    """Return a key in sixteen hexadecimal digits, as names have it.

    >>> key_name(-1), key_name(26)
    ('ffffffffffffffff', '000000000000001a')
    """
    return f"{key % 2**64:016x}"


def hash64(text: str) -> int:
    """Return 64 bits of BLAKE2b, signed."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def month_of(day: date | None) -> str:
    """Return the partition of a date.

    >>> month_of(date(2026, 4, 23)), month_of(None)
    ('2026-04', '0000-00')
    """
    return NO_MONTH if day is None else f"{day:%Y-%m}"


def schemas() -> "dict[str, pa.Schema]":
    """Return the Arrow schema of each table."""
    import pyarrow as pa

    text, whole, day, score = pa.string(), pa.int32(), pa.date32(), pa.float32()
    texts, key = pa.list_(pa.string()), pa.int64()
    return {
        "records": pa.schema(
            {
                "key": key, "kind": text, "source": text, "id": text, "commune": text,
                "placed": pa.bool_(), "posted": day, "ends": day, "month": text, "contract": text,
                "occupation": text, "occupation_score": score, "positions": whole, "seats": whole,
                "sector": text, "certifications": texts, "competences": texts, "label": text,
                "flags": texts, "content": key, "signature": pa.binary(),
            }
        ),
        "mentions": pa.schema(
            {
                "key": key, "competence": text, "start": whole, "end": whole, "words": text,
                "score": score, "method": text, "month": text, "commune": text,
            }
        ),
        "unknown": pa.schema({"key": key, "phrase": text, "month": text}),
        "groups": pa.schema({"key": key, "stands": key, "commune": text}),
    }  # fmt: skip
