"""A request of the SPARQL 1.1 Protocol, read from its address and its body.

Source: SPARQL 1.1 Protocol, section 2.1 (W3C, 2013).
"""

from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import parse_qsl

from fastapi import Request
from pyoxigraph import NamedNode

from maillage.api.problem import Problem

FORM, QUERY, UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
READ_ONLY = "ce point d'accès est en lecture seule : les mises à jour SPARQL sont refusées"
Parameters = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SparqlRequest:
    """What is asked: a query, over which graphs, for how long, in what format."""

    query: str
    base: str  # URI of this address, which a relative one is relative to
    default_graphs: tuple[str, ...]  # URIs; with `named_graphs` both empty: the query's own, or all
    named_graphs: tuple[str, ...]
    timeout: float  # seconds
    format: str  # "" where Accept decides


async def read_request(request: Request, longest: float) -> SparqlRequest | None:
    """Return what is asked, or None where there is no query: a GET that asks what is here.

    `longest`: seconds that a query may take.

    Raises:
        Problem: 400, 403 for an update, 415 for a body that is neither a form nor a query in UTF-8.
    """
    given: Parameters = list(request.query_params.multi_items())
    if request.method == "POST":
        given += await _body(request)
    names = [name for name, _ in given]
    if "update" in names:
        raise Problem(403, READ_ONLY, parameter="update")
    if names.count("query") > 1:
        raise Problem(400, "une seule requête à la fois", parameter="query")
    query = _one(given, "query")
    if not query.strip():
        if request.method == "POST" or "query" in names:
            raise Problem(400, "il manque la requête SPARQL", parameter="query")
        return None
    return SparqlRequest(
        query,
        str(request.url.replace(query="")),
        _graphs(given, "default-graph-uri"),
        _graphs(given, "named-graph-uri"),
        _timeout(_one(given, "timeout"), longest),
        _one(given, "format"),
    )


async def _body(request: Request) -> Parameters:
    media, charset = _content_type(request)
    if media == UPDATE:
        raise Problem(403, READ_ONLY, parameter="Content-Type")
    if media not in (FORM, QUERY):
        _unsupported(f"type du corps : {FORM} ou {QUERY}")
    if charset.replace("-", "") not in ("", "utf8"):
        _unsupported("le corps s'écrit en UTF-8")
    try:
        text = (await request.body()).decode("utf-8")
        if media == QUERY:
            return [("query", text)]
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeDecodeError:
        _unsupported("le corps s'écrit en UTF-8")
    except ValueError:
        raise Problem(400, "formulaire illisible : trop de champs") from None


def _content_type(request: Request) -> tuple[str, str]:
    media, *parameters = request.headers.get("content-type", "").lower().split(";")
    named = dict(one.strip().partition("=")[::2] for one in parameters)
    return media.strip(), named.get("charset", "").strip('" ')


def _unsupported(detail: str) -> NoReturn:
    raise Problem(415, detail, parameter="Content-Type", headers={"accept": f"{FORM}, {QUERY}"})


def _one(given: Parameters, name: str) -> str:
    return next((value for key, value in given if key == name), "")


def _graphs(given: Parameters, name: str) -> tuple[str, ...]:
    found = tuple(value for key, value in given if key == name and value)
    for uri in found:
        try:
            NamedNode(uri)
        except ValueError:
            raise Problem(
                400, f"« {uri[:100]} » n'est pas une URI absolue", parameter=name
            ) from None
    return found


def _timeout(text: str, longest: float) -> float:
    if not text:
        return longest
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= longest:
        raise Problem(
            400, f"durée en secondes, plus de 0 et au plus {longest:g}", parameter="timeout"
        )
    return seconds
