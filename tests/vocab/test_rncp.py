"""The registers of certifications, on small tables of our own invention in each publisher's layout.

Fiche numbers, titles and names are made up; columns, delimiters, quoting, tabs and dates are the publisher's.
"""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, FOAF, MLG, OWL, RDF, SKOS, XSD_DATE
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.rncp import RncpImporter

NAMES = Names()
EXPORT = {
    "Standard": [
        "Id_Fiche;Numero_Fiche;Intitule;Abrege_Libelle;Abrege_Intitule;Nomenclature_Europe_Niveau;"
        "Nomenclature_Europe_Intitule;Date_Fin_Enregistrement;Type_Enregistrement;Actif",
        '1;RNCP11;"Tailler la ""pierre""";CAP;Certificat d\'aptitude;NIV3;Niveau 3;31/08/2030;'
        "Enregistrement de droit;ACTIVE",
        "2;RNCP10;Tailler;;;REPRISE;Sans niveau;31/12/2020;Enregistrement sur demande;INACTIVE",
        "3;RS7;Conduire un drone;;;;;;Enregistrement sur demande;ACTIVE",
        "4;X9;Inconnue;;;;;;;ACTIVE",
    ],
    "Ancienne_Nouvelle_Certification": [
        '"Numero_Fiche";"Ancienne_Certification";"Nouvelle_Certification"',
        '"RNCP10";;"RNCP11|RS7"',
        '"RNCP11";"RNCP10";',
        '"RS7";"RNCP999";',
    ],
    "Blocs_De_Competences": [
        "Numero_Fiche;Bloc_Competences_Code;Bloc_Competences_Libelle",
        "RNCP11;RNCP11BC01;Choisir la pierre",
        "RNCP11;RNCP11BC01;Choisir un autre libellé",
        "RNCP404;RNCP404BC01;Bloc perdu",
    ],
    "Rome": [
        "Numero_Fiche;Codes_Rome_Code;Codes_Rome_Libelle",
        "RNCP11;F1612;Taille",
        "RNCP11;F1612;Taille",
        "RNCP11;F16;Domaine",
        "RNCP11;Z9999;Ailleurs",
    ],
    "Nsf": [
        "Numero_Fiche;Nsf_Code;Nsf_Intitule",
        "RNCP11;221w;221w : Vente",
        "RS7;221;221 : Cuisine",
    ],
    "Formacode": ["Numero_Fiche;Formacode_Code;Formacode_Libelle", "RS7;31004;31004 : Chaîne"],
    "Certificateurs": [
        '"Numero_Fiche";"Siret_Certificateur";"Nom_Certificateur"',
        '"RNCP11";"\t11111111100011";"ÉCOLE DES TAILLEURS"',
        '"RS7";;"École d\'à côté"',
    ],
    "VoixdAcces": ["Numero_Fiche;Si_Jury", "RNCP11;Par expérience"],
}


