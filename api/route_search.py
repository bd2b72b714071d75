"""Search by words."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pyoxigraph import NamedNode

from maillage.api.answer_docs import Fields, answers
from maillage.api.errors import UsageError
from maillage.api.http_answer import CSV, JSON, JSON_LD, answer
from maillage.api.json_ld import context_address, json_ld
from maillage.api.opened import Opened
from maillage.api.problem import Problem
from maillage.api.search_view import search_document
from maillage.api.searching import searched, searched_types
from maillage.api.strict_route import StrictRoute
from maillage.queries.search import LONGEST, Found

router = APIRouter(prefix="/v1", tags=["concepts"], route_class=StrictRoute)


@router.get(
    "/search",
    summary="Les concepts que des mots désignent, même mal tapés ou inachevés",
    response_class=Response,
    responses=answers(
        {"q": "soudeuse", "lang": "fr",
         "rows": [{"curie": "rome:H2913", "label": "Soudeur / Soudeuse", "match": "exact"}]},
        404, media=(JSON, CSV, JSON_LD),
    ),
)  # fmt: skip
def search(
    request: Request,
    opened: Opened,
    q: Annotated[
        str,
        Query(
            min_length=1,
            max_length=LONGEST,
            description="Des mots, ou un code",
            examples=["soudeuse", "chaudronier", "prépar", "K1304"],
        ),
    ],
    type_: Annotated[
        str | None,
        Query(
            alias="type",
            max_length=300,
            description="Classes, séparées par des virgules",
            examples=["Occupation", "Certification,CompetenceBlock"],
        ),
    ] = None,
    lang: Annotated[
        Literal["fr", "en", "de"], Query(description="Langue des libellés", examples=["fr"])
    ] = "fr",
    territory: Annotated[
        str | None,
        Query(
            max_length=2000,
            examples=["bassin:4402"],
            description="Seulement les formations et les territoires de ce territoire",
        ),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="Résultats", examples=[10])] = 20,
    fields: Fields = "",
) -> Response:
    """Le libellé exact d'abord, puis son début, puis tous les mots, puis des mots proches ; les métiers en tête.

    `score` ordonne, et n'est pas une probabilité. Ce qui est retiré vient après, et le dit (`status`).
    """
    try:
        types = searched_types(opened, type_)
    except UsageError as error:
        raise Problem(400, str(error), parameter="type") from error
    found: list[Found] = []

    def document() -> dict[str, object]:
        found.extend(searched(opened, q, types, lang, territory, limit))
        return search_document(q, lang, found, opened.names)

    def linked() -> dict[str, object]:
        document()
        uris = [NamedNode(one.concept.uri) for one in found]
        return json_ld(opened, uris, context_address(request))

    return answer(request, opened, document, linked=linked)
