"""The sample that ships with the package holds together: its codes, its competences, its offers."""

import csv
import json
from pathlib import Path

import pytest
from lxml import etree
from pyoxigraph import NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, RDF
from maillage.vocab.importer import ImportLog
from maillage.vocab.regional_vocabulary import RegionalImporter
from maillage.vocab.sample_data import ADVERTISEMENTS, OFFERS, SampleImporter, sample_folder
from maillage.vocab.sample_offers import sample_offer_triples

NAMES = Names()


@pytest.fixture(scope="module")
def triples() -> list[Triple]:
    log = ImportLog("sample")
    found = list(SampleImporter().triples(sample_folder(), NAMES, log))
    assert log.rejects == []
    return found


@pytest.fixture(scope="module")
def offers() -> list[Triple]:
    log = ImportLog("sample")
    found = list(sample_offer_triples(sample_folder(), NAMES, log))
    assert log.rejects == []
    return found


def _instances(triples: list[Triple], kind: NamedNode) -> set[str]:
    return {
        NAMES.curie(triple.subject)
        for triple in triples
        if triple.predicate == RDF.type
        and triple.object == kind
        and isinstance(triple.subject, NamedNode)
    }


def _targets(triples: list[Triple], *predicates: NamedNode) -> set[str]:
    return {
        NAMES.curie(triple.object)
        for triple in triples
        if triple.predicate in predicates and isinstance(triple.object, NamedNode)
    }


def test_the_sample_has_three_basins_and_enough_of_each_thing(triples: list[Triple]) -> None:
    assert _instances(triples, MLG.EmploymentBasin) == {"bassin:4402", "bassin:4434", "bassin:4446"}
    assert len(_instances(triples, MLG.Commune)) >= 18
    assert len(_instances(triples, MLG.Occupation)) >= 30
    assert len(_instances(triples, MLG.Certification)) >= 15


def test_it_is_found_only_where_it_is_asked_for(tmp_path: Path) -> None:
    assert SampleImporter().find(sample_folder()) == sample_folder()
    assert SampleImporter().find(tmp_path) is None


def test_occupations_and_blocks_name_competences_of_the_shared_language(
    triples: list[Triple],
) -> None:
    vocabulary = list(RegionalImporter().triples(Path(), NAMES, ImportLog("regional")))
    known = _instances(vocabulary, MLG.Competence)
    named = _targets(triples, MLG.requires, MLG.requiresCore, MLG.requiresEmerging, MLG.certifies)
    assert named - known == set()
    core = {t for t in triples if t.predicate in {MLG.requiresCore, MLG.requiresEmerging}}
    required = {(t.subject, t.object) for t in triples if t.predicate == MLG.requires}
    assert {(t.subject, t.object) for t in core} <= required


def test_offers_prepare_and_lead_to_what_the_sample_describes(
    triples: list[Triple], offers: list[Triple]
) -> None:
    assert len(_instances(offers, MLG.TrainingOffer)) >= 25
    assert _targets(offers, MLG.prepares) <= _instances(triples, MLG.Certification)
    assert _targets(offers, MLG.leadsTo) <= _instances(triples, MLG.Occupation)
    assert _targets(offers, MLG.locatedIn) <= _instances(triples, MLG.Commune)
    sessions = len(_instances(offers, MLG.Session))
    assert 0 < sum(triple.predicate == MLG.seats for triple in offers) < sessions


def test_advertisements_name_what_the_sample_describes(triples: list[Triple]) -> None:
    occupations, communes = _instances(triples, MLG.Occupation), _instances(triples, MLG.Commune)
    lines = (sample_folder() / ADVERTISEMENTS).read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert len(records) >= 90
    assert {record["relevantOccupation"] for record in records} <= occupations
    assert {f"commune:{record['jobLocation']['identifier']}" for record in records} <= communes
    assert {record["datePosted"][:4] for record in records} == {"2025", "2026"}


def test_no_text_of_the_sample_looks_like_a_way_to_reach_someone() -> None:
    for name in (ADVERTISEMENTS, OFFERS):
        text = (sample_folder() / name).read_text("utf-8")
        assert "@" not in text.replace('"@type"', "").replace('"@context"', "")
        assert "http" not in text.replace("https://schema.org", "").replace("http://lheo", "")


@pytest.mark.real_data
def test_offers_are_valid_lheo(data: Path) -> None:
    document = etree.parse(str(sample_folder() / OFFERS))
    for schema in sorted((data / "lheo").glob("*.xsd")):
        assert etree.XMLSchema(etree.parse(str(schema))).validate(document)
    for schema in sorted((data / "lheo").glob("*.dtd")):
        assert etree.DTD(str(schema)).validate(document)


@pytest.mark.real_data
def test_codes_are_those_of_the_official_files(data: Path, triples: list[Triple]) -> None:
    (rome,) = sorted((data / "rome").glob("4.*/unix_referentiel_code_rome_v*_utf8.csv"))[-1:]
    with rome.open(encoding="utf-8-sig", newline="") as file:
        occupations = {f"rome:{row['code_rome']}" for row in csv.DictReader(file)}
    with (data / "rncp" / "rncp_actifs_2026-04.csv").open(encoding="utf-8-sig", newline="") as file:
        codes = {row["code_rncp"] for row in csv.DictReader(file)}
    certifications = {f"rncp:{code.removeprefix('RNCP')}" for code in codes}
    assert _instances(triples, MLG.Occupation) <= occupations
    assert _instances(triples, MLG.Certification) <= certifications
