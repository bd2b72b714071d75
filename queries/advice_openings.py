"""Which trainings could be looked at opening: a greedy cover of what is missing by certifications.

An action is worth what the whole graph makes it worth on average: 1 / reference recruitment projects. It is shared
among the occupations that its certification leads to in proportion to its fit to each (`advice_fit`), and counts there
for that fit: a title that barely speaks of an occupation covers little of what it lacks, and none under `MARGINAL`.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from maillage.ontology.names import Names
from maillage.queries.advice_answer import (
    Action,
    CoverFigures,
    Equivalent,
    NeedFigures,
    PartJudgement,
    Proposal,
)
from maillage.queries.advice_argument import (
    counter_to_opening,
    demand_reason,
    lower_sentence,
    placement_sentence,
    registration_doubt,
)
from maillage.queries.advice_data import AdviceData, CertificationFacts, Placement
from maillage.queries.advice_fit import MARGINAL
from maillage.queries.advice_needs import by_expected, lowered
from maillage.queries.advice_words import fr, percent
from maillage.queries.cover import GUARANTEE, Amount, Cover, greedy_cover
from maillage.queries.supply import Offer
from maillage.queries.verdict import Verdict

PARTIAL = 0.6  # fit under which a doubt is told
UNTAUGHT = 0.75  # what a certification that nobody prepares in the region is preferred for, beside one that is
SHOWN_EQUIVALENTS = 5
SHOWN_NEEDS = 3

Signature = tuple[NamedNode, ...]  # the occupations that a certification leads to
Signatures = Mapping[Signature, Sequence[NamedNode]]  # to the certifications that lead there


@dataclass(frozen=True, slots=True)
class Ground:
    """What every proposal of one territory is made from."""

    names: Names
    period: str
    today: str  # ISO date
    reference: float  # actions a project
    lower: float
    data: AdviceData
    needs: Mapping[NamedNode, NeedFigures]
    here: Mapping[NamedNode, tuple[Offer, ...]]  # certification → actions of the territory
    everywhere: Mapping[NamedNode, int]  # certification → actions of the graph
    rates: Mapping[str, Placement] = field(default_factory=dict)  # CURIE → how its leavers fare


@dataclass(frozen=True, slots=True)
class Openings:
    """The proposals, and what they cover."""

    proposals: tuple[Proposal, ...]
    cover: CoverFigures
    lower_cover: CoverFigures
    unreachable: tuple[
        NeedFigures, ...
    ]  # needs that no active certification leads to, but marginally
    certifications: frozenset[NamedNode]  # that are proposed or would do as well


def openings(ground: Ground, actions: int) -> Openings:
    """Return what could be opened, the most useful first; `actions`: how many at most."""
    signatures = _signatures(ground)
    found = _cover(ground, ground.needs, signatures, actions)
    fewer = {
        uri: lowered(need, ground.reference, ground.lower) for uri, need in ground.needs.items()
    }
    then = _cover(ground, fewer, signatures, actions)
    kept = Counter(pick.candidate for pick in then.picks)
    gains: defaultdict[Signature, float] = defaultdict(float)
    given: defaultdict[Signature, set[NamedNode]] = defaultdict(set)
    sessions: Counter[Signature] = Counter()
    for pick in found.picks:
        gains[pick.candidate] += pick.gain
        sessions[pick.candidate] += 1
        given[pick.candidate].update(pick.given)
    proposals = [
        _proposal(ground, one, signatures[one], sessions[one], kept[one], gains[one], given[one])
        for one in gains
    ]
    reached = {
        uri
        for certifications in signatures.values()
        for uri in worths(ground.data.certifications[certifications[0]])
    }
    return Openings(
        tuple(sorted(proposals, key=lambda one: (one.action is Action.WATCH, -(one.gain or 0.0)))),
        cover_figures(found, _unreachable(ground.needs, reached)),
        cover_figures(then, _unreachable(fewer, reached)),
        tuple(
            by_expected(
                [one for uri, one in ground.needs.items() if one.expected and uri not in reached]
            )
        ),
        frozenset(uri for one in gains for uri in signatures[one]),
    )


def cover_figures(found: Cover[NamedNode, Signature], unreachable: float) -> CoverFigures:
    """Return the figures of a cover."""
    return CoverFigures(
        found.total,
        unreachable,
        found.covered,
        found.bound,
        found.share_of_best,
        GUARANTEE,
        len(found.picks),
    )


def equivalents(
    ground: Ground, certifications: Iterable[NamedNode], most: int
) -> tuple[Equivalent, ...]:
    """Return the first of some certifications."""
    return tuple(
        Equivalent(ground.names.curie(uri), facts.label, level_curie(ground.names, facts))
        for uri in list(certifications)[:most]
        if (facts := ground.data.certifications.get(uri))
    )


def level_curie(names: Names, facts: CertificationFacts) -> str:
    """Return the level of a certification, "" where the register has none."""
    return names.curie(facts.level) if facts.level else ""


def placement_sentences(ground: Ground, certification: NamedNode, *, good: bool) -> list[str]:
    """Return how the leavers of a certification, or of one that it replaced, fare: well, or not."""
    line = (certification, *sorted(ground.data.predecessors.get(certification, ()), key=str))
    found = [
        ground.rates[curie] for curie in map(ground.names.curie, line) if curie in ground.rates
    ]
    return [placement_sentence(one) for one in found[:1] if (one.rate >= one.median) is good]


def actions_here(ground: Ground, certification: NamedNode) -> int:
    """Return the actions of the territory that prepare a certification, or one that it replaced."""
    line = {certification, *ground.data.predecessors.get(certification, ())}
    return sum(len(ground.here.get(one, ())) for one in line)


def actions_elsewhere(ground: Ground, certification: NamedNode) -> int:
    """Return those of the rest of the graph."""
    line = {certification, *ground.data.predecessors.get(certification, ())}
    everywhere = sum(ground.everywhere.get(one, 0) for one in line)
    return everywhere - actions_here(ground, certification)


def _signatures(ground: Ground) -> Signatures:
    found: defaultdict[Signature, list[NamedNode]] = defaultdict(list)
    for uri, facts in ground.data.certifications.items():
        if any(one in ground.needs and ground.needs[one].expected for one in worths(facts)):
            found[facts.occupations].append(uri)
    for certifications in found.values():
        certifications.sort(key=lambda uri: _rank(ground, uri))
    # Of two that gain as much, the one that leads to fewer other occupations comes first.
    return dict(sorted(found.items(), key=lambda one: (len(one[0]), _rank(ground, one[1][0]))))


def worths(facts: CertificationFacts) -> dict[NamedNode, float]:
    """Return the part of an action that counts for each occupation; they sum to 1 at most."""
    total = sum(facts.fits)
    return {
        code: fit * fit / total
        for code, fit in zip(facts.occupations, facts.fits, strict=True)
        if fit >= MARGINAL
    }


def _rank(ground: Ground, uri: NamedNode) -> tuple[float, int, bool, str, str]:
    # What speaks best of what is missing. What is taught somewhere in the region can be taught here, which makes
    # up for a title that speaks a little less of it; then what the register says itself.
    facts = ground.data.certifications[uri]
    taught = sum(ground.everywhere.get(one, 0) for one in (uri, *ground.data.predecessors[uri]))
    missing = {
        code: ground.needs[code].expected for code in facts.occupations if code in ground.needs
    }
    told = sum(part * missing.get(code, 0.0) for code, part in worths(facts).items())
    ends_late = "".join(chr(ord("9") - int(one)) for one in facts.end if one.isdigit())
    return (-told * (1 if taught else UNTAUGHT), -taught, facts.inherited, ends_late, uri.value)


def _cover(
    ground: Ground,
    needs: Mapping[NamedNode, NeedFigures],
    signatures: Signatures,
    actions: int,
) -> Cover[NamedNode, Signature]:
    worth = 1 / ground.reference if ground.reference else 0.0
    parts = {one: worths(ground.data.certifications[uris[0]]) for one, uris in signatures.items()}
    reached = {uri for found in parts.values() for uri in found}
    amounts = {
        uri: Amount(need.missing, need.expected / need.missing)
        for uri, need in needs.items()
        if need.expected > 0 and uri in reached
    }
    candidates = {
        one: {uri: worth * part for uri, part in found.items()} for one, found in parts.items()
    }
    return greedy_cover(amounts, candidates, actions)


def _unreachable(needs: Mapping[NamedNode, NeedFigures], reached: set[NamedNode]) -> float:
    return sum(need.expected for uri, need in needs.items() if uri not in reached)


def _proposal(
    ground: Ground,
    signature: Signature,
    certifications: Sequence[NamedNode],
    sessions: int,
    kept: int,
    gain: float,
    given: Collection[NamedNode],
) -> Proposal:
    first = certifications[0]
    facts = ground.data.certifications[first]
    served = by_expected([ground.needs[uri] for uri in signature if uri in given])
    shown = served[:SHOWN_NEEDS]
    sure = [one for one in served if one.judgement.verdict is Verdict.UNDER_SUPPLIED]
    still = [one for one in sure if one.lower.verdict is Verdict.UNDER_SUPPLIED]
    here = actions_here(ground, first)
    return Proposal(
        Action.OPEN if sure else Action.WATCH,
        first.value,
        ground.names.curie(first),
        facts.label,
        level_curie(ground.names, facts),
        facts.kind,
        True,
        facts.end,
        sessions,
        part_of_all(served),
        gain,
        here,
        actions_elsewhere(ground, first),
        (
            *(demand_reason(need, ground.period) for need in shown),
            f"{sessions} action(s) couvriraient {fr(gain, 1)} projet(s) attendus non couverts, au rythme régional "
            f"de {fr(1 / ground.reference)} projets par action, compté pour ce que l'intitulé dit du métier.",
            *_where(ground, first, here, known=True),
            *placement_sentences(ground, first, good=True),
        ),
        (
            *counter_to_opening(shown),
            *placement_sentences(ground, first, good=False),
            *_where(ground, first, here, known=False),
            *_fit_doubts(ground, facts, shown),
            *_doubts(ground, signature, facts),
            *registration_doubt(facts.end, ground.today),
        ),
        f"{lower_sentence(shown, ground.lower)} ; {_kept(sessions, kept)}.",
        kept >= sessions and bool(still) == bool(sure),
        tuple(one.curie for one in served),
        (),
        (),
        equivalents(ground, certifications[1:], SHOWN_EQUIVALENTS),
        len(certifications) - 1,
        equivalents(ground, _others(ground, served[0], signature), SHOWN_EQUIVALENTS),
    )


def _others(ground: Ground, need: NeedFigures, signature: Signature) -> list[NamedNode]:
    # They lead to the same occupation among others, so that an action is worth less there.
    aim = NamedNode(need.uri)
    found = [
        uri
        for uri, facts in ground.data.certifications.items()
        if aim in facts.occupations and facts.occupations != signature
    ]
    return sorted(found, key=lambda uri: _rank(ground, uri))


def part_of_all(needs: Sequence[NeedFigures]) -> PartJudgement:
    """Return the part of the need that weighs most: the first of them."""
    return needs[0].part._replace(reason=f"{needs[0].curie} : {needs[0].part.reason}")


def _where(ground: Ground, certification: NamedNode, here: int, *, known: bool) -> list[str]:
    elsewhere = actions_elsewhere(ground, certification)
    if known is not bool(here or elsewhere):
        return []
    if not known:
        return [
            "Aucune action connue ne la prépare dans la région : organisme et plateau restent à trouver."
        ]
    return [f"Déjà préparée : {here} action(s) ici, {elsewhere} ailleurs dans la région."]


def _fit_doubts(
    ground: Ground, facts: CertificationFacts, needs: Sequence[NeedFigures]
) -> list[str]:
    fits = dict(zip(map(ground.names.curie, facts.occupations), facts.fits, strict=True))
    return [
        f"{need.curie} : l'intitulé n'en parle que pour {percent(fits[need.curie])} ; elle peut n'y préparer qu'en "
        "partie."
        for need in needs
        if fits[need.curie] < PARTIAL
    ]


def _doubts(ground: Ground, signature: Signature, facts: CertificationFacts) -> list[str]:
    found = []
    idle = [one for one in signature if one not in ground.needs or not ground.needs[one].missing]
    if idle:
        named = ", ".join(map(ground.names.curie, idle[:3]))
        found.append(
            f"Mène aussi à {len(idle)} métier(s) où rien ne manque ici ({named}) : une part des diplômés ira là."
        )
    if facts.inherited:
        found.append(
            "Le répertoire ne dit plus ses métiers : ils viennent des certifications qu'elle remplace."
        )
    return found


def _kept(sessions: int, kept: int) -> str:
    if kept == sessions:
        return "le nombre d'actions proposé ne change pas"
    if not kept:
        return "elle ne serait plus proposée"
    return f"{kept} action(s) au lieu de {sessions}"
