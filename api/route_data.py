"""Linked data: what a URI stands for, the data sets, the dump."""

from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse, RedirectResponse
from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from maillage.api.answer_docs import Responses, problem_docs
from maillage.api.concept_description import concept_triples
from maillage.api.dataset_description import PREFIXES, dcat_triples, void_triples
from maillage.api.dump import dump_path
from maillage.api.http_answer import accepted, etag, fresh
from maillage.api.open_generation import OpenGeneration
from maillage.api.opened import Opened
from maillage.api.problem import Problem
from maillage.api.sparql_formats import charset
from maillage.api.sparql_media import HTML

router = APIRouter(tags=["données liées"])
FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
}
_EXTENSIONS = {form.media_type: extension for extension, form in FORMATS.items()}
_MEDIA = tuple(_EXTENSIONS)
_RDF: dict[str, Any] = {"content": {media: {} for media in _MEDIA}}  # Any: OpenAPI's own JSON
_UNKNOWN: Responses = {404: problem_docs("le graphe ne connaît pas cette ressource")}
_REFUSED: Responses = {406: problem_docs("format qui n'est pas offert")}


@router.get(
    "/id/{scheme}/{notation:path}",
    summary="Où trouver ce que désigne une URI : une page, ou des données",
    status_code=303,
    response_class=Response,
    responses={303: {"description": "l'adresse de la page ou des données"}, **_UNKNOWN, **_REFUSED},
)
def identified(request: Request, opened: Opened, scheme: str, notation: str) -> Response:
    """Selon l'en-tête Accept : une page pour un navigateur, des données pour un système."""
    uri = minted_uri(opened, scheme, notation)
    media = accepted(request, (HTML, *_MEDIA))
    kind, extension = ("page", "") if media == HTML else ("data", f".{_EXTENSIONS[media]}")
    tail = uri.value.removeprefix(f"{opened.names.base}/id/")
    return RedirectResponse(f"/{kind}/{tail}{extension}", 303, {"vary": "Accept"})


@router.get(
    "/data/{scheme}/{notation:path}",
    summary="Les données d'une ressource, dans le format de son extension",
    response_class=Response,
    responses={200: _RDF, **_UNKNOWN},
)
def data_of(request: Request, opened: Opened, scheme: str, notation: str) -> Response:
    """`notation` finit par .ttl, .jsonld, .nt ou .rdf."""
    name, _, extension = notation.rpartition(".")
    if extension not in FORMATS:
        known = ", ".join(f".{one}" for one in FORMATS)
        raise Problem(404, f"l'adresse finit par l'une de ces extensions : {known}", known=known)
    return _data(request, opened, minted_uri(opened, scheme, name), FORMATS[extension])


@router.get(
    "/data",
    summary="Les données d'une URI quelconque, ou d'un CURIE",
    response_class=Response,
    responses={
        200: _RDF, 400: problem_docs("ni CURIE ni URI"), **_UNKNOWN, **_REFUSED,
    },
)  # fmt: skip
def data(
    request: Request,
    opened: Opened,
    uri: Annotated[str, Query(description="URI ou CURIE", examples=["commune:67482"])],
) -> Response:
    """Celles d'ESCO et de l'Insee gardent les URI de leurs éditeurs : on les demande ici."""
    form = FORMATS[_EXTENSIONS[accepted(request, _MEDIA)]]
    found = known_uri(opened, uri)
    if found is None:
        raise Problem(404, f"le graphe ne connaît pas « {uri} »", parameter="uri")
    return _data(request, opened, found, form)


@router.get(
    "/void", summary="Les jeux de données (VoID)", response_class=Response,
    responses={200: _RDF, **_REFUSED},
)  # fmt: skip
def void(request: Request, opened: Opened) -> Response:
    """Licence, attribution, nombre de triplets de chaque source."""
    return _described(request, opened, void_triples(opened.manifest, _here(request)))


@router.get(
    "/dcat", summary="Le catalogue (DCAT)", response_class=Response,
    responses={200: _RDF, **_REFUSED},
)  # fmt: skip
def dcat(request: Request, opened: Opened) -> Response:
    """Le catalogue, ses jeux de données, leurs distributions et le service SPARQL."""
    return _described(request, opened, dcat_triples(opened.manifest, _here(request)))


@router.get(
    "/dump/{name}",
    summary="Le graphe entier d'une génération",
    response_class=FileResponse,
    responses={
        200: {"content": {"application/gzip": {}}, "description": "N-Quads sous gzip"},
        307: {"description": "l'adresse de la génération en service"},
        404: problem_docs("génération qui n'est pas en service"),
    },
)
def dump(opened: Opened, name: str) -> Response:
    """`name` : `current.nq.gz`, ou le numéro de la génération en service."""
    number = f"{opened.number:06d}.nq.gz"
    if name == "current.nq.gz":
        return RedirectResponse(f"/dump/{number}", 307)
    if name != number:
        raise Problem(404, f"seule la génération en service se télécharge : /dump/{number}")
    return FileResponse(dump_path(opened), media_type="application/gzip", filename=number)


def known_uri(opened: OpenGeneration, text: str) -> NamedNode | None:
    """Return what a CURIE or URI stands for, where the graph knows it; raises as `Names.candidates`."""
    return next((one for one in opened.names.candidates(text) if _known(opened, one)), None)


def minted_uri(opened: OpenGeneration, scheme: str, notation: str) -> NamedNode:
    """Return a URI of ours; raises Problem 404 where the graph does not know it."""
    quoted = quote(notation, safe="-._~()!*'@:+,;=%/")
    try:
        uri = NamedNode(f"{opened.names.base}/id/{quote(scheme, safe='-')}/{quoted}")
    except ValueError:
        uri = None
    for candidate in (uri, None if uri is None else _requoted(opened, scheme, notation)):
        if candidate is not None and _known(opened, candidate):
            return candidate
    raise Problem(404, f"le graphe ne connaît pas {scheme}:{notation}", parameter="notation")


def _requoted(opened: OpenGeneration, scheme: str, notation: str) -> NamedNode | None:
    # A server decodes the path: a notation that was minted quoted is quoted again.
    known = scheme in opened.names.prefixes
    return opened.names.concept(scheme, notation) if known else None


def _known(opened: OpenGeneration, uri: NamedNode) -> bool:
    return next(opened.store.store.quads_for_pattern(uri, None, None, None), None) is not None


def _data(request: Request, opened: OpenGeneration, uri: NamedNode, form: RdfFormat) -> Response:
    return _rdf(request, opened, concept_triples(opened.store, uri), form, opened.names.prefixes)


def _described(request: Request, opened: OpenGeneration, triples: Iterator[Triple]) -> Response:
    form = FORMATS[_EXTENSIONS[accepted(request, _MEDIA)]]
    return _rdf(request, opened, triples, form, PREFIXES)


def _rdf(
    request: Request,
    opened: OpenGeneration,
    triples: Iterator[Triple],
    form: RdfFormat,
    prefixes: dict[str, str],
) -> Response:
    headers = {"etag": etag(opened, form.media_type), "vary": "Accept", "cache-control": "no-cache"}
    if fresh(request, headers["etag"]):
        return Response(status_code=304, headers=headers)
    kept = None if form is RdfFormat.N_TRIPLES else prefixes
    body = serialize(dict.fromkeys(triples), format=form, prefixes=kept)
    return Response(body, headers=headers, media_type=charset(form.media_type))


def _here(request: Request) -> str:
    return str(request.base_url).rstrip("/")
