"""What a rule's parameters decide: which competences change kind when each of them moves."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from maillage.queries.needs import DEFAULT, NeedTable, assess_table, need_table
from maillage.queries.needs_answer import NeedSeries
from maillage.queries.needs_rule import InvalidNeedRule, NeedKind, NeedRule

_FACTORS = (0.5, 1.5)
_FIXED = frozenset({"season", "noise"})  # facts about the data, not choices


class KindChange(NamedTuple):
    """One competence whose kind depends on a parameter."""

    competence: str
    before: NeedKind
    after: NeedKind


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """What happens when one parameter takes another value, all others kept."""

    parameter: str
    value: float
    moved: float
    changes: tuple[KindChange, ...]

    @property
    def summary(self) -> str:
        """The effect in one sentence, in French."""
        head = f"{self.parameter} : {self.value:g} → {self.moved:g}"
        if not self.changes:
            return f"{head} : aucun changement"
        pairs = Counter((change.before, change.after) for change in self.changes)
        told = ", ".join(f"{n} {a} → {b}" for (a, b), n in sorted(pairs.items()))
        return f"{head} : {len(self.changes)} changement(s) ({told})"


def sensitivity(
    series: Sequence[NeedSeries] | NeedTable,
    rule: NeedRule = DEFAULT,
    parameters: Iterable[str] | None = None,
) -> list[RuleEffect]:
    """Return the effect of each parameter halved and increased by half; raises as `assess_needs`.

    A value that makes no sense (a burst of no period) is left out.
    """
    moves = list(_moves(rule, parameters))
    table = series if isinstance(series, NeedTable) else need_table(series)
    base = assess_table(table, rule).kinds
    return [
        RuleEffect(
            name,
            float(getattr(rule, name)),
            float(getattr(moved, name)),
            tuple(
                KindChange(competence, before, after)
                for competence, before, after in zip(
                    table.competences, base, assess_table(table, moved).kinds, strict=True
                )
                if before is not after
            ),
        )
        for name, moved in moves
    ]


def _moves(rule: NeedRule, parameters: Iterable[str] | None) -> Iterable[tuple[str, NeedRule]]:
    known = rule.parameters()
    for name in known if parameters is None else parameters:
        if name not in known:
            raise InvalidNeedRule(name, float("nan"), f"un nom parmi {', '.join(known)}")
        value = known[name]
        if name in _FIXED or value is None:
            continue
        for factor in _FACTORS:
            moved = value * factor
            moved = round(moved) if isinstance(value, int) else moved
            if moved == value:
                moved += 1 if factor > 1 else -1
            try:
                yield name, replace(rule, **{name: moved})  # type: ignore[arg-type]
            except InvalidNeedRule:
                continue
