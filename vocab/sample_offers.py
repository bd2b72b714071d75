"""The training offers of the sample: LHEO, placed in the sample's own communes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, SKOS
from maillage.vocab.communes import Commune, Communes
from maillage.vocab.importer import ImportLog
from maillage.vocab.lheo import read_lheo_offers
from maillage.vocab.regional_places import RegionalPlaces
from maillage.vocab.sample_data import OFFERS, SampleImporter
from maillage.vocab.training_offer import OfferCatalogue, training_offer_triples

CATALOGUE = OfferCatalogue(
    source="sample",
    title_fr="Offres de formation d'exemple",
    title_en="Sample training offers",
    publisher="Maillage",
)


def sample_offer_triples(folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
    """Yield the sample's training offers, their sessions and providers.

    Raises:
        UnusableFile: a file of the sample is missing or cannot be read.

    """
    communes = Communes(_communes(SampleImporter().triples(folder, names, log), names))
    offers = read_lheo_offers(folder / OFFERS, None, RegionalPlaces(communes, None, log), log)
    yield from training_offer_triples(offers, CATALOGUE, names)


def _communes(triples: Iterable[Triple], names: Names) -> Iterator[Commune]:
    """Yield the communes that the triples describe, with their department and region."""
    labels: dict[object, str] = {}
    within: dict[object, dict[str, str]] = defaultdict(dict)
    for triple in triples:
        if triple.predicate == SKOS.prefLabel and isinstance(triple.object, Literal):
            labels[triple.subject] = triple.object.value
        elif triple.predicate == MLG.within and isinstance(triple.object, NamedNode):
            scheme, _, code = names.curie(triple.object).partition(":")
            within[triple.subject][scheme] = code
    for node, around in within.items():
        if isinstance(node, NamedNode) and {"dep", "reg"} <= around.keys():
            code = names.curie(node).partition(":")[2]
            yield Commune(code, labels[node], around["dep"], around["reg"])
