"""What an answer says of a concept that it only names: one line, with what tells whether it is in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode

from maillage.graph.triple_store import TripleStore
from maillage.ontology.terms import FOAF, MLG, OWL, RDF, SKOS
from maillage.queries.statements import first_text, nodes

# A concept that has one of these and a more precise class is of the latter.
GENERAL = frozenset({"Competence", "Territory", "Concept", "Organization"})


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


def read_summaries(store: TripleStore, uris: Iterable[NamedNode]) -> Mapping[NamedNode, Summary]:
    """Return the summary of each concept that the store describes: what `concept_summaries.rq` asks."""
    read = (read_summary(store, uri) for uri in dict.fromkeys(uris))
    return {one.uri: one for one in read if one is not None}


def read_summary(store: TripleStore, uri: NamedNode) -> Summary | None:
    """Return the summary of a concept, None where the store does not describe it."""
    classes = nodes(store, uri, RDF.type)
    if not classes:
        return None
    notation, schemes = first_text(store, uri, SKOS.notation), nodes(store, uri, SKOS.inScheme)
    active = first_text(store, uri, MLG.active)
    end = first_text(store, uri, MLG.registrationEnd)
    label = store.french_label(uri) or first_text(store, uri, FOAF.name)
    return Summary(
        uri,
        label or notation or local_name(uri),
        notation,
        local_name(schemes[0]) if schemes else "",
        precise_class(map(local_name, classes)),
        first_text(store, uri, OWL.deprecated) == "true",
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
