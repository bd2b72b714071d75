"""The report: SHACL over a sample, SPARQL over everything."""

import time
from collections.abc import Callable, Iterator

import pytest
from pyoxigraph import Literal as Value
from pyoxigraph import NamedNode, Quad, Store

from maillage.ontology.integrity import integrity_checks
from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, RDF, SKOS, XSD_DECIMAL
from maillage.ontology.validation import ValidationReport, validate
from maillage.ontology.violation import Violation

StoreMaker = Callable[..., Store]
BASE = "https://w3id.org/maillage/id/"
IN_ALL = "skos:inScheme <scheme/all>"
# A Turtle addition → the property shape that it breaks, the node at fault.
FAULTS = {
    '<rome/Z1002> skos:prefLabel "sans langue" .': ("preferredLabel", "rome/Z1002"),
    '<rome/Z1002> skos:prefLabel " espace"@de .': ("preferredLabel", "rome/Z1002"),
    '<rome/Z1002> skos:prefLabel "Un autre"@fr .': ("preferredLabel", "rome/Z1002"),
    '<rome/Z1002> skos:altLabel "sans langue" .': ("alternativeLabel", "rome/Z1002"),
    '<rome/Z1002> skos:notation "Z9" .': ("notation", "rome/Z1002"),
    "<rome/Z1002> mlg:requires <rome-context/9> .": ("requires", "rome/Z1002"),
    "<rome/Z1002> mlg:parentOccupation <fap/Z0Z99> .": ("parentOccupation", "rome/Z1002"),
    "<rome/Z1002> mlg:ecologicalTransition <transition/red> .": (
        "ecologicalTransition",
        "rome/Z1002",
    ),
    '<rome/Z1002> mlg:regulated "oui" .': ("regulated", "rome/Z1002"),
    "<rome/Z1002> mlg:mainInterest <riasec/Z> .": ("mainInterest", "rome/Z1002"),
    "<rome/Z1002> mlg:greenShare 1.5 .": ("greenShare", "rome/Z1002"),
    "<rome-appellation/11> mlg:jobTitleOf <rome/Z1002> .": ("jobTitleOf", "rome-appellation/11"),
    "<rome-competence/1> mlg:reach <reach/universal> .": ("reach", "rome-competence/1"),
    "<rome-competence/1> mlg:nature <nature/knowledge> .": ("nature", "rome-competence/1"),
    f'<rome-savoir/8> a mlg:Knowledge ; skos:prefLabel "x"@fr ; skos:notation "8" ; {IN_ALL} .': (
        "competenceType",
        "rome-savoir/8",
    ),
    "<rncp/90001> mlg:level <level/9> .": ("level", "rncp/90001"),
    '<rncp/90000> mlg:registrationEnd "31/08/2030" .': ("registrationEnd", "rncp/90000"),
    f'<rncp/7> a mlg:Certification ; skos:prefLabel "x"@fr ; skos:notation "7" ; {IN_ALL} .': (
        "certificationNotation",
        "rncp/7",
    ),
    '<offer/tests-1> mlg:certificationMethod "guess" .': ("certificationMethod", "offer/tests-1"),
    "<offer/tests-1> mlg:certificationScore 1.2 .": ("certificationScore", "offer/tests-1"),
    "<offer/tests-1> mlg:offerPart <offer-part/else> .": ("offerPart", "offer/tests-1"),
    "<session/tests-1-a> mlg:seats -1 .": ("seats", "session/tests-1-a"),
    "<session/tests-1-b> a mlg:Session ; mlg:seats 2.5 .": ("seats", "session/tests-1-b"),
    "<bassin/9901> mlg:within <rome/Z1001> .": ("within", "bassin/9901"),
    "<bassin/9902> a mlg:EmploymentBasin .": ("territoryType", "bassin/9902"),
    "<fap-link/x> a mlg:FamilyLink ; mlg:family <fap/Z0Z99> ; mlg:share 0.1 .": (
        "linkedOccupationPresent",
        "fap-link/x",
    ),
    "<mobility/Z1001-Z1002> mlg:rank 0 .": ("rank", "mobility/Z1001-Z1002"),
    "<observation/x> a mlg:RecruitmentObservation .": ("year", "observation/x"),
    "<observation/need-1> mlg:needKind <need-kind/urgent> .": ("needKind", "observation/need-1"),
    "<ad/1> mlg:positions 0 .": ("positions", "ad/1"),
    "<mapping/11-1> owl:annotatedProperty skos:broader .": ("mappingPredicate", "mapping/11-1"),
    '<scheme/b> a skos:ConceptScheme ; skos:prefLabel "B"@fr ; dct:publisher "x" .': (
        "bilingualLabel",
        "scheme/b",
    ),
}
# Legitimate where a source is not imported.
WARNINGS = {
    "<rncp/90001> mlg:leadsTo <rome/Z9999> .": ("leadsTo", "rncp/90001"),
    "<offer/tests-1> mlg:prepares <rncp/99999> .": ("prepares", "offer/tests-1"),
    "<rome/Z1001> mlg:hasSector <http://id.insee.fr/codes/nafr2/division/99> .": (
        "hasSector",
        "rome/Z1001",
    ),
    f'<rome-appellation/5> a mlg:JobTitle ; skos:prefLabel "x"@fr ; skos:notation "5" ; {IN_ALL} .': (
        "jobTitleOfPresent",
        "rome-appellation/5",
    ),
}


def found(report: ValidationReport) -> dict[tuple[str, str], Violation]:
    return {
        (one.shape.value.rpartition("#")[2], one.focus.value.removeprefix(BASE)): one
        for one in report.violations
    }


