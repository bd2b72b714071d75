"""The official files, as the importers read them, held against ontology, shapes and checks."""

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from maillage.ontology.consistency import Consistency, check_consistency
from maillage.ontology.names import Names
from maillage.ontology.validation import validate
from maillage.vocab.bmo import BmoImporter
from maillage.vocab.fap import FapImporter
from maillage.vocab.importer import ImportLog
from maillage.vocab.territories import TerritoriesImporter


@pytest.fixture(scope="module")
def store(data: Path) -> Store:
    """Return families, territories and recruitment projects: three sources that link to one another."""
    names, store = Names(), Store()
    for importer in (FapImporter(), TerritoriesImporter(), BmoImporter()):
        folder = importer.find(data)
        assert folder is not None
        graph = NamedNode(f"https://w3id.org/maillage/graph/{importer.source}/test")
        triples = importer.triples(folder, names, ImportLog(importer.source))
        store.bulk_extend(Quad(one.subject, one.predicate, one.object, graph) for one in triples)
    return store


@pytest.mark.real_data
def test_official_families_territories_and_projects_conform(store: Store) -> None:
    report = validate(store)
    assert [one for one in report.violations if one.severity == "violation"] == []
    assert sum(one.total for one in report.coverage) > 10_000


@pytest.mark.real_data
@pytest.mark.slow
def test_a_basin_with_its_communes_is_consistent(store: Store) -> None:
    pytest.importorskip("owlready2")
    basin = Names().uri("bassin:4402")
    within = NamedNode("https://w3id.org/maillage/ontology#within")
    communes = [quad.subject for quad in store.quads_for_pattern(None, within, basin, None)]
    assert len(communes) > 20
    facts = [
        quad.triple
        for node in (basin, *communes[:20])
        for quad in store.quads_for_pattern(node, None, None, None)
    ]
    assert check_consistency(facts) == Consistency(consistent=True, unsatisfiable=())
