"""Dates as LHEO writes them: eight digits, zeros where the day or the month is unknown."""

import re
from calendar import monthrange
from datetime import date

_FOREVER = 9999  # year of a session without end


def session_start(text: str) -> str | None:
    """Return the ISO date of a session's beginning: the earliest that `text` allows.

    Raises:
        ValueError: not such a date.

    >>> session_start("20170900"), session_start("00000000")
    ('2017-09-01', None)

    """
    year, month, day = _digits(text)
    if not year or year == _FOREVER:
        return None
    return date(year, month or 1, day or 1).isoformat()


def session_end(text: str) -> str | None:
    """Return the ISO date of a session's end: the latest that `text` allows; None for no end.

    Raises:
        ValueError: not such a date.

    >>> session_end("20180200"), session_end("99999999")
    ('2018-02-28', None)

    """
    year, month, day = _digits(text)
    if not year or year == _FOREVER:
        return None
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1]).isoformat()


def _digits(text: str) -> tuple[int, int, int]:
    match = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})", text.strip())
    if match is None:
        raise ValueError(text)
    return int(match[1]), int(match[2]), int(match[3])
