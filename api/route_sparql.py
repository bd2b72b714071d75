"""The SPARQL 1.1 Protocol: queries over the graph, read-only, each in a process that can be stopped."""

from functools import partial
from typing import Any, cast

from fastapi import APIRouter, Request, Response
from starlette.datastructures import State

from maillage.api.answer_docs import problem_docs
from maillage.api.http_answer import accepted
from maillage.api.open_generation import OpenGeneration
from maillage.api.opened import served
from maillage.api.query_page import FIRST, query_page
from maillage.api.settings import Settings
from maillage.api.sparql_answer import answer_query
from maillage.api.sparql_description import describe_service
from maillage.api.sparql_formats import charset, wanted
from maillage.api.sparql_media import GRAPHS, HTML, SOLUTIONS
from maillage.api.sparql_pool import SparqlLimits, SparqlPool
from maillage.api.sparql_request import FORM, QUERY, read_request
from maillage.queries.question import question

router = APIRouter(tags=["sparql"])
Schema = dict[str, Any]  # Any: OpenAPI's own JSON

_EXAMPLE = question(FIRST).text


def _parameter(name: str, description: str, example: str = "", *, many: bool = False) -> Schema:
    text: Schema = {"type": "string"}
    schema = {"type": "array", "items": text} if many else text
    found: Schema = {"name": name, "in": "query", "description": description, "schema": schema}
    return {**found, "example": example} if example else found


_DATASET = (
    _parameter(
        "default-graph-uri",
        "Graphe dont les triplets sont interrogés ; l'union de tous par défaut.",
        many=True,
    ),
    _parameter("named-graph-uri", "Graphe que GRAPH peut nommer.", many=True),
    _parameter("timeout", "Durée de calcul accordée, en secondes ; 30 par défaut, et au plus."),
    _parameter(
        "format",
        "Format du résultat, au lieu de Accept : json, xml, csv, tsv, turtle, ntriples, rdfxml, jsonld, html.",
    ),
)
_RESULT: Schema = {
    "description": "Le résultat, envoyé à mesure qu'il est calculé.",
    "content": {media: {} for media in (*SOLUTIONS, *GRAPHS)},
}
_REFUSALS: dict[int | str, Schema] = {
    400: problem_docs("Requête incorrecte : le problème donne la ligne et la colonne."),
    403: problem_docs("Mise à jour, ou SERVICE : refusés."),
    406: problem_docs("Aucun format accepté n'existe."),
    413: problem_docs("Requête trop grande."),
    503: problem_docs("Requête arrêtée (durée, mémoire), ou trop de requêtes à la fois."),
}
_POST_BODY: Schema = {
    "required": True,
    "content": {
        FORM: {
            "schema": {
                "type": "object",
                "required": ["query"],
                "properties": {"query": {"type": "string", "example": _EXAMPLE}},
            }
        },
        QUERY: {"schema": {"type": "string", "example": _EXAMPLE}},
    },
}


@router.get(
    "/sparql",
    summary="Poser une question SPARQL, ou savoir ce qu'il y a ici",
    response_class=Response,
    responses={200: _RESULT, **_REFUSALS},
    openapi_extra={
        "parameters": [_parameter("query", "La requête SPARQL 1.1.", _EXAMPLE), *_DATASET]
    },
)
async def sparql_get(request: Request) -> Response:
    """Return the result of `query`; without it, the page where one writes it, or the service's description."""
    return await _answer(request)


@router.post(
    "/sparql",
    summary="Poser une question SPARQL trop longue pour une adresse",
    response_class=Response,
    responses={
        200: _RESULT,
        **_REFUSALS,
        408: problem_docs("Le corps de la requête n'arrive pas."),
        415: problem_docs("Le corps n'est ni un formulaire ni une requête SPARQL en UTF-8."),
    },
    openapi_extra={"parameters": list(_DATASET), "requestBody": _POST_BODY},
)
async def sparql_post(request: Request) -> Response:
    """Return the result of the query in the body: a form's `query`, or the query itself."""
    return await _answer(request)


async def _answer(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    opened = served(request).get()  # without a thread: it opens the store once, and then only looks
    asked = await read_request(request, settings.sparql_timeout)
    if asked is None:
        return _about(request, opened)
    media = wanted(request, asked.format)
    pool = opened.model("sparql", partial(_take_over, request.app.state, opened))
    return await answer_query(request, pool, asked, media)


def _take_over(state: State, opened: OpenGeneration) -> SparqlPool:
    """Return the processes over a generation; those over the one before it go when they are done."""
    limits = SparqlLimits.of(state.settings)
    before: SparqlPool | None = getattr(state, "sparql", None)
    state.sparql = SparqlPool(opened.generation.graph_path, limits)
    if before:
        before.retire()
    return cast(SparqlPool, state.sparql)


def _about(request: Request, opened: OpenGeneration) -> Response:
    media = accepted(request, tuple(GRAPHS))
    form = GRAPHS[media]
    if media == HTML or form is None:
        return query_page(request)
    endpoint = str(request.url.replace(query=""))
    body = describe_service(endpoint, opened.manifest, form)
    return Response(body, media_type=charset(media), headers={"vary": "Accept"})
