"""Carif-Oref offers: the rows below are invented, in the layout of the export of 2020."""

from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, RDF, SCHEMA, SKOS, XSD_DATE
from maillage.vocab.carif_oref import CarifOrefImporter
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog

NAMES = Names()
HEADER = (
    "id_formation,id_action,id_certifinfo,etablissement_formateur_siret,"
    "etablissement_lieu_formation_adresse,etablissement_lieu_formation_code_insee,"
    "cfd,rncp_code,capacite,periode,published\n"
)
ROWS = """\
01_1,01_A1,900,11122233300044,1 rue du Phare,08101,32099001,RNCP101,,2030-09|2031-09,True
01_1,01_A1|01_A2,901,11122233300044,,08101,32099001,,,2030-09,False
01_2,01_A3,902,n'est pas un SIRET,,08101,99999999,RNCP777,,2030-09|septembre,True
01_3,01_A4,903,11122233300044,,75056,32099001,RNCP101,,2030-09,True
01_4,01_A5,904,11122233300044,,08999,32099001,RNCP101,,2030-09,True
01_5,01_A6,905,11122233300044,,,32099001,RNCP101,,2030-09,True
"""
COMMUNES = """\
CODGEO,LIBGEO,DEP,REG
08101,Saint-Éloi,08,44
75056,Paris,75,11
"""
INFO = """\
Numero_Fiche;Intitule;Nomenclature_Europe_Intitule;Abrege_Code;Actif
RNCP101;Conduite des phares;niveau5;BTS;ACTIVE
"""
KIT = """\
Code Diplôme,FicheRNCP,Niveau fiche RNCP,Abrégé de diplôme (RNCP),Fiche ACTIVE/INACTIVE,\
Intitulé certification (RNCP)
32099001,RNCP101,Niveau 5,BTS,ACTIVE,BTS - Conduite des phares
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A data folder with an export, the communes and the certifications."""
    files = {
        "training/rco/rcoformations_2030-11.csv": HEADER + ROWS,
        "territories/table_appartenance_communes_2030.csv": COMMUNES,
        "rncp/2030/rncp_info.csv": INFO,
        "rncp/kit_apprentissage_20300131.csv": KIT,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def read(root: Path, importer: CarifOrefImporter | None = None) -> tuple[list[Triple], ImportLog]:
    importer = importer or CarifOrefImporter()
    log = ImportLog(importer.source)
    folder = importer.find(root)
    assert folder is not None
    return list(importer.triples(folder, NAMES, log)), log


def offer(name: str) -> NamedNode:
    return NAMES.concept("offer", f"carif-oref-{name}")


def test_offer_is_placed_linked_and_titled_by_its_certification(root: Path) -> None:
    triples, _ = read(root)
    node = offer("01_A1-900")
    assert Triple(node, RDF.type, MLG.TrainingOffer) in triples
    assert (
        Triple(node, SKOS.prefLabel, Literal("BTS Conduite des phares", language="fr")) in triples
    )
    assert Triple(node, MLG.prepares, NAMES.concept("rncp", "101")) in triples
    assert Triple(node, MLG.certificationMethod, Literal("declared")) in triples
    assert Triple(node, MLG.locatedIn, NAMES.concept("commune", "08101")) in triples
    assert Triple(node, MLG.provider, NAMES.concept("provider", "11122233300044")) in triples


def test_each_listed_month_is_a_session_without_seats(root: Path) -> None:
    triples, _ = read(root)
    session = NAMES.concept("session", "carif-oref-01_A1-900-2031-09")
    assert Triple(offer("01_A1-900"), MLG.hasSession, session) in triples
    start = Literal(date(2031, 9, 1).isoformat(), datatype=XSD_DATE)
    assert Triple(session, SCHEMA.startDate, start) in triples
    assert not any(triple.predicate == MLG.seats for triple in triples)


def test_offer_without_rncp_code_is_linked_by_its_diploma_code(root: Path) -> None:
    triples, _ = read(root)
    prepares = Triple(offer("01_A1+01_A2-901"), MLG.prepares, NAMES.concept("rncp", "101"))
    assert prepares in triples


def test_unknown_certification_is_kept_and_noted(root: Path) -> None:
    triples, log = read(root)
    node = offer("01_A3-902")
    assert Triple(node, MLG.prepares, NAMES.concept("rncp", "777")) in triples
    label = Literal("Action de formation 01_A3", language="fr")
    assert Triple(node, SKOS.prefLabel, label) in triples
    assert any("ne décrivent pas" in note for note in log.notes)


def test_offers_elsewhere_are_counted_and_bad_rows_rejected_with_their_line(root: Path) -> None:
    triples, log = read(root)
    assert {(reject.line, reject.reason.split(" ")[0]) for reject in log.rejects} == {
        (4, "mois"),
        (6, "commune"),
        (7, "colonne"),
    }
    assert any(note.startswith("1 lieux d'offres hors") for note in log.notes)
    assert sum(triple.object == MLG.TrainingOffer for triple in triples) == 3


def test_withdrawn_offers_may_be_left_out(root: Path) -> None:
    triples, log = read(root, CarifOrefImporter(withdrawn=False))
    assert not any(triple.subject == offer("01_A1+01_A2-901") for triple in triples)
    assert any("non importées" in note for note in log.notes)


def test_street_address_is_not_read(root: Path) -> None:
    triples, _ = read(root)
    assert not any("rue du Phare" in str(triple) for triple in triples)


def test_same_folder_yields_the_same_triples_once(root: Path) -> None:
    triples, _ = read(root)
    assert triples == read(root)[0]
    assert len(triples) == len(set(triples))


def test_release_bears_the_month_of_the_file_and_all_that_is_read(root: Path) -> None:
    release = CarifOrefImporter().release(root / "training" / "rco")
    assert (release.version, release.issued) == ("2030-11", "2030-11")
    assert len(release.files) == 4


def test_folder_without_export_is_not_found(tmp_path: Path) -> None:
    assert CarifOrefImporter().find(tmp_path) is None


def test_file_without_its_columns_is_unusable(root: Path) -> None:
    (root / "training/rco/rcoformations_2030-11.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UnusableFile, match="colonnes absentes"):
        read(root)


@pytest.mark.real_data
def test_real_export_has_1700_offers_in_grand_est_all_linked(data: Path) -> None:
    triples, log = read(data)
    assert sum(triple.object == MLG.TrainingOffer for triple in triples) == 1_700
    assert sum(triple.predicate == MLG.prepares for triple in triples) == 1_700
    assert log.rejects == []
    assert not any(
        "@" in str(triple.object.value) for triple in triples if isinstance(triple.object, Literal)
    )
