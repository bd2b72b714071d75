"""The pages of a certification and of a bloc: level, validity, what they certify, where they are prepared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi.responses import HTMLResponse
from pyoxigraph import NamedNode

from maillage.api.catalogues import gettext
from maillage.api.html_page import html_page
from maillage.api.page_facts import PageFacts
from maillage.api.page_link import Link, address, links
from maillage.ontology.terms import MLG
from maillage.queries.decode import node, optional_node
from maillage.queries.question import question

OFFERS = 60


@dataclass(frozen=True, slots=True)
class OfferPlace:
    """One offer, where and when."""

    title: str
    provider: str
    commune: str
    first: str  # ISO date of its first session, "" unknown
    last: str
    href: str


@dataclass(frozen=True, slots=True)
class Block:
    """One bloc, and the competences that it certifies where somebody said so."""

    link: Link
    competences: tuple[Link, ...]


def certification_page(facts: PageFacts, _: Mapping[str, str]) -> HTMLResponse:
    """Return the page of a certification."""
    occupations, inherited = _occupations(facts)
    replaced = [one.uri for one in facts.concept.replaces] if facts.concept else []
    offers, count = offers_of(facts, [facts.uri])
    older = not offers
    if older:  # catalogues go on naming what was replaced
        offers, count = offers_of(facts, replaced)
    return html_page(
        "certification.html",
        200,
        **facts.frame(),
        level=[one.label for one in facts.linked(MLG.level)],
        diploma=facts.text(MLG.diplomaKind),
        registration=facts.text(MLG.registrationKind),
        end=facts.text(MLG.registrationEnd),
        active=facts.text(MLG.active),
        certifiers=facts.linked(MLG.certifier),
        access=facts.linked(MLG.accessRoute),
        specialities=facts.linked(MLG.speciality),
        subjects=facts.linked(MLG.trainingSubject),
        blocks=_blocks(facts),
        occupations=occupations,
        inherited=inherited,
        offers=offers,
        offer_count=count,
        older=older,
        queries=[
            facts.query(gettext("les blocs et leurs compétences"), "certification_blocks", certification=facts.uri),
            facts.query(gettext("ce qui la remplace"), "certification_successors", certification=facts.uri),
            facts.query(gettext("tout ce qui est dit d'elle"), "concept_statements", concept=facts.uri),
        ],
    )  # fmt: skip


def block_page(facts: PageFacts, _: Mapping[str, str]) -> HTMLResponse:
    """Return the page of a bloc."""
    certifications = facts.nodes(MLG.hasBlock, "in")
    offers, count = offers_of(facts, certifications)
    return html_page(
        "block.html",
        200,
        **facts.frame(),
        certifications=links(facts.opened, certifications),
        competences=facts.linked(MLG.certifies),
        offers=offers,
        offer_count=count,
        queries=[
            facts.query(gettext("sa certification"), "block_certification", block=facts.uri),
            facts.query(
                gettext("tout ce qui est dit de lui"), "concept_statements", concept=facts.uri
            ),
        ],
    )


def offers_of(
    facts: PageFacts, certifications: Sequence[NamedNode]
) -> tuple[list[OfferPlace], int]:
    """Return the first offers that prepare certifications, by commune, and how many there are."""
    opened, wanted = facts.opened, frozenset(certifications)
    labels = opened.labour.data.view.territories.labels
    found = [one for one in opened.labour.data.offers if one.certification in wanted]
    found.sort(key=lambda one: (labels.get(one.commune, ""), one.uri.value))
    titles = opened.pathways.near.trainings.titles(found[:OFFERS])
    return [
        OfferPlace(
            *titles[one.uri], labels.get(one.commune, ""), one.first, one.last,
            address(one.uri, opened.names),
        )
        for one in found[:OFFERS]
    ], len(found)  # fmt: skip


def _blocks(facts: PageFacts) -> list[Block]:
    certified: dict[NamedNode, set[NamedNode]] = {one: set() for one in facts.nodes(MLG.hasBlock)}
    rows = question("certification_blocks").ask(facts.opened.store, {"certification": facts.uri})
    for row in rows:
        competence = optional_node(row, "competence")
        certified[node(row, "block")].update({competence} if competence else ())
    uri = facts.opened.names.uri
    found = [
        Block(one, tuple(links(facts.opened, certified[uri(one.curie)])))
        for one in links(facts.opened, certified)
    ]
    return sorted(found, key=lambda one: one.link.curie)


def _occupations(facts: PageFacts) -> tuple[list[Link], list[Link]]:
    """Return the occupations that it leads to; where it says none, those of what it replaces, which is told."""
    own = facts.linked(MLG.leadsTo)
    if own or facts.concept is None:
        return own, []
    replaced = [one.uri for one in facts.concept.replaces]
    found = {uri for one in replaced for uri in PageFacts(facts.opened, one).nodes(MLG.leadsTo)}
    return links(facts.opened, found), links(facts.opened, replaced) if found else []
