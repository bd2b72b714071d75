"""A published table of figures: the `qb:DataSet`, and what each of its observations begins with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, MLG, QB, RDF, XSD_GYEAR, XSD_INTEGER

LICENCE_OUVERTE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"


def dataset_triples(
    node: NamedNode, title: str, description: str, publisher: str
) -> Iterator[Triple]:
    """Yield what describes a data set, in French, under the Licence Ouverte."""
    yield Triple(node, RDF.type, QB.DataSet)
    yield Triple(node, DCT.title, Literal(title, language="fr"))
    yield Triple(node, DCT.description, Literal(description, language="fr"))
    yield Triple(node, DCT.publisher, Literal(publisher))
    yield Triple(node, DCT.license, NamedNode(LICENCE_OUVERTE))


@dataclass(frozen=True, slots=True)
class ObservationDataset:
    """The figures of one source for one year, all under the Licence Ouverte."""

    source: str
    year: str  # four digits
    kind: NamedNode  # the class of its observations
    title: str
    description: str  # what each measure counts, and what it does not say
    publisher: str

    def triples(self, names: Names) -> Iterator[Triple]:
        """Return what describes the data set itself."""
        return dataset_triples(self._node(names), self.title, self.description, self.publisher)

    def observation_triples(
        self,
        names: Names,
        basin: str,
        subject: tuple[NamedNode, NamedNode],
        measures: Mapping[NamedNode, int],
    ) -> Iterator[Triple]:
        """Yield one observation: its place, year, `subject` (property, concept) and counts."""
        node = self.observation(names, basin, subject[1])
        yield Triple(node, RDF.type, self.kind)
        yield Triple(node, RDF.type, QB.Observation)
        yield Triple(node, QB.dataSet, self._node(names))
        yield Triple(node, MLG.territory, names.concept("bassin", basin))
        yield Triple(node, MLG.period, Literal(self.year, datatype=XSD_GYEAR))
        yield Triple(node, *subject)
        for measure, value in measures.items():
            yield Triple(node, measure, Literal(str(value), datatype=XSD_INTEGER))

    def observation(self, names: Names, basin: str, concept: NamedNode) -> NamedNode:
        """Return the URI of the observation of `concept` in `basin`."""
        notation = concept.value.rpartition("/")[2]
        return names.concept("observation", f"{self.source}-{self.year}-{basin}-{notation}")

    def _node(self, names: Names) -> NamedNode:
        return names.concept("dataset", f"{self.source}-{self.year}")