def test_a_graph_without_a_fault_conforms(make_store: StoreMaker) -> None:
    report = validate(make_store())
    assert report.violations == ()
    assert report.conforms
    assert report.checks == tuple(check.name for check in integrity_checks())
    assert report.truncated == ()


def test_an_empty_store_conforms_and_nothing_was_looked_at() -> None:
    report = validate(Store())
    assert report.conforms
    assert report.coverage == ()


@pytest.mark.parametrize("addition", FAULTS)
def test_shacl_finds_the_fault(make_store: StoreMaker, addition: str) -> None:
    report = validate(make_store(addition))
    violation = found(report)[FAULTS[addition]]
    assert (violation.source, violation.severity) == ("shacl", "violation")
    assert violation.message
    assert not report.conforms


@pytest.mark.parametrize("addition", WARNINGS)
def test_a_link_to_a_source_that_is_not_imported_only_warns(
    make_store: StoreMaker, addition: str
) -> None:
    report = validate(make_store(addition))
    assert found(report)[WARNINGS[addition]].severity == "warning"
    assert report.conforms


def test_every_class_of_the_small_graph_is_looked_at(make_store: StoreMaker) -> None:
    coverage = {one.term: one for one in validate(make_store()).coverage}
    terms = {
        node
        for name, node in vars(MLG).items()
        if isinstance(node, NamedNode) and name[0].isupper()
    }
    assert terms <= coverage.keys()
    assert all(one.checked == one.total > 0 for one in coverage.values())


def test_a_large_class_is_looked_at_in_part_and_its_neighbours_not_at_all(
    make_store: StoreMaker,
) -> None:
    """A sampled occupation links to others, whose descriptions are not in the sample."""
    store = make_store()
    store.bulk_extend(occupations(300))
    report = validate(store, sample=20)
    coverage = {one.term: one for one in report.coverage}
    assert coverage[MLG.Occupation].checked == 20
    assert coverage[MLG.Occupation].total == 303
    assert report.violations == ()


def test_the_report_repeats_and_puts_violations_first(make_store: StoreMaker) -> None:
    store = make_store(" ".join([*FAULTS, *WARNINGS]))
    first, again = validate(store), validate(store)
    assert first == again
    severities = [one.severity for one in first.violations]
    assert severities == sorted(severities)
    assert set(severities) == {"violation", "warning"}


def test_a_systematic_fault_is_cut_and_said_to_be(make_store: StoreMaker) -> None:
    addition = "".join(f"<x{number}> a mlg:Sector ." for number in range(30))
    report = validate(make_store(addition), findings=10)
    assert report.truncated == ("label_missing", "notation_missing")
    cut = [one for one in report.violations if one.shape.value.endswith("check-label-missing")]
    assert len(cut) == 10


def test_progress_tells_each_step(make_store: StoreMaker) -> None:
    steps: list[str] = []
    validate(make_store(), progress=steps.append)
    assert steps == [*(check.name for check in integrity_checks()), "shacl"]


def occupations(count: int) -> Iterator[Quad]:
    """Yield occupations in a ring of mobilities, each with a label, a code and forty competences."""
    names, graph = Names(), NamedNode("https://w3id.org/maillage/graph/synthetic/1")
    scheme = names.concept("scheme", "all")
    for number in range(count):
        node = names.concept("rome", f"Y{number}")
        yield Quad(node, RDF.type, MLG.Occupation, graph)
        yield Quad(node, SKOS.prefLabel, Value(f"Métier {number}", language="fr"), graph)
        yield Quad(node, SKOS.notation, Value(f"Y{number}"), graph)
        yield Quad(node, SKOS.inScheme, scheme, graph)
        yield Quad(node, MLG.greenShare, Value("0.5", datatype=XSD_DECIMAL), graph)
        yield Quad(node, MLG.mobilityTo, names.concept("rome", f"Y{(number + 1) % count}"), graph)


def competences(count: int, links: int) -> Iterator[Quad]:
    """Yield competences in a tree of ten a node, each required by `links` occupations."""
    names, graph = Names(), NamedNode("https://w3id.org/maillage/graph/synthetic/2")
    scheme = names.concept("scheme", "all")
    for number in range(count):
        node = names.concept("rome-competence", f"9{number}")
        yield Quad(node, RDF.type, MLG.KnowHow, graph)
        yield Quad(node, RDF.type, MLG.Competence, graph)
        yield Quad(node, SKOS.prefLabel, Value(f"Compétence {number}", language="fr"), graph)
        yield Quad(node, SKOS.altLabel, Value(f"Capacité {number}", language="fr"), graph)
        yield Quad(node, SKOS.notation, Value(f"synthetic-{number}"), graph)
        yield Quad(node, SKOS.inScheme, scheme, graph)
        if number:
            above = names.concept("rome-competence", f"9{number // 10}")
            yield Quad(node, SKOS.broader, above, graph)
        for link in range(links):
            occupation = names.concept("rome", f"Y{(number * 7 + link) % 3000}")
            yield Quad(occupation, MLG.requires, node, graph)


@pytest.mark.slow
def test_each_check_takes_less_than_three_seconds_on_300_000_triples(
    make_store: StoreMaker,
) -> None:
    store = make_store()
    store.bulk_extend(occupations(3_000))
    store.bulk_extend(competences(20_000, 8))
    assert len(store) > 300_000
    for check in integrity_checks():
        start = time.perf_counter()
        assert list(check.run(store, 10)) == []
        assert time.perf_counter() - start < 3, check.name
    start = time.perf_counter()
    assert validate(store).conforms
    assert time.perf_counter() - start < 60
