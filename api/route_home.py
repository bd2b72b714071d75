"""The home page and the results of a search: one box that understands what people look for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pyoxigraph import NamedNode

from maillage.api.catalogues import gettext, translated
from maillage.api.html_page import html_page
from maillage.api.open_generation import OpenGeneration
from maillage.api.opened import Opened
from maillage.api.page_facts import kind_word
from maillage.api.page_language import FRENCH, Language, language
from maillage.api.page_link import address, label_of
from maillage.api.resolver import near_codes_of, search_of
from maillage.api.searching import searched
from maillage.queries.search import LONGEST, Found, Match

router = APIRouter(include_in_schema=False)
SHOWN = 25
# In the words of readers: not messages, as each language has its own.
_EXAMPLES: Mapping[Language, tuple[str, ...]] = {
    "fr": ("préparatrice de commandes", "soudage", "BTS électrotechnique", "Troyes", "K1304"),
    "en": ("warehouse order picker", "welding", "BTS électrotechnique", "Troyes", "K1304"),
    "de": ("Staplerfahrer", "Schweißen", "BTS électrotechnique", "Troyes", "K1304"),
}
KINDS = {  # what one may narrow a search to
    "": "tout",
    "Occupation,JobTitle": "métiers",
    "Competence": "compétences",
    "Certification,CompetenceBlock": "certifications",
    "TrainingOffer": "formations",
    "Territory": "territoires",
}


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that may be meant."""

    label: str
    lang: str  # of the label
    curie: str
    kind: str
    href: str
    by: str  # the other label by which it was found, "" for its own
    of: str  # label of the occupation or certification that it is part of, ""
    retired: bool


@router.get("/")
def home() -> HTMLResponse:
    """Return the home page. It needs no graph."""
    return html_page(
        "home.html",
        title=gettext("Métiers, compétences, formations"),
        examples=_EXAMPLES[language()],
    )


@router.get("/recherche")
def results(
    opened: Opened,
    q: Annotated[str, Query(max_length=100_000)] = "",
    sorte: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Return what a text may mean; the page itself where it is the code of one thing."""
    asked = q.strip()
    text = len(asked) > LONGEST or "\n" in asked
    kind = sorte if sorte in KINDS else ""
    found = [] if text or not asked else _found(opened, asked, kind)
    if asked and not (found or text or kind):
        found = _near_codes(opened, asked)
    coded = [one for one in found if one.match is Match.CODE]
    if len(coded) == 1 and not kind:
        return RedirectResponse(_result(opened, coded[0]).href, 303)
    return html_page(
        "results.html",
        title=gettext("Recherche : %(asked)s", asked=asked[:60]) if asked else gettext("Recherche"),
        asked=asked,
        pasted=text,
        results=[_result(opened, one) for one in found],
        unsure=bool(found) and found[0].match in (Match.FUZZY, Match.PARTIAL),
        kinds=[
            (value, words, f"/recherche?{urlencode({'q': asked, 'sorte': value})}")
            for value, words in translated(KINDS).items()
        ],
        kind=kind,
        examples=_EXAMPLES[language()],
    )  # fmt: skip


def _found(opened: OpenGeneration, asked: str, kind: str) -> list[Found]:
    types = frozenset(kind.split(",")) if kind else None
    french = searched(opened, asked, types, FRENCH, None, SHOWN)
    if language() == FRENCH:
        return french
    # Places, certifications and trainings have French names only: both languages are searched.
    own = searched(opened, asked, types, language(), None, SHOWN)
    seen = {one.concept.uri for one in own}
    both = [*own, *(one for one in french if one.concept.uri not in seen)]
    return sorted(both, key=lambda one: one.match)[:SHOWN]


def _near_codes(opened: OpenGeneration, asked: str) -> list[Found]:
    """Return what has a code that is close to the one that was typed."""
    index = search_of(opened).index
    found = (index.concepts[index.places[uri.value]] for uri in near_codes_of(opened)(asked, ()))
    return [Found(one, Match.FUZZY, one.label, 0.0) for one in found]


def _result(opened: OpenGeneration, found: Found) -> Result:
    one, index = found.concept, search_of(opened).index
    part = index.concepts[index.places[one.part_of]] if one.part_of in index.places else None
    # An appellation has nothing that its occupation does not tell better.
    shown = part if part is not None and one.kind == "JobTitle" else one
    curie = opened.names.curie(one.uri)
    place = "Territory" in (one.kind, one.general)
    label, lang = label_of(opened, NamedNode(one.uri), one.label)
    return Result(
        label,
        lang,
        curie,
        kind_word(one.kind),
        f"/territoire/{quote(curie)}" if place else address(NamedNode(shown.uri), opened.names),
        found.label if found.match is not Match.CODE and found.label != label else "",
        part.label if part is not None else "",
        one.deprecated,
    )
