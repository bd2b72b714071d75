"""Concepts: the list of a scheme, one concept whole, all that one of its relations leads to."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response
from pyoxigraph import NamedNode

from maillage.api.answer_docs import Fields, answers
from maillage.api.concept_view import concept_document, listed_document
from maillage.api.http_answer import CSV, JSON, JSON_LD, answer
from maillage.api.json_ld import context_address, context_document_of, json_ld
from maillage.api.open_generation import OpenGeneration
from maillage.api.opened import Opened
from maillage.api.page_cursor import page
from maillage.api.problem import Problem
from maillage.api.resolve_view import summary_document
from maillage.api.resolver import resolver_of, search_of, summaries_of
from maillage.api.strict_route import StrictRoute
from maillage.ontology.errors import MalformedCurie
from maillage.queries.concept_relations import read_links, related
from maillage.queries.resolve_answer import ResolvedConcept
from maillage.queries.resolve_code import LONGEST

router = APIRouter(tags=["concepts"], route_class=StrictRoute)
SHOWN = 10  # concepts of each relation on a concept's page
_KEPT = 32  # long lists kept between two of their pages
Limit = Annotated[int, Query(ge=1, le=1000, description="Lignes d'une page", examples=[50])]
Cursor = Annotated[
    str | None,
    Query(max_length=2000, description="`next` de la page d'avant ; absent : la première page"),
]
Curie = Annotated[
    str,
    Path(max_length=LONGEST, description="CURIE ou URI", examples=["rome:K1304"]),
]


@router.get(
    "/v1/concepts",
    summary="Les concepts d'un référentiel, page par page",
    response_class=Response,
    responses=answers(
        {
            "scheme": "rome", "total": 33,
            "rows": [{"curie": "rome:A1101", "label": "Conducteur / Conductrice d'engins agricoles"}],
        },
        404, media=(JSON, CSV, JSON_LD),
    ),
)  # fmt: skip
def concepts(
    request: Request,
    opened: Opened,
    scheme: Annotated[
        str,
        Query(max_length=100, description="Notation du référentiel", examples=["rome", "bassin"]),
    ],
    limit: Limit = 50,
    cursor: Cursor = None,
    fields: Fields = "",
) -> Response:
    """Dans l'ordre des URI. `next` donne la page suivante, à toute profondeur au même prix."""
    schemes = opened.model("schemes", lambda: _schemes(opened))
    if scheme not in schemes:
        known = sorted(one for one in schemes if one)
        raise Problem(
            404, f"référentiel inconnu « {scheme} » ; référentiels : {', '.join(known)}",
            parameter="scheme", known=known,
        )  # fmt: skip
    found = page(schemes[scheme], f"scheme {scheme}", limit, cursor)
    index = search_of(opened).index
    rows = [listed_document(index.concepts[index.places[uri]], opened.names) for uri in found.keys]
    document = {"scheme": scheme, "total": found.total, "next": found.following, "rows": rows}
    uris = [NamedNode(uri) for uri in found.keys]
    return answer(
        request, opened, document, linked=lambda: json_ld(opened, uris, context_address(request))
    )


