"""Links of a page to the page of something else, and the addresses of both."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from maillage.api.open_generation import OpenGeneration
from maillage.ontology.names import Names
from maillage.queries.concept_summary import Summary, read_summaries


@dataclass(frozen=True, slots=True)
class Link:
    """Something that a page names."""

    label: str
    curie: str
    href: str  # "" where there is no page of it
    kind: str = ""  # local name of its class
    retired: bool = False


def address(uri: NamedNode, names: Names, kind: str = "page", extension: str = "") -> str:
    """Return where in the service something is told; `kind`: page, id or data."""
    minted = f"{names.base}/id/"
    if uri.value.startswith(minted):
        return f"/{kind}/{uri.value.removeprefix(minted)}{extension}"
    return f"/{kind}?{urlencode({'uri': uri.value})}"


def link(one: Summary, names: Names) -> Link:
    """Return the link to a concept; without address where the graph only names it."""
    retired = one.deprecated or one.active is False
    href = address(one.uri, names) if one.kind else ""
    return Link(one.label, names.curie(one.uri), href, one.kind, retired)


def links(opened: OpenGeneration, uris: Iterable[NamedNode]) -> list[Link]:
    """Return the links to things that the graph describes, in the order of their labels."""
    found = read_summaries(opened.store, uris).values()
    return sorted((link(one, opened.names) for one in found), key=_by_label)


def _by_label(one: Link) -> tuple[str, str]:
    return one.label.casefold(), one.curie
