"""The page where one composes a perimeter: communes, groupings and radii, added and taken away one by one.

What was chosen is in the address, so that it can be kept or sent; saving it under a name is asked for apart.
"""

import re
from collections.abc import Sequence
from typing import Annotated, NamedTuple
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from maillage.api.api_keys import key_holder
from maillage.api.catalogues import gettext
from maillage.api.html_page import html_page
from maillage.api.open_generation import OpenGeneration
from maillage.api.opened import Opened
from maillage.api.page_form import Form, field, is_local
from maillage.api.page_language import FRENCH
from maillage.api.perimeters import BadPerimeterName, PerimeterExists, save_perimeter
from maillage.api.problem import Problem
from maillage.api.territory_search import NamedTerritory, found_territories, known_territories
from maillage.graph.errors import BuildInProgress
from maillage.graph.home import Home
from maillage.ontology.errors import MaillageError
from maillage.queries.errors import UnknownTerritory
from maillage.queries.territory import Territory

router = APIRouter(include_in_schema=False)
MOST = 500  # terms of a perimeter
SHOWN = 2000  # communes listed
_COMMUNES = frozenset(("commune",))
GROUPINGS = {"bassin": "Bassins d'emploi", "dep": "Départements", "epci": "Intercommunalités"}
_SIMPLE = re.compile(r"[\w:.]+")
_KM = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?")
NO_WRITE = (
    "Pour garder un périmètre sous un nom, il faut une clé de ce service (« maillage key add NOM »), ou être "
    "sur la machine même qui le tient. Sans nom, l'adresse de cette page suffit à le retrouver."
)


class Part(NamedTuple):
    """One term of the perimeter."""

    term: str
    label: str
    population: int | None  # None where the term names nothing
    without: str  # address of this page without it


class Place(NamedTuple):
    """A territory that can be added."""

    territory: NamedTerritory
    href: str


