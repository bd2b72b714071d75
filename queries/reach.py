"""How many occupations a competence serves: its reach, with the evidence, what is asserted first.

1. Asserted: a reach that a publisher (ESCO's reuse level, ROME's category) or the region's editors give.
2. Macro-competence: most of its siblings are asserted transversal, so it is.
3. Spread: over how many occupations, groups of occupations and domains it is required: one occupation makes it
   occupation-specific, several make it transferable, within a sector or across (thresholds: `reach.json`).

ROME's "Technique" items are not made transversal by 2.

A competence that no occupation requires and nothing is asserted of has no known reach.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import PUBLISHED, Names
from maillage.queries.reach_data import (
    ReachData,
    load_reach_data,
    read_reach_data,
    write_reach_data,
)
from maillage.queries.reach_index import write_reaches
from maillage.queries.reach_tree import Leaf, Spread, level, spread

INDEX = "reach_data.json"
TRANSVERSAL_SIBLINGS = 0.5  # share from which the macro-competence decides
_TECHNICAL = frozenset({"Technique", "Technique expert"})


class Reach(StrEnum):
    """The reaches that the ontology knows (`reach:`), from the narrowest."""

    OCCUPATION_SPECIFIC = "occupation-specific"
    TRANSFERABLE = "transferable"
    TRANSVERSAL = "transversal"
    BASIC = "basic"


class ReachBasis(StrEnum):
    """What a reach rests on."""

    ASSERTED = "asserted"
    MACRO = "macro-competence"
    SPREAD = "spread"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ReachAnswer:
    """The reach of one competence, and why."""

    competence: NamedNode
    reach: Reach | None  # None: unknown
    basis: ReachBasis
    computed: Reach | None  # what macro-competence and spread say, whatever is asserted
    also: tuple[Reach, ...]  # others that are asserted of it, or of a competence held for the same
    spread: Spread
    leaf: Leaf | None  # the graded level by spread; None without occupations
    category: str  # ROME's subcategory, in its words; "" where none
    siblings: int  # other competences under the same macro-competence or group
    transversal_siblings: float  # share of them that are asserted transversal, [0, 1]
    macro_spread: Spread | None  # of all of them together; None without macro-competence

    @property
    def disagrees(self) -> bool:
        """Whether what is asserted is not what would have been computed."""
        return self.basis is ReachBasis.ASSERTED and self.computed not in (None, self.reach)

    @property
    def reason(self) -> str:
        """Why: one or two sentences, in French."""
        if self.basis is ReachBasis.ASSERTED and self.reach:
            filed = f" (ROME : « {self.category} »)" if self.category else ""
            told = f"portée « {REACH_WORDS[self.reach]} » affirmée par le référentiel{filed}"
            return f"{told} ; {self._contrary()}" if self.disagrees else told
        if self.basis is ReachBasis.MACRO:
            return self._by_siblings()
        return self._by_spread() if self.leaf else "aucun métier ne la demande : portée inconnue"

    def _contrary(self) -> str:
        assert self.computed is not None
        macro = self.computed is Reach.TRANSVERSAL
        evidence = self._by_siblings() if macro else self._by_spread()
        return f"le calcul seul dirait « {REACH_WORDS[self.computed]} » : {evidence}"

    def _by_siblings(self) -> str:
        return (
            f"{self.transversal_siblings * 100:.0f} % des {self.siblings} autres compétences de sa "
            "macro-compétence sont transversales"
        )

    def _by_spread(self) -> str:
        found, macro = self.spread, self.macro_spread
        main = ", ".join(f"{name} ({n})" for name, n in found.main)
        told = (
            f"demandée par {found.occupations} métier(s) de {found.groups} groupe(s) et "
            f"{found.domains} domaine(s), surtout {main}"
        )
        if self.leaf:
            share = f"{self.leaf.share * 100:.0f} %"
            told += f" ; {self.leaf.path} : « {_FRENCH_LEVEL[self.leaf.level]} » ({share} des cas d'ESCO)"
        if macro and macro.occupations > found.occupations:
            told += f" ; sa macro-compétence l'est par {macro.occupations} métiers de {macro.domains} domaine(s)"
        return told


# How French readers call them.
REACH_WORDS = {
    Reach.OCCUPATION_SPECIFIC: "propre à un métier",
    Reach.TRANSFERABLE: "transférable",
    Reach.TRANSVERSAL: "transversale",
    Reach.BASIC: "de base",
}
_FRENCH_LEVEL = {
    "occupation-specific": "propre à un métier",
    "sector-specific": "propre à un secteur",
    "cross-sector": "commune à plusieurs secteurs",
}


class ReachModel:
    """Answers for one generation; what it read is kept for the next question."""

    def __init__(
        self,
        store: TripleStore,
        names: Names,
        index: Path | None = None,
        tree: Mapping[str, Any] | None = None,  # Any: JSON
    ) -> None:
        """Answer over `store`; `index`: the generation's, if it has one; `tree`: another than ships."""
        self.store = store
        self.names = names
        self._index = index
        self._tree = tree

    @cached_property
    def data(self) -> ReachData:
        """What reaches are drawn from."""
        known = load_reach_data(self._index / INDEX) if self._index else None
        return known or read_reach_data(self.store, self.names)

    def write_index(self, index: Path) -> None:
        """Write what answers read, for processes that come later."""
        write_reach_data(self.data, index / INDEX)
        esco = PUBLISHED["esco"][
            0
        ]  # answers about a territory name competences of ROME and the region
        found = {
            self.names.curie(one): answer.reach.value
            for one in self.competences()
            if not one.value.startswith(esco) and (answer := self.reach(one)).reach
        }
        write_reaches(found, index)

    def reach(self, competence: NamedNode, *, asserted: bool = True) -> ReachAnswer:
        """Return the reach of a competence; `asserted` False: as if nothing were said of this one."""
        data = self.data
        held = self._asserted.get(competence, ()) if asserted else ()
        found = self._spread(data.occupations.get(competence, ()))
        leaf = level(found, self._tree) if found.occupations else None
        siblings, share = self._siblings(competence)
        category = data.categories.get(competence, "")
        technical = asserted and category in _TECHNICAL
        computed, basis = _computed(leaf, 0.0 if technical else share)
        first = max(held, key=_WIDTH.__getitem__) if held else computed
        also = {*held, *(self._matched(competence) if asserted else ())} - {first}
        return ReachAnswer(
            competence=competence,
            reach=first,
            basis=ReachBasis.ASSERTED if held else basis,
            computed=computed,
            also=tuple(sorted(also)),
            spread=found,
            leaf=leaf,
            category=category,
            siblings=siblings,
            transversal_siblings=share,
            macro_spread=self._macro_spread(competence),
        )

    def competences(self) -> list[NamedNode]:
        """Return every competence that anything is known of, sorted."""
        data = self.data
        known = {*data.occupations, *data.asserted, *data.categories, *data.parents}
        return sorted(known, key=lambda one: one.value)

    def _spread(self, occupations: Iterable[NamedNode]) -> Spread:
        places = self.data.places
        return spread(places[one] for one in occupations if one in places)

    def _siblings(self, competence: NamedNode) -> tuple[int, float]:
        """Return how many others the parents of a competence hold, and the share of transversal ones."""
        parents = self.data.parents.get(competence, ())
        own = int(competence in self._transversal)
        others = sum(len(self._children[parent]) - 1 for parent in parents)
        found = sum(self._transversal_children[parent] - own for parent in parents)
        return others, found / others if others else 0.0

    def _macro_spread(self, competence: NamedNode) -> Spread | None:
        parents = self.data.parents.get(competence, ())
        return self._of_children(parents[0]) if parents else None

    def _of_children(self, parent: NamedNode) -> Spread:
        if parent not in self._macros:
            held = self.data.occupations
            children = (*self._children[parent], parent)
            self._macros[parent] = self._spread(
                {one for child in children for one in held.get(child, ())}
            )
        return self._macros[parent]

    def _matched(self, competence: NamedNode) -> Iterable[Reach]:
        for other in self.data.matches.get(competence, ()):
            yield from self._asserted.get(other, ())

    @cached_property
    def _macros(self) -> dict[NamedNode, Spread]:
        return {}

    @cached_property
    def _asserted(self) -> dict[NamedNode, tuple[Reach, ...]]:
        prefix = self.names.concept("reach", "x").value[:-1]
        return {
            one: tuple(Reach(reach.value.removeprefix(prefix)) for reach in reaches)
            for one, reaches in self.data.asserted.items()
        }

    @cached_property
    def _transversal(self) -> frozenset[NamedNode]:
        return frozenset(
            one for one, reaches in self._asserted.items() if Reach.TRANSVERSAL in reaches
        )

    @cached_property
    def _children(self) -> dict[NamedNode, set[NamedNode]]:
        found: defaultdict[NamedNode, set[NamedNode]] = defaultdict(set)
        for child, parents in self.data.parents.items():
            for parent in parents:
                found[parent].add(child)
        return dict(found)

    @cached_property
    def _transversal_children(self) -> dict[NamedNode, int]:
        return {
            parent: sum(child in self._transversal for child in children)
            for parent, children in self._children.items()
        }


def _computed(leaf: Leaf | None, share: float) -> tuple[Reach | None, ReachBasis]:
    if share >= TRANSVERSAL_SIBLINGS:
        return Reach.TRANSVERSAL, ReachBasis.MACRO
    if leaf is None:
        return None, ReachBasis.NONE
    return _OF_LEVEL[leaf.level], ReachBasis.SPREAD


_WIDTH = {reach: width for width, reach in enumerate(Reach)}
_OF_LEVEL = {
    "occupation-specific": Reach.OCCUPATION_SPECIFIC,
    "sector-specific": Reach.TRANSFERABLE,
    "cross-sector": Reach.TRANSFERABLE,
}