@router.get(
    "/v1/concepts/{curie}/relations",
    summary="Tout ce à quoi un concept est lié par une relation, page par page",
    response_class=Response,
    responses=answers(
        {
            "curie": "rome:K1304", "relation": "skos:broader", "direction": "out", "total": 1,
            "rows": [{"curie": "rome-domaine:K13", "label": "Aide à la vie quotidienne"}],
        },
        404, media=(JSON, CSV, JSON_LD),
    ),
)  # fmt: skip
def relations(
    request: Request,
    opened: Opened,
    curie: Curie,
    relation: Annotated[
        str,
        Query(max_length=LONGEST, description="CURIE de la propriété", examples=["skos:broader"]),
    ],
    direction: Annotated[
        Literal["out", "in"],
        Query(
            description="out : ce à quoi il renvoie ; in : ce qui renvoie à lui", examples=["out"]
        ),
    ] = "out",
    limit: Limit = 50,
    cursor: Cursor = None,
    fields: Fields = "",
) -> Response:
    """Les relations d'un concept et leur sens sont dans `relations` de `/v1/concepts/{curie}`."""
    concept, property_ = _concept(opened, curie).summary.uri, opened.names.uri(relation)
    asked = f"{concept.value} {property_.value} {direction}"
    kept: dict[str, Sequence[str]] = opened.model("relations", dict)
    uris = kept.get(asked)
    if uris is None:
        uris = [one.value for one in related(opened.store, concept, property_, direction)]
        if len(kept) >= _KEPT:
            kept.clear()
        kept[asked] = uris
    found = page(uris, asked, limit, cursor)
    nodes = [NamedNode(uri) for uri in found.keys]
    known = summaries_of(opened, nodes)
    names = opened.names
    rows = [
        summary_document(known[one], names) if one in known
        else {"curie": names.curie(one), "uri": one.value}
        for one in nodes
    ]  # fmt: skip
    document = {
        "curie": names.curie(concept), "relation": names.curie(property_), "direction": direction,
        "total": found.total, "next": found.following, "rows": rows,
    }  # fmt: skip
    return answer(
        request, opened, document, linked=lambda: json_ld(opened, nodes, context_address(request))
    )


@router.get(
    "/v1/concepts/{curie:path}",
    summary="Un concept : libellés, définitions, état, relations, correspondances, source",
    response_class=Response,
    responses=answers(
        {
            "curie": "rome:K1304", "type": "Occupation", "status": "active",
            "labels": {"fr": "Employé familial / Employée familiale"},
        },
        404, media=(JSON, CSV, JSON_LD),
    ),
)  # fmt: skip
def concept(request: Request, opened: Opened, curie: Curie, fields: Fields = "") -> Response:
    """Chaque relation a son nombre, ses premiers concepts, et l'adresse de sa liste entière (`all`)."""
    found = _concept(opened, curie)
    uri = found.summary.uri

    def document() -> dict[str, object]:
        kept: dict[NamedNode, dict[str, object]] = opened.model("concepts", dict)
        made = kept.get(uri)
        if made is None:
            if len(kept) >= _PAGES:
                kept.clear()
            made = kept[uri] = _page(opened, found)
        return made

    return answer(
        request, opened, document, rows="relations", dated=date.today().isoformat(),
        linked=lambda: json_ld(opened, [uri], context_address(request)),
    )  # fmt: skip


_PAGES = 500  # concepts whose page is kept


@router.get(
    "/context.jsonld",
    tags=["données liées"],
    summary="Le contexte JSON-LD",
    response_class=Response,
    responses=answers({}, media=(JSON_LD,)),
)
def context(opened: Opened) -> Response:
    """Celui des URI de cette génération : avec lui, nos JSON-LD se lisent comme du RDF."""
    text = opened.model("context", lambda: context_document_of(opened.names.base))
    headers = {"cache-control": "max-age=3600", "access-control-allow-origin": "*"}
    return Response(text, headers=headers, media_type=JSON_LD)


def _concept(opened: OpenGeneration, curie: str) -> ResolvedConcept:
    if ":" not in curie:
        raise MalformedCurie(curie)
    found = resolver_of(opened).resolve(curie, None, date.today())
    if found.concept is None:
        near = [opened.names.curie(one.concept.uri) for one in found.candidates]
        raise Problem(
            404, f"« {curie} » : {found.reason}", parameter="curie", candidates=near
        )  # fmt: skip
    return found.concept


def _page(opened: OpenGeneration, found: ResolvedConcept) -> dict[str, object]:
    links = read_links(opened.store, found.summary.uri, SHOWN)
    ends = [uri for one in links.relations for uri in one.first]
    known = summaries_of(opened, ends)
    address = f"/v1/concepts/{quote(opened.names.curie(found.summary.uri), safe=':')}/relations"
    return concept_document(found, links, known, address, opened.names)


def _schemes(opened: OpenGeneration) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in search_of(opened).index.concepts:
        if one.scheme:
            found.setdefault(one.scheme, []).append(one.uri)
    return {scheme: sorted(uris) for scheme, uris in found.items()}
