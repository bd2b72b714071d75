"""The page of a competence: its reach and why, who asks for it, where it is taught."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from fastapi.responses import HTMLResponse
from pyoxigraph import NamedNode

from maillage.api.catalogues import gettext
from maillage.api.html_page import html_page
from maillage.api.page_facts import PageFacts
from maillage.api.page_link import Link, links
from maillage.api.portrait_page import KINDS
from maillage.api.reach_view import BASES
from maillage.ontology.terms import DCT, MLG, SKOS
from maillage.queries.concept_summary import local_name
from maillage.queries.decode import node, optional_node
from maillage.queries.question import question
from maillage.queries.reach import REACH_WORDS
from maillage.queries.reach_facts import ReuseLevel, reach_facts
from maillage.queries.reach_tree import Spread

SHOWN = 60  # occupations and offers; the query has them all


@dataclass(frozen=True, slots=True)
class Taught:
    """One certification of which blocs certify the competence."""

    certification: Link
    blocks: tuple[Link, ...]
    offers: int  # that prepare it


@dataclass(frozen=True, slots=True)
class Need:
    """One need that the graph publishes of the competence, in one territory."""

    territory: Link
    kind: str
    period: str
    why: str


def competence_page(facts: PageFacts, _: Mapping[str, str]) -> HTMLResponse:
    """Return the page."""
    found = reach_facts(facts.opened.reach, facts.curie)
    core = {facts.opened.names.curie(one) for one in facts.nodes(MLG.requiresCore, "in")}
    occupations = sorted(facts.linked(MLG.requires, "in"), key=lambda one: one.curie not in core)
    offers = _offers(facts)
    other_labels, other_lang = facts.other_labels()
    return html_page(
        "competence.html",
        200,
        **facts.frame(),
        reach=gettext(REACH_WORDS[found.answer.reach]) if found.answer.reach else "",
        basis=gettext(BASES[found.answer.basis]),
        reason=found.answer.reason,
        also=[gettext(REACH_WORDS[one]) for one in found.answer.also],
        spread=found.answer.spread,
        main=_main(facts, found.answer.spread),
        levels=_levels(facts, found.reuse_levels),
        category=facts.text(MLG.competenceSubcategory) or facts.text(MLG.competenceCategory),
        broader=facts.linked(SKOS.broader),
        narrower=facts.linked(SKOS.broader, "in"),
        other_labels=other_labels,
        other_lang=other_lang,
        needs=_needs(facts),
        occupations=occupations[:SHOWN],
        occupation_count=len(occupations),
        core=core,
        taught=_taught(facts),
        offers=offers[:SHOWN],
        offer_count=len(offers),
        queries=[
            facts.query(gettext("les blocs et formations"), "competence_blocks", competence=facts.uri),
            facts.query(gettext("les formations, par déduction aussi"), "competence_offers", competence=facts.uri),
            facts.query(gettext("tout ce qui est dit d'elle"), "concept_statements", concept=facts.uri),
        ],
    )  # fmt: skip


def _levels(facts: PageFacts, found: Sequence[ReuseLevel]) -> list[tuple[str, Link]]:
    """Return how far ESCO says that the skills of a competence are reused, each with that skill."""
    uri = facts.opened.names.uri
    known = {one.curie: one for one in links(facts.opened, [uri(one.skill) for one in found])}
    return [(one.level, known[one.skill]) for one in found if one.skill in known]


def _main(facts: PageFacts, spread: Spread) -> list[tuple[Link, int]]:
    """Return the groups with most of the occupations that require it, the first first."""
    counts = dict(spread.main)
    found = links(facts.opened, [facts.opened.names.uri(curie) for curie in counts])
    return sorted(((one, counts[one.curie]) for one in found), key=lambda pair: -pair[1])


def _needs(facts: PageFacts) -> list[Need]:
    """Return the needs, emerging first, in the order of their territories."""
    found: list[tuple[NamedNode, str, str, str]] = []
    for uri in facts.nodes(MLG.competence, "in"):
        need = PageFacts(facts.opened, uri)
        for kind, territory in product(need.nodes(MLG.needKind), need.nodes(MLG.territory)):
            told = need.text(MLG.period), need.text(DCT.description)
            found.append((territory, local_name(kind), *told))
    places = {one.curie: one for one in links(facts.opened, {one[0] for one in found})}
    curie, order = facts.opened.names.curie, {kind: place for place, kind in enumerate(KINDS)}
    needs = [
        (kind, Need(places[curie(place)], gettext(KINDS.get(kind, kind)), period, why))
        for place, kind, period, why in found
        if curie(place) in places
    ]
    needs.sort(key=lambda one: (order.get(one[0], 9), one[1].territory.label, one[1].period))
    return [need for _, need in needs]


def _taught(facts: PageFacts) -> list[Taught]:
    blocks: dict[NamedNode, set[NamedNode]] = {}
    offers: dict[NamedNode, set[NamedNode]] = {}
    for row in question("competence_blocks").ask(facts.opened.store, {"competence": facts.uri}):
        certification = node(row, "certification")
        blocks.setdefault(certification, set()).add(node(row, "block"))
        offer = optional_node(row, "offer")
        offers.setdefault(certification, set()).update({offer} if offer else ())
    uri = facts.opened.names.uri
    found = [
        Taught(one, tuple(links(facts.opened, blocks[uri(one.curie)])), len(offers[uri(one.curie)]))
        for one in links(facts.opened, blocks)
    ]
    return sorted(found, key=lambda one: -one.offers)


def _offers(facts: PageFacts) -> list[Link]:
    rows = question("competence_offers").ask(facts.opened.store, {"competence": facts.uri})
    return links(facts.opened, [node(row, "offer") for row in rows])
