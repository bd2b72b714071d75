"""Publishers' JSON files that are one array of objects."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog

Record = dict[str, Any]  # Any: what a publisher's JSON holds


def read_records(path: Path, log: ImportLog) -> Iterator[tuple[int, Record]]:
    """Yield each object with its rank, 1-based; what is no object is rejected with its rank.

    Raises:
        UnusableFile: absent, not JSON, or not an array.
    """
    try:
        document = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise UnusableFile(path, "JSON attendu : un tableau d'objets") from error
    if not isinstance(document, list):
        raise UnusableFile(path, "JSON attendu : un tableau d'objets")
    for rank, record in enumerate(document, start=1):
        if isinstance(record, dict):
            yield rank, record
        else:
            log.reject(path, rank, "ce n'est pas un objet JSON")
    log.done(path, len(document))


def text_of(record: Record, key: str) -> str:
    """Return a value that is a text, stripped; empty where it is none."""
    value = record.get(key)
    return value.strip() if isinstance(value, str) else ""
