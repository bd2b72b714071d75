"""The page where one pastes a text: what it asks for, at its exact words, and what its reader thinks of that.

The text is read and forgotten: it is in the page alone, which sends it again with the judgements.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from maillage.api.api_keys import key_holder, keys_asked
from maillage.api.catalogues import counted, gettext, translated
from maillage.api.html_page import html_page
from maillage.api.open_generation import OpenGeneration
from maillage.api.opened import Opened
from maillage.api.page_form import Form, field
from maillage.api.problem import Problem
from maillage.api.route_link import LONGEST, LONGEST_TEXT
from maillage.api.text_headline import headline
from maillage.api.text_opinions import OPINIONS, Opinions, read_opinions, reviews_of, text_name
from maillage.api.text_reading import TextReading, text_reading
from maillage.graph.review_queue import ReviewQueue, UnusableReviewQueue
from maillage.ingest.errors import MissingEngine, UnusableEncoder
from maillage.ingest.extractor_index import MissingExtractorIndex
from maillage.ingest.plain_text import plain_text
from maillage.ingest.record import Kind, Record

router = APIRouter(include_in_schema=False)
EMPTY = "Rien à lire : coller le texte d'une offre d'emploi ou d'une formation dans le cadre."
NOT_READY = (
    "Le lecteur de textes n'est pas prêt : son encodeur ou son index manque. Qui tient le service lance "
    "« maillage build », puis « maillage serve »."
)


@dataclass(frozen=True, slots=True)
class _Pasted:
    """What was pasted."""

    title: str
    text: str


@router.get("/texte")
def form_page(request: Request) -> Response:
    """Return the form."""
    return _page(request, _Pasted("", ""))


@router.post("/texte")
def read_page(request: Request, opened: Opened, form: Form) -> Response:
    """Return what a text asks for; with judgements in the form, keep these first."""
    pasted = _Pasted(field(form, "titre").strip(), field(form, "texte"))
    if not pasted.text.strip() and not pasted.title:
        return _page(request, pasted, 400, fault=gettext(EMPTY))
    if len(pasted.text) > LONGEST_TEXT or len(pasted.title) > LONGEST:
        fault = gettext(
            "Texte trop long : %(text)s caractères au plus, %(title)s pour l'intitulé.",
            text=LONGEST_TEXT, title=LONGEST,
        )  # fmt: skip
        return _page(
            request, _Pasted(pasted.title[:LONGEST], pasted.text[:LONGEST_TEXT]), 413, fault=fault
        )
    text = plain_text(pasted.text)
    title = pasted.title or headline(text)
    record = Record(kind=Kind.AD, source="page", id="1", title=title, text=text)
    try:
        found = opened.extractor.extract(record)
    except (MissingExtractorIndex, UnusableEncoder, MissingEngine):
        return _page(request, pasted, 503, fault=gettext(NOT_READY))
    reading = text_reading(opened, text, found)
    said, told = Opinions(), ""
    if field(form, "juger"):
        said, told = _judged(request, opened, form, reading, _Pasted(pasted.title, text))
    return _page(request, pasted, reading=reading, said=said, told=told, generation=opened.number)


def _judged(
    request: Request, opened: OpenGeneration, form: Mapping[str, list[str]], reading: TextReading, pasted: _Pasted
) -> tuple[Opinions, str]:  # fmt: skip
    """Keep the judgements of a form, and return them with what to tell their author."""
    if field(form, "generation") != str(opened.number):
        return (
            Opinions(),
            gettext(
                "Le graphe a changé depuis : rien n'a été noté. Relire ce qui suit, et juger de nouveau."
            ),
        )
    if keys_asked(request):
        try:
            key_holder(request, field(form, "cle").strip())
        except Problem:
            return (
                Opinions(),
                gettext(
                    "Rien n'a été noté : ce service demande une clé pour garder des jugements."
                ),
            )
    said = read_opinions(opened, form, reading)
    queue, kept = ReviewQueue(opened.home), bool(field(form, "garder"))
    name = text_name(pasted.title, pasted.text) if kept else ""
    reviews = reviews_of(opened, reading, said, pasted.text, name)
    try:
        queue.append(reviews)
        if kept and reviews:
            queue.keep_text(name, pasted.title, pasted.text)
    except (UnusableReviewQueue, OSError):
        return (
            Opinions(),
            gettext(
                "Rien n'a été noté : la file de relecture ne peut être écrite. Prévenir qui tient le service."
            ),
        )
    return said, _thanks(len(reviews), len(said.choices), kept=kept)


def _thanks(count: int, waiting: int, *, kept: bool) -> str:
    if not count and not waiting:
        return gettext("Aucun jugement n'était coché : rien n'a été noté.")
    words = []
    if count:
        words.append(counted(count, "%(num)s jugement noté.", "%(num)s jugements notés."))
        words.append(
            gettext("Le texte est gardé avec.") if kept else gettext("Le texte n'est pas gardé.")
        )
    if waiting:
        words.append(
            gettext(
                "Pour %(count)s « autre », il reste à choisir le concept, ci-dessous.",
                count=waiting,
            )
        )
    return " ".join(words)


def _page(
    request: Request,
    pasted: _Pasted,
    status: int = 200,
    *,
    fault: str = "",
    told: str = "",
    reading: TextReading | None = None,
    said: Opinions | None = None,
    generation: int = 0,
) -> Response:
    response = html_page(
        "text.html", status, title=gettext("Lire un texte"), pasted=pasted, fault=fault, told=told, reading=reading,
        said=said or Opinions(), opinions=translated(OPINIONS), generation=generation, key_asked=keys_asked(request),
        longest=LONGEST, longest_text=LONGEST_TEXT,
    )  # fmt: skip
    response.headers["cache-control"] = "no-store"  # the page holds the text
    return response
