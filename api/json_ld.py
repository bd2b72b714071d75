"""Concepts as JSON-LD in the project's context: the same statements as the store's, none more."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from fastapi import Request
from pyoxigraph import Literal, NamedNode

from maillage.api.open_generation import OpenGeneration
from maillage.ontology.names import DEFAULT_BASE, STANDARD, Names
from maillage.ontology.terms import RDF
from maillage.queries.decode import node
from maillage.queries.question import question

CONTEXT_PATH = "/context.jsonld"
_STRING = STANDARD["xsd"] + "string"
_AT_ONCE = 100  # concepts in one query
# Any: JSON-LD's own values.
Node = dict[str, Any]


def context_document_of(base: str) -> str:
    """Return the context for URIs that are minted under a base, as the text of a file."""
    from maillage.ontology.context import context_document
    from maillage.ontology.resources import context_text

    return context_text() if base == DEFAULT_BASE else context_document(Names(base))


def context_address(request: Request) -> str:
    """Return where this service gives the context."""
    return f"{str(request.base_url).rstrip('/')}{CONTEXT_PATH}"


def json_ld(opened: OpenGeneration, uris: Iterable[NamedNode], context: str) -> Node:
    """Return what the store states of some concepts, in their order; `context`: where the context is."""
    wanted = list(dict.fromkeys(uris))
    found: dict[NamedNode, Node] = {uri: {"id": uri.value} for uri in wanted}
    terms = _terms(opened.names.base)
    for start in range(0, len(wanted), _AT_ONCE):
        asked = {"concept": wanted[start : start + _AT_ONCE]}
        for row in question("concept_statements").ask(opened.store, asked):
            value = row["value"]
            if value is not None:
                _add(found[node(row, "concept")], node(row, "property"), value, terms)
    nodes = [found[uri] for uri in wanted]
    return {"@context": context, **nodes[0]} if len(nodes) == 1 else {
        "@context": context, "@graph": nodes,
    }  # fmt: skip


def _add(one: Node, property_: NamedNode, value: NamedNode | Literal, terms: "_Terms") -> None:
    if property_ == RDF.type:
        _append(one, "type", value.value)
        return
    key, entry = terms.get(property_.value, (property_.value, {}))
    if isinstance(value, NamedNode):
        linked = entry.get("@type") == "@id"
        _append(one, key, value.value if linked else {"@id": value.value})
    elif entry.get("@container") == "@language":
        of_lang = one.setdefault(key, {})
        _append(of_lang, value.language or "@none", value.value)
    elif value.language:
        _append(one, key, {"@value": value.value, "@language": value.language})
    elif value.datatype.value == entry.get("@type", _STRING):
        _append(one, key, value.value)
    else:
        _append(one, key, {"@value": value.value, "@type": value.datatype.value})


def _append(one: Node, key: str, value: object) -> None:
    values = one.setdefault(key, [])
    if value not in values:  # two releases may state the same
        values.append(value)


_Terms = Mapping[
    str, tuple[str, Mapping[str, str]]
]  # URI → key, what the context says of its values


@cache
def _terms(base: str) -> _Terms:
    entries = json.loads(context_document_of(base))["@context"]
    prefixes = Names(base).prefixes
    found: dict[str, tuple[str, Mapping[str, str]]] = {}
    for key, entry in entries.items():
        if key in prefixes or key in {"id", "type", "@version"}:
            continue
        said = {"@id": entry} if isinstance(entry, str) else entry
        prefix, _, local = said["@id"].partition(":")
        types = {**said}
        if ":" in types.get("@type", ""):
            of, _, name = types["@type"].partition(":")
            types["@type"] = prefixes[of] + name
        found.setdefault(prefixes[prefix] + local, (key, types))
    return found
