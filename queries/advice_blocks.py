"""Which competences that blocs certify would serve what is missing: a greedy cover by blocs.

A competence weighs, for one occupation, the expected uncovered projects times the share of the active
certifications to that occupation that certify it. It counts only where that share is `MOST` at least and
`OFTENER` times what it is over the certifications to any occupation that lacks training, and its publisher
does not file it under general education or what is transversal: what every diploma certifies (a foreign
language, sport) says nothing of these needs. Where blocs certify competences of the
core itself, its share of the core counts. Blocs that certify the same competences are one choice.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from pyoxigraph import NamedNode

from maillage.queries.advice_answer import BlockProposal, CoverFigures, Equivalent, NeedFigures
from maillage.queries.advice_data import Block
from maillage.queries.advice_needs import by_expected
from maillage.queries.advice_openings import Ground, Openings, cover_figures, part_of_all
from maillage.queries.cover import Amount, greedy_cover

SHOWN_BLOCKS = 5
MOST = 0.5
OFTENER = 2.0
GENERAL = frozenset({"enseignement_general", "transversal"})  # domains of Caro

Core = Mapping[NamedNode, Mapping[NamedNode, float]]


def asked_certifications(ground: Ground) -> list[NamedNode]:
    """Return the active certifications to some occupation that lacks training."""
    return [
        uri
        for uri, facts in ground.data.certifications.items()
        if any(one in ground.needs and ground.needs[one].expected for one in facts.occupations)
    ]


def block_proposals(
    ground: Ground, blocks: Sequence[Block], core: Core, opened: Openings, count: int
) -> tuple[list[BlockProposal], CoverFigures]:
    """Return the competences to cover first, each with its blocs, and what they cover."""
    weights = _weights(ground, blocks, core)
    held: defaultdict[NamedNode, set[NamedNode]] = defaultdict(set)
    for one in blocks:
        held[one.uri].add(one.competence)
    alike: defaultdict[tuple[NamedNode, ...], list[NamedNode]] = defaultdict(list)
    for uri, competences in held.items():
        alike[tuple(sorted(competences, key=lambda one: one.value))].append(uri)
    amounts = {one: Amount(sum(by.values())) for one, by in weights.items() if any(by.values())}
    candidates = {
        key: {one: amounts[one].amount for one in key if one in amounts}
        for key in sorted(alike, key=lambda one: [competence.value for competence in one])
    }
    found = greedy_cover(amounts, candidates, count)
    proposals = [
        _proposal(ground, blocks, pick.given, weights, alike[pick.candidate], pick.gain, opened)
        for pick in found.picks
    ]
    return proposals, cover_figures(found, 0.0)


def _weights(
    ground: Ground, blocks: Sequence[Block], core: Core
) -> dict[NamedNode, dict[NamedNode, float]]:
    certified: defaultdict[NamedNode, set[NamedNode]] = defaultdict(set)
    for one in blocks:
        certified[one.certification].add(one.competence)
    ways: Counter[NamedNode] = Counter()
    holding: defaultdict[NamedNode, Counter[NamedNode]] = defaultdict(Counter)
    for certification, competences in certified.items():
        for occupation in ground.data.certifications[certification].occupations:
            ways[occupation] += 1
            holding[occupation].update(competences)
    general = {one.competence for one in blocks if _is_general(one)}
    common = Counter(one for competences in certified.values() for one in competences)
    weights: defaultdict[NamedNode, dict[NamedNode, float]] = defaultdict(dict)
    for occupation, counts in holding.items():
        need = ground.needs.get(occupation)
        if need is None or not need.expected:
            continue
        own = core.get(occupation, {})
        for competence, count in counts.items():
            share = count / ways[occupation]
            elsewhere = common[competence] / len(certified)
            telling = share >= MOST and share >= OFTENER * elsewhere and competence not in general
            if competence in own or telling:
                weights[competence][occupation] = need.expected * own.get(competence, share)
    return weights


def _is_general(block: Block) -> bool:
    return block.domain is not None and block.domain.value.rpartition("/")[2] in GENERAL


def _proposal(
    ground: Ground,
    blocks: Sequence[Block],
    given: Mapping[NamedNode, float],
    weights: Mapping[NamedNode, Mapping[NamedNode, float]],
    uris: Sequence[NamedNode],
    gain: float,
    opened: Openings,
) -> BlockProposal:
    competences = sorted(given, key=lambda one: -given[one])
    labels = {one.competence: one.competence_label for one in blocks}
    served: Counter[NamedNode] = Counter()
    for competence in competences:
        served.update(weights[competence])
    needs = [ground.needs[uri] for uri, _ in served.most_common()]
    mine = set(uris)
    listed = [one for one in blocks if one.uri in mine]
    first = sorted(
        {one.uri: one for one in listed}.values(),
        key=lambda one: (one.certification not in opened.certifications, one.uri.value),
    )
    return BlockProposal(
        " + ".join(map(ground.names.curie, competences)),
        " ; ".join(labels[one] for one in competences),
        gain,
        len({one.certification for one in listed}),
        tuple(_named(ground, one) for one in first[:SHOWN_BLOCKS]),
        len(first),
        part_of_all(by_expected(needs)),
        tuple(need.curie for need in needs[:SHOWN_BLOCKS]),
    )


def _named(ground: Ground, block: Block) -> Equivalent:
    facts = ground.data.certifications[block.certification]
    level = ground.names.curie(facts.level) if facts.level else ""
    return Equivalent(ground.names.curie(block.uri), facts.label, level)


def needs_named(
    needs: Mapping[NamedNode, NeedFigures], curies: set[str]
) -> tuple[NeedFigures, ...]:
    """Return the needs that proposals name, those that miss most first."""
    return tuple(by_expected([need for need in needs.values() if need.curie in curies]))
