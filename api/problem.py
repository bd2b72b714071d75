"""Faults as the service tells them: RFC 9457 problems, and the one table that gives each its status."""

import logging
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from maillage.api.catalogues import gettext
from maillage.api.errors import (
    BadKeyName,
    IngestIncomplete,
    InvalidGraph,
    NoSuchRow,
    NothingToImport,
    UnknownRelease,
    UnknownSource,
    UnresolvedCode,
    UsageError,
)
from maillage.api.extract_command import UnreadableLines
from maillage.api.needs_command import NoDatedAdvertisements
from maillage.api.page_language import FRENCH, VARY, language
from maillage.api.perimeters import BadPerimeterName, PerimeterExists
from maillage.graph import errors as graph
from maillage.graph.neo4j_errors import PropertyGraphError
from maillage.graph.review_queue import UnusableReviewQueue
from maillage.ingest import errors as ingest
from maillage.ingest.extractor_index import MissingExtractorIndex
from maillage.ontology import errors as ontology
from maillage.ontology.errors import MaillageError
from maillage.queries import errors as queries
from maillage.queries.near_errors import MalformedProfile, NothingToStartFrom, UnknownOccupation
from maillage.queries.needs import MalformedSeries
from maillage.queries.needs_rule import InvalidNeedRule
from maillage.vocab import errors as vocab

_LOG = logging.getLogger("maillage.service")
MEDIA_TYPE = "application/problem+json"

# A class that is not here has the status of its nearest parent that is; a test proves that each has one.
STATUS: Mapping[type[MaillageError], int] = {
    ontology.UnknownPrefix: 400,
    ontology.MalformedCurie: 400,
    ontology.MalformedCheck: 500,
    ontology.RecursiveRule: 500,
    ontology.ReasonerUnavailable: 503,
    ontology.ReasonerFailed: 500,
    graph.NoGeneration: 503,
    graph.NoPreviousGeneration: 409,
    graph.WorkerLost: 503,
    graph.BuildInProgress: 409,
    graph.UnreadableManifest: 503,
    graph.EmptyRelease: 500,
    graph.FactsInUse: 409,
    PropertyGraphError: 503,
    UnusableReviewQueue: 503,
    queries.UnknownQuestion: 404,
    queries.BadParameter: 400,
    queries.MalformedQuestion: 500,
    queries.UnknownTerritory: 404,
    queries.NoDataForPeriod: 404,
    InvalidNeedRule: 400,
    UnknownOccupation: 404,
    NothingToStartFrom: 400,
    MalformedProfile: 400,
    UnknownSource: 404,
    NothingToImport: 400,
    UsageError: 400,
    NoSuchRow: 404,
    InvalidGraph: 500,
    IngestIncomplete: 400,
    NoDatedAdvertisements: 404,
    BadPerimeterName: 400,
    PerimeterExists: 409,
    BadKeyName: 400,
    UnknownRelease: 404,
    UnresolvedCode: 404,
    MalformedSeries: 500,
    MissingExtractorIndex: 503,
    UnreadableLines: 400,
    ingest.UnusableEncoder: 503,
    ingest.UnusableIndex: 503,
    ingest.UnknownScheme: 400,
    ingest.MissingEngine: 503,
    vocab.UnusableFile: 400,
    vocab.MissingData: 400,
}
# What is wrong on our side may name a folder of the machine: the log has it, the answer does not.
OURS = {
    500: "une erreur de notre côté ; elle est consignée",
    503: "le service n'a pas ce qu'il faut pour répondre : le graphe ou son index manque ou change ; "
    "réessayer, ou prévenir qui tient le service",
}

# What a page says to somebody who meets it: what it is, and what to do.
PEOPLE = {
    400: ("Cette demande n'est pas comprise", "Corriger l'adresse, ou chercher :"),
    404: ("Rien à cette adresse", "Vérifier le code ou l'adresse, ou chercher par des mots :"),
    422: ("Cette demande n'est pas complète", "Corriger ou compléter la demande, ou chercher :"),
    429: ("Trop de demandes à la fois", "Attendre quelques secondes, puis recharger la page."),
    500: ("Une erreur de notre côté", "Recharger la page ; si l'erreur revient, prévenir qui tient ce service."),
    503: ("Le service ne peut pas répondre maintenant", "Recharger la page dans une minute."),
}  # fmt: skip