def write(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """A data folder that holds only today's export, as downloaded."""
    for table, lines in EXPORT.items():
        name = f"export_fiches_CSV_{table}_2026_07_04.csv"
        write(tmp_path / "rncp" / "export-fiches-csv-2026-07-04" / name, lines)
    return tmp_path


def read(data: Path) -> tuple[set[Triple], ImportLog]:
    importer = RncpImporter()
    folder = importer.find(data)
    assert folder is not None
    log = ImportLog(importer.source)
    triples = list(importer.triples(folder, NAMES, log))
    assert len(triples) == len(set(triples))
    return set(triples), log


def uri(curie: str) -> NamedNode:
    return NAMES.uri(curie)


def test_absent_folder_is_not_found(tmp_path: Path) -> None:
    assert RncpImporter().find(tmp_path) is None
    with pytest.raises(UnusableFile):
        RncpImporter().release(tmp_path)


def test_export_alone_gives_its_date_as_version(exported: Path) -> None:
    release = RncpImporter().release(exported / "rncp")
    assert release.version == "2026-07-04"
    assert len(release.files) == len(EXPORT)


def test_export_describes_each_fiche(exported: Path) -> None:
    triples, _ = read(exported)
    assert {
        Triple(uri("rncp:11"), RDF.type, MLG.Certification),
        Triple(uri("rncp:11"), SKOS.prefLabel, Literal('Tailler la "pierre"', language="fr")),
        Triple(uri("rncp:11"), SKOS.notation, Literal("RNCP11")),
        Triple(uri("rncp:11"), SKOS.inScheme, uri("scheme:rncp")),
        Triple(uri("rncp:11"), MLG.level, uri("level:3")),
        Triple(uri("rncp:11"), MLG.active, Literal(True)),
        Triple(uri("rncp:11"), MLG.registrationEnd, Literal("2030-08-31", datatype=XSD_DATE)),
        Triple(uri("rncp:11"), MLG.hasBlock, uri("bloc:RNCP11BC01")),
        Triple(uri("bloc:RNCP11BC01"), RDF.type, MLG.CompetenceBlock),
        Triple(uri("rncp:11"), MLG.leadsTo, uri("rome:F1612")),
        Triple(uri("rncp:11"), MLG.speciality, uri("nsf:221w")),
        Triple(uri("nsf:221w"), SKOS.prefLabel, Literal("Vente", language="fr")),
        Triple(uri("nsf:221w"), SKOS.broader, uri("nsf:221")),
        Triple(uri("rncp:11"), MLG.certifier, uri("certifier:11111111100011")),
        Triple(uri("certifier:ecole-d-a-cote"), FOAF.name, Literal("École d'à côté")),
        Triple(uri("rncp:11"), MLG.accessRoute, uri("access:par-experience")),
        Triple(uri("rs:7"), SKOS.inScheme, uri("scheme:rs")),
        Triple(uri("rs:7"), MLG.trainingSubject, uri("formacode:31004")),
    } <= triples
    assert not any(t.subject == uri("rs:7") and t.predicate == MLG.level for t in triples)


def test_retired_fiche_is_replaced_in_both_directions(exported: Path) -> None:
    triples, _ = read(exported)
    assert {
        Triple(uri("rncp:10"), OWL.deprecated, Literal(True)),
        Triple(uri("rncp:10"), DCT.isReplacedBy, uri("rncp:11")),
        Triple(uri("rncp:10"), DCT.isReplacedBy, uri("rs:7")),
        Triple(uri("rncp:11"), DCT.replaces, uri("rncp:10")),
    } <= triples
    assert Triple(uri("rncp:11"), OWL.deprecated, Literal(True)) not in triples


def test_what_cannot_be_read_is_rejected_with_its_line(exported: Path) -> None:
    _, log = read(exported)
    told = {(reject.file.split("_")[3], reject.line) for reject in log.rejects}
    assert told == {
        ("Standard", 5),
        ("Ancienne", 4),
        ("Blocs", 3),
        ("Blocs", 4),
        ("Rome", 4),
        ("Rome", 5),
    }
    assert log.notes == ["lignes de liens répétées à l'identique, lues une fois : 1"]


def test_code_unknown_to_the_rome_beside_is_rejected(exported: Path) -> None:
    rome = exported / "rome" / "4.61" / "unix_referentiel_code_rome_v461_utf8.csv"
    write(rome, ["code_rome,libelle_rome", "K1304,Services"])
    triples, log = read(exported)
    assert Triple(uri("rncp:11"), MLG.leadsTo, uri("rome:F1612")) not in triples
    assert any("« F1612 »" in reject.reason for reject in log.rejects)
    assert rome in RncpImporter().release(exported / "rncp").files


def test_same_folder_yields_the_same_triples_in_the_same_order(exported: Path) -> None:
    runs = [
        list(RncpImporter().triples(exported / "rncp", NAMES, ImportLog("rncp"))) for _ in range(2)
    ]
    assert runs[0] == runs[1]


@pytest.mark.real_data
def test_real_registers_link_only_what_they_define(data: Path) -> None:
    triples, log = read(data)
    fiches = {t.subject for t in triples if t.object == MLG.Certification}
    assert len(fiches) > 26_000
    for predicate in (DCT.replaces, DCT.isReplacedBy):
        assert {t.object for t in triples if t.predicate == predicate} <= fiches
    labelled = [t.subject for t in triples if t.predicate == SKOS.prefLabel and t.subject in fiches]
    assert len(labelled) == len(fiches)
    assert Triple(uri("rncp:37274"), MLG.active, Literal(True)) in triples
    assert sum("numéro de fiche illisible" in reject.reason for reject in log.rejects) == 1_452
