"""The ESCO ↔ ROME mapping, on a table of our own (URIs and codes invented), and on the real one."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import OWLAX, RDF, SKOS, SSSOM
from maillage.vocab.crosswalk import CrosswalkImporter
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog

OCCUPATION = "http://data.europa.eu/esco/occupation/"
TABLE = f"""\
Mapping project name,ESCO - ROME
Mapping project author,Service de l'emploi de Nulle-Part
Mapping project version,V2.3
Mapping project version date,01/02/2031
Classification 1 Version,9.8
Classification 2 Version,V7

classification 1 ID,classification 1 prefered label,classification 2 ID,classification 2 prefered label,mapping relation
{OCCUPATION}0a,dresseur de licornes,011,Dresseur / Dresseuse,skos:exactMatch
{OCCUPATION}0a,dresseur de licornes,012,Dresseur  débutant,skos:narrowMatch
{OCCUPATION}0a,dresseur de licornes,012,Dresseur débutant,skos:closeMatch
{OCCUPATION}0b,peintre de nuages,013,Peintre,skos:sameMatch
{OCCUPATION}0b,peintre de nuages,x13,Peintre,skos:closeMatch
peintre,peintre de nuages,013,Peintre,skos:closeMatch
{OCCUPATION}0f,métier disparu,013,Peintre,skos:closeMatch
{OCCUPATION}0b,peintre de nuages,099,Titre disparu,skos:closeMatch
{OCCUPATION}0b,peintre de nuages,,Peintre,skos:closeMatch
{OCCUPATION}0b,peintre de nuages,013,Peintre,skos:broadMatch
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "esco" / "crosswalks"
    folder.mkdir(parents=True)
    (folder / "XX_20310203_mapping_esco_rome.csv").write_text(TABLE, encoding="utf-8-sig")
    (folder / "XX_20290203_mapping_esco_rome.csv").write_text("older", encoding="utf-8")
    return folder


@pytest.fixture
def with_releases(folder: Path) -> Path:
    esco = folder.parent / "2.0-fr"
    esco.mkdir()
    (esco / "occupations_fr.csv").write_text(
        f"conceptUri,preferredLabel\n{OCCUPATION}0a,x\n{OCCUPATION}0b,y\n", encoding="utf-8"
    )
    for version, codes in (("4.9", "099"), ("4.10", "011\n012\n013")):
        rome = folder.parent.parent / "rome" / version
        rome.mkdir(parents=True)
        name = "unix_referentiel_appellation_vXXX_utf8.csv"
        (rome / name).write_text(f"code_ogr\n{codes}\n", encoding="utf-8")
    return folder


def test_the_preamble_gives_version_date_and_author(folder: Path) -> None:
    importer = CrosswalkImporter()
    release = importer.release(folder)
    assert importer.find(folder.parent.parent) == folder
    assert (release.version, release.issued) == ("2.3", "2031-02-01")
    assert release.publisher == "Service de l'emploi de Nulle-Part"
    assert [path.name for path in release.files] == ["XX_20310203_mapping_esco_rome.csv"]


def test_the_releases_that_are_checked_against_are_among_the_files(with_releases: Path) -> None:
    names = [path.parent.name for path in CrosswalkImporter().release(with_releases).files]
    assert names == ["crosswalks", "2.0-fr", "4.10"]


def test_lines_without_both_ends_are_rejected_with_their_number(with_releases: Path) -> None:
    log = ImportLog("rome-esco")
    mappings = list(CrosswalkImporter().mappings(with_releases, Names(), log))
    assert [mapping.subject.value.rsplit("/", 1)[1] for mapping in mappings] == [
        "011",
        "012",
        "013",
    ]
    assert [(reject.line, reject.reason.split(" :")[0]) for reject in log.rejects] == [
        (11, "doublon"),
        (12, "relation inconnue"),
        (13, "code OGR mal formé"),
        (14, "URI de profession ESCO mal formée"),
        (15, "profession absente de la version courante d'ESCO"),
        (16, "appellation absente de la version courante du ROME"),
        (17, "colonne classification 2 ID vide"),
    ]


def test_without_the_releases_every_well_formed_line_is_kept(folder: Path) -> None:
    log = ImportLog("rome-esco")
    assert len(list(CrosswalkImporter().mappings(folder, Names(), log))) == 5


def test_a_mapping_goes_from_rome_to_esco_and_is_described(with_releases: Path) -> None:
    names = Names()
    triples = list(CrosswalkImporter().triples(with_releases, names, ImportLog("rome-esco")))
    subject, target = names.uri("rome-appellation:012"), NamedNode(OCCUPATION + "0a")
    node = names.uri("mapping:rome-esco-012-0a")
    assert Triple(subject, SKOS.narrowMatch, target) in triples
    assert {(triple.predicate, triple.object) for triple in triples if triple.subject == node} == {
        (RDF.type, SSSOM.Mapping),
        (OWLAX.annotatedSource, subject),
        (OWLAX.annotatedProperty, SKOS.narrowMatch),
        (OWLAX.annotatedTarget, target),
        (SSSOM.mapping_justification, names.uri("semapv:ManualMappingCuration")),
        (SSSOM.subject_label, Literal("Dresseur débutant", language="fr")),
        (SSSOM.object_label, Literal("dresseur de licornes", language="fr")),
    }


def test_a_table_without_its_header_is_unusable(tmp_path: Path) -> None:
    folder = tmp_path / "esco" / "crosswalks"
    folder.mkdir(parents=True)
    with pytest.raises(UnusableFile, match="mapping_esco_rome"):
        CrosswalkImporter().release(folder)
    (folder / "XX_1_mapping_esco_rome.csv").write_text("Mapping,x\n" * 200, encoding="utf-8")
    with pytest.raises(UnusableFile, match="en-tête"):
        CrosswalkImporter().release(folder)


@pytest.mark.real_data
def test_real_mapping_loses_only_retired_occupations(data: Path) -> None:
    importer = CrosswalkImporter()
    folder = importer.find(data)
    assert folder is not None
    log = ImportLog("rome-esco")
    mappings = list(importer.mappings(folder, Names(), log))
    assert len(mappings) + len(log.rejects) == 11118
    assert len(log.rejects) == 6
    assert all("ESCO" in reject.reason for reject in log.rejects)
    assert len({(mapping.subject, mapping.object) for mapping in mappings}) == len(mappings)
