"""The Reconciliation Service API, for OpenRefine and others that match a column with our concepts.

Source: Reconciliation Service API, version 0.2 (W3C Entity Reconciliation Community Group, 2023).
"""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse
from pyoxigraph import NamedNode

from maillage.api.answer_docs import problem_docs
from maillage.api.html_page import html_page
from maillage.api.open_generation import OpenGeneration
from maillage.api.opened import Opened
from maillage.api.problem import Problem
from maillage.api.property_words import STANDARD_WORDS, property_words
from maillage.api.reconcile_request import (
    Json,
    extended_document,
    reconciled_document,
)
from maillage.api.reconcile_types import TYPES, type_of
from maillage.api.reconciliation import values_of
from maillage.api.route_data import known_uri
from maillage.api.searching import searched
from maillage.ontology.names import ONTOLOGY
from maillage.ontology.terms import SKOS

router = APIRouter(prefix="/reconcile", tags=["réconciliation"])

# What one asks first of a type; the others of the ontology follow in `suggest/property`.
_USUAL = {
    "rome": ("mlg:professionalDomain", "mlg:parentOccupation"),
    "rome-appellation": ("mlg:jobTitleOf",),
    "certification": ("mlg:level", "mlg:leadsTo"),
    "bloc": ("mlg:blockOf",),
    "territory": ("mlg:population", "mlg:within"),
    "offer": ("mlg:prepares", "mlg:locatedIn"),
}


@router.get(
    "",
    summary="Le manifeste ; avec `queries` ou `extend`, leurs réponses",
    responses={400: problem_docs("requête illisible")},
)
def manifest_or_answers(
    request: Request,
    opened: Opened,
    queries: Annotated[
        str | None,
        Query(
            max_length=200_000,
            description="Lot de requêtes, en JSON",
            examples=['{"q0": {"query": "soudeur", "type": "rome"}}'],
        ),
    ] = None,
    extend: Annotated[
        str | None, Query(max_length=200_000, description="Requête d'extension, en JSON")
    ] = None,
) -> JSONResponse:
    """Le manifeste de l'API de réconciliation 0.2."""
    return _answered(request, opened, {"queries": queries, "extend": extend})


@router.post(
    "",
    summary="Les candidats d'un lot de valeurs, ou les propriétés d'un lot de concepts",
    responses={
        400: problem_docs("requête illisible"),
        408: problem_docs("le corps n'arrive pas"),
        413: problem_docs("corps trop grand"),
    },
    openapi_extra={
        "requestBody": {
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": {
                        "type": "object",
                        "properties": {"queries": {"type": "string"}, "extend": {"type": "string"}},
                    }
                }
            }
        }
    },
)
async def answers(request: Request, opened: Opened) -> JSONResponse:
    """Le corps est un formulaire : `queries` ou `extend`, en JSON."""
    body = await request.body()
    try:
        form = parse_qs(body.decode(), strict_parsing=bool(body))
    except ValueError:
        raise Problem(400, "un formulaire est attendu : queries=… ou extend=…") from None
    given = {name: values[0] for name, values in form.items()}
    return await run_in_threadpool(_answered, request, opened, given)


@router.get("/suggest/entity", summary="Des concepts dont le libellé commence ainsi")
def suggest_entity(
    opened: Opened,
    prefix: Annotated[str, Query(max_length=200, examples=["soud"])],
    cursor: Annotated[int, Query(ge=0, le=1000)] = 0,
) -> dict[str, object]:
    """Pour compléter ce qui se tape."""
    found = (
        searched(opened, prefix, None, "fr", None, cursor + 10)[cursor:] if prefix.strip() else []
    )
    rows = []
    for one in found:
        kind = type_of(one.concept.scheme, one.concept.kind, one.concept.general)
        rows.append(
            {
                "id": opened.names.curie(one.concept.uri),
                "name": one.concept.label,
                "description": kind.name if kind else one.concept.kind,
                "notable": [kind.document()] if kind else [],
            }
        )
    return {"result": rows}


