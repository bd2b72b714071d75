"""One file of a generation's index: a JSON object that names its format."""

import json
from pathlib import Path
from typing import Any


def write_index_file(index: Path, file: str, document: dict[str, object]) -> None:
    """Write a file of an index, whose folder is made where it is absent."""
    index.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    (index / file).write_text(text, "utf-8")


def read_index_file(index: Path, file: str, format_: int) -> dict[str, Any] | None:
    """Return what was written; None where it is absent or of another format.

    Any: a document of ours, whose reader knows its fields.
    """
    try:
        raw = json.loads((index / file).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return raw if isinstance(raw, dict) and raw.get("format") == format_ else None
