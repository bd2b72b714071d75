"""The page of an occupation: what it is, what it requires, what is near, what is wanted of it where one is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from fastapi.responses import HTMLResponse
from pyoxigraph import NamedNode

from maillage.api.catalogues import gettext, translated
from maillage.api.gap_view import VERDICTS
from maillage.api.html_page import html_page
from maillage.api.page_facts import PageFacts
from maillage.api.page_link import Link, address, links
from maillage.api.page_territories import territory_choices
from maillage.ontology.errors import MaillageError
from maillage.ontology.terms import ESCO, MLG
from maillage.queries.concept_summary import local_name
from maillage.queries.decode import node, text
from maillage.queries.gap_answer import GapAnswer, GapRow
from maillage.queries.near_answer import NearAnswer
from maillage.queries.question import question

NEAR = 8
OFFERS = 12
NATURES = {  # in the order in which people read them; "" where the referential says none
    "know-how": "Savoir-faire",
    "behaviour": "Savoir-être professionnels",
    "knowledge": "Savoirs",
    "": "Autres compétences",
}


PARTAKING = {  # what is said of an occupation that takes part in a transition, and of one that does not
    MLG.digitalTransition: (
        "Transition numérique : ce métier y prend part, selon le ROME.",
        "Transition numérique : ce métier n'y prend pas particulièrement part, selon le ROME.",
    ),
    MLG.demographicTransition: (
        "Transition démographique : ce métier y prend part, selon le ROME.",
        "Transition démographique : ce métier n'y prend pas particulièrement part, selon le ROME.",
    ),
}


@dataclass(frozen=True, slots=True)
class Required:
    """One competence that the occupation requires."""

    link: Link
    core: bool  # coeur de métier; for ESCO, essential
    emerging: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What a transition of the economy does to the occupation."""

    text: str
    definition: str = ""
    lang: str = ""  # of the definition