class Problem(Exception):
    """An answer that is a problem: raised by a route that knows more than a fault's own text."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        parameter: str = "",
        headers: Mapping[str, str] | None = None,
        **members: object,
    ) -> None:
        """Keep the status, what happened in French, the parameter at fault and further members."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = {**({"parameter": parameter} if parameter else {}), **members}


def status_of(error: MaillageError) -> int:
    """Return the HTTP status of a fault."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def problem_response(
    status: int, detail: str, headers: Mapping[str, str] | None = None, **members: object
) -> JSONResponse:
    """Return a problem document. `type` is about:blank: the title is that of the status."""
    document = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    return JSONResponse(
        {**document, "detail": detail, **members}, status, headers, media_type=MEDIA_TYPE
    )


# The kinds of pydantic's faults that our routes can raise, in French; the others keep its words.
_REASONS = {
    "missing": "il manque",
    "literal_error": "attendu : {expected}",
    "greater_than": "attendu : plus de {gt}",
    "greater_than_equal": "attendu : au moins {ge}",
    "less_than_equal": "attendu : au plus {le}",
    "string_too_short": "attendu : au moins {min_length} caractère(s)",
    "string_too_long": "attendu : au plus {max_length} caractères",
    "too_short": "attendu : au moins {min_length} élément(s)",
    "too_long": "attendu : au plus {max_length} éléments",
    "int_parsing": "attendu : un nombre entier",
    "float_parsing": "attendu : un nombre",
    "bool_parsing": "attendu : true ou false",
    "date_from_datetime_parsing": "attendu : une date comme 2024-06-30",
    "string_type": "attendu : un texte",
    "string_unicode": "attendu : un texte en UTF-8",
    "list_type": "attendu : une liste",
    "model_attributes_type": "attendu : un objet JSON",
    "extra_forbidden": "champ inconnu",
    "json_invalid": "ce n'est pas du JSON",
}


def _reason(error: Mapping[str, object]) -> str:
    """Return what was expected, in French."""
    words = _REASONS.get(str(error["type"]), str(error["msg"]))
    context = error.get("ctx")
    return words.format_map(context) if isinstance(context, dict) else words


def add_problem_handlers(app: FastAPI) -> None:
    """Make every fault of an application a problem document, never a trace."""

    @app.exception_handler(Problem)
    async def problem(request: Request, error: Problem) -> Response:
        return _answer(request, error.status, error.detail, error.headers, **error.members)

    @app.exception_handler(MaillageError)
    async def fault(request: Request, error: MaillageError) -> Response:
        status = status_of(error)
        headers = {"retry-after": "5"} if status == 503 else None
        if status in OURS:
            _LOG.error(
                "fault", extra={"fields": {"fault": type(error).__name__, "text": str(error)}}
            )
        detail = OURS.get(status, str(error))
        return _answer(request, status, detail, headers, fault=type(error).__name__)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        return _answer(request, error.status_code, str(error.detail), error.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        parameter = ".".join(str(part) for part in first["loc"][1:])
        # Neither what was sent nor where our code was: it may be a text with names in it.
        errors = [
            {"parameter": ".".join(str(part) for part in one["loc"][1:]), "reason": _reason(one)}
            for one in error.errors()
        ]
        detail = f"paramètre « {parameter} » : {_reason(first)}" if parameter else _reason(first)
        return _answer(request, 422, detail, parameter=parameter, errors=errors)


def _answer(
    request: Request,
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    **members: object,
) -> Response:
    """Return a problem document; a page of the same status where a person's browser asks for one."""
    from maillage.api.http_answer import accepted

    offered = (MEDIA_TYPE, "application/json", "text/html")
    try:
        wanted = accepted(request, offered)
    except Problem:  # nothing that we have: a problem is told all the same
        wanted = MEDIA_TYPE
    if wanted != "text/html":
        return problem_response(status, detail, headers, **members)
    from maillage.api.html_page import html_page

    listed = members.get("candidates")
    title, advice = map(gettext, PEOPLE.get(status, PEOPLE[500 if status >= 500 else 400]))
    # What names something is in French.
    told = gettext(detail) if detail in OURS.values() else detail
    if told == HTTPStatus(status).phrase:  # it adds nothing to the title
        told = ""
    page = html_page(
        "problem.html", status, title=title, detail=told, advice=advice, code=status,
        detail_lang=FRENCH if told == detail else language(),
        candidates=listed if isinstance(listed, list) else [],
    )  # fmt: skip
    page.headers.update({"vary": f"Accept, {VARY}", **(headers or {})})
    return page
