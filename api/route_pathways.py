"""Near occupations, paths between them, what occupations and certifications have in common."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request, Response

from maillage.api.answer_docs import BODY, Fields, answers
from maillage.api.http_answer import CSV, JSON, answer
from maillage.api.near_view import near_document
from maillage.api.opened import Opened
from maillage.api.path_bridges import bridges_document
from maillage.api.path_families import cores_document
from maillage.api.path_view import path_document
from maillage.api.reach_view import reach_document
from maillage.api.strict_route import StrictRoute
from maillage.queries.bridges import bridge_certifications, bridge_competences
from maillage.queries.core_families import families
from maillage.queries.path import PATHS
from maillage.queries.reach_facts import reach_facts

router = APIRouter(prefix="/v1", tags=["passerelles"], route_class=StrictRoute)
Start = Annotated[
    str,
    Query(
        alias="from", min_length=1, max_length=2000, examples=["rome:N1103"],
        description="Un métier (CURIE, code, libellé), ou des compétences séparées par des virgules",
    ),
]  # fmt: skip
Within = Annotated[
    str | None,
    Query(max_length=20_000, description="Périmètre dont on veut la demande et les formations"),
]
Hours = Annotated[
    int | None, Query(ge=1, le=10_000, description="Durée de formation, au plus, en heures")
]
Top = Annotated[int, Query(ge=1, le=1600, description="Métiers", examples=[5])]
Level = Annotated[int | None, Query(ge=1, le=8, description="Niveau, au plus")]
# Any: a JSON-LD document, read and checked by `read_profile`.
Profile = Annotated[dict[str, Any], Body(description="Profil Europass (ELM) ou Open Badges 3")]


@router.get(
    "/near",
    summary="Les métiers proches de ce que quelqu'un sait faire",
    response_class=Response,
    responses=answers({"from": {"curies": ["rome:N1103"]}, "rows": []}, 404),
)
def near(
    request: Request,
    opened: Opened,
    start: Start,
    top: Top = 20,
    within: Within = None,
    hours: Hours = None,
    level: Level = None,
    fields: Fields = "",
) -> Response:
    """Ce qui est acquis, ce qui manque ; les mobilités du ROME sont à côté, et n'entrent pas dans le score."""
    model = opened.pathways
    found = model.near.near(model.origins.named(start), top, within, hours, level)
    return answer(request, opened, near_document(found))


@router.post(
    "/near",
    summary="Les métiers proches d'un profil",
    response_class=Response,
    responses=answers({"rows": []}, *BODY),
)
def near_profile(
    request: Request,
    opened: Opened,
    profile: Profile,
    top: Top = 20,
    within: Within = None,
    hours: Hours = None,
    level: Level = None,
) -> Response:
    """Rien du profil n'est gardé ni consigné."""
    model = opened.pathways
    found = model.near.near(model.origins.document(profile), top, within, hours, level)
    return answer(request, opened, near_document(found))


@router.get(
    "/path",
    summary="Les chemins vers un métier, et ce qui comble chaque étape",
    response_class=Response,
    responses=answers({"paths": []}, 404, media=(JSON,)),
)
def path(
    request: Request,
    opened: Opened,
    start: Start,
    target: Annotated[
        str | None,
        Query(
            alias="to", max_length=300, examples=["rome:N1303"],
            description="Le métier visé ; absent : les plus proches du périmètre",
        ),
    ] = None,
    within: Within = None,
    hours: Hours = None,
    count: Annotated[int, Query(ge=1, le=20, description="Chemins")] = PATHS,
    fields: Fields = "",
) -> Response:  # fmt: skip
    """Par deux métiers intermédiaires au plus ; blocs, formations du périmètre et VAE à chaque étape."""
    model = opened.pathways
    goal = None if target is None else model.origins.occupation(target)
    found = model.path.path(model.origins.named(start), goal, within, hours, count)
    return answer(request, opened, path_document(found), rows="paths", offers=(JSON,))


@router.get(
    "/cores",
    summary="Les familles de métiers qui partagent un socle de compétences",
    response_class=Response,
    responses=answers({"families": []}, media=(JSON,)),
)
def cores(request: Request, opened: Opened, fields: Fields = "") -> Response:
    """Détection de communautés à graine fixe ; la stabilité est l'indice de Rand ajusté entre graines."""
    document = opened.model("cores", lambda: cores_document(families(opened.pathways.near.data)))
    return answer(request, opened, document, rows="families", offers=(JSON,))


@router.get(
    "/bridges",
    summary="Ce qui fait passerelle : compétences entre métiers, blocs entre certifications",
    response_class=Response,
    responses=answers({"rows": []}, media=(JSON, CSV)),
)
def bridges(
    request: Request,
    opened: Opened,
    by: Annotated[
        Literal["competences", "certifications"], Query(description="Ce qui est compté")
    ] = "certifications",
    top: Annotated[int, Query(ge=1, le=100, description="Lignes")] = 20,
    fields: Fields = "",
) -> Response:
    """L'intermédiarité des compétences prend une dizaine de secondes la première fois."""
    data = opened.pathways.near.data
    name = f"bridges:{by}"
    if by == "certifications":
        whole = opened.model(name, lambda: bridges_document(bridge_certifications(data, 100)))
    else:
        whole = opened.model(name, lambda: bridges_document(bridge_competences(data, 100)))
    rows = whole["rows"]
    kept = {**whole, "rows": rows[:top] if isinstance(rows, list) else rows}
    return answer(request, opened, kept)


@router.get(
    "/reach",
    summary="À combien de métiers une compétence sert, et pourquoi on le dit",
    response_class=Response,
    responses=answers({"curie": "rome-competence:118907"}, 404, media=(JSON,)),
)
def reach(
    request: Request,
    opened: Opened,
    competence: Annotated[
        str, Query(max_length=300, description="CURIE ou URI", examples=["rome-competence:118907"])
    ],
    fields: Fields = "",
) -> Response:
    """Propre à un métier, transférable, transversale ou de base, avec ce dont cela vient."""
    return answer(
        request,
        opened,
        reach_document(reach_facts(opened.reach, competence), opened.names),
        offers=(JSON,),
    )
