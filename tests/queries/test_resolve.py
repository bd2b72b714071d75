"""The resolver over a few codes that we invented: in force, retired, in a cycle, shared, of an older release."""

from datetime import date

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.errors import BadParameter
from maillage.queries.release import Release
from maillage.queries.resolve import Resolver
from maillage.queries.resolve_answer import Outcome, Resolution, Standing
from maillage.queries.resolve_code import read_code
from maillage.queries.resolve_describe import Releases
from maillage.queries.search_codes import NearCodes
from maillage.queries.search_terms import read_terms

from .conftest import PREFIXES

REGISTER = """
rncp:10 a mlg:Certification ; skos:prefLabel "Dresseur"@fr, "Tamer"@en ; skos:notation "RNCP10" ;
  skos:inScheme scheme:rncp ; mlg:active false ; mlg:registrationEnd "2020-06-30"^^xsd:date ;
  owl:deprecated true ; dct:isReplacedBy rncp:20 ; mlg:diplomaCode "50022137" .
rncp:20 a mlg:Certification ; skos:prefLabel "Dresseur confirmé"@fr ; skos:notation "RNCP20" ;
  skos:inScheme scheme:rncp ; mlg:active false ; mlg:registrationEnd "2023-06-30"^^xsd:date ;
  owl:deprecated true ; dct:isReplacedBy rncp:30 ; dct:replaces rncp:10 .
rncp:30 a mlg:Certification ; skos:prefLabel "Dresseur expert"@fr ; skos:notation "RNCP30" ;
  skos:inScheme scheme:rncp ; mlg:active true ; mlg:registrationEnd "2028-06-30"^^xsd:date ;
  mlg:hasBlock bloc:RNCP30BC01 ; mlg:diplomaCode "50022137" .
rncp:40 a mlg:Certification ; skos:prefLabel "Deux fois"@fr ; skos:notation "RNCP40" ; mlg:active false ;
  skos:inScheme scheme:rncp ; dct:isReplacedBy rncp:41 .
rncp:41 a mlg:Certification ; skos:prefLabel "Deux fois encore"@fr ; skos:notation "RNCP41" ;
  skos:inScheme scheme:rncp ; mlg:active false ; dct:isReplacedBy rncp:40 .
bloc:RNCP30BC01 a mlg:CompetenceBlock ; skos:prefLabel "Peindre"@fr ; skos:notation "RNCP30BC01" ;
  skos:inScheme scheme:bloc .
formacode:30 a mlg:TrainingSubject ; skos:prefLabel "Dressage"@fr ; skos:notation "30" ;
  skos:inScheme scheme:formacode .
commune:67482 a mlg:Commune ; skos:prefLabel "Grande Ville"@fr ; skos:notation "67482" ;
  skos:inScheme scheme:commune .
"""
OCCUPATIONS = """
rome:Z1001 a mlg:Occupation ; skos:prefLabel "Dresseur de licornes"@fr ; skos:altLabel "Licornier"@fr ;
  skos:notation "Z1001" ; skos:inScheme scheme:rome ; mlg:parentOccupation rome:Z1001 ;
  mlg:statisticalLabel "Dressage"@fr .
rome:Z1091 a mlg:Occupation ; skos:prefLabel "Dresseur de griffons"@fr ; skos:notation "Z1091" ;
  skos:inScheme scheme:rome ; mlg:parentOccupation rome:Z1001 .
rome-appellation:5 a mlg:JobTitle ; skos:prefLabel "Licornier"@fr ; skos:notation "5" ;
  skos:inScheme scheme:rome-appellation ; mlg:jobTitleOf rome:Z1001 ;
  skos:broadMatch <http://data.europa.eu/esco/occupation/a001cf0d-b0eb-420a-a110-9408448ba8b8> .
<http://data.europa.eu/esco/occupation/a001cf0d-b0eb-420a-a110-9408448ba8b8> a mlg:Occupation ;
  skos:prefLabel "dresseur"@fr ; skos:notation "9.1" ; skos:inScheme scheme:esco-occupation .
mapping:m a sssom:Mapping ; owl:annotatedSource rome-appellation:5 ; owl:annotatedProperty skos:broadMatch ;
  owl:annotatedTarget <http://data.europa.eu/esco/occupation/a001cf0d-b0eb-420a-a110-9408448ba8b8> ;
  sssom:mapping_justification semapv:ManualMappingCuration ; sssom:confidence 0.9 .
"""
OLDER = """
rome:Z1001 a mlg:Occupation ; skos:prefLabel "Dressage"@fr ; skos:notation "Z1001" ; skos:inScheme scheme:rome .
rome:Z0009 a mlg:Occupation ; skos:prefLabel "Métier disparu"@fr ; skos:notation "Z0009" ;
  skos:inScheme scheme:rome ; dct:isReplacedBy rome:Z1091 .
"""


