"""A code as people type it: the notations and URIs that it may stand for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from maillage.ontology.errors import MalformedCurie, UnknownPrefix
from maillage.ontology.names import Names
from maillage.queries.errors import BadParameter

LONGEST = 300  # characters of a code or URI
_CERTIFICATION = re.compile(r"(?:(RNCP|RS)[\s:_-]*)?0*(\d{1,6})", re.IGNORECASE)
_BLOCK = re.compile(r"(?:(RNCP|RS)[\s:_-]*)?0*(\d{1,6})[\s_-]*BC[\s_-]*(\w{1,4})", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

# What `scheme` may be → the prefixes of the concepts that have the code.
SCHEMES: Mapping[str, tuple[str, ...]] = {
    **{
        one: (one,)
        for one in (
            "rome", "rome-appellation", "rome-competence", "rome-savoir", "rome-context", "rome-domaine",
            "rome-theme", "rome-interest", "rome-sector", "rome-tree", "riasec", "esco", "isco", "rncp", "rs",
            "bloc", "formacode", "nsf", "cfd", "fap", "naf", "caro", "regional", "regional-domain", "clea",
            "level", "commune", "bassin", "ze", "epci", "arr", "dep", "reg", "perimeter", "offer", "provider",
            "certifier",
        )
    },
    "rome3": ("rome",),
    "rome4": ("rome",),
    "appellation": ("rome-appellation",),
    "competence": ("rome-competence", "rome-savoir"),
    "certification": ("rncp", "rs"),
    "insee": ("commune", "dep", "reg", "epci", "arr", "ze"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TypedCode:
    """What a code may stand for. `prefixes`: those that its concept's CURIE may have; empty for any."""

    text: str
    notations: tuple[str, ...]
    uris: tuple[NamedNode, ...]
    prefixes: tuple[str, ...]


def read_code(names: Names, text: str, scheme: str | None = None) -> TypedCode:
    """Return what a code may stand for.

    Raises:
        BadParameter: the code is empty, too long or holds characters that none has; the scheme is unknown.
        UnknownPrefix: what stands before its colon is no prefix.
        MalformedCurie: it is written like a URI and is none.
    """
    code = " ".join(text.split())
    if not code or len(code) > LONGEST or not code.isprintable():
        expected = f"un code, un CURIE ou une URI, de {LONGEST} caractères au plus"
        raise BadParameter("resolve", "code", expected)
    if scheme is not None and scheme not in SCHEMES:
        raise BadParameter("resolve", "scheme", f"attendu : {', '.join(sorted(SCHEMES))}")
    prefixes = SCHEMES[scheme] if scheme else ()
    prefix, colon, rest = code.partition(":")
    if colon and prefix.lower() in {"http", "https", "urn"}:
        return TypedCode(code, (), names.candidates(code), prefixes)
    if colon and not _CERTIFICATION.fullmatch(code):
        own = SCHEMES.get(prefix.lower(), (prefix.lower(),))
        return _of_prefixes(names, code, rest.strip(), own)
    if prefixes:
        return _of_prefixes(names, code, code, prefixes)
    uris = (one for name in ("rncp", "rs", "bloc", "esco") for one in _uris(names, name, code))
    return TypedCode(code, tuple(_spellings(code)), tuple(dict.fromkeys(uris)), ())


def _of_prefixes(names: Names, code: str, local: str, prefixes: tuple[str, ...]) -> TypedCode:
    known = names.prefixes
    for prefix in prefixes:
        if prefix not in known:
            raise UnknownPrefix(prefix, SCHEMES)
    if not local:
        raise MalformedCurie(code)
    uris: list[NamedNode] = []
    for prefix in prefixes:
        uris += _uris(names, prefix, local)
        for spelling in _spellings(local):
            uris += names.candidates(f"{prefix}:{spelling}")
    notations = tuple(_spellings(local))
    return TypedCode(code, notations, tuple(dict.fromkeys(uris)), prefixes)


def _spellings(code: str) -> Iterator[str]:
    """Yield a code as typed, then as publishers write codes, each once."""
    joined = code.replace(" ", "")
    yield from dict.fromkeys((code, joined, joined.upper(), joined.lower()))


def _uris(names: Names, prefix: str, code: str) -> Iterator[NamedNode]:
    """Yield the URIs of a scheme whose notations people shorten."""
    if prefix in {"rncp", "rs"} and (found := _CERTIFICATION.fullmatch(code)):
        if (found[1] or prefix).lower() == prefix:
            yield names.concept(prefix, found[2])
    elif prefix == "bloc" and (found := _BLOCK.fullmatch(code)):
        registers = (found[1],) if found[1] else ("RNCP", "RS")
        for register in registers:
            yield names.concept("bloc", f"{register.upper()}{found[2]}BC{found[3].upper()}")
    elif prefix == "esco" and _UUID.fullmatch(code):
        yield from names.candidates(f"esco:{code.lower()}")
