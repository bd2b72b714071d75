"""The yes-or-no columns of ROME (`O`, `N`, empty where nobody has said), and the ecological one."""

from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG
from maillage.vocab.rome_schemes import TRANSITION_LABELS, TRANSITIONS
from maillage.vocab.rome_table import RomeTable
from maillage.vocab.table import Row

VALUES = {"O": Literal(True), "N": Literal(False)}
OCCUPATION_FLAGS: Mapping[str, NamedNode] = {
    "transition_num": MLG.digitalTransition,
    "transition_demo": MLG.demographicTransition,
    "emploi_reglemente": MLG.regulated,
    "emploi_cadre": MLG.executive,
}
ECOLOGICAL = "transition_eco"
OCCUPATION_COLUMNS = (ECOLOGICAL, *OCCUPATION_FLAGS)

_TRANSITION_CODES = {labels[0].casefold(): code for code, labels in TRANSITION_LABELS.items()}


def flag_triples(
    table: RomeTable, row: Row, node: NamedNode, flags: Mapping[str, NamedNode]
) -> Iterator[Triple]:
    """Yield a boolean for each filled column of `flags` (column → property)."""
    for column, term in flags.items():
        text = row[column]
        if not text:
            continue
        value = VALUES.get(text.upper())
        if value is None:
            table.reject(row, f"{column} : « {text} » au lieu de O ou N ; valeur omise")
        else:
            yield Triple(node, term, value)


def occupation_flag_triples(
    names: Names, table: RomeTable, row: Row, node: NamedNode
) -> Iterator[Triple]:
    """Yield the three transitions, regulated and executive, of an occupation or of a job title."""
    yield from flag_triples(table, row, node, OCCUPATION_FLAGS)
    text = row[ECOLOGICAL]
    code = _TRANSITION_CODES.get(text.casefold())
    if code is not None:
        yield Triple(node, MLG.ecologicalTransition, names.concept(TRANSITIONS.prefix, code))
    elif text:
        table.reject(row, f"{ECOLOGICAL} : « {text} » inconnu ; valeur omise")