def _releases(*parts: tuple[str, str, str, str]) -> Releases:
    loaded = Store()
    found = {}
    for source, version, issued, text in parts:
        graph = NamedNode(f"urn:graph:{source}:{version}")
        loaded.load(f"{PREFIXES}\n{text}".encode(), format=RdfFormat.TURTLE, to_graph=graph)
        found[graph] = Release(graph.value, source, version, "Un titre", "Nous", "libre", issued)
    return Releases(TripleStore(loaded), found)


@pytest.fixture(scope="module", params=["as it is", "learnt"])
def resolver(request: pytest.FixtureRequest) -> Resolver:
    """A resolver, and one that has read what makes look-ups needless: both answer the same."""
    current = _releases(
        ("register", "2026", "2026-04", REGISTER), ("rome", "4", "2025-09-18", OCCUPATIONS)
    )
    names = Names()
    near = NearCodes(read_terms(current.store).concepts, names)
    found = Resolver(names, current, _releases(("rome", "3", "2019-01-01", OLDER)), near)
    if request.param == "learnt":
        found.learn()
    return found


def _curies(found: Resolution) -> list[str]:
    return [Names().curie(one.concept.uri) for one in found.candidates]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Z1001", "rome:Z1001"), ("z1001", "rome:Z1001"), ("rome:Z1001", "rome:Z1001"),
        ("ROME:z1001", "rome:Z1001"), ("https://w3id.org/maillage/id/rome/Z1001", "rome:Z1001"),
        ("RNCP10", "rncp:10"), ("rncp 10", "rncp:10"), ("10", "rncp:10"), ("rncp:RNCP10", "rncp:10"),
        ("RNCP30BC01", "bloc:RNCP30BC01"), ("30BC01", "bloc:RNCP30BC01"), ("67482", "commune:67482"),
        ("5", "rome-appellation:5"), ("9.1", "esco:a001cf0d-b0eb-420a-a110-9408448ba8b8"),
        ("A001CF0D-B0EB-420A-A110-9408448BA8B8", "esco:a001cf0d-b0eb-420a-a110-9408448ba8b8"),
        ("esco:a001cf0d-b0eb-420a-a110-9408448ba8b8", "esco:a001cf0d-b0eb-420a-a110-9408448ba8b8"),
    ],
)  # fmt: skip
def test_a_code_is_read_as_people_write_it(resolver: Resolver, typed: str, expected: str) -> None:
    found = resolver.resolve(typed)
    assert found.outcome is Outcome.RESOLVED, found.reason
    assert found.concept is not None
    assert Names().curie(found.concept.summary.uri) == expected


def test_a_code_of_several_schemes_is_never_guessed(resolver: Resolver) -> None:
    found = resolver.resolve("30")
    assert (found.outcome, found.concept) == (Outcome.AMBIGUOUS, None)
    assert _curies(found) == ["formacode:30", "rncp:30"]
    assert "formacode, rncp" in found.reason
    single = resolver.resolve("30", "formacode")
    assert single.concept is not None
    assert single.concept.summary.label == "Dressage"


def test_a_diploma_code_that_two_certifications_carry_gives_both(resolver: Resolver) -> None:
    found = resolver.resolve("50022137", "cfd")
    assert found.outcome is Outcome.AMBIGUOUS
    assert _curies(found) == ["rncp:30", "rncp:10"], "the one in force first"


