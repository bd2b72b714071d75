"""Parcoursup's apprenticeship courses: the rows below are invented, in the layout of the list."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, SKOS
from maillage.vocab.importer import ImportLog
from maillage.vocab.parcoursup import ParcoursupImporter

NAMES = Names()
ROWS = """\
UAI_AFF;LIB_AFF;LIB_INS;CODECOMMUNE;LIBFORMATION;CODESPÉCIALITÉ;LIBSPÉCIALITÉ
0080001A;CFA de la Côte;;08101;BTS - Services;11;Conduite des phares - en apprentissage
0080001A;CFA de la Côte;;08101;BTS - Services;11;Conduite des phares - en apprentissage
0080001A;CFA de la Côte, site du Port;;08101;BTS - Services;11;Conduite des phares - en apprentissage
0080001A;CFA de la Côte;;08101;Formation professionnelle;12;Gardien (Bac +2) - en apprentissage
0080001A;CFA de la Côte;;08101;D.E secteur social;13;D.E Veilleur - en apprentissage
0750001A;CFA de Paris;;75056;BTS - Services;11;Conduite des phares - en apprentissage
0080001A;CFA de la Côte;;08999;BTS - Services;11;Conduite des phares - en apprentissage
"""
COMMUNES = "CODGEO,LIBGEO,DEP,REG\n08101,Saint-Éloi,08,44\n75056,Paris,75,11\n"
INFO = """\
Numero_Fiche;Intitule;Nomenclature_Europe_Intitule;Abrege_Code;Actif
RNCP101;Conduite des phares;niveau5;BTS;ACTIVE
RNCP102;Gardien;niveau4;TP;ACTIVE
RNCP103;Gardien(ne);niveau5;TP;ACTIVE
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A data folder with the list, the communes and the certifications."""
    files = {
        "training/rco/parcoursup_apprentissage_2030.csv": ROWS,
        "territories/table_appartenance_communes_2030.csv": COMMUNES,
        "rncp/2030/rncp_info.csv": INFO,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def read(root: Path) -> tuple[list[Triple], ImportLog]:
    importer = ParcoursupImporter()
    log = ImportLog(importer.source)
    folder = importer.find(root)
    assert folder is not None
    return list(importer.triples(folder, NAMES, log)), log


def test_courses_are_linked_by_family_speciality_and_years_after_bac(root: Path) -> None:
    triples, _ = read(root)
    prepared = [triple.object for triple in triples if triple.predicate == MLG.prepares]
    assert prepared == [NAMES.concept("rncp", code) for code in ("101", "101", "103")]


def test_two_sites_of_a_school_are_two_offers_and_a_repeated_row_is_one(root: Path) -> None:
    triples, log = read(root)
    assert sum(triple.object == MLG.TrainingOffer for triple in triples) == 4
    assert "1 lignes répètent une formation déjà lue." in log.notes


def test_title_has_the_family_once(root: Path) -> None:
    triples, _ = read(root)
    labels = [t.object for t in triples if t.predicate == SKOS.prefLabel]
    assert Literal("BTS Conduite des phares", language="fr") in labels
    assert Literal("D.E Veilleur", language="fr") in labels


def test_unknown_commune_is_rejected_and_other_regions_are_counted(root: Path) -> None:
    _, log = read(root)
    assert [reject.line for reject in log.rejects] == [8]
    assert "1 lieux d'offres hors de la région 44, non importés." in log.notes


def test_release_bears_the_year_of_the_file(root: Path) -> None:
    release = ParcoursupImporter().release(root / "training" / "rco")
    assert (release.version, release.issued) == ("2030", "2030")
    assert ParcoursupImporter().find(root / "rncp") is None


@pytest.mark.real_data
def test_real_list_is_linked_for_nine_courses_in_ten(data: Path) -> None:
    triples, log = read(data)
    offers = sum(triple.object == MLG.TrainingOffer for triple in triples)
    assert offers == 427
    assert sum(triple.predicate == MLG.prepares for triple in triples) > 0.9 * offers
    assert len(log.rejects) == 1
