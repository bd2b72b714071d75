"""What a label means, what a text says. Neither is logged nor kept."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from maillage.api.answer_docs import BODY, Fields, answers
from maillage.api.api_keys import require_key
from maillage.api.extract_command import extraction_document
from maillage.api.http_answer import CSV, JSON, answer
from maillage.api.link_command import candidate_document
from maillage.api.open_generation import OpenGeneration
from maillage.api.opened import Opened
from maillage.api.strict_route import StrictRoute
from maillage.ingest.record import Kind, Record

router = APIRouter(prefix="/v1", tags=["textes"], route_class=StrictRoute)
MOST = 1000  # labels in one body
LONGEST = 4096  # characters of a label
LONGEST_TEXT = 200_000  # characters of a text
Scheme = Literal[
    "rome", "rome-appellation", "rome-competence", "rome-savoir", "esco-occupation", "esco-skill", "regional"
]  # fmt: skip
Lang = Literal["fr", "en", "de"]
_LINKED = {
    "text": "soudeur TIG",
    "candidates": [{"curie": "rome:H2913", "label": "Soudeur / Soudeuse"}],
}


class LabelsBody(BaseModel):
    """Labels to link, all to one scheme."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"texts": ["soudeur TIG", "aide-soignante"], "scheme": "rome", "top": 3}]
        },
    )

    texts: list[Annotated[str, Field(max_length=LONGEST)]] = Field(min_length=1, max_length=MOST)
    scheme: Scheme
    lang: Lang = "fr"
    top: Annotated[int, Field(ge=1, le=100)] = 20
    explain: bool = False


class TextBody(BaseModel):
    """A job advertisement or another text to read."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"id": "1", "title": "Soudeur", "text": "Vous soudez au TIG et lisez des plans."}
            ]
        },
    )

    id: Annotated[str, Field(max_length=200)] = "1"
    title: Annotated[str, Field(max_length=LONGEST)] = ""
    text: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""


@router.get(
    "/link",
    summary="Les concepts d'un référentiel qu'un libellé désigne",
    response_class=Response,
    responses=answers(_LINKED),
)
def link(
    request: Request,
    opened: Opened,
    text: Annotated[
        str, Query(max_length=LONGEST, description="Le libellé", examples=["soudeur TIG"])
    ],
    scheme: Annotated[Scheme, Query(description="Le référentiel", examples=["rome", "regional"])],
    lang: Annotated[Lang, Query(description="Langue du libellé", examples=["fr"])] = "fr",
    top: Annotated[int, Query(ge=1, le=100, description="Candidats, au plus", examples=[5])] = 20,
    explain: Annotated[bool, Query(description="Dire ce qui a fait chaque score")] = False,
    fields: Fields = "",
) -> Response:
    """`score` est la probabilité que le candidat soit le bon."""
    return answer(
        request, opened, lambda: _linked(opened, [text], scheme, lang, top, explain=explain)[0],
        rows="candidates",
    )  # fmt: skip


@router.post(
    "/link",
    summary=f"Les concepts que des libellés désignent ({MOST} libellés au plus)",
    response_class=Response,
    dependencies=[Depends(require_key)],
    responses=answers({"rows": [_LINKED]}, *BODY),
)
def link_all(request: Request, opened: Opened, body: LabelsBody) -> Response:
    """Les réponses de `GET /v1/link`, dans l'ordre des libellés."""
    rows = _linked(opened, body.texts, body.scheme, body.lang, body.top, explain=body.explain)
    return answer(request, opened, {"rows": rows}, offers=(JSON, CSV))


@router.post(
    "/extract",
    summary="Les métiers et les compétences qu'un texte demande",
    response_class=Response,
    dependencies=[Depends(require_key)],
    responses=answers({"id": "1", "occupation": [{"curie": "rome:H2913"}]}, *BODY),
)
def extract(request: Request, opened: Opened, body: TextBody) -> Response:
    """Chaque mention dit où elle est dans `text`, sa probabilité et sa méthode. Le texte n'est pas gardé."""
    record = Record(kind=Kind.AD, source="http", id=body.id, title=body.title, text=body.text)
    document = extraction_document(opened.extractor.extract(record), opened.names)
    return answer(request, opened, document, rows="mentions")


def _linked(
    opened: OpenGeneration, texts: list[str], scheme: str, lang: str, top: int, *, explain: bool
) -> list[dict[str, object]]:
    found = opened.linker.link(texts, scheme, lang, top, explain)
    names = opened.names
    return [
        {
            "text": text,
            "candidates": [candidate_document(one, names.curie(one.uri)) for one in ones],
        }
        for text, ones in zip(texts, found, strict=True)
    ]
