"""The shares in employment that publishers give, by how long after leaving a training."""

from pyoxigraph import NamedNode

from maillage.ontology.names import ONTOLOGY

MONTHS = (6, 12, 18, 24, 30, 36, 72)  # after leaving: the horizons that publishers use


def employment_rate(months: int) -> NamedNode:
    """Return the property of the share in employment so many months after leaving."""
    assert months in MONTHS, months
    return NamedNode(f"{ONTOLOGY}employmentRate{months}")
