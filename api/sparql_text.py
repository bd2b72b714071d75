"""What must be known of a query's text before the engine runs it, and where a malformed one goes wrong."""

import re
from bisect import bisect_right
from dataclasses import dataclass

# What may hold any word without meaning it: comments, strings, IRIs, variables, prefixed names. A prefixed
# name before a brace stays, as the engine reads `SERVICE:x {` as the keyword and a name. A string that nothing closes
# goes as far as it may: the query is malformed anyway, and going back would take the square of its length.
_MEANINGLESS = re.compile(
    r"""
      \#[^\n\r]*
    | "{3}(?:[^"\\]|\\.|"(?!""))*+(?:"{3})? | '{3}(?:[^'\\]|\\.|'(?!''))*+(?:'{3})?
    | "(?:[^"\\\n\r]|\\.)*+"? | '(?:[^'\\\n\r]|\\.)*+'?
    | <[^<>"{}|^`\x00-\x20]*>
    | [?$]\w+
    | (?P<prefix>(?:(?<![\w.\-])[^\W\d_][\w.\-]*+)?):(?:[\w:.\-%]|\\.)*+(?!\s*\{)
    """,
    re.VERBOSE | re.DOTALL,
)
_SERVICE = re.compile("service", re.IGNORECASE)
_FROM = re.compile(r"(?<![^\W_])from(?!\w)", re.IGNORECASE)
_DECLARED = re.compile(r"(?i:prefix)\s+([^\s:]*):\s*<")
_PROLOGUE = re.compile(r"\s*(?:(?:base|prefix|version)\b\s*)*", re.IGNORECASE)
_UPDATE = re.compile(
    r"(?:insert|delete|load|clear|create|drop|copy|move|add|with)\b", re.IGNORECASE
)
_ENGINE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_KEYWORD = re.compile(r"[A-Za-z_]{2,}")
_SENTENCE = re.compile(r"[A-Z]\w*(?: \w+)+")
_UNDECLARED = "préfixe non déclaré"
_REASONS = {
    "Prefix not found": _UNDECLARED,
    "IRI parsing failed": "URI incorrecte",
    "The SELECT contains a variable that is unbound": "le SELECT montre une variable qui n'est ni dans le GROUP BY "
    "ni dans une fonction d'agrégation",
}
# The engine reads as far as its longest keyword to see what stands somewhere: were the end nearer, it would
# complain of the end.
_PADDING = "\n" + " " * 16
_TOKEN = re.compile(r"[^\s{}()\[\];,]+|\S")


@dataclass(frozen=True, slots=True)
class QueryText:
    """A query, and what its words say."""

    text: str  # followed by spaces, see `_PADDING`
    service: int | None  # where a SERVICE stands (offset in characters)
    dataset: bool  # it names its graphs itself, by FROM
    update: bool  # it changes the graph


@dataclass(frozen=True, slots=True)
class Mistake:
    """Where a query stops making sense."""

    line: int  # from 1
    column: int  # from 1, in characters
    near: str  # the word that stands there; "" at the end
    reason: str  # "" where nothing more is known than that this cannot stand there


def read_query(text: str) -> QueryText:
    """Return what the words of a query say. A SERVICE may be seen where there is none, never missed.

    The engine takes keywords without a space around them, so any `service` outside of what cannot hold
    a keyword counts.
    """
    words = _MEANINGLESS.sub(lambda found: " " * len(found[0]), text)
    service = _SERVICE.search(words)
    begins = _PROLOGUE.match(words)
    update = _UPDATE.match(words, begins.end() if begins else 0)
    return QueryText(
        text + _PADDING,
        service.start() if service else None,
        bool(_FROM.search(words)),
        bool(update),
    )


def mistake(text: str, engine: str) -> Mistake | None:
    """Return where the engine stopped reading a padded text, or None where its message gives no place.

    The engine tells how far it looked: the word that it tried there begins as many characters before.
    """
    found = _ENGINE.match(engine)
    if not found:
        return None
    starts = _line_starts(text)
    furthest = starts[min(int(found[1]), len(starts)) - 1] + int(found[2]) - 1
    # The engine looks past a prefix that it does not know, and complains of what follows.
    unknown = _undeclared(text)
    if unknown is not None and unknown < furthest:
        return place(text, unknown, _UNDECLARED)
    expected = [one.strip() for one in found[3].split(", ")]
    # A sentence is a rule that the word before it breaks: it decides alone.
    broken = next((one for one in expected if _SENTENCE.fullmatch(one)), "")
    at = furthest - 1 if broken else max(0, *(furthest - _looked(one) for one in expected))
    if text[at : at + 1] != "\n":  # where a line ends, a string that it does not close does
        at = next((one.start() for one in _TOKEN.finditer(text) if one.end() > at), len(text))
    at = min(at, len(text.rstrip()))
    return place(text, at, _REASONS.get(broken, broken))


def place(text: str, at: int, reason: str = "") -> Mistake:
    """Return the line and column of an offset."""
    starts = _line_starts(text)
    line = bisect_right(starts, at)
    token = _TOKEN.match(text, at)
    return Mistake(line, at - starts[line - 1] + 1, token[0][:40] if token else "", reason)


def _undeclared(text: str) -> int | None:
    declared = set(_DECLARED.findall(text))
    names = (one for one in _MEANINGLESS.finditer(text) if one["prefix"] is not None)
    return next((one.start() for one in names if _is_unknown(text, one, declared)), None)


def _is_unknown(text: str, name: "re.Match[str]", declared: set[str]) -> bool:
    blank = text[: name.start()].endswith("_")
    return not blank and name["prefix"] not in declared


def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", text))]


def _looked(expected: str) -> int:
    if expected == "[_]":
        return 1  # any character
    return len(expected) if _KEYWORD.fullmatch(expected) else 0
