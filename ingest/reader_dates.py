"""Dates as sources write them."""

import re
from datetime import UTC, date, datetime

_ISO = re.compile(r"(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?!\d)")
_FRENCH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_EPOCH = re.compile(r"(\d{10}|\d{13})(?:\.\d+)?")
_YEARS = range(1970, 2101)


def read_date(text: str) -> date | None:
    """Return the day that a text begins with, None where it tells none.

    The day is the one written: the hour and the time zone are let go.

    >>> read_date("2025-08-21T23:30:00.000Z"), read_date("17/12/2025 13:26:39")
    (datetime.date(2025, 8, 21), datetime.date(2025, 12, 17))
    >>> read_date("20260101"), read_date("1755741598000"), read_date("bientôt")
    (datetime.date(2026, 1, 1), datetime.date(2025, 8, 21), None)
    """
    text = text.strip()
    if _EPOCH.fullmatch(text):
        number = int(text.partition(".")[0])
        seconds = number // 1000 if number >= 10**12 else number
        return _checked(datetime.fromtimestamp(seconds, tz=UTC).date())
    if match := _ISO.match(text):
        return _day(match[1], match[2], match[3])
    if match := _FRENCH.match(text):
        return _day(match[3], match[2], match[1])
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return _checked(date(int(year), int(month), int(day)))
    except ValueError:
        return None


def _checked(day: date) -> date | None:
    return day if day.year in _YEARS else None
