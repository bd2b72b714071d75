"""One published figure on insertion as triples, whoever publishes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.employment_rates import employment_rate
from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, MLG, QB, RDF, XSD_DECIMAL, XSD_GYEAR, XSD_INTEGER
from maillage.vocab.observation_dataset import dataset_triples
from maillage.vocab.rncp_schemes import fiche_node
from maillage.vocab.training_offer import certification_code


@dataclass(frozen=True, slots=True)
class InsertionDataset:
    """The figures of one publication."""

    notation: str
    title: str
    description: str  # what a rate counts, and what it does not say
    publisher: str

    def triples(self, names: Names) -> Iterator[Triple]:
        """Return what describes the data set itself."""
        return dataset_triples(self.node(names), self.title, self.description, self.publisher)

    def node(self, names: Names) -> NamedNode:
        """Return its URI."""
        return names.concept("dataset", self.notation)


@dataclass(frozen=True, slots=True)
class InsertionFigures:
    """One observation. Rates are in [0, 1]; what is not published is absent, never zero."""

    notation: str  # unique in its data set
    title: str  # of the diploma, the discipline or the school
    kind: str  # of diploma, in the publisher's words; empty where all are taken together
    level: int | None  # European, 1 to 8
    region: str | None  # INSEE code; None: the whole of France
    rates: Mapping[int, float]  # months after leaving → share in employment
    period: str | None = None  # year of the (last) cohort
    public: str = ""
    continuation: float | None = None
    expected: float | None = None  # employment rate after 6 months
    records: int | None = None
    leavers: int | None = None
    school: str = ""  # UAI
    certification: str = ""  # "RNCP37274"
    score: float | None = None
    hidden: tuple[int, ...] = field(default=())  # months whose rate the publisher hides

    def triples(self, names: Names, dataset: InsertionDataset) -> Iterator[Triple]:
        """Yield the observation."""
        node = names.concept("observation", f"{dataset.notation}-{self.notation}")
        yield Triple(node, RDF.type, MLG.InsertionObservation)
        yield Triple(node, RDF.type, QB.Observation)
        yield Triple(node, QB.dataSet, dataset.node(names))
        yield Triple(node, DCT.title, Literal(" ".join(self.title.split()), language="fr"))
        if self.level is not None:
            yield Triple(node, MLG.level, names.concept("level", str(self.level)))
        if self.region is not None:
            yield Triple(node, MLG.territory, names.concept("reg", self.region))
        if self.period:
            yield Triple(node, MLG.period, Literal(self.period, datatype=XSD_GYEAR))
        for term, text in (
            (MLG.diplomaKind, self.kind),
            (MLG.publicOfTraining, self.public),
        ):
            if text:
                yield Triple(node, term, Literal(text, language="fr"))
        if self.school:
            yield Triple(node, MLG.school, Literal(self.school))
        code = certification_code(self.certification) if self.certification else None
        if code:
            yield Triple(node, MLG.ofCertification, fiche_node(names, code))
        yield from self._measures(node)

    def _measures(self, node: NamedNode) -> Iterator[Triple]:
        decimals = {
            **{employment_rate(months): rate for months, rate in self.rates.items()},
            MLG.continuationRate: self.continuation,
            MLG.expectedEmploymentRate6: self.expected,
            MLG.linkScore: self.score,
        }
        for term, value in decimals.items():
            if value is not None:
                yield Triple(node, term, Literal(f"{value:.4f}", datatype=XSD_DECIMAL))
        for term, count in (
            (MLG.measuredRecords, self.records),
            (MLG.leavers, self.leavers),
        ):
            if count is not None:
                yield Triple(node, term, Literal(str(count), datatype=XSD_INTEGER))
        for months in self.hidden:
            yield Triple(node, MLG.suppressed, employment_rate(months))


def rate_of(value: object) -> float | None:
    """Return a share in [0, 1] that a JSON file gives; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= 1 else None


def count_of(value: object) -> int | None:
    """Return a count that a file gives as a number or as digits; None where it is none."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if value >= 0 else None
