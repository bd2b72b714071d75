"""What an answer says of a concept that it only names: one line, with what tells whether it is in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode

from maillage.queries.decode import node, optional_node, text
from maillage.queries.question import Solution, Store, question

# A concept that has one of these and a more precise class is of the latter.
GENERAL = frozenset({"Competence", "Territory", "Concept", "Organization"})
_AT_ONCE = 200  # concepts in one query


@dataclass(frozen=True, slots=True)
class Summary:
    """A concept in one line. `active`: None where its publisher does not say."""

    uri: NamedNode
    label: str  # French, else its notation
    notation: str
    scheme: str  # notation of its scheme, as `rome`; "" where it has none
    kind: str  # local name of its most precise class, as `Occupation`
    deprecated: bool
    active: bool | None
    end: date | None  # last day of its registration


def read_summaries(store: Store, uris: Iterable[NamedNode]) -> Mapping[NamedNode, Summary]:
    """Return the summary of each concept that the store describes."""
    wanted = list(dict.fromkeys(uris))
    rows: dict[NamedNode, list[Solution]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        asked = {"concept": wanted[start : start + _AT_ONCE]}
        for row in question("concept_summaries").ask(store, asked):
            rows.setdefault(node(row, "concept"), []).append(row)
    return {uri: _summary(uri, found) for uri, found in rows.items()}


def _summary(uri: NamedNode, rows: list[Solution]) -> Summary:
    first = rows[0]
    notation = text(first, "notation")
    classes = {local_name(one) for row in rows if (one := optional_node(row, "class"))}
    scheme = optional_node(first, "scheme")
    active, end = text(first, "active"), text(first, "end")
    return Summary(
        uri,
        text(first, "label") or notation or local_name(uri),
        notation,
        local_name(scheme) if scheme else "",
        precise_class(classes),
        text(first, "deprecated") == "true",
        active == "true" if active else None,
        date.fromisoformat(end) if end else None,
    )


def precise_class(classes: Iterable[str]) -> str:
    """Return the most precise of the local names of a concept's classes.

    >>> precise_class({"Competence", "KnowHow"}), precise_class({"Competence"}), precise_class(())
    ('KnowHow', 'Competence', '')
    """
    found = sorted(classes)
    return next((one for one in found if one not in GENERAL), found[0] if found else "")


def local_name(uri: NamedNode) -> str:
    """Return what follows the last slash or hash of a URI.

    >>> local_name(NamedNode(ONTOLOGY + "Occupation"))
    'Occupation'
    """
    value = uri.value
    return value[max(value.rfind("/"), value.rfind("#")) + 1 :]
