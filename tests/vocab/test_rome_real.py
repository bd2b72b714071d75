"""The ROME importer over the official files: every count that the publisher's files give."""

import re
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, RDF, SKOS
from maillage.vocab.importer import ImportLog
from maillage.vocab.rome import RomeImporter
from maillage.vocab.rome_files import RomeFiles
from maillage.vocab.table import Row, read_table

pytestmark = pytest.mark.real_data
NAMES = Names()


@pytest.fixture(scope="module")
def files(data: Path) -> RomeFiles:
    folder = RomeImporter().find(data)
    assert folder is not None
    files = RomeFiles(folder)
    if files.version != "4.60":
        pytest.skip(f"the counts below are those of ROME 4.60, not of {files.version}")
    return files


@pytest.fixture(scope="module")
def log() -> ImportLog:
    return ImportLog("rome")


@pytest.fixture(scope="module")
def triples(files: RomeFiles, log: ImportLog) -> list[Triple]:
    return list(RomeImporter().triples(files.folder, NAMES, log))


@pytest.fixture(scope="module")
def by_predicate(triples: list[Triple]) -> Counter[NamedNode]:
    return Counter(triple.predicate for triple in triples)


def rows(files: RomeFiles, stem: str, *columns: str) -> list[Row]:
    return list(read_table(files.required(stem), ImportLog("rome"), required=columns))


def objects(triples: list[Triple], curie: str, predicate: NamedNode) -> set[object]:
    uri = NAMES.uri(curie)
    return {t.object for t in triples if t.subject == uri and t.predicate == predicate}


def test_release_is_dated(files: RomeFiles) -> None:
    release = RomeImporter().release(files.folder)
    assert (release.version, release.issued) == ("4.60", "2025-09-18")
    assert release.title == "ROME 4.0 version 60 - 25M09"


def test_each_class_has_the_publisher_s_count(triples: list[Triple]) -> None:
    kinds = Counter(t.object for t in triples if t.predicate == RDF.type)
    assert kinds[MLG.Occupation] == 1584
    assert kinds[MLG.JobTitle] == 13120
    assert kinds[MLG.MacroCompetence] == 507
    assert kinds[MLG.KnowHow] + kinds[MLG.ProfessionalBehaviour] - 507 == 17810
    assert kinds[MLG.ProfessionalBehaviour] == 16
    assert kinds[MLG.Knowledge] == 15354
    assert kinds[MLG.Competence] == 17810 + 507 + 15354
    assert kinds[MLG.WorkContext] == 179
    assert kinds[MLG.Mobility] == 14912
    assert kinds[MLG.ProfessionalDomain] == 14 + 110
    assert kinds[MLG.CompetenceGroup] == 6 + 31 + 83
    assert (
        kinds[MLG.Sector] == 88 + 1 + 35 + 40
    )  # NAF divisions, "transverse", sectors, sub-sectors


def test_every_link_row_is_a_triple(by_predicate: Counter[NamedNode]) -> None:
    assert by_predicate[MLG.jobTitleOf] == 13120
    assert by_predicate[MLG.mainJobTitle] == 1584
    assert by_predicate[MLG.requires] == 90556
    assert by_predicate[MLG.hasWorkContext] == 13663
    # 1,584 rows tie a fiche to itself: with the three kinds above, the file's 118,923 rows.
    assert 1584 + 13120 + 90556 + 13663 == 118923
    assert by_predicate[MLG.requiresCore] == 18900
    assert by_predicate[MLG.requiresEmerging] == 1731
    assert by_predicate[MLG.mobilityTo] == by_predicate[MLG.rank] == 14912


def test_coherence_items_are_the_same_pairs_as_the_links(files: RomeFiles) -> None:
    links = rows(files, "liens_rome_referentiels", "code_rome", "code_compo_bloc", "code_ogr")
    items = rows(files, "coherence_item", "code_rome", "code_ogr", "coeur_metier")
    linked = {(r["code_rome"], r["code_ogr"]) for r in links if r["code_compo_bloc"] in {"5", "6"}}
    assert linked == {(r["code_rome"], r["code_ogr"]) for r in items}
    assert len(linked) == len(items) == 104219


