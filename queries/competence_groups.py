"""Competences at the core of the same occupations, for the same share of their fiches.

They have the same figures wherever they are asked for: some nine thousand competences of the ROME make
some two thousand five hundred groups, and a question sums and judges each group once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from pyoxigraph import NamedNode

from maillage.ontology.names import Names
from maillage.queries.labour_data import CompetenceData

_Figures = TypeVar("_Figures")


class RowSubject(NamedTuple):
    """What a row is about."""

    uri: str
    curie: str
    label: str
    reach: str | None = None  # of a competence, where the index of the generation says it
    regional: tuple[str, ...] = ()  # CURIEs of the region's own competences that map to this one


class CompetenceGroup(NamedTuple):
    """Competences that no figure tells apart."""

    shares: tuple[tuple[NamedNode, float], ...]  # occupation → share of its fiches, ]0, 1]
    competences: tuple[RowSubject, ...]


def competence_groups(
    data: CompetenceData, names: Names, reaches: Mapping[str, str]
) -> tuple[CompetenceGroup, ...]:
    """Return every competence at the core of some occupation, each in one group.

    `reaches`: the reach of competences, by CURIE, where it is known.
    """
    shares: defaultdict[NamedNode, list[tuple[NamedNode, float]]] = defaultdict(list)
    for occupation, held in data.core.items():
        for competence, share in held.items():
            shares[competence].append((occupation, share))
    groups: defaultdict[tuple[tuple[NamedNode, float], ...], list[NamedNode]] = defaultdict(list)
    for competence, held_by in shares.items():
        groups[tuple(held_by)].append(competence)
    return tuple(
        CompetenceGroup(held_by, tuple(row_subject(one, data, names, reaches) for one in alike))
        for held_by, alike in groups.items()
    )


def row_subject(
    competence: NamedNode, data: CompetenceData, names: Names, reaches: Mapping[str, str]
) -> RowSubject:
    """Return what the row of a competence says of it."""
    curie = names.curie(competence)
    return RowSubject(
        competence.value,
        curie,
        data.labels.get(competence, ""),
        reaches.get(curie),
        tuple(names.curie(one) for one in data.regional.get(competence, ())),
    )


def with_parts(
    groups: Iterable[CompetenceGroup], figures: Mapping[NamedNode, _Figures]
) -> Iterator[tuple[CompetenceGroup, list[tuple[_Figures, float]]]]:
    """Yield each group with the figures of its occupations, in the order of `figures`; none where there are none."""
    ranked = {code: (rank, one) for rank, (code, one) in enumerate(figures.items())}
    for group in groups:
        found = [(*ranked[code], share) for code, share in group.shares if code in ranked]
        if len(found) > 1:
            found.sort(key=_rank)
        yield group, [(one, share) for _, one, share in found]


def _rank(part: tuple[int, object, float]) -> int:
    return part[0]
