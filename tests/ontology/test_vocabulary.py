"""The terms as values."""

from maillage.ontology.names import ONTOLOGY
from maillage.ontology.vocabulary import ontology_terms, own_terms, standard_curie

TERMS = {term.name: term for term in own_terms()}


def test_a_class_has_its_parents() -> None:
    term = TERMS["KnowHow"]
    assert (term.kind, term.label_fr, term.parents) == (
        "class",
        "savoir-faire",
        (ONTOLOGY + "Competence",),
    )


def test_a_property_has_domain_range_chain_and_traits() -> None:
    assert TERMS["develops"].domain == (ONTOLOGY + "TrainingOffer",)
    assert TERMS["develops"].range == (ONTOLOGY + "Competence",)
    assert TERMS["develops"].chain == tuple(
        ONTOLOGY + name for name in ("prepares", "hasBlock", "certifies")
    )
    assert TERMS["contains"].inverse == ONTOLOGY + "within"
    assert [trait.rpartition("#")[2] for trait in TERMS["within"].traits] == ["TransitiveProperty"]


def test_a_domain_of_several_classes_is_all_of_them() -> None:
    assert TERMS["leadsTo"].domain == (ONTOLOGY + "Certification", ONTOLOGY + "TrainingOffer")


def test_a_datatype_that_owl_lacks_comes_from_the_shapes() -> None:
    assert TERMS["registrationEnd"].range == ("http://www.w3.org/2001/XMLSchema#date",)
    assert TERMS["period"].range == (), "a year or a month"


def test_reused_terms_are_told_apart() -> None:
    reused = [term for term in ontology_terms() if not term.own]
    assert "http://www.w3.org/2004/02/skos/core#Concept" in {term.uri for term in reused}
    assert len(TERMS) + len(reused) == len(ontology_terms())


def test_curie_of_a_term() -> None:
    assert standard_curie(ONTOLOGY + "Occupation") == "mlg:Occupation"
