"""The reach of a competence, or how far reaches agree with publishers: a table, JSON or CSV."""

from collections.abc import Sequence

from maillage.api.commands import OutputFormat
from maillage.api.terminal import data_console, number, table, write_csv, write_json
from maillage.ontology.names import Names
from maillage.queries.reach import REACH_WORDS, ReachAnswer, ReachBasis
from maillage.queries.reach_evaluation import Agreement
from maillage.queries.reach_facts import ReachFacts

BASES = {
    ReachBasis.ASSERTED: "affirmée par un référentiel",
    ReachBasis.MACRO: "d'après les autres compétences de sa macro-compétence",
    ReachBasis.SPREAD: "d'après les métiers qui la demandent",
    ReachBasis.NONE: "rien ne la fonde",
}


def reach_document(facts: ReachFacts, names: Names) -> dict[str, object]:
    """Return what `reach --format json` prints."""
    found, summary = facts.answer, facts.summary
    return {
        "uri": summary.uri.value,
        "curie": names.curie(summary.uri),
        "label": summary.label,
        "kind": summary.kind,
        "reach": found.reach,
        "basis": found.basis,
        "probability": _round(found.leaf.share) if found.leaf else None,
        "leaf": found.leaf and {"level": found.leaf.level, "rule": found.leaf.path},
        "computed": found.computed,
        "also_asserted": list(found.also),
        "disagrees": found.disagrees,
        "rome_category": found.category or None,
        "esco_reuse_levels": [
            {"skill": one.skill, "label": one.label, "level": one.level}
            for one in facts.reuse_levels
        ],
        "evidence": _evidence(found),
        "reason": found.reason,
    }


def _evidence(found: ReachAnswer) -> dict[str, object]:
    spread, macro = found.spread, found.macro_spread
    return {
        "occupations": spread.occupations,
        "groups": spread.groups,
        "group_entropy": _round(spread.group_entropy),
        "domains": spread.domains,
        "domain_entropy": _round(spread.domain_entropy),
        "main_groups": [{"group": group, "occupations": count} for group, count in spread.main],
        "siblings": found.siblings,
        "transversal_siblings": _round(found.transversal_siblings),
        "macro_occupations": macro.occupations if macro else None,
        "macro_domains": macro.domains if macro else None,
    }


def print_reach(facts: ReachFacts, names: Names, output: OutputFormat) -> None:
    """Print the reach of one competence."""
    document = reach_document(facts, names)
    if output is OutputFormat.JSON:
        write_json(document)
        return
    found = facts.answer
    levels = ", ".join(f"{one.skill} {one.level}" for one in facts.reuse_levels)
    told = REACH_WORDS[found.reach] if found.reach else "inconnue"
    rows = [
        ("portée", told),
        ("fondement", BASES[found.basis]),
        ("pourquoi", found.reason),
        ("calcul seul", REACH_WORDS[found.computed] if found.computed else "rien"),
        ("probabilité de la feuille", number(found.leaf.share, 2) if found.leaf else "?"),
        ("aussi affirmée", ", ".join(REACH_WORDS[one] for one in found.also) or "non"),
        ("sous-catégorie du ROME", found.category or "aucune"),
        ("niveau de réutilisation d'ESCO", levels or "aucun"),
    ]
    if output is OutputFormat.CSV:
        write_csv(
            ("curie", "label", "field", "value"),
            [(document["curie"], document["label"], *row) for row in rows],
        )
        return
    shown = table(f"{facts.summary.label} ({document['curie']})", ("", "valeur"))
    for row in rows:
        shown.add_row(*row)
    data_console().print(shown)


def print_agreements(agreements: Sequence[Agreement], output: OutputFormat) -> None:
    """Print confusion matrices, each with the F1 of its classes."""
    if output is OutputFormat.JSON:
        write_json([_agreement(one) for one in agreements])
        return
    if output is OutputFormat.CSV:
        rows = [
            (one.title, published, computed, count)
            for one in agreements
            for (published, computed), count in sorted(one.counts.items())
        ]
        write_csv(("evaluation", "published", "computed", "count"), rows)
        return
    console = data_console()
    for one in agreements:
        columns = sorted({computed for _, computed in one.counts})
        score = f" · macro-F1 {number(one.macro_f1(one.judged), 3)}" if one.judged else ""
        shown = table(
            one.title + score, ("publié \\ calculé", *columns, "F1"), right=(*columns, "F1")
        )
        for published in sorted({wanted for wanted, _ in one.counts}):
            counts = (number(one.counts[published, column]) for column in columns)
            f1 = number(one.f1(published), 3) if published in one.judged else ""
            shown.add_row(published, *counts, f1)
        console.print(shown)


def _agreement(one: Agreement) -> dict[str, object]:
    return {
        "title": one.title,
        "macro_f1": _round(one.macro_f1(one.judged)) if one.judged else None,
        "f1": {name: _round(one.f1(name)) for name in one.judged},
        "counts": [
            {"published": published, "computed": computed, "count": count}
            for (published, computed), count in sorted(one.counts.items())
        ],
    }


def _round(value: float) -> float:
    return round(value, 4)
