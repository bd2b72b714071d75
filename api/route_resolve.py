"""Codes: one by its address, many by a body."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field
from pyoxigraph import NamedNode

from maillage.api.answer_docs import BODY, answers
from maillage.api.answered_before import asked_of, for_its_client, kept_answers
from maillage.api.api_keys import require_key
from maillage.api.bytes_cache import KeptAnswer
from maillage.api.http_answer import (
    CSV,
    JSON,
    JSON_LD,
    accepted,
    answer,
    json_bytes,
    rendered,
)
from maillage.api.json_ld import context_address, json_ld
from maillage.api.open_generation import OpenGeneration
from maillage.api.opened import Opened, served
from maillage.api.problem import MEDIA_TYPE, Problem
from maillage.api.resolve_view import resolution_document, resolution_rows
from maillage.api.resolver import resolver_of
from maillage.api.strict_route import DirectRoute, StrictRoute, check_query
from maillage.api.warm_steps import CODES
from maillage.queries.resolve_answer import Outcome, Resolution
from maillage.queries.resolve_code import LONGEST, SCHEMES

router = APIRouter(tags=["codes"])
MOST = 1000  # codes in one body
_KNOWN = ("code", "scheme", "at", "fields")
_EXAMPLE = {
    "code": "K1304",
    "outcome": "resolved",
    "concept": {
        "curie": "rome:K1304",
        "label": "Employé familial / Employée familiale",
        "type": "Occupation",
        "status": "active",
    },
    "candidates": [],
}


def _parameter(
    name: str, description: str, schema: dict[str, Any], *, required: bool = False
) -> dict[str, Any]:
    # Any: OpenAPI's own JSON.
    return {"name": name, "in": "query", "required": required, "description": description,
            "schema": schema}  # fmt: skip


_PARAMETERS = [
    _parameter(
        "code", "Un code de tout référentiel connu, un CURIE ou une URI",
        {"type": "string", "minLength": 1, "maxLength": LONGEST,
         "examples": ["K1304", "RNCP37674", "68066", "rome:H2913"]},
        required=True,
    ),
    _parameter(
        "scheme", "Le référentiel du code, où plusieurs l'emploient",
        {"type": "string", "enum": sorted(SCHEMES), "examples": ["rome"]},
    ),
    _parameter(
        "at", "Le jour dont on parle ; absent : aujourd'hui",
        {"type": "string", "format": "date", "examples": ["2024-06-30"]},
    ),
    _parameter(
        "fields", "Champs à garder, séparés par des virgules ; absents : tous",
        {"type": "string", "maxLength": 500, "examples": ["concept,outcome"]},
    ),
]  # fmt: skip


_direct = APIRouter(prefix="/v1", route_class=DirectRoute)


# Without dependencies: `AnsweredBefore` makes the same answers, keeps them and sends them thousands of times a second.
@_direct.get(
    "/resolve",
    summary="Ce qu'un code désigne à une date",
    response_class=Response,
    responses=answers(_EXAMPLE, 404, media=(JSON, CSV, JSON_LD)),
    openapi_extra={"parameters": _PARAMETERS},
)
async def resolve(request: Request) -> Response:
    """Le concept, ses libellés, son état ce jour-là, ce qui l'a remplacé, ses correspondances, sa source.

    Un code que plusieurs concepts portent donne `outcome: ambiguous` et des candidats ; un code inconnu, un
    problème 404 dont `candidates` sont les codes proches. Jamais un choix.
    """
    serving = served(request)
    opened, asked = serving.get(), asked_of(request.scope)
    # A part of a thousandth of a second once all is read: threads would take turns at it for four times as long.
    if serving.is_warm(CODES):
        found = resolved(request, opened, asked.today)
    else:
        found = await run_in_threadpool(resolved, request, opened, asked.today)
    kept_answers(opened).put(asked, found)
    return for_its_client(found, request.scope)


def resolved(request: Request, opened: OpenGeneration, today: date) -> KeptAnswer:
    """Return the answer of `resolve` on a day; raises Problem, MaillageError."""
    check_query(request, _KNOWN)
    media = accepted(request, (JSON, CSV, JSON_LD))
    code, scheme = request.query_params.get("code"), request.query_params.get("scheme")
    if not code:
        raise Problem(400, "paramètre « code » : il manque", parameter="code")
    at = _day(request.query_params.get("at"), today)
    found = resolver_of(opened).resolve(code, scheme, at)
    if found.outcome is Outcome.UNKNOWN:
        return _unknown(found, opened)
    rows = {"rows": resolution_rows(found, opened.names)}
    document = rows if media == CSV else resolution_document(found, opened.names)
    given = rendered(
        request,
        opened,
        media,
        document,
        linked=lambda: json_ld(opened, _meant([found]), context_address(request)),
        dated=today.isoformat(),
    )
    names = ("content-type", "etag", "vary", "cache-control")
    return KeptAnswer(
        given.status_code, bytes(given.body), {name: given.headers[name] for name in names}
    )


def _unknown(found: Resolution, opened: OpenGeneration) -> KeptAnswer:
    document = resolution_document(found, opened.names)
    problem = {
        "type": "about:blank", "title": "Not Found", "status": 404,
        "detail": f"« {found.code} » : {found.reason}", "parameter": "code", **document,
    }  # fmt: skip
    headers = {"content-type": MEDIA_TYPE, "cache-control": "no-cache"}
    return KeptAnswer(404, json_bytes(problem), headers)


class CodesBody(BaseModel):
    """Some codes, each in any scheme or all in one."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"codes": ["K1304", "RNCP37674", "68066"]}]}
    )

    codes: list[Annotated[str, Field(min_length=1, max_length=LONGEST)]] = Field(
        min_length=1, max_length=MOST
    )
    scheme: str | None = None
    at: date | None = None


_strict = APIRouter(prefix="/v1", route_class=StrictRoute)


@_strict.post(
    "/resolve",
    summary=f"Ce que des codes désignent à une date ({MOST} au plus)",
    response_class=Response,
    dependencies=[Depends(require_key)],
    responses=answers({"rows": [_EXAMPLE]}, *BODY, media=(JSON, JSON_LD)),
)
def resolve_all(request: Request, opened: Opened, body: CodesBody) -> Response:
    """Les réponses de `GET /v1/resolve`, dans l'ordre des codes : `outcome` dit ce qu'il en est de chacun."""
    at = body.at or date.today()
    found = resolver_of(opened).resolve_all(body.codes, body.scheme, at)
    return answer(
        request, opened, {"rows": [resolution_document(one, opened.names) for one in found]},
        offers=(JSON,), linked=lambda: json_ld(opened, _meant(found), context_address(request)),
    )  # fmt: skip


def _day(text: str | None, today: date) -> date:
    if not text:
        return today
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(
            400, f"paramètre « at » : « {text[:50]} » ; attendu : une date comme 2024-06-30",
            parameter="at",
        ) from None  # fmt: skip


def _meant(found: Sequence[Resolution]) -> list[NamedNode]:
    concepts = [one.concept.summary.uri for one in found if one.concept]
    return concepts + [candidate.concept.uri for one in found for candidate in one.candidates]


router.include_router(_direct)
router.include_router(_strict)
