"""Feeds whose links were masked: each link, and what stood after it up to a space, became `[url]`.

The closing mark is often gone with the link: `<url>[url]` on a line of its own, `"href": "[url]`,
or several columns of a row. Where a record cannot be read, closing again what a masked link
left open is tried once, and nothing else; the log says how often.
"""

import re

_XML = re.compile(rb"<([A-Za-z][\w.-]*)>([ \t]*<!\[CDATA\[)?([ \t]*\[url\])[ \t]*(?=\r?\n)")
_DATA = re.compile(rb"<([A-Za-z][\w.-]*)>[ \t]*<!\[CDATA\[|\]\]>|(\[url\])[ \t]*(?=\r?\n)")
_JSON_LINE = re.compile(r"\[url\][ \t]*(?=\r?$)", re.M)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_QUOTE = re.compile(r'(?<!\\)(?:\\\\)*"')


def mended_note(file: str, count: int) -> str:
    """Return the sentence that says how often what a masked link cut was mended."""
    return f"{file} : {count} passage(s) coupé(s) par un lien masqué « [url] », réparé(s)"


def close_xml_links(record: bytes) -> bytes:
    """Return the XML of one record, each element that a masked link left open closed again."""

    def closed(match: re.Match[bytes]) -> bytes:
        end = b"]]>" if match[2] else b""
        return b"".join((match[0].rstrip(), end, b"</", match[1], b">"))

    return _close_data(_XML.sub(closed, record))


def _close_data(record: bytes) -> bytes:
    # A text whose last word was a link lost its end with it: "… voir [url]\n<next><![CDATA[".
    parts: list[bytes] = []
    at = 0
    name, masked = b"", -1  # the element whose CDATA is open, and where its last masked link ends
    for mark in _DATA.finditer(record):
        if mark[2]:
            masked = mark.end(2)
        elif mark[0] == b"]]>":
            name, masked = b"", -1
        else:
            if name and masked >= 0:
                parts += (record[at:masked], b"]]></", name, b">")
                at = masked
            name, masked = mark[1], -1
    return b"".join((*parts, record[at:]))


def close_json_links(text: str) -> str:
    """Return JSON text, each string that a masked link left open at a line's end closed again."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if _JSON_LINE.search(line) and len(_QUOTE.findall(line)) % 2:
            lines[number] = line.rstrip() + '",'
    return _TRAILING_COMMA.sub("", "\n".join(lines))


def spread_masked_row(fields: list[str], columns: int) -> list[str]:
    """Return a row's fields, those lost with a masked link left empty.

    The field that holds the mark stands for the last column that the mark took with it.

    >>> spread_masked_row(["[url] Forge", "Soudeur", "1"], 5)
    ['', '', 'Forge', 'Soudeur', '1']
    """
    missing = columns - len(fields)
    masked = next((index for index, text in enumerate(fields) if text.startswith("[url]")), None)
    if missing <= 0 or masked is None:
        return fields
    rest = fields[masked].removeprefix("[url]").strip()
    return [*fields[:masked], *([""] * missing), rest, *fields[masked + 1 :]]
