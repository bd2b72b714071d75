"""Which of the trainings that exist could be kept, converted or watched."""

from collections import Counter
from collections.abc import Mapping, Sequence

from pyoxigraph import NamedNode

from maillage.queries.advice_answer import Action, Equivalent, NeedFigures, Proposal
from maillage.queries.advice_argument import (
    counter_to_converting,
    counter_to_opening,
    demand_reason,
    lower_sentence,
    registration_doubt,
)
from maillage.queries.advice_needs import by_expected
from maillage.queries.advice_openings import (
    SHOWN_NEEDS,
    Ground,
    actions_elsewhere,
    equivalents,
    level_curie,
    part_of_all,
    placement_sentences,
)
from maillage.queries.advice_words import listed, percent
from maillage.queries.supply import Offer
from maillage.queries.verdict import Judgement, Verdict

TARGETS = 3  # certifications that a conversion names at most
CLOSE = 0.1  # least share of the target's core that must be common

Core = Mapping[NamedNode, Mapping[NamedNode, float]]


def existing(
    ground: Ground,
    labels: Mapping[NamedNode, str],
    core: Core,
    open_to: Sequence[tuple[NamedNode, Sequence[NamedNode]]],
) -> list[Proposal]:
    """Return a proposal for each certification that is prepared here and leads to some occupation.

    `labels`: of certifications that offers prepare. `open_to`: the certifications proposed for opening,
    each with the occupations it would serve: what a conversion can aim at.
    """
    found = []
    for certification, offers in ground.here.items():
        needs = [ground.needs[uri] for uri in _occupations(offers) if uri in ground.needs]
        if needs:
            found.append(_proposal(ground, certification, offers, needs, labels, core, open_to))
    order = {Action.KEEP: 0, Action.CONVERT: 1, Action.WATCH: 2, Action.OPEN: 3}
    return sorted(found, key=lambda one: (order[one.action], -one.sessions, one.curie))


def decide(judgements: Sequence[Judgement]) -> Action:
    """Return what the verdicts on the occupations that a training leads to allow to propose.

    One that lacks training: keep. All of them abundant: convert. All served: keep. Else: watch.
    """
    verdicts = Counter(one.verdict for one in judgements)
    if verdicts[Verdict.UNDER_SUPPLIED]:
        return Action.KEEP
    if verdicts[Verdict.OVER_SUPPLIED] == len(judgements):
        return Action.CONVERT
    if verdicts[Verdict.UNDETERMINED]:
        return Action.WATCH
    return Action.KEEP


def _proposal(
    ground: Ground,
    certification: NamedNode,
    offers: Sequence[Offer],
    needs: Sequence[NeedFigures],
    labels: Mapping[NamedNode, str],
    core: Core,
    open_to: Sequence[tuple[NamedNode, Sequence[NamedNode]]],
) -> Proposal:
    needs = by_expected(needs)
    shown = [need for need in needs if need.demand][:SHOWN_NEEDS] or needs[:1]
    action = decide([need.judgement for need in needs])
    then = decide([need.lower for need in needs])
    facts = ground.data.certifications.get(certification)
    active = certification in ground.data.active
    after = ground.data.successors.get(certification, ())
    aims: tuple[Equivalent, ...] = ()
    why: list[str] = []
    if action is Action.CONVERT:
        aims, why = _targets(ground, needs, core, open_to)
    elif not active:
        aims = equivalents(ground, after, TARGETS)
    end = facts.end if facts else ""
    return Proposal(
        action,
        certification.value,
        ground.names.curie(certification),
        labels.get(certification, facts.label if facts else ""),
        level_curie(ground.names, facts) if facts else "",
        facts.kind if facts else "",
        active,
        end,
        len(offers),
        part_of_all(needs),
        None,
        len(offers),
        actions_elsewhere(ground, certification),
        (
            *(demand_reason(need, ground.period) for need in shown),
            *why,
            *placement_sentences(ground, certification, good=action is not Action.CONVERT),
        ),
        (
            *(
                counter_to_converting(shown)
                if action is Action.CONVERT
                else counter_to_opening(shown)
            ),
            *placement_sentences(ground, certification, good=action is Action.CONVERT),
            *_offer_doubts(ground, offers, active, after),
            *registration_doubt(end, ground.today),
        ),
        f"{lower_sentence(shown, ground.lower)} ; {_then(action, then)}.",
        action is then,
        tuple(need.curie for need in needs),
        tuple(ground.names.curie(offer.uri) for offer in offers),
        aims,
        (),
        0,
        (),
    )


def _occupations(offers: Sequence[Offer]) -> list[NamedNode]:
    return sorted({uri for offer in offers for uri in offer.occupations}, key=lambda one: one.value)


_NAMES = {
    Action.KEEP: "maintien",
    Action.CONVERT: "conversion",
    Action.WATCH: "surveillance",
    Action.OPEN: "ouverture",
}


def _then(action: Action, then: Action) -> str:
    if action is then:
        return "la proposition ne change pas"
    return f"la proposition passe de « {_NAMES[action]} » à « {_NAMES[then]} »"


def _offer_doubts(
    ground: Ground, offers: Sequence[Offer], active: bool, after: Sequence[NamedNode]
) -> list[str]:
    found = []
    if not active and after:
        found.append(
            "La certification n'est plus active au répertoire ; lui succède "
            f"{listed(map(ground.names.curie, after), 2)}."
        )
    elif not active:
        found.append(
            "La certification n'est pas, ou plus, active au répertoire lu, et rien n'y dit laquelle lui succède."
        )
    last = max((offer.last for offer in offers), default="")
    if last and int(last[:4]) < int(ground.period[:4]):
        found.append(
            f"Dernière session connue : {last} ; l'action peut ne plus exister en {ground.period}."
        )
    return found


def _targets(
    ground: Ground,
    needs: Sequence[NeedFigures],
    core: Core,
    open_to: Sequence[tuple[NamedNode, Sequence[NamedNode]]],
) -> tuple[tuple[Equivalent, ...], list[str]]:
    sources = [NamedNode(need.uri) for need in needs]
    scored = []
    for certification, occupations in open_to:
        pairs = [(_common(core, one, aim), one, aim) for one in sources for aim in occupations]
        best = max(pairs, key=lambda pair: pair[0], default=None)
        if best is not None and best[0] >= CLOSE:
            scored.append((best, certification))
    scored.sort(key=lambda one: (-one[0][0], one[1].value))
    if not scored:
        return (), [
            "Aucune des ouvertures proposées n'est proche par ses compétences : à examiner avec l'organisme."
        ]
    why = [
        f"Vers {ground.names.curie(uri)} : {percent(share)} du cœur de métier de {ground.names.curie(aim)} est "
        f"commun avec {ground.names.curie(source)}."
        for (share, source, aim), uri in scored[:TARGETS]
    ]
    return equivalents(ground, [uri for _, uri in scored], TARGETS), why


def _common(core: Core, source: NamedNode, target: NamedNode) -> float:
    aimed, held = core.get(target, {}), core.get(source, {})
    whole = sum(aimed.values())
    shared = sum(min(weight, held.get(one, 0.0)) for one, weight in aimed.items())
    return shared / whole if whole else 0.0
