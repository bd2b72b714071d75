"""What the OpenAPI says of every answer: its media types, and the problems that it may be instead."""

from typing import Annotated, Any

from fastapi import Query

from maillage.api.http_answer import CSV, JSON, JSON_LD
from maillage.api.problem import MEDIA_TYPE

# Any: OpenAPI's own JSON.
Responses = dict[int | str, dict[str, Any]]

Fields = Annotated[
    str,
    Query(
        max_length=500,
        description="Champs à garder, séparés par des virgules ; `rows.nom` pour ceux des lignes. Absents : tous.",
    ),
]
_PROBLEM_SCHEMA = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "Ce qui ne va pas, en français"},
        "parameter": {"type": "string", "description": "Le paramètre en cause"},
    },
}
_REASONS = {
    400: "Paramètre inconnu, mal écrit ou hors de ce qui est admis : `parameter` le nomme",
    401: "Il faut une clé",
    403: "Clé inconnue",
    404: "Rien de tel dans le graphe",
    406: "Format qui n'est pas offert",
    408: "Le corps n'arrive pas",
    413: "Corps trop grand : 1 Mo au plus",
    422: "Paramètre ou corps d'une autre forme : `errors` dit lesquels",
    429: "Trop de requêtes",
    503: "Pas de graphe, ou son index manque",
}
_ALWAYS = (400, 406, 422, 429, 503)
BODY = (401, 403, 408, 413)  # of an answer to a body


def problem_docs(description: str) -> dict[str, Any]:
    """Return what is said of a status that comes with a problem."""
    return {"description": description, "content": {MEDIA_TYPE: {"schema": _PROBLEM_SCHEMA}}}


# What any route may answer instead: without it, FastAPI would tell of another body for 422.
ANYWHERE: Responses = {status: problem_docs(_REASONS[status]) for status in (400, 422, 429, 503)}


def answers(
    example: object, *more: int, media: tuple[str, ...] = (JSON, CSV), what: str = ""
) -> Responses:
    """Return the responses of a route that gives `example` in JSON; `more`: its further statuses."""
    content: dict[str, Any] = {one: {} for one in media}
    if JSON in content:
        content[JSON] = {"schema": {"type": "object"}, "example": example}
    if CSV in content:
        content[CSV] = {"schema": {"type": "string"}}
    if JSON_LD in content:
        content[JSON_LD] = {"schema": {"type": "object"}}
    found: Responses = {
        200: {"description": what or "La réponse", "content": content},
        304: {"description": "Le client a déjà cette réponse (ETag)"},
    }
    for status in sorted({*_ALWAYS, *more}):
        found[status] = problem_docs(_REASONS[status])
    return found
