"""The newest of the files that a publisher names by year."""

import re
from pathlib import Path


def files_by_year(folder: Path, pattern: str) -> dict[str, Path]:
    """Return the files under `folder`, at any depth, by the year in their name, oldest first.

    `pattern` must match a whole file name, case aside, and its first group is the year. Of two
    files of one year the one nearest to `folder` is kept, then the first by name.
    """
    found: dict[str, Path] = {}
    if not folder.is_dir():
        return found
    for path in sorted(folder.rglob("*"), key=lambda path: (len(path.parts), path.as_posix())):
        match = re.fullmatch(pattern, path.name, re.IGNORECASE)
        if match is not None and path.is_file():
            found.setdefault(match[1], path)
    return dict(sorted(found.items(), key=lambda item: int(item[0])))


def newest_file(folder: Path, pattern: str) -> Path | None:
    """Return the file of the highest year, as `files_by_year` reads years, or None."""
    found = files_by_year(folder, pattern)
    return list(found.values())[-1] if found else None