@router.get("/suggest/type", summary="Des types dont le nom contient ces lettres")
def suggest_type(
    prefix: Annotated[str, Query(max_length=200, examples=["mét"])] = "",
) -> dict[str, object]:
    """Pour choisir avec quoi apparier une colonne."""
    wanted = prefix.casefold()
    return {
        "result": [one.document() for one in TYPES if wanted in f"{one.id} {one.name}".casefold()]
    }


@router.get("/suggest/property", summary="Des propriétés dont le nom contient ces lettres")
def suggest_property(
    opened: Opened, prefix: Annotated[str, Query(max_length=200, examples=["dom"])] = ""
) -> dict[str, object]:
    """Celles de l'ontologie et de SKOS."""
    wanted = prefix.casefold()
    known = property_words()
    return {
        "result": [
            {"id": pid, "name": name}
            for pid, name in known.items()
            if wanted in f"{pid} {name}".casefold()
        ][:20]
    }


@router.get("/properties", summary="Les propriétés qu'on ajoute d'ordinaire à une colonne")
def propose_properties(
    opened: Opened,
    type: Annotated[str, Query(max_length=100, examples=["rome"])] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
) -> dict[str, object]:
    """Celles du type, puis celles que tout concept peut avoir."""
    known = property_words()
    usual = [pid for pid in _USUAL.get(type, ()) if pid in known]
    listed = [*usual, *STANDARD_WORDS]
    return {
        "properties": [{"id": pid, "name": known[pid]} for pid in listed[:limit]],
        "type": type,
        "limit": limit,
    }


@router.get("/preview", summary="Un concept, en quelques lignes", response_class=HTMLResponse)
def preview(
    opened: Opened, id: Annotated[str, Query(max_length=500, examples=["bassin:4402"])]
) -> HTMLResponse:
    """Une petite page, qu'OpenRefine montre dans un cadre."""
    uri = _known(opened, id)
    found = [value.value for value in _words(opened, uri)]
    page = html_page(
        "preview.html",
        title=opened.store.label(uri) or id,
        curie=opened.names.curie(uri),
        href=f"/page?uri={uri.value}",
        words=found,
    )
    # OpenRefine shows it in a frame: here alone another site may.
    policy = page.headers["content-security-policy"]
    page.headers["content-security-policy"] = policy.replace(
        "frame-ancestors 'none'", "frame-ancestors *"
    )
    return page


def _answered(
    request: Request, opened: OpenGeneration, given: Mapping[str, str | None]
) -> JSONResponse:
    if queries := given.get("queries"):
        return JSONResponse(reconciled_document(opened, queries))
    if extend := given.get("extend"):
        return JSONResponse(extended_document(opened, extend))
    return JSONResponse(_manifest(str(request.base_url).rstrip("/"), opened))


def _manifest(here: str, opened: OpenGeneration) -> Json:
    def service(name: str) -> Json:
        return {"service_url": here, "service_path": f"/reconcile/suggest/{name}"}

    return {
        "versions": ["0.2"],
        "name": "Maillage",
        "identifierSpace": f"{opened.names.base}/id/",
        "schemaSpace": ONTOLOGY,
        "documentation": f"{here}/docs",
        "view": {"url": f"{here}/page?uri={{{{id}}}}"},
        "defaultTypes": [one.document() for one in TYPES],
        "preview": {"url": f"{here}/reconcile/preview?id={{{{id}}}}", "width": 420, "height": 220},
        "suggest": {name: service(name) for name in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/reconcile/properties"},
            "property_settings": [
                {
                    "name": "limit", "label": "Valeurs", "type": "number", "default": 0,
                    "help_text": "Valeurs à garder, au plus ; 0 : toutes",
                }
            ],
        },
    }  # fmt: skip


def _known(opened: OpenGeneration, text: str) -> NamedNode:
    uri = known_uri(opened, text)
    if uri is None:
        raise Problem(404, f"le graphe ne connaît pas « {text} »", parameter="id")
    return uri


def _words(opened: OpenGeneration, uri: NamedNode) -> list[Any]:
    found = [*values_of(opened, uri, SKOS.definition), *values_of(opened, uri, SKOS.altLabel)]
    return [one for one in found if getattr(one, "language", None) in {"fr", None}][:6]
