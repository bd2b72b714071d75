"""What a file holds, whatever its syntax: values made of dicts, lists and scalars, and their paths."""

from typing import NamedTuple

from lxml import etree

_DEPTH = 40  # of nested elements; no feed comes near
_MOST = 500  # texts that one path may give


class Located(NamedTuple):
    """One record as the file gives it, before anything is known of it."""

    line: int  # 1-based line where it starts
    value: object


class Unreadable(Exception):
    """A record that cannot be read; the message says why, in French, without citing its text."""


def texts(value: object, path: str) -> list[str]:
    """Return the texts at `path` ("a/b/@code"), stripped, empty ones left out.

    Lists on the way are gone through; numbers are given as text; of an XML element, its own text.

    >>> texts({"a": [{"b": "x"}, {"b": 2}]}, "a/b")
    ['x', '2']
    """
    first, _, others = path.partition("/")
    if path and isinstance(value, dict):  # at once where it is simple: a field may be at many paths
        own = value.get(first)
        if own is None or (isinstance(own, str) and not others):
            return [own.strip()] if own and own.strip() else []
    found = [value]
    for name in path.split("/") if path else ():
        found = [part for one in found for part in _children(one, name)][:_MOST]
        if not found:
            return []
    return [text for text in map(_scalar, _flat(found)) if text]


def first_text(value: object, paths: tuple[str, ...]) -> str:
    """Return the first text at the first of `paths` that has one, else ""."""
    for path in paths:
        if found := texts(value, path):
            return found[0]
    return ""


def xml_value(element: etree._Element, depth: int = 0) -> object:
    """Return an element as a value: its text where it is bare, else a dict of its parts.

    Attributes are under "@name", the element's own text under "", namespaces are dropped.

    Raises:
        Unreadable: nested too deep to be a record.
    """
    if depth > _DEPTH:
        raise Unreadable("éléments XML trop imbriqués")
    own = [element.text or ""]
    parts: dict[str, list[object]] = {}
    for child in element:
        own.append(child.tail or "")
        if isinstance(child.tag, str):
            parts.setdefault(etree.QName(child).localname, []).append(xml_value(child, depth + 1))
    text = "".join(own).strip()
    if not parts and not element.attrib:
        return text
    attributes = {f"@{etree.QName(name).localname}": one for name, one in element.attrib.items()}
    return {"": text, **attributes, **parts}


def _children(value: object, name: str) -> list[object]:
    if isinstance(value, list):
        return [part for one in value[:_MOST] for part in _children(one, name)]
    return [value[name]] if isinstance(value, dict) and name in value else []


def _flat(values: list[object]) -> list[object]:
    """Return the values with those of lists among them, one level down."""
    return [one for value in values for one in (value if isinstance(value, list) else [value])]


def _scalar(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("")
    if isinstance(value, str):
        return value.strip()
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else ""
