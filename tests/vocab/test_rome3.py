"""The importer of ROME 3 over a small release that we invented."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, SKOS
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.rome3 import Rome3Importer

NAMES = Names()
FILES = {
    "referentiel_code_rome": '"code_rome","code_fiche_em","code_ogr","libelle_rome","statut"\n'
    '"Z1001","1","1","Conduite d\'\'aéronefs","1"\n',
    "referentiel_appellation": '"code_ogr","libelle_appellation_long","libelle_appellation_court",'
    '"code_rome","code_type_section_appellation","libelle_type_section_appellation","statut"\n'
    '"101","Pilote","Pilote","Z1001","1","PRINCIPALE","1"\n"102","Perdu","Perdu","Z9","1","","1"\n',
    "referentiel_competence": '"code_ogr","libelle_competence","code_type_competence",'
    '"libelle_type_competence","statut"\n"401","Aérologie","1","SAVOIRS","1"\n',
    "texte": '"code_rome","position_libelle_txt","code_type_texte","libelle_texte","libelle_type_texte"\n'
    '"Z1001","0","1","Fait voler.","definition"\n"Z1001","0","2","On y vient.","acces"\n',
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "rome" / "3.47"
    folder.mkdir(parents=True)
    for stem, text in FILES.items():
        (folder / f"unix_{stem}_v347_utf8.csv").write_text(text, "utf-8")
    return tmp_path


def _read(data: Path, log: ImportLog) -> set[Triple]:
    importer = Rome3Importer()
    folder = importer.find(data)
    assert folder is not None
    return set(importer.triples(folder, NAMES, log))


def test_occupations_titles_savoirs_and_definitions_are_read(data: Path) -> None:
    log = ImportLog("rome")
    found = _read(data, log)
    occupation, title = NAMES.uri("rome:Z1001"), NAMES.uri("rome-appellation:101")
    assert (
        Triple(occupation, SKOS.prefLabel, Literal("Conduite d'aéronefs", language="fr")) in found
    )
    assert Triple(occupation, SKOS.definition, Literal("Fait voler.", language="fr")) in found
    assert Triple(title, MLG.jobTitleOf, occupation) in found
    assert Triple(occupation, MLG.mainJobTitle, title) in found
    savoir = NAMES.uri("rome-savoir:401")
    assert Triple(savoir, SKOS.prefLabel, Literal("Aérologie", language="fr")) in found
    assert [(one.line, "Z9" in one.reason) for one in log.rejects] == [(3, True)]


def test_the_release_is_named_by_its_folder_and_absent_without_it(
    data: Path, tmp_path: Path
) -> None:
    importer = Rome3Importer()
    folder = importer.find(data)
    assert folder is not None
    release = importer.release(folder)
    assert (release.source, release.version, len(release.files)) == ("rome", "3.47", 4)
    assert importer.find(tmp_path / "elsewhere") is None


def test_a_release_without_titles_is_unusable(data: Path) -> None:
    (data / "rome/3.47/unix_referentiel_appellation_v347_utf8.csv").unlink()
    importer = Rome3Importer()
    folder = importer.find(data)
    assert folder is not None
    with pytest.raises(UnusableFile):
        importer.release(folder)
