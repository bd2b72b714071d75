"""What HermiT says of the ontology, alone and with a few facts."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Triple

from maillage.ontology.consistency import (
    Consistency,
    check_consistency,
    classification,
    entailed_links,
)
from maillage.ontology.errors import ReasonerFailed, ReasonerUnavailable
from maillage.ontology.names import STANDARD
from maillage.ontology.vocabulary import ontology_terms

Facts = Callable[[str], list[Triple]]
CONSISTENT = Consistency(consistent=True, unsatisfiable=())
SMALL_GRAPH = Path(__file__).with_name("small_graph.ttl")
NOT_DEVELOPS = """
<no> a owl:NegativePropertyAssertion ; owl:sourceIndividual <offer> ;
  owl:assertionProperty mlg:develops ; owl:targetIndividual <competence> .
"""
NOT_IMPLIES = """
<no> a owl:NegativePropertyAssertion ; owl:sourceIndividual <ad> ;
  owl:assertionProperty mlg:implies ; owl:targetIndividual <competence> .
"""
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _reasoner() -> None:
    """Skip where the extra `reason` or Java is missing."""
    pytest.importorskip("owlready2")
    if shutil.which("java") is None:
        pytest.skip("no Java runtime: HermiT cannot run")


def test_the_ontology_is_consistent_and_every_class_can_have_instances() -> None:
    assert check_consistency() == CONSISTENT


def test_it_classifies_the_classes_as_they_are_written_and_finds_no_other_inclusion() -> None:
    parents = {term.uri: term.parents for term in ontology_terms() if term.kind == "class"}
    written = {(one, parent) for one, found in parents.items() for parent in found}
    same = (STANDARD["org"] + "Organization", STANDARD["foaf"] + "Organization")
    written |= {same, same[::-1]}  # the one pair that is declared equivalent
    while more := {(a, d) for a, b in written for c, d in written if b == c and a != d} - written:
        written |= more
    assert classification() == written


def test_links_are_not_drawn_from_facts_that_contradict_the_ontology(facts: Facts) -> None:
    with pytest.raises(ReasonerFailed, match="contredisent"):
        entailed_links(facts("<o> mlg:requires <t> . <t> a mlg:Territory ."))


def test_it_is_consistent_with_a_graph_without_a_fault(facts: Facts) -> None:
    assert check_consistency(facts(SMALL_GRAPH.read_text("utf-8"))) == CONSISTENT


def test_a_competence_of_two_natures_is_inconsistent(facts: Facts) -> None:
    assert not check_consistency(facts("<c> a mlg:KnowHow, mlg:Knowledge .")).consistent


def test_an_occupation_that_is_a_competence_is_inconsistent(facts: Facts) -> None:
    assert not check_consistency(facts("<c> a mlg:Occupation, mlg:KnowHow .")).consistent


def test_a_commune_that_is_a_region_is_inconsistent(facts: Facts) -> None:
    assert not check_consistency(facts("<c> a mlg:Commune, mlg:Region .")).consistent


def test_a_link_to_the_wrong_class_is_inconsistent(facts: Facts) -> None:
    text = "<o> mlg:requires <t> . <t> a mlg:Territory ."
    assert not check_consistency(facts(text)).consistent


def test_a_class_that_can_have_no_instance_is_named(facts: Facts) -> None:
    text = "<X> a owl:Class ; rdfs:subClassOf mlg:KnowHow, mlg:Knowledge ."
    expected = ("https://w3id.org/maillage/id/X",)
    assert check_consistency(facts(text)) == Consistency(consistent=True, unsatisfiable=expected)


@pytest.mark.parametrize(
    ("text", "entailed"),
    [
        (
            "<offer> mlg:prepares <c> . <c> mlg:hasBlock <b> . <b> mlg:certifies <competence> .",
            True,
        ),
        ("<offer> mlg:prepares <c> . <c> mlg:hasBlock <b> .", False),
    ],
)
def test_an_offer_develops_what_the_blocks_of_its_certification_certify(
    facts: Facts, text: str, entailed: bool
) -> None:
    assert check_consistency(facts(NOT_DEVELOPS + text)).consistent is not entailed


@pytest.mark.parametrize(
    ("text", "entailed"),
    [
        ("<ad> mlg:seeks <o> . <o> mlg:requires <competence> .", True),
        ("<ad> mlg:seeks <o> . <o> mlg:requiresCore <competence> .", True),
        ("<ad> mlg:seeks <o> . <o> mlg:requiresEmerging <competence> .", True),
        ("<ad> mlg:seeks <o> . <o> esco-model:relatedOptionalSkill <competence> .", True),
        ("<ad> mlg:seeks <o> . <competence> mlg:requiredFor <o> .", True),
        ("<ad> mlg:mentions <competence> .", True),
        ("<ad> mlg:seeks <o> . <o> mlg:requires <other> .", False),
    ],
)
def test_an_advertisement_implies_what_it_mentions_or_its_occupation_requires(
    facts: Facts, text: str, entailed: bool
) -> None:
    assert check_consistency(facts(NOT_IMPLIES + text)).consistent is not entailed


def test_implying_a_competence_does_not_mention_it(facts: Facts) -> None:
    text = NOT_IMPLIES.replace("implies", "mentions")
    assert check_consistency(facts(text + "<ad> mlg:implies <competence> .")).consistent


def test_missing_java_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(_: str) -> None:
        return None

    monkeypatch.setattr("shutil.which", nowhere)
    with pytest.raises(ReasonerUnavailable, match="java") as caught:
        check_consistency()
    assert caught.value.missing == "java"
