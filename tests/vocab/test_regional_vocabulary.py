"""The region's own vocabularies: complete, consistent, and mapped to concepts that exist."""

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, OWLAX, RDF, SKOS, SSSOM
from maillage.vocab.importer import ImportLog
from maillage.vocab.regional_vocabulary import MAPPINGS, RegionalImporter
from maillage.vocab.rome_schemes import RIASEC_LABELS, TRANSITION_LABELS

NAMES = Names()
ROME = ("rome-competence", "rome-savoir")


@pytest.fixture(scope="module")
def triples() -> list[Triple]:
    log = ImportLog("regional")
    found = list(RegionalImporter().triples(Path(), NAMES, log))
    assert log.rejects == []
    return found


@pytest.fixture(scope="module")
def competences(triples: list[Triple]) -> dict[str, dict[NamedNode, list[Triple]]]:
    """Each competence (its CURIE) with its triples by predicate."""
    types = {triple.subject for triple in triples if triple.object == MLG.Competence}
    found: dict[str, dict[NamedNode, list[Triple]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        if triple.subject in types and isinstance(triple.subject, NamedNode):
            found[NAMES.curie(triple.subject)][triple.predicate].append(triple)
    return found


def _mapped(described: dict[NamedNode, list[Triple]], *schemes: str) -> set[str]:
    targets = (
        NAMES.curie(triple.object)
        for predicate in MAPPINGS
        for triple in described.get(predicate, [])
        if isinstance(triple.object, NamedNode)
    )
    return {curie for curie in targets if curie.partition(":")[0] in schemes}


def _values(triples: list[Triple], predicate: NamedNode) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for triple in triples:
        if triple.predicate == predicate and isinstance(triple.subject, NamedNode):
            value = triple.object
            if isinstance(value, Literal):
                found[NAMES.curie(triple.subject)].append(f"{value.value}@{value.language}")
    return found


def test_the_first_layer_has_at_least_160_competences(
    competences: dict[str, dict[NamedNode, list[Triple]]],
) -> None:
    assert len(competences) >= 160


def test_a_competence_says_all_that_the_model_asks(
    competences: dict[str, dict[NamedNode, list[Triple]]],
) -> None:
    once = (SKOS.notation, SKOS.inScheme, SKOS.broader, MLG.nature, MLG.reach)
    for curie, described in competences.items():
        assert [len(described[predicate]) for predicate in once] == [1] * len(once), curie
        assert 1 <= len(described[SKOS.altLabel]) <= 3, curie
        assert len(described[SKOS.definition]) == 2, curie
        assert len(described[RDF.type]) == 2, curie


def test_the_class_of_a_competence_is_its_nature(
    competences: dict[str, dict[NamedNode, list[Triple]]],
) -> None:
    classes = {
        "nature:know-how": MLG.KnowHow,
        "nature:knowledge": MLG.Knowledge,
        "nature:behaviour": MLG.ProfessionalBehaviour,
    }
    for curie, described in competences.items():
        (nature,) = described[MLG.nature]
        assert isinstance(nature.object, NamedNode)
        expected = classes[NAMES.curie(nature.object)]
        assert expected in {triple.object for triple in described[RDF.type]}, curie


def test_preferred_labels_are_unique_in_each_language(triples: list[Triple]) -> None:
    labels = _values(triples, SKOS.prefLabel)
    regional = [label for curie, found in labels.items() if "regional:" in curie for label in found]
    assert [label for label, count in Counter(regional).items() if count > 1] == []
    assert all({"fr", "en"} <= {label[-2:] for label in found} for found in labels.values())


def test_nine_competences_in_ten_are_mapped_to_rome_and_eight_to_esco(
    competences: dict[str, dict[NamedNode, list[Triple]]],
) -> None:
    rome = sum(bool(_mapped(described, *ROME)) for described in competences.values())
    esco = sum(bool(_mapped(described, "esco")) for described in competences.values())
    assert rome >= 0.9 * len(competences)
    assert esco >= 0.8 * len(competences)


def test_a_competence_has_one_relation_at_most_to_a_concept(
    competences: dict[str, dict[NamedNode, list[Triple]]],
) -> None:
    for curie, described in competences.items():
        targets = [triple.object for predicate in MAPPINGS for triple in described[predicate]]
        assert len(targets) == len(set(targets)), curie


def test_no_two_competences_exactly_match_one_concept(
    competences: dict[str, dict[NamedNode, list[Triple]]],
) -> None:
    targets = [
        triple.object for described in competences.values() for triple in described[SKOS.exactMatch]
    ]
    assert len(targets) == len(set(targets))


def test_basic_competences_and_they_alone_belong_to_a_clea_domain(
    competences: dict[str, dict[NamedNode, list[Triple]]],
) -> None:
    basic = NAMES.concept("reach", "basic")
    for curie, described in competences.items():
        clea = [t for t in described[SKOS.broadMatch] if _is_clea(t)]
        assert len(clea) == (described[MLG.reach][0].object == basic), curie


def _is_clea(triple: Triple) -> bool:
    return isinstance(triple.object, NamedNode) and NAMES.curie(triple.object).startswith("clea:")


def test_every_mapping_is_described_once(triples: list[Triple]) -> None:
    mappings = [triple for triple in triples if triple.predicate in MAPPINGS]
    nodes = {triple.subject for triple in triples if triple.object == SSSOM.Mapping}
    targets = [triple.object for triple in triples if triple.predicate == OWLAX.annotatedTarget]
    assert len(nodes) == len(mappings) == len(targets)
    assert sorted(map(str, targets)) == sorted(str(triple.object) for triple in mappings)


def test_facets_have_the_values_that_the_model_closes(triples: list[Triple]) -> None:
    notations = _values(triples, SKOS.notation)
    values: dict[str, set[str]] = defaultdict(set)
    for curie in notations:
        scheme, _, code = curie.partition(":")
        values[scheme].add(code)
    assert values["nature"] == {"know-how", "knowledge", "behaviour"}
    assert values["reach"] == {"occupation-specific", "transferable", "transversal", "basic"}
    assert values["need-kind"] == {"emerging", "recurring", "occasional", "stable", "insufficient"}
    assert values["verdict"] == {"under-supplied", "balanced", "over-supplied", "undetermined"}
    assert values["offer-part"] == {"core", "complementary"}
    assert values["level"] == set("12345678")
    assert values["clea"] == set("1234567")


def test_facets_that_rome_also_names_have_its_labels(triples: list[Triple]) -> None:
    labels = _values(triples, SKOS.prefLabel)
    for scheme, expected in (("riasec", RIASEC_LABELS), ("transition", TRANSITION_LABELS)):
        for code, (french, english) in expected.items():
            assert labels[f"{scheme}:{code}"] == [f"{french}@fr", f"{english}@en"]


def test_the_vocabulary_follows_the_configured_base() -> None:
    names = Names("https://example.org/region")
    triples = list(RegionalImporter().triples(Path(), names, ImportLog("regional")))
    assert not any("w3id.org/maillage/id" in str(triple) for triple in triples)


def test_the_release_is_versioned_and_lists_every_file() -> None:
    release = RegionalImporter().release(Path())
    assert release.version == "1.0"
    assert "facets.ttl" in {path.name for path in release.files}
    assert all(
        "SPDX-License-Identifier: etalab-2.0" in path.read_text("utf-8") for path in release.files
    )


@pytest.mark.real_data
def test_every_mapped_code_exists(
    data: Path, competences: dict[str, dict[NamedNode, list[Triple]]]
) -> None:
    known = {
        f"rome-competence:{code}" for code in _column(data, "referentiel_competence", "code_ogr")
    }
    known |= {
        f"rome-savoir:{code}" for code in _column(data, "referentiel_savoir", "code_ogr_savoir")
    }
    with (data / "esco" / "skills_fr_en_de.csv").open(encoding="utf-8-sig", newline="") as file:
        known |= {NAMES.curie(row["conceptUri"]) for row in csv.DictReader(file)}
    mapped: set[str] = set()
    for described in competences.values():
        mapped |= _mapped(described, *ROME, "esco")
    assert len(mapped) > 500
    assert mapped - known == set()


def _column(data: Path, table: str, column: str) -> set[str]:
    (path,) = sorted((data / "rome").glob(f"4.*/unix_{table}_v*_utf8.csv"))[-1:]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}
