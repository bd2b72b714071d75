"""An advice, as a table, JSON or CSV."""

from collections.abc import Iterator
from dataclasses import asdict

from maillage.api.commands import OutputFormat
from maillage.api.gap_view import judgement_document
from maillage.api.terminal import data_console, number, table, write_csv, write_json_rows
from maillage.queries.advice_answer import (
    Action,
    Advice,
    BlockProposal,
    CoverFigures,
    NeedFigures,
    Part,
    Proposal,
)
from maillage.queries.verdict import CERTAINTY, OVER, UNDER

ACTIONS = {
    Action.OPEN: "À examiner : ouvrir",
    Action.KEEP: "À examiner : maintenir",
    Action.CONVERT: "À examiner : convertir",
    Action.WATCH: "À surveiller",
}
PARTS = {
    Part.CORE: "cœur",
    Part.COMPLEMENTARY: "complément",
    Part.UNDETERMINED: "indéterminée",
}
SHOWN_ROWS = 6  # of each action, in a table
_COLUMNS = (
    "action", "curie", "label", "level", "active", "registration_end", "sessions", "part", "part_reason",
    "gain", "here", "elsewhere", "robust", "if_lower", "reasons", "counter_evidence", "occupations",
    "towards", "equivalents",
)  # fmt: skip


def print_advice(advice: Advice, output: OutputFormat, top: int | None) -> None:
    """Print an advice; `top`: how many proposals of each action."""
    if output is OutputFormat.JSON:
        write_json_rows(advice_document(advice, top))
    elif output is OutputFormat.CSV:
        flat = (_flat(proposal) for proposal in _shown(advice, top))
        write_csv(_COLUMNS, ([row[column] for column in _COLUMNS] for row in flat))
    else:
        _print_table(advice, top or SHOWN_ROWS)


def advice_document(advice: Advice, top: int | None = None) -> dict[str, object]:
    """Return what `advise --format json` prints."""
    return {
        "territory": advice.territory,
        "label": advice.label,
        "population": advice.population,
        "period": advice.period,
        "total_demand": _round(advice.demand),
        "demand_source": advice.demand_source,
        "total_supply": advice.supply,
        "reference_coverage": _round(advice.reference, 6),
        **judgement_document(advice.judgement),
        "rule": {
            "under": f"coverage < {UNDER} × reference",
            "over": f"coverage > {OVER} × reference",
            "certainty": CERTAINTY,
            "lower_demand": advice.lower_demand,
            "choice": "greedy maximum coverage, monotone submodular: at least 1 − 1/e of the best choice",
        },
        "cover": _cover(advice.cover),
        "cover_if_lower": _cover(advice.lower_cover),
        "block_cover": _cover(advice.block_cover),
        "sources": [asdict(source) for source in advice.sources],
        "notes": list(advice.notes),
        "proposals": [proposal_document(one) for one in _shown(advice, top)],
        "blocks": [_block(one) for one in advice.blocks],
        "needs": [need_document(one) for one in advice.needs],
        "unreachable": [need_document(one) for one in advice.unreachable],
    }


def proposal_document(proposal: Proposal) -> dict[str, object]:
    """Return a proposal as JSON has it."""
    return {
        **proposal._asdict(),
        "part": proposal.part._asdict(),
        "gain": _round(proposal.gain),
        "towards": [one._asdict() for one in proposal.towards],
        "equivalents": [one._asdict() for one in proposal.equivalents],
        "others": [one._asdict() for one in proposal.others],
    }


def need_document(need: NeedFigures) -> dict[str, object]:
    """Return the figures of one occupation as JSON has them."""
    figures = (
        "demand",
        "difficult",
        "seasonal",
        "supply",
        "missing",
        "expected",
        "seekers",
        "matched",
    )
    return {
        **need._asdict(),
        **{name: _round(getattr(need, name)) for name in figures},
        "judgement": judgement_document(need.judgement),
        "lower": judgement_document(need.lower),
        "part": need.part._asdict(),
    }


def _shown(advice: Advice, top: int | None) -> Iterator[Proposal]:
    for action in Action:
        yield from advice.of(action)[:top]


def _cover(cover: CoverFigures) -> dict[str, object]:
    return {name: _round(value) for name, value in cover._asdict().items()}


def _block(block: BlockProposal) -> dict[str, object]:
    return {
        **block._asdict(),
        "weight": _round(block.weight),
        "part": block.part._asdict(),
        "blocks": [one._asdict() for one in block.blocks],
    }


def _flat(proposal: Proposal) -> dict[str, object]:
    return {
        **proposal._asdict(),
        "part": proposal.part.part,
        "part_reason": proposal.part.reason,
        "gain": _round(proposal.gain),
        "reasons": " ".join(proposal.reasons),
        "counter_evidence": " ".join(proposal.counter_evidence),
        "occupations": " ".join(proposal.occupations),
        "towards": " ".join(one.curie for one in proposal.towards),
        "equivalents": " ".join(one.curie for one in proposal.equivalents),
    }


def _print_table(advice: Advice, top: int) -> None:
    console = data_console()
    console.print(
        f"[bold]{advice.label}[/bold] ({advice.territory}) · {number(advice.population)} habitants · "
        f"{advice.period} : propositions à examiner"
    )
    for action in Action:
        proposals = advice.of(action)
        if not proposals:
            continue
        shown = table(
            f"{ACTIONS[action]} : {len(proposals)} ; les {min(top, len(proposals))} premières",
            (
                "code",
                "certification",
                "actions",
                "partie",
                "pourquoi",
                "ce qui s'y oppose",
                "si − 20 %",
            ),
            right=("actions",),
        )
        shown.columns[-1].header = f"si demande × {number(advice.lower_demand, 1)}"
        for one in proposals[:top]:
            shown.add_row(*_cells(one))
        console.print(shown)
    blocks = table(
        "Blocs à examiner, par compétence certifiée",
        ("code", "compétence", "poids", "blocs", "par exemple", "pour"),
        right=("poids", "blocs"),
    )
    for block in advice.blocks:
        blocks.add_row(
            block.curie, block.label, number(block.weight), number(block.blocks_in_all),
            ", ".join(one.curie for one in block.blocks[:3]), ", ".join(block.occupations[:3]),
        )  # fmt: skip
    if advice.blocks:
        console.print(blocks)
    for note in advice.notes:
        console.print(f"• {note}")


def _cells(one: Proposal) -> tuple[str, ...]:
    against = one.counter_evidence[0] if one.counter_evidence else "rien dans les sources lues"
    more = f" (+{len(one.counter_evidence) - 1})" if len(one.counter_evidence) > 1 else ""
    return (
        one.curie,
        one.label,
        number(one.sessions),
        PARTS[one.part.part],
        one.reasons[0],
        against + more,
        "inchangée" if one.robust else one.if_lower.rpartition(" ; ")[2],
    )


def _round(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)
