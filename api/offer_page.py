"""The page of a training offer: what it prepares, where, when, and what one learns there."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi.responses import HTMLResponse
from pyoxigraph import Literal, NamedNode

from maillage.api.catalogues import gettext
from maillage.api.html_page import html_page
from maillage.api.page_facts import PageFacts
from maillage.api.page_link import Link, links
from maillage.graph.inference import INFERRED
from maillage.ontology.terms import MLG, SCHEMA

SHOWN = 24  # sessions


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session."""

    start: str  # ISO date, "" unknown
    end: str
    seats: str


def offer_page(facts: PageFacts, _: Mapping[str, str]) -> HTMLResponse:
    """Return the page."""
    sessions = sorted(
        (_session(facts, one) for one in facts.nodes(MLG.hasSession)), key=lambda one: one.start
    )
    known = next((one for one in facts.opened.labour.data.offers if one.uri == facts.uri), None)
    stated, inferred = _developed(facts)
    return html_page(
        "offer.html",
        200,
        **facts.frame(),
        certifications=facts.linked(MLG.prepares),
        method=facts.text(MLG.certificationMethod),
        providers=facts.linked(MLG.provider),
        communes=facts.linked(MLG.locatedIn),
        sessions=sessions[-SHOWN:],
        session_count=len(sessions),
        occupations=links(facts.opened, known.occupations if known else facts.nodes(MLG.leadsTo)),
        stated=stated,
        inferred=inferred,
        queries=[
            facts.query(
                gettext("tout ce qui est dit d'elle"), "concept_statements", concept=facts.uri
            )
        ],
    )


def _session(facts: PageFacts, uri: NamedNode) -> SessionLine:
    def first(property_: NamedNode) -> str:
        quads = facts.opened.store.store.quads_for_pattern(uri, property_, None)
        return next((one.object.value for one in quads if isinstance(one.object, Literal)), "")

    return SessionLine(first(SCHEMA.startDate)[:10], first(SCHEMA.endDate)[:10], first(MLG.seats))


def _developed(facts: PageFacts) -> tuple[list[Link], list[Link]]:
    """Return the competences that the offer states, and those that only follow from its certification."""
    stated: set[NamedNode] = set()
    inferred: set[NamedNode] = set()
    graphs = {record.graph for record in facts.opened.manifest.sources if record.source != INFERRED}
    for quad in facts.opened.store.store.quads_for_pattern(facts.uri, MLG.develops, None):
        if isinstance(quad.object, NamedNode) and isinstance(quad.graph_name, NamedNode):
            (stated if quad.graph_name.value in graphs else inferred).add(quad.object)
    return links(facts.opened, stated), links(facts.opened, inferred - stated)
