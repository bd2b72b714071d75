# ruff: noqa: N815 - the names are those of the ontology
"""Terms of the figures on what becomes of the people who leave a training; `insertion.ttl` defines them."""

from pyoxigraph import NamedNode

from maillage.ontology.names import ONTOLOGY

MONTHS = (6, 12, 18, 24, 30, 36, 72)  # after leaving: the horizons that publishers use


class INSERTION:
    """The terms, all in Maillage's own namespace."""

    InsertionObservation = NamedNode(ONTOLOGY + "InsertionObservation")
    LabourProjection = NamedNode(ONTOLOGY + "LabourProjection")
    ofCertification = NamedNode(ONTOLOGY + "ofCertification")
    linkScore = NamedNode(ONTOLOGY + "linkScore")
    publicOfTraining = NamedNode(ONTOLOGY + "publicOfTraining")
    school = NamedNode(ONTOLOGY + "school")
    continuationRate = NamedNode(ONTOLOGY + "continuationRate")
    expectedEmploymentRate6 = NamedNode(ONTOLOGY + "expectedEmploymentRate6")
    measuredRecords = NamedNode(ONTOLOGY + "measuredRecords")
    leavers = NamedNode(ONTOLOGY + "leavers")
    jobsThousands = NamedNode(ONTOLOGY + "jobsThousands")
    netCreationsThousands = NamedNode(ONTOLOGY + "netCreationsThousands")
    departuresThousands = NamedNode(ONTOLOGY + "departuresThousands")
    imbalanceThousands = NamedNode(ONTOLOGY + "imbalanceThousands")
    openingsThousands = NamedNode(ONTOLOGY + "openingsThousands")
    coversOccupation = NamedNode(ONTOLOGY + "coversOccupation")


def employment_rate(months: int) -> NamedNode:
    """Return the property of the share in employment so many months after leaving."""
    assert months in MONTHS, months
    return NamedNode(f"{ONTOLOGY}employmentRate{months}")
