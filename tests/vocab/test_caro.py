"""Caro's mapping of blocs to canonical competences, on small tables of our own invention."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, RDF, SKOS
from maillage.vocab.caro import CaroImporter
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog

NAMES = Names()
FILES = {
    "domaines.csv": "domaine_id;libelle;description;ordre\nfour;Fours & fourneaux;Le feu;1\n",
    "competences_canoniques.csv": "competence_id;domaine_id;libelle;description;mots_cles\n"
    "f_allumer;four;Allumer un four;;feu|bois\n"
    "f_perdre;ailleurs;Perdre;;\n",
    "mapping_blocs.csv": "bloc_code;competence_id;methode;score\n"
    "RNCP1BC01;f_allumer;ia;\nRNCP2BC01;f_allumer;ia;\nRNCP2BC02;;non_classe;\n"
    "RNCP2BC03;f_inconnue;ia;\nBC;f_allumer;ia;\n",
    "mapping_fiches.csv": "numero_fiche;competence_id;methode\nRS3;f_allumer;ia\n",
    "meta.json": '{"version": "5", "date": "2026-07-10", "modele": "un-modele"}',
}


@pytest.fixture
def mapped(tmp_path: Path) -> Path:
    """A data folder where a table of certifications defines RNCP1 and its bloc."""
    folder = tmp_path / "rncp" / "caro-2026"
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    export = tmp_path / "rncp" / "export_fiches_CSV_{}_2026_07_04.csv"
    Path(str(export).format("Standard")).write_text(
        "Numero_Fiche;Intitule;Abrege_Libelle;Abrege_Intitule;Nomenclature_Europe_Niveau;"
        "Date_Fin_Enregistrement;Type_Enregistrement;Actif\nRNCP1;Pain;;;;;;ACTIVE\n",
        encoding="utf-8",
    )
    Path(str(export).format("Blocs_De_Competences")).write_text(
        "Numero_Fiche;Bloc_Competences_Code;Bloc_Competences_Libelle\nRNCP1;RNCP1BC01;Allumer\n",
        encoding="utf-8",
    )
    return tmp_path


def read(data: Path) -> tuple[set[Triple], ImportLog]:
    importer = CaroImporter()
    folder = importer.find(data)
    assert folder is not None
    log = ImportLog(importer.source)
    triples = list(importer.triples(folder, NAMES, log))
    assert len(triples) == len(set(triples))
    return set(triples), log


def uri(curie: str) -> NamedNode:
    return NAMES.uri(curie)


def test_release_tells_that_a_model_made_it(mapped: Path) -> None:
    release = CaroImporter().release(mapped / "rncp" / "caro-2026")
    assert (release.version, release.issued) == ("5", "2026-07-10")
    assert "étiquetés par un modèle" in release.title
    assert len(release.files) == len(FILES) + 2


def test_missing_mapping_is_unusable(mapped: Path) -> None:
    (mapped / "rncp" / "caro-2026" / "domaines.csv").unlink()
    with pytest.raises(UnusableFile):
        CaroImporter().release(mapped / "rncp" / "caro-2026")


def test_competence_stands_under_its_domain(mapped: Path) -> None:
    triples, _ = read(mapped)
    assert {
        Triple(uri("caro:f_allumer"), RDF.type, MLG.Competence),
        Triple(uri("caro:f_allumer"), SKOS.broader, uri("caro:four")),
        Triple(uri("caro:four"), RDF.type, MLG.CompetenceGroup),
        Triple(uri("caro:f_perdre"), RDF.type, MLG.Competence),
    } <= triples


def test_bloc_that_the_registers_define_is_not_described_again(mapped: Path) -> None:
    triples, _ = read(mapped)
    about = {t for t in triples if t.subject == uri("bloc:RNCP1BC01")}
    assert about == {Triple(uri("bloc:RNCP1BC01"), MLG.certifies, uri("caro:f_allumer"))}
    assert not any(t.subject == uri("rncp:1") for t in triples)


def test_unknown_bloc_and_fiche_are_created_by_their_code(mapped: Path) -> None:
    triples, log = read(mapped)
    assert {
        Triple(uri("bloc:RNCP2BC01"), RDF.type, MLG.CompetenceBlock),
        Triple(uri("bloc:RNCP2BC01"), SKOS.prefLabel, Literal("RNCP2BC01", language="fr")),
        Triple(uri("rncp:2"), RDF.type, MLG.Certification),
        Triple(uri("rncp:2"), MLG.hasBlock, uri("bloc:RNCP2BC01")),
        Triple(uri("rs:3"), MLG.certifies, uri("caro:f_allumer")),
    } <= triples
    assert "lignes que l'éditeur laisse non classées : 1" in log.notes


def test_what_cannot_be_read_is_rejected_with_its_line(mapped: Path) -> None:
    _, log = read(mapped)
    assert {(reject.file, reject.line) for reject in log.rejects} == {
        ("competences_canoniques.csv", 3),
        ("mapping_blocs.csv", 5),
        ("mapping_blocs.csv", 6),
    }


@pytest.mark.real_data
def test_real_mapping_is_read_whole(data: Path) -> None:
    triples, log = read(data)
    assert log.rejects == []
    assert len([t for t in triples if t.predicate == MLG.certifies]) == 28_096 + 756
    assert len([t for t in triples if t.object == MLG.Competence]) == 295
