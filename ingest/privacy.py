"""Personal data in a text: where it is, and a text without it.

E-mail addresses, telephone numbers (French, Swiss, Luxembourgish, German, Belgian), links, names
after a title of courtesy, and the employer's name. Every pattern starts at a boundary and is
bounded, so that time grows with the text's length alone, whatever the text.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

MASK = "[…]"

_AT = r"(?:@|\(at\)|\[at\]|\(a\)|\[arobase\]|\(arobase\))"
_MAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}\s?{_AT}\s?[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,5}}", re.I
)
_LINK = re.compile(r"(?<!\w)(?:https?://|ftp://|www\.)[^\s<>\"«»]{1,2000}(?<![.,;:!?)])", re.I)
_TOP = r"(?:fr|com|net|org|eu|lu|de|be|ch|info|alsace|paris|bzh|jobs|pro|biz|gouv)\b"
_DOMAIN = re.compile(
    rf"(?<![\w.@-])(?!(?:asp|ado|vb)\.net\b)(?:[a-z0-9][a-z0-9-]{{0,62}}\.){{1,4}}{_TOP}"
    r"(?:/[^\s<>\"«»]{0,2000}(?<![.,;:!?)]))?",
    re.I,
)
_SEPARATOR = r"[\s.\-/–]{0,3}"
_PHONES = (
    # +33, +41, +352, +49, +32 and 00…, with or without "(0)"
    re.compile(
        r"(?<![\w+])(?:\+|00)\s?(?:33|41|352|49|32)"
        + _SEPARATOR
        + r"(?:\(0\))?(?:"
        + _SEPARATOR
        + r"\d){5,12}(?!\d)"
    ),
    # ten digits by two (French); nine or ten as 0xx xxx xx xx (Swiss, Belgian)
    re.compile(r"(?<![\w+])0[1-9](?:" + _SEPARATOR + r"\d{2}){4}(?!\d)"),
    re.compile(r"(?<![\w+])0\d{1,3}[\s./\-]{1,3}\d{2,3}(?:[\s./\-]{1,3}\d{2,3}){2,3}(?!\d)"),
    # German: area code, then the number, perhaps with an extension
    re.compile(r"(?<![\w+])\(?0[1-9]\d{1,4}\)?\s?[/\- ]\s?\d{5,9}(?:-\d{1,5})?(?!\d)"),
    # any number that is announced as one
    re.compile(
        r"\b(?:t[ée]l(?:[ée]phone)?|mobile|portable|fax|gsm|ligne)\b[\s.:°]{0,4}(?:au\s)?\+?\(?\d(?:[\s.\-/()]{0,2}\d){5,14}(?!\d)",
        re.I,
    ),
)
_PARTICLE = r"(?:de|du|des|la|le|d['’]|von|van|der|el|al|ben)"
_PART = r"[A-ZÀ-ÖØ-Þ](?:[\w'’]|-(?=\w)){0,40}\.?"
_COURTESY = (
    r"(?:M\.|MM\.|Mr\.?|M(?=\s[A-ZÀ-Þ]{2})|Mmes?\.?|Mlles?\.?|Monsieur|Madame|Mademoiselle|Messieurs|Mesdames"
    r"|Dr\.?|Docteur|Me|Herr|Frau)"
)
_NAME = re.compile(
    rf"(?<!\w){_COURTESY}\s{{1,3}}"
    rf"(?:{_PARTICLE}\s?)?{_PART}(?:[\s]{{1,2}}(?:{_PARTICLE}\s?)?{_PART}){{0,3}}"
)
# Said by courtesy of a post, not of a person.
_NOT_NAME = re.compile(
    r"(?:Monsieur|Madame|Mademoiselle|Messieurs|Mesdames|Mme|M\.)\s+(?:Monsieur|Madame|Le|La|Les|Directeur|Directrice|Maire)\b"
)
_LEGAL = re.compile(
    r"\b(?:sasu?|sarl|eurl|sa|scop|snc|sci|gie|gmbh|ag|spa|ltd|inc|association|groupe|societe|société|ste|ets|entreprise|cabinet)\b\.?",
    re.I,
)


# A firm that a text names as one: "chez Durand", "le groupe ACME Industrie".
_FIRM = re.compile(
    r"\b(?:chez|[Gg]roupe|[Ss]ociétés?|[Ee]ntreprises?|[Cc]abinet|[Aa]gence|[Aa]ssociation|[Cc]linique|[Rr]ejoi(?:gnez|ndre)"
    rf"|[Ff]iliale (?:de|du))\s{{1,3}}({_PART}(?:\s{{1,2}}(?:&\s)?{_PART}){{0,3}})"
)
_NAME_WORD = re.compile(r"[^\W\d_]{3,}")

# What stands in all that each of them fits: most texts hold none, and a look for a sign is cheap.
_PIECES = (
    (re.compile(_AT, re.I), (_MAIL,)),
    (re.compile(r"://|www\.", re.I), (_LINK,)),
    (re.compile(r"\." + _TOP, re.I), (_DOMAIN,)),
    (re.compile(r"\d(?:[\s.\-/–()]{0,3}\d){4}"), _PHONES),
)
_COURTEOUS = re.compile(_COURTESY + r"\s")
_KNOWN_EMPLOYERS = 256  # whose patterns are kept


class Span(NamedTuple):
    """A passage, in characters."""

    start: int
    end: int  # exclusive


def personal_spans(text: str, employer: str = "") -> list[Span]:
    """Return where personal data stands in `text`, in order, overlapping passages joined."""
    found = sorted(_found(text, employer))
    joined: list[Span] = []
    for span in found:
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def redact(text: str, employer: str = "") -> str:
    """Return `text` with personal data replaced.

    >>> redact("Écrivez à Mme Anne Lenoir, a.lenoir@exemple.fr ou 03 88 00 00 00.")
    'Écrivez à […], […] ou […].'
    """
    parts: list[str] = []
    at = 0
    for start, end in personal_spans(text, employer):
        parts += (text[at:start], MASK)
        at = end
    return "".join((*parts, text[at:]))


def firm_words(text: str, employer: str = "") -> frozenset[str]:
    """Return the words of three letters and more, in lower case, of the firms that a text names.

    >>> sorted(firm_words("Rejoignez le groupe ACME Forge à Metz.", "Boulonnerie Durand"))
    ['acme', 'boulonnerie', 'durand', 'forge']
    """
    named = (match[1] for match in _FIRM.finditer(text))
    return frozenset(
        word.casefold() for name in (employer[:200], *named) for word in _NAME_WORD.findall(name)
    )


def overlaps(spans: list[Span], start: int, end: int) -> bool:
    """Tell whether `text[start:end]` holds any part of the passages."""
    return any(span.start < end and start < span.end for span in spans)


def _found(text: str, employer: str) -> Iterator[Span]:
    for piece, patterns in _PIECES:
        if piece.search(text):
            for pattern in patterns:
                yield from _matches(pattern, text)
    if _COURTEOUS.search(text):
        for match in _NAME.finditer(text):
            if not _NOT_NAME.match(match[0]):
                yield Span(*match.span())
    for pattern in _employer(employer[:200]):
        yield from _matches(pattern, text)


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    for match in pattern.finditer(text):
        yield Span(*match.span())


@lru_cache(maxsize=_KNOWN_EMPLOYERS)
def _employer(name: str) -> tuple[re.Pattern[str], ...]:
    # The whole name, and what is left of it without its legal form.
    name = " ".join(name.split())
    bare = " ".join(_LEGAL.sub(" ", name).split()).strip(" .,-()")
    return tuple(_named(form) for form in dict.fromkeys((name, bare)) if len(form) >= 3)


def _named(form: str) -> re.Pattern[str]:
    words = r"[\s\-]{1,3}".join(re.escape(word) for word in re.split(r"[\s\-]+", form) if word)
    return re.compile(rf"(?<!\w){words}(?!\w)", re.I)