@dataclass(frozen=True, slots=True)
class Certified:
    """One certification in force that leads to the occupation."""

    link: Link
    level: str
    end: str  # ISO date, "" where none is known
    past: bool  # it ended since the release that was read, which may lack its successor


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One training offer of the territory chosen."""

    title: str
    provider: str
    commune: str
    first: str  # ISO date, "" unknown
    last: str
    href: str


@dataclass(frozen=True, slots=True)
class Here:
    """The occupation in the territory chosen."""

    answer: GapAnswer
    row: GapRow | None  # None: neither wanted nor taught there
    statistical: str  # label under which the figures count it
    offers: tuple[OfferLine, ...]
    offer_count: int


def occupation_page(facts: PageFacts, asked: Mapping[str, str]) -> HTMLResponse:
    """Return the page; `asked["territoire"]`: where demand and trainings are told."""
    opened = facts.opened
    territory = asked.get("territoire", "").strip()
    here, fault = _here(facts, territory)
    ours = facts.curie in {opened.names.curie(one) for one in opened.labour.data.view.parent}
    titles = facts.linked(MLG.jobTitleOf, "in")
    other_titles, other_lang = facts.other_labels()
    essential = bool(facts.nodes(ESCO.relatedEssentialSkill))
    return html_page(
        "occupation.html",
        200,
        **facts.frame(),
        access=facts.text(MLG.accessNote),
        titles=titles,
        other_titles=[] if titles else other_titles,
        other_lang=other_lang,
        groups=_groups(facts),
        core_word=gettext("essentielle") if essential else gettext("coeur de métier"),
        essential=essential,
        changes=list(_changes(facts)),
        traits=list(_traits(facts)),
        near=_near(facts, territory if here else "") if ours else None,
        mobilities=facts.linked(MLG.mobilityTo),
        certifications=_certifications(facts),
        territory=territory,
        territories=territory_choices(opened),
        fault=fault,
        here=here,
        ours=ours,
        verdicts=translated(VERDICTS),
        queries=[
            facts.query(gettext("les certifications qui y mènent"), "occupation_certifications", occupation=facts.uri),
            facts.query(gettext("tout ce qui est dit de ce métier"), "concept_statements", concept=facts.uri),
        ],
    )  # fmt: skip


def _groups(facts: PageFacts) -> list[tuple[str, list[Required]]]:
    """Return the competences by nature, those at the core first."""
    core, essential, emerging = (
        {facts.opened.names.curie(one) for one in facts.nodes(property_)}
        for property_ in (MLG.requiresCore, ESCO.relatedEssentialSkill, MLG.requiresEmerging)
    )
    core |= essential
    found: dict[str, list[Required]] = {nature: [] for nature in NATURES}
    for one in facts.linked(MLG.requires):
        nature = _nature(facts, one)
        found[nature if nature in found else ""].append(
            Required(one, one.curie in core, one.curie in emerging)
        )
    return [
        (gettext(NATURES[nature]), sorted(listed, key=lambda one: not one.core))
        for nature, listed in found.items()
        if listed
    ]


def _nature(facts: PageFacts, one: Link) -> str:
    """Return the nature that the referential states, "" for none."""
    quads = facts.opened.store.store.quads_for_pattern
    found = quads(facts.opened.names.uri(one.curie), MLG.nature, None)
    return next(
        (local_name(quad.object) for quad in found if isinstance(quad.object, NamedNode)), ""
    )


def _changes(facts: PageFacts) -> Iterator[Change]:
    for one in facts.nodes(MLG.ecologicalTransition):
        found = PageFacts(facts.opened, one).frame()
        role = gettext("Transition écologique : %(role)s.", role=found["title"])
        yield Change(role, str(found["definition"]), str(found["definition_lang"]))
    for property_, (partakes, stands_aside) in PARTAKING.items():
        if told := facts.text(property_):
            words = partakes if told == "true" else stands_aside
            yield Change(gettext(words))


def _traits(facts: PageFacts) -> Iterator[str]:
    if facts.text(MLG.regulated) == "true":
        yield gettext("Métier réglementé.")
    if facts.text(MLG.executive) == "true":
        yield gettext("Métier de cadre.")
    if label := facts.text(MLG.statisticalLabel):
        yield gettext("Dans les statistiques, ce code s'appelle « %(label)s ».", label=label)


def _certifications(facts: PageFacts) -> list[Certified]:
    rows = {
        node(row, "certification"): row
        for row in question("occupation_certifications").ask(
            facts.opened.store, {"occupation": facts.uri}
        )
    }
    found = []
    for one in links(facts.opened, rows):
        row = rows[facts.opened.names.uri(one.curie)]
        level = text(row, "level").rpartition("/")[2]
        end = text(row, "end")
        found.append(Certified(one, level, end, bool(end) and end < date.today().isoformat()))
    return sorted(found, key=lambda one: one.past)


def _near(facts: PageFacts, territory: str) -> NearAnswer:
    near = facts.opened.pathways.near
    return near.near(near.from_occupation(facts.uri.value), NEAR, territory or None)


def _here(facts: PageFacts, territory: str) -> tuple[Here | None, str]:
    """Return the occupation in a territory, or why it cannot be told."""
    if not territory:
        return None, ""
    opened = facts.opened
    try:
        answer = opened.labour.gap(territory, whole=True)
    except MaillageError as error:
        return None, str(error)
    trainings = opened.pathways.near.trainings
    statistical = trainings.statistical(facts.uri.value)
    row = next((one for one in answer.rows if one.uri == statistical.value), None)
    offers = trainings.to(facts.uri.value, trainings.around(territory))
    titles = trainings.titles(offers[:OFFERS])
    labels = opened.labour.data.view.territories.labels
    lines = tuple(
        OfferLine(
            *titles[one.uri], labels.get(one.commune, ""), one.first, one.last,
            address(one.uri, opened.names),
        )
        for one in offers[:OFFERS]
    )  # fmt: skip
    label = row.label if row else _label(facts, statistical)
    return Here(answer, row, label, lines, len(offers)), ""


def _label(facts: PageFacts, statistical: NamedNode) -> str:
    return facts.opened.labour.data.view.occupation_label(statistical)
