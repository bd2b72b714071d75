"""What a client of the reconciliation service asks, read and checked, and its answer.

Source: Reconciliation Service API, version 0.2 (W3C Entity Reconciliation Community Group, 2023).
"""

import json
from typing import Any

from pyoxigraph import NamedNode

from maillage.api.open_generation import OpenGeneration
from maillage.api.problem import Problem
from maillage.api.property_words import property_words
from maillage.api.reconcile_types import BY_ID, EntityType
from maillage.api.reconciliation import (
    ReconcileQuery,
    Wanted,
    entity_document,
    named_uri,
    reconcile,
    shown_values,
)

MOST = 200  # queries, or entities to extend, in one request
_LIMIT = 100  # candidates of one query, values of one cell
_SHORT = 2000  # characters of a value
Json = dict[str, Any]  # Any: what a client sent, checked field by field


def reconciled_document(opened: OpenGeneration, text: str) -> Json:
    """Return the candidates of a batch of queries, in JSON; raises Problem 400."""
    batch = _object(text, "queries")
    if len(batch) > MOST:
        raise Problem(400, f"{len(batch)} requêtes : {MOST} au plus à la fois", parameter="queries")
    asked = [_query(opened, name, value) for name, value in batch.items()]
    found = reconcile(opened, asked)
    return {
        name: {"result": [entity_document(one, opened) for one in ones]}
        for name, ones in zip(batch, found, strict=True)
    }


def _query(opened: OpenGeneration, name: str, value: object) -> ReconcileQuery:
    if not isinstance(value, dict):
        raise _unreadable("queries", f"{name} : un objet est attendu")
    types = value.get("type", [])
    ids = [types] if isinstance(types, str) else types
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise _unreadable("queries", f"{name}.type : un ou des identifiants de type")
    properties = value.get("properties") or []
    text, limit = value.get("query", ""), value.get("limit", 10)
    if not isinstance(text, str) or not isinstance(properties, list):
        raise _unreadable("queries", f"{name} : query est un texte, properties une liste")
    if isinstance(limit, bool) or not isinstance(limit, int | float):
        raise _unreadable("queries", f"{name}.limit : un nombre est attendu")
    return ReconcileQuery(
        text[:_SHORT],
        tuple(_type(one) for one in ids),
        min(max(int(limit), 1), _LIMIT),
        tuple(_wanted(opened, one) for one in properties),
    )


def _type(name: str) -> EntityType:
    found = BY_ID.get(name)
    if found is None:
        raise Problem(
            400, f"type inconnu « {name[:50]} » ; types : {', '.join(BY_ID)}",
            parameter="type", known=list(BY_ID),
        )  # fmt: skip
    return found


def _wanted(opened: OpenGeneration, value: object) -> Wanted:
    if not isinstance(value, dict) or not isinstance(value.get("pid"), str):
        raise _unreadable("queries", "properties : des objets {pid, v} sont attendus")
    given = value.get("v")
    values = given if isinstance(given, list) else [given]
    texts = tuple(str(one.get("id", "")) if isinstance(one, dict) else str(one) for one in values)
    return Wanted(_property(opened, value["pid"]), value["pid"], texts)


def extended_document(opened: OpenGeneration, text: str) -> Json:
    """Return the values of some properties of some concepts; raises Problem 400."""
    body = _object(text, "extend")
    ids, properties = body.get("ids"), body.get("properties")
    if not isinstance(ids, list) or not isinstance(properties, list):
        raise _unreadable("extend", "ids et properties sont des listes")
    if len(ids) > MOST:
        raise Problem(
            400, f"{len(ids)} identifiants : {MOST} au plus à la fois", parameter="extend"
        )
    asked: dict[str, tuple[NamedNode, int]] = {}
    for one in properties:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            raise _unreadable("extend", "properties : des objets {id} sont attendus")
        settings = one.get("settings")
        limit = settings.get("limit") if isinstance(settings, dict) else None
        kept = int(limit) if isinstance(limit, int | float | str) and str(limit).isdecimal() else 0
        asked[one["id"]] = (_property(opened, one["id"]), kept or _LIMIT)
    known = property_words()
    rows: dict[str, Json] = {}
    for name in ids:
        uri = named_uri(opened, str(name))
        rows[str(name)] = {
            pid: [] if uri is None else shown_values(opened, uri, property_, limit)
            for pid, (property_, limit) in asked.items()
        }
    return {"meta": [{"id": pid, "name": known.get(pid, pid)} for pid in asked], "rows": rows}


def _property(opened: OpenGeneration, pid: str) -> NamedNode:
    if pid not in property_words():
        raise Problem(
            400, f"propriété inconnue « {pid[:50]} » ; voir /reconcile/suggest/property",
            parameter="properties",
        )  # fmt: skip
    return opened.names.uri(pid)


def _object(text: str, parameter: str) -> Json:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(parameter, f"JSON illisible ({error})") from error
    if not isinstance(found, dict):
        raise _unreadable(parameter, "un objet JSON est attendu")
    return found


def _unreadable(parameter: str, reason: str) -> Problem:
    return Problem(400, f"{parameter} : {reason}", parameter=parameter)
