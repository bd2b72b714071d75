"""Courses of Grand Est: the rows below are invented, in the layout of the list."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, RDF, SKOS
from maillage.vocab.grand_est_courses import GrandEstCoursesImporter
from maillage.vocab.importer import ImportLog

NAMES = Names()
ROWS = """\
Nom_Complet_Diplome;Acronyme_Diplome;Niveau_Europeen;Grande_Categorie;Description_Diplome;\
Nom_Etablissement;Ville;Code_Postal;Region;URL_Site_Etablissement
Brevet de Technicien Supérieur Conduite des phares;BTS;5;MER;Conduite des phares - CDP;\
Lycée de la Côte;St-Éloi;8200;;
Brevet Technicien Supérieur Conduite des phares;BTS;5;CIEL;Conduite des phares - CDP;\
Lycée de la Côte;Saint-Éloi;8200;;
Diplôme Universitaire Brumes;DU;6;MER;Brumes;Lycée de la Côte;Saint-Éloi;8200;;
École Doctorale LUX - Lumières;ED LUX;8;MER;Optique;Univ. de la Côte;Saint-Éloi;8200;;
Brevet de Technicien Supérieur Conduite des phares;BTS;5;MER;Conduite des phares;\
Lycée du Large;Nulle-Part;8200;;
"""
COMMUNES = "CODGEO,LIBGEO,DEP,REG\n08101,Saint-Éloi,08,44\n"
INFO = """\
Numero_Fiche;Intitule;Nomenclature_Europe_Intitule;Abrege_Code;Actif
RNCP101;Conduite des phares;niveau5;BTS;ACTIVE
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A data folder with the list, the communes and the certifications."""
    files = {
        "training/grand_est/formations_grand_est_essai.csv": ROWS,
        "territories/table_appartenance_communes_2030.csv": COMMUNES,
        "rncp/2030/rncp_info.csv": INFO,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def read(root: Path) -> tuple[list[Triple], ImportLog]:
    importer = GrandEstCoursesImporter()
    log = ImportLog(importer.source)
    folder = importer.find(root)
    assert folder is not None
    return list(importer.triples(folder, NAMES, log)), log


def titled(triples: list[Triple], title: str) -> NamedNode:
    """Return the one offer of this title."""
    label = Literal(title, language="fr")
    (node,) = (
        triple.subject
        for triple in triples
        if triple.predicate == SKOS.prefLabel and triple.object == label
    )
    assert isinstance(node, NamedNode)
    return node


def test_course_is_linked_by_title_and_placed_by_town(root: Path) -> None:
    triples, _ = read(root)
    node = titled(triples, "Brevet de Technicien Supérieur Conduite des phares")
    assert Triple(node, RDF.type, MLG.TrainingOffer) in triples
    assert Triple(node, MLG.prepares, NAMES.concept("rncp", "101")) in triples
    assert Triple(node, MLG.certificationMethod, Literal("title")) in triples
    assert Triple(node, MLG.locatedIn, NAMES.concept("commune", "08101")) in triples
    school = NAMES.concept("provider", "lycee-de-la-cote-st-eloi")
    assert Triple(node, MLG.provider, school) in triples
    assert Triple(school, SKOS.prefLabel, Literal("Lycée de la Côte", language="fr")) in triples


def test_course_listed_under_two_sectors_is_one_offer(root: Path) -> None:
    triples, log = read(root)
    assert sum(triple.object == MLG.TrainingOffer for triple in triples) == 3
    assert "1 lignes répètent une formation déjà lue." in log.notes


def test_course_without_certification_is_still_an_offer(root: Path) -> None:
    triples, log = read(root)
    node = titled(triples, "Diplôme Universitaire Brumes")
    predicates = {triple.predicate for triple in triples if triple.subject == node}
    assert not predicates & {MLG.prepares, MLG.certificationMethod, MLG.certificationScore}
    assert any(note.startswith("2 formations sur 3") for note in log.notes)


def test_detail_that_says_more_than_the_title_is_in_the_label(root: Path) -> None:
    triples, _ = read(root)
    assert titled(triples, "École Doctorale LUX - Lumières : Optique")


def test_unknown_town_is_rejected_with_its_line(root: Path) -> None:
    _, log = read(root)
    assert [(reject.line, "Nulle-Part" in reject.reason) for reject in log.rejects] == [(6, True)]


def test_same_folder_yields_the_same_triples_once(root: Path) -> None:
    triples, _ = read(root)
    assert triples == read(root)[0]
    assert len(triples) == len(set(triples))


def test_release_is_named_after_the_file(root: Path) -> None:
    release = GrandEstCoursesImporter().release(root / "training" / "grand_est")
    assert (release.version, release.issued, len(release.files)) == ("essai", None, 3)


def test_folder_without_list_is_not_found(tmp_path: Path) -> None:
    assert GrandEstCoursesImporter().find(tmp_path) is None


@pytest.mark.real_data
def test_real_list_is_placed_and_mostly_linked(data: Path) -> None:
    triples, log = read(data)
    offers = sum(triple.object == MLG.TrainingOffer for triple in triples)
    assert offers > 1_100
    assert sum(triple.predicate == MLG.prepares for triple in triples) > 0.7 * offers
    assert len(log.rejects) < 5
