"""HTML → plain text: the one text of a record, which every offset refers to."""

import html
import re
import unicodedata

# One pass over what may be a tag. No pattern here can look further than the next "<" or ">", so that
# the time is linear in the text, however broken; nesting has no depth, as there is no tree.
_MARK = re.compile(
    r"<!--|-->|<!\[CDATA\[|\]\]>|<!doctype[^<>]*>|</?([a-z][a-z0-9]*)(?:[\s/][^<>]*)?>", re.I
)
_LOOKS_HTML = re.compile(
    r"</?(?:a|b|br|body|div|em|font|h[1-6]|hr|html|i|img|li|ol|p|section|span|strong|table|td|tr|u|ul)"
    r"(?:[\s/][^<>]*)?>",
    re.I,
)
_ESCAPED = re.compile(r"&lt;/?(?:p|br|ul|ol|li|div|span|strong|b|em|i|h[1-6]|a)\b", re.I)
_BLOCKS = frozenset(
    "address article aside blockquote body br dd div dl dt footer form h1 h2 h3 h4 h5 h6 head header"
    " hr html main nav ol p pre section table tbody thead title tr ul".split()
)
_CELLS = frozenset(("td", "th"))
_UNSEEN = frozenset(("script", "style", "template", "noscript"))
_NO_WIDTH = frozenset("\u00ad\u200b\u200e\u200f\u2060\ufeff")
_BREAKS = frozenset("\n\r\v\f\x85\u2028\u2029")
_BLANKS = re.compile(r"[^\S\n]{2,}|[^\S\n ]")  # all but a lone plain space, which stays
_LINE_EDGES = re.compile(r" ?\n ?")
_EMPTY_LINES = re.compile(r"\n{3,}")
_LONE_DASH = re.compile(r"^-\n+(?=\S)", re.M)  # of an item that holds a paragraph


def plain_text(text: str) -> str:
    r"""Return `text` without tags, entities or control characters, its line breaks kept.

    Items of a list become lines that begin with "- "; at most one empty line stays between two
    paragraphs; spaces of every kind become one plain space. The same text always gives the same
    result (NFC), in time proportional to its length.

    >>> plain_text("<p>Vous&nbsp;:</p><ul><li>soudez</li><li>pliez &amp; percez</li></ul>")
    'Vous :\n- soudez\n- pliez & percez'
    >>> plain_text("Salaire < 2000 euros")
    'Salaire < 2000 euros'
    """
    is_html = "<" in text and _LOOKS_HTML.search(text) is not None
    if not is_html and "&" in text and _ESCAPED.search(text):
        text = html.unescape(text)  # HTML that was escaped once more on its way
        is_html = _LOOKS_HTML.search(text) is not None
    if is_html:
        text = _without_tags(text)
    plain = _tidy(html.unescape(text) if "&" in text else text)
    return plain.replace("\n\n- ", "\n- ") if is_html else plain


def one_line(text: str) -> str:
    """Return the plain text on one line, as titles and names are."""
    return " ".join(plain_text(text).split())


def _without_tags(text: str) -> str:
    parts: list[str] = []
    position = 0
    unseen = ""  # the element or comment whose content is not text
    for mark in _MARK.finditer(text):
        if not unseen:
            parts.append(text[position : mark.start()])
        position = mark.end()
        unseen = _next_unseen(mark, unseen)
        if not unseen:
            parts.append(_instead_of(mark))
    if not unseen:
        parts.append(text[position:])
    return "".join(parts)


def _next_unseen(mark: re.Match[str], unseen: str) -> str:
    name = (mark[1] or "").lower()
    closing = mark[0].startswith("</")
    if unseen == "!":
        return "" if mark[0] == "-->" else unseen
    if unseen:
        return "" if closing and name == unseen else unseen
    if mark[0] == "<!--":
        return "!"
    opens = name in _UNSEEN and not closing and not mark[0].endswith("/>")
    return name if opens else ""


def _instead_of(mark: re.Match[str]) -> str:
    name = (mark[1] or "").lower()
    if name == "li":
        return "\n" if mark[0].startswith("</") else "\n- "
    if name in _CELLS:
        return " "
    return "\n" if name in _BLOCKS else ""


def _tidy(text: str) -> str:
    if not text.isprintable():
        text = text.replace("\r\n", "\n")
        for sign in set(text):  # few, however long the text
            if not sign.isprintable():
                text = text.replace(sign, _kept(sign))
    text = _BLANKS.sub(" ", unicodedata.normalize("NFC", text))
    if "\n" in text:
        text = _LONE_DASH.sub("- ", _LINE_EDGES.sub("\n", text))
        text = _EMPTY_LINES.sub("\n\n", text)
    return text.strip()


def _kept(character: str) -> str:
    """Return what becomes of a character that cannot be printed."""
    if character in _BREAKS:
        return "\n"
    if character in _NO_WIDTH:
        return ""
    if character.isspace():
        return " "
    # Cc: controls; Cs: lone surrogates; Cn: not a character. Others (joiners of emoji) are text.
    return "" if unicodedata.category(character) in {"Cc", "Cs", "Cn", "Co"} else character