def test_an_unknown_code_gives_those_that_are_close(resolver: Resolver) -> None:
    found = resolver.resolve("Z1002")
    assert found.outcome is Outcome.UNKNOWN
    assert _curies(found) == ["rome:Z1001"]
    assert not found.candidates[0].exact
    assert resolver.resolve("nowhere:1").outcome is Outcome.UNKNOWN
    assert resolver.resolve("../../etc/passwd").outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("day", "standing", "in_force"),
    [
        (date(2019, 1, 1), Standing.ACTIVE, ["rncp:20", "rncp:30"]),
        (date(2022, 1, 1), Standing.DEPRECATED, ["rncp:20", "rncp:30"]),
        (date(2026, 5, 1), Standing.DEPRECATED, ["rncp:30"]),
        (date(2030, 1, 1), Standing.DEPRECATED, []),
    ],
)
def test_a_retired_code_leads_to_what_is_in_force_that_day(
    resolver: Resolver, day: date, standing: Standing, in_force: list[str]
) -> None:
    found = resolver.resolve("RNCP10", at=day).concept
    assert found is not None
    assert found.status.standing is standing
    assert [Names().curie(one.concept.uri) for one in found.successors] == ["rncp:20", "rncp:30"]
    assert [one.step for one in found.successors] == [1, 2]
    assert [Names().curie(one.uri) for one in found.in_force] == in_force


def test_two_that_replace_each_other_are_told_once(resolver: Resolver) -> None:
    found = resolver.resolve("RNCP40").concept
    assert found is not None
    assert [Names().curie(one.concept.uri) for one in found.successors] == ["rncp:41"]
    assert found.status.standing is Standing.DEPRECATED


def test_a_block_is_in_force_as_long_as_its_certification(resolver: Resolver) -> None:
    found = resolver.resolve("RNCP30BC01", at=date(2029, 1, 1)).concept
    assert found is not None
    assert [Names().curie(one.uri) for one in found.part_of] == ["rncp:30"]
    assert found.status.standing is Standing.DEPRECATED


def test_labels_release_and_what_the_older_rome_meant_are_said(resolver: Resolver) -> None:
    found = resolver.resolve("Z1001", at=date(2026, 1, 1)).concept
    assert found is not None
    assert found.labels == {"fr": "Dresseur de licornes"}
    assert found.alt_labels == {"fr": ["Licornier"]}
    assert found.release is not None
    assert (found.release.source, found.release.version) == ("rome", "4")
    assert found.older_label == "Dressage"
    assert [Names().curie(one.uri) for one in found.became] == ["rome:Z1001", "rome:Z1091"]


def test_a_mapping_is_read_from_both_ends(resolver: Resolver) -> None:
    from_title = resolver.resolve("rome-appellation:5").concept
    from_esco = resolver.resolve("9.1").concept
    assert from_title is not None
    assert from_esco is not None
    (there,), (back,) = from_title.mappings, from_esco.mappings
    assert (there.relation, there.stated_by, there.confidence) == ("broadMatch", "subject", 0.9)
    assert (back.relation, back.stated_by, back.confidence) == ("narrowMatch", "object", 0.9)
    assert back.other.label == "Licornier"
    assert there.release is not None
    assert there.justification is not None
    assert there.justification.value.endswith("ManualMappingCuration")


def test_a_day_before_reads_the_release_of_that_day(resolver: Resolver) -> None:
    then = resolver.resolve("Z1001", at=date(2020, 1, 1)).concept
    assert then is not None
    assert then.release is not None
    assert (then.summary.label, then.release.version, then.note) == ("Dressage", "3", "")
    too_early = resolver.resolve("Z1001", at=date(2010, 1, 1)).concept
    assert too_early is not None
    assert too_early.summary.label == "Dresseur de licornes"
    assert "aucune version en vigueur" in too_early.note


def test_a_code_that_a_release_dropped_stays_resolvable(resolver: Resolver) -> None:
    now = resolver.resolve("Z0009", at=date(2026, 1, 1)).concept
    assert now is not None
    assert now.status.standing is Standing.DEPRECATED
    assert [Names().curie(one.concept.uri) for one in now.successors] == ["rome:Z1091"]
    then = resolver.resolve("Z0009", at=date(2020, 1, 1)).concept
    assert then is not None
    assert then.status.standing is Standing.ACTIVE


def test_many_codes_are_answered_as_one_by_one(resolver: Resolver) -> None:
    codes = ["Z1001", "30", "Z9999", "RNCP10", "Z1001"]
    assert resolver.resolve_all(codes) == [resolver.resolve(code) for code in codes]


@pytest.mark.parametrize("typed", ["", "   ", "a" * 400, "a\0b", "a\u202eb"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(BadParameter):
        read_code(Names(), typed)


def test_an_unknown_scheme_names_those_that_there_are() -> None:
    with pytest.raises(BadParameter, match="formacode"):
        read_code(Names(), "1", "nope")