def test_occupations_have_texts_interests_sectors_and_parents(
    by_predicate: Counter[NamedNode],
) -> None:
    for term in (MLG.accessNote, MLG.parentOccupation, MLG.professionalDomain):
        assert by_predicate[term] == 1584
    assert by_predicate[MLG.mainActivitySector] == 1584
    assert by_predicate[MLG.mainCentreOfInterest] == 1584
    assert by_predicate[MLG.hasCentreOfInterest] == 4444
    assert by_predicate[MLG.hasTheme] == 1348
    assert by_predicate[MLG.hasSector] == 2920
    assert by_predicate[MLG.mainInterest] == 1584 + 507 - 149  # 149 macro-competences have none
    assert by_predicate[MLG.ecologicalTransition] == 1584 + 13120 - 39  # 39 titles have none


def test_nothing_is_rejected_and_each_oddity_is_noted(
    triples: list[Triple], log: ImportLog
) -> None:
    assert triples
    assert log.rejects == []
    assert len(log.notes) == 5
    assert any("L1510" in note for note in log.notes)  # the only parent that ROME 3.47 omits


def test_statistical_labels_are_those_of_rome_3(
    triples: list[Triple], by_predicate: Counter[NamedNode]
) -> None:
    assert by_predicate[MLG.statisticalLabel] == 531
    label = Literal("Conduite d'engins agricoles et forestiers", language="fr")
    assert objects(triples, "rome:A1101", MLG.statisticalLabel) == {label}


def test_texts_are_clean(triples: list[Triple]) -> None:
    texts = [
        t.object.value
        for t in triples
        if t.predicate in {SKOS.prefLabel, MLG.statisticalLabel, MLG.accessNote, MLG.shortLabel}
        and isinstance(t.object, Literal)
    ]
    assert not [text for text in texts if re.search(r"\ufffd|\s\s|^\s|\s$|''|Ã", text)]


def test_a_competence_that_two_numbers_share_is_two_concepts(triples: list[Triple]) -> None:
    scheme = NAMES.concept("scheme", "rome-competence")
    members = {t.subject for t in triples if t.predicate == SKOS.inScheme and t.object == scheme}
    labels = [t.object for t in triples if t.predicate == SKOS.prefLabel and t.subject in members]
    assert len(labels) - len(set(labels)) == 1  # one homograph in 4.60


def test_files_that_are_not_read_say_nothing_more(files: RomeFiles, triples: list[Triple]) -> None:
    placed = rows(files, "cr_gd_dp", "code_rome", "code_domaine_professionel")
    assert all(row["code_rome"].startswith(row["code_domaine_professionel"]) for row in placed)
    labels = {
        t.subject: t.object.value
        for t in triples
        if t.predicate == SKOS.prefLabel and isinstance(t.object, Literal)
    }
    schemes = ("rome-competence", "rome-savoir", "rome-context")
    for row in rows(files, "item", "code_ogr", "libelle"):
        found = [labels.get(NAMES.concept(scheme, row["code_ogr"])) for scheme in schemes]
        assert [label for label in found if label is not None] == [" ".join(row["libelle"].split())]


def test_the_tree_agrees_with_the_codes_of_macro_competences(files: RomeFiles) -> None:
    columns = ("code_objectif", "code_macro_competence", "code_ogr_macro_competence")
    tree = rows(files, "arborescence_competences", *columns)
    assert all(row["code_macro_competence"].startswith(row["code_objectif"]) for row in tree)
    competences = rows(files, "referentiel_competence", "code_ogr", "code_macro_comp")
    codes = {row["code_ogr"]: row["code_macro_comp"] for row in competences}
    assert all(
        codes[row["code_ogr_macro_competence"]] == row["code_macro_competence"] for row in tree
    )
