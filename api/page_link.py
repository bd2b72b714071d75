"""Links of a page to the page of something else, and the addresses of both."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode

from maillage.api.open_generation import OpenGeneration
from maillage.api.page_language import FRENCH, language
from maillage.ontology.names import Names
from maillage.ontology.terms import SKOS
from maillage.queries.concept_summary import Summary, read_summaries


@dataclass(frozen=True, slots=True)
class Link:
    """Something that a page names."""

    label: str
    curie: str
    href: str  # "" where there is no page of it
    kind: str = ""  # local name of its class
    retired: bool = False
    lang: str = FRENCH  # of the label


def address(uri: NamedNode, names: Names, kind: str = "page", extension: str = "") -> str:
    """Return where in the service something is told; `kind`: page, id or data."""
    minted = f"{names.base}/id/"
    if uri.value.startswith(minted):
        return f"/{kind}/{uri.value.removeprefix(minted)}{extension}"
    return f"/{kind}?{urlencode({'uri': uri.value})}"


def link(opened: OpenGeneration, one: Summary) -> Link:
    """Return the link to a concept; without address where the graph only names it."""
    retired = one.deprecated or one.active is False
    href = address(one.uri, opened.names) if one.kind else ""
    label, lang = label_of(opened, one.uri, one.label)
    return Link(label, opened.names.curie(one.uri), href, one.kind, retired, lang)


def label_of(opened: OpenGeneration, uri: NamedNode, french: str) -> tuple[str, str]:
    """Return the label of a thing in the language of the page, else the French one, and the language of which."""
    if language() != FRENCH:
        for quad in opened.store.store.quads_for_pattern(uri, SKOS.prefLabel, None):
            if isinstance(quad.object, Literal) and quad.object.language == language():
                return quad.object.value, language()
    return french, FRENCH


def links(opened: OpenGeneration, uris: Iterable[NamedNode]) -> list[Link]:
    """Return the links to things that the graph describes, in the order of their labels."""
    found = read_summaries(opened.store, uris).values()
    return sorted((link(opened, one) for one in found), key=_by_label)


def _by_label(one: Link) -> tuple[str, str]:
    return one.label.casefold(), one.curie
