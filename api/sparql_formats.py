"""The media types that a client wants its results in, by Accept or by the parameter `format`."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request

from maillage.api.http_answer import accepted
from maillage.api.problem import Problem
from maillage.api.sparql_media import GRAPHS, HTML, SOLUTIONS

# What people write after `format=`, and many clients before us; any media type above may stand there too.
_SHORT: Mapping[str, tuple[str, ...]] = {
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "turtle": ("text/turtle",),
    "ttl": ("text/turtle",),
    "ntriples": ("application/n-triples",),
    "nt": ("application/n-triples",),
    "rdfxml": ("application/rdf+xml",),
    "rdf": ("application/rdf+xml",),
    "jsonld": ("application/ld+json",),
    "html": (HTML,),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The media type for each kind of result; "" where the client takes none that exists."""

    solutions: str  # of SELECT and ASK
    graph: str  # of CONSTRUCT and DESCRIBE


def wanted(request: Request, form: str) -> Wanted:
    """Return the media types to answer in. `form`: the parameter `format`, which wins over Accept; "" for none.

    Raises:
        Problem: 400 for an unknown format; 406 where no kind of result could be answered.
    """
    if form:
        return _named(form.strip().lower())
    found = Wanted(_liked(request, SOLUTIONS), _liked(request, GRAPHS))
    if not found.solutions and not found.graph:
        accepted(request, (*SOLUTIONS, *GRAPHS))  # says what exists
    return found


def charset(media: str) -> str:
    """Return the media type as a Content-Type."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


def _named(name: str) -> Wanted:
    media = _SHORT.get(name, (name,))
    solutions = next((one for one in media if one in SOLUTIONS), "")
    graph = next((one for one in media if one in GRAPHS), "")
    if not solutions and not graph:
        known = list(_SHORT)
        raise Problem(
            400, f"format inconnu « {name} » ; formats : {', '.join(known)}, ou un type de média",
            parameter="format", known=known,
        )  # fmt: skip
    return Wanted(solutions, graph)


def _liked(request: Request, offers: Mapping[str, object]) -> str:
    try:
        return accepted(request, tuple(offers))
    except Problem:
        return ""