@router.get("/perimetre")
def compose(
    request: Request,
    opened: Opened,
    t: Annotated[list[str] | None, Query(max_length=MOST)] = None,
    q: Annotated[str, Query(max_length=200)] = "",
    centre: Annotated[str, Query(max_length=200)] = "",
    km: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Return the page; `t`: what was chosen; `q`: what to add; `centre` and `km`: a radius to add."""
    terms = _terms(t or [])
    if not centre.strip():
        return _page(request, opened, terms, asked=q, found=_places(opened, q, terms))
    if not _KM.fullmatch(km.strip()):
        fault = gettext(
            "Rayon « %(km)s » : un nombre de kilomètres est attendu, par exemple 20.", km=km
        )
        return _page(request, opened, terms, 400, fault=fault)
    around = found_territories(opened, centre, _COMMUNES)
    radii = [_radius(one, km) for one in around]
    if len(radii) == 1:
        return RedirectResponse(_address([*terms, radii[0].curie]), 303)
    none = gettext("Aucune commune de la région ne commence par « %(typed)s ».", typed=centre)
    fault = "" if radii else none
    return _page(request, opened, terms, fault=fault, found=_added(radii, terms))


@router.post("/perimetre")
def save(request: Request, opened: Opened, form: Form) -> Response:
    """Keep the perimeter under a name, and return the page that says so."""
    terms, label = _terms(form.get("t", [])), field(form, "nom").strip()[:100]
    refusal = _refusal(request, field(form, "cle").strip())
    if refusal:
        return _page(request, opened, terms, 403, fault=refusal)
    if not terms or not label:
        return _page(
            request,
            opened,
            terms,
            400,
            fault=gettext("Choisir au moins un territoire, et donner un nom."),
        )
    try:
        saved = save_perimeter(
            Home(opened.home), opened.names, request.app.state.settings.region,
            opened.labour.data.view.territories, _slug(label), _expression(terms), label,
        )  # fmt: skip
    except (BadPerimeterName, PerimeterExists, UnknownTerritory, BuildInProgress) as error:
        return _page(request, opened, terms, 409, fault=_sentence(error), fault_lang=FRENCH)
    except OSError:
        fault = gettext("Rien n'a été gardé : le dossier du graphe ne peut être écrit.")
        return _page(request, opened, terms, 503, fault=fault)
    return _page(request, opened, terms, saved=saved.curie)


def _page(
    request: Request,
    opened: OpenGeneration,
    terms: Sequence[str],
    status: int = 200,
    *,
    fault: str = "",
    fault_lang: str = "",
    asked: str = "",
    found: Sequence[Place] = (),
    saved: str = "",
) -> Response:
    parts, why = _parts(opened, terms)
    place = None
    try:
        place = _resolved(opened, _expression(terms)) if terms and not why else None
    except UnknownTerritory as error:
        why = _sentence(error)
    if why:
        fault, fault_lang, status = why, FRENCH, 404 if status == 200 else status
    labels = opened.labour.data.view.territories.labels
    inside = place.communes if place else ()
    communes = sorted((labels.get(one, one.value) for one in inside), key=str.casefold)
    return html_page(
        "perimeter.html", status, title=gettext("Composer un périmètre"), terms=terms, parts=parts, place=place,
        here=f"/territoire/{quote(place.text, safe=':+,')}" if place else "", fault=fault,
        fault_lang=fault_lang, asked=asked,
        found=found, saved=saved, communes=communes[:SHOWN], cleared="/perimetre",
        may_write=not _refusal(request, ""), may_with_key=gettext(NO_WRITE),
        groups=[
            (gettext(words), known_territories(opened, kind)) for kind, words in GROUPINGS.items()
        ],
    )  # fmt: skip


def _terms(typed: Sequence[str]) -> list[str]:
    """Return the terms that were chosen, each once, those of a plain union taken apart."""
    found: list[str] = []
    for one in typed:
        pieces = re.split(r"\s*[+,]\s*", one.strip())
        plain = all(_SIMPLE.fullmatch(piece) for piece in pieces)
        found += pieces if plain else [one.strip()]
    return list(dict.fromkeys(one for one in found if one))[:MOST]


def _expression(terms: Sequence[str]) -> str:
    if len(terms) == 1:
        return terms[0]
    return "+".join(one if _SIMPLE.fullmatch(one) else f"({one})" for one in terms)


def _parts(opened: OpenGeneration, terms: Sequence[str]) -> tuple[list[Part], str]:
    """Return the terms, and why one of them names nothing, "" where all do."""
    parts, why = [], ""
    for one in terms:
        without = _address([other for other in terms if other != one])
        try:
            place = _resolved(opened, one)
            parts.append(Part(one, place.label, place.population, without))
        except UnknownTerritory as error:
            why = _sentence(error)
            parts.append(Part(one, gettext("Territoire inconnu"), None, without))
    return parts, why


def _resolved(opened: OpenGeneration, expression: str) -> Territory:
    return opened.labour.data.view.territories.resolve(opened.names, expression)


def _places(opened: OpenGeneration, typed: str, terms: Sequence[str]) -> list[Place]:
    return _added(found_territories(opened, typed, limit=20) if typed.strip() else [], terms)


def _added(found: Sequence[NamedTerritory], terms: Sequence[str]) -> list[Place]:
    return [Place(one, _address([*terms, one.curie])) for one in found]


def _radius(commune: NamedTerritory, km: str) -> NamedTerritory:
    code, length = commune.curie.partition(":")[2], km.strip().replace(",", ".")
    label = gettext("%(km)s km autour de %(place)s", km=km.strip(), place=commune.label)
    return commune._replace(curie=f"rayon:{code}:{length}km", label=label)


def _address(terms: Sequence[str]) -> str:
    return "/perimetre" + (f"?{urlencode([('t', one) for one in terms])}" if terms else "")


def _slug(label: str) -> str:
    from maillage.ingest.normalise_label import fold

    return "-".join(re.findall(r"[a-z0-9]+", fold(label)))


def _refusal(request: Request, key: str) -> str:
    """Return why somebody may not write, "" where they may: with a key, or at this very machine."""
    if not key and is_local(request) and not request.app.state.settings.keys_required:
        return ""
    try:
        key_holder(request, key)
    except Problem as error:
        return error.detail.capitalize() if key else gettext(NO_WRITE)
    return ""


def _sentence(error: MaillageError) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
