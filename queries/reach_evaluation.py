"""How far computed reaches agree with what ESCO and ROME publish: confusion matrices, F1."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from maillage.ontology.names import PUBLISHED
from maillage.queries.decode import node, text
from maillage.queries.question import question
from maillage.queries.reach import Reach, ReachModel
from maillage.queries.reach_tree import LEVELS

NOTHING = "none"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts of (published, computed)."""

    title: str
    counts: Counter[tuple[str, str]]
    judged: tuple[str, ...] = ()  # the classes that both sides name, and whose F1 means something

    def f1(self, name: str) -> float:
        """Return the F1 of one class, [0, 1]."""
        right = self.counts[name, name]
        said = sum(n for (_, found), n in self.counts.items() if found == name)
        true = sum(n for (wanted, _), n in self.counts.items() if wanted == name)
        return 2 * right / (said + true) if said + true else 0.0

    def macro_f1(self, names: Iterable[str]) -> float:
        """Return the mean F1 of some classes."""
        each = [self.f1(name) for name in names]
        return sum(each) / len(each)

    def table(self) -> str:
        """Return the matrix as text: a line a published class, a column a computed one."""
        columns = sorted({found for _, found in self.counts})
        rows = sorted({wanted for wanted, _ in self.counts})
        lines = ["\t".join(["publié \\ calculé", *columns])]
        for row in rows:
            lines.append("\t".join([row, *(str(self.counts[row, column]) for column in columns)]))
        return "\n".join(lines)


def agreements(model: ReachModel) -> list[Agreement]:
    """Return every comparison with what ESCO and ROME publish."""
    return [
        level_agreement(model),
        esco_reach_agreement(model),
        *(rome_agreement(model, asserted=one) for one in (True, False)),
        *(transversal_agreement(model, asserted=one) for one in (True, False)),
    ]


def fitting_half(competence: NamedNode) -> bool:
    """Tell whether a skill is in the half that thresholds are fitted on; the other half judges them."""
    return hashlib.sha256(competence.value.encode()).digest()[0] % 2 == 0


def reuse_levels(model: ReachModel) -> dict[NamedNode, str]:
    """Return ESCO's published reuse level of each skill."""
    rows = question("competence_reuse_levels").ask(model.store)
    return {node(row, "competence"): text(row, "level") for row in rows}


def level_agreement(model: ReachModel) -> Agreement:
    """Return the agreement on ESCO's three graded levels, over the judging half, nothing asserted known.

    A skill that no occupation requires has no computed level, and counts as missed.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for competence, wanted in reuse_levels(model).items():
        if wanted in LEVELS and not fitting_half(competence):
            leaf = model.reach(competence, asserted=False).leaf
            counts[wanted, leaf.level if leaf else NOTHING] += 1
    return Agreement("niveau de réutilisation d'ESCO, moitié de contrôle", counts, LEVELS)


def esco_reach_agreement(model: ReachModel) -> Agreement:
    """Return the agreement of the computed reach with all four reuse levels of ESCO, all skills."""
    counts: Counter[tuple[str, str]] = Counter()
    for competence, wanted in reuse_levels(model).items():
        counts[wanted, model.reach(competence, asserted=False).reach or NOTHING] += 1
    return Agreement("portée calculée et niveau de réutilisation d'ESCO", counts)


def rome_agreement(model: ReachModel, *, asserted: bool) -> Agreement:
    """Return reach by ROME's subcategory of know-how and behaviour; `asserted`: with ROME's own word."""
    prefix = model.names.concept("rome-competence", "x").value[:-1]
    counts: Counter[tuple[str, str]] = Counter()
    for row in question("competence_categories").ask(model.store):
        competence = node(row, "competence")
        if competence.value.startswith(prefix):
            found = model.reach(competence, asserted=asserted).reach
            counts[text(row, "subcategory"), found or NOTHING] += 1
    how = "affirmée, sinon calculée" if asserted else "calculée"
    return Agreement(f"portée {how} et sous-catégorie du ROME", counts)


def transversal_agreement(model: ReachModel, *, asserted: bool) -> Agreement:
    """Return how ROME's transverse and behaviour items and ESCO's transversal collection are found.

    Among all competences of ROME and ESCO but languages, which ESCO calls transversal outside its collection.
    """
    wanted = esco_transversals(model)
    rome = model.names.concept("rome-competence", "x").value[:-1]
    languages = collection(model, "esco-language")
    counts: Counter[tuple[str, str]] = Counter()
    for row in question("competence_categories").ask(model.store):
        if text(row, "subcategory") == "Transverse":
            wanted.add(node(row, "competence"))
    for competence in model.competences():
        if (
            competence.value.startswith((rome, PUBLISHED["esco"][0]))
            and competence not in languages
        ):
            found = model.reach(competence, asserted=asserted).reach is Reach.TRANSVERSAL
            counts[_told(competence in wanted), _told(found)] += 1
    how = "affirmées, sinon calculées" if asserted else "calculées"
    return Agreement(f"compétences transversales {how}", counts, (Reach.TRANSVERSAL,))


def esco_transversals(model: ReachModel) -> set[NamedNode]:
    """Return the members of ESCO's transversal collection."""
    return collection(model, "esco-transversal")


def collection(model: ReachModel, name: str) -> set[NamedNode]:
    """Return the members of a collection."""
    rows = question("collection_members").ask(
        model.store, {"collection": model.names.concept("collection", name)}
    )
    return {node(row, "member") for row in rows}


def _told(flag: bool) -> str:
    return Reach.TRANSVERSAL if flag else "other"
