"""Turtle files written by us: read, checked and moved under another base. The files here are invented."""

from pathlib import Path

import pytest

from maillage.ontology.names import Names
from maillage.ontology.terms import SKOS
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.packaged_turtle import read_turtle, turtle_files, turtle_release

PREFIXES = """\
@prefix regional: <https://w3id.org/maillage/id/regional/> .
@prefix scheme: <https://w3id.org/maillage/id/scheme/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dct: <http://purl.org/dc/terms/> .
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.ttl").write_text(
        PREFIXES
        + 'scheme:regional a skos:ConceptScheme ; skos:prefLabel "Essai"@fr, "Trial"@en ;\n'
        + '  owl:versionInfo "2.1" ; dct:publisher "Nous" .\n'
        + "regional:1 skos:inScheme scheme:regional ; skos:broader regional:404 ;\n"
        + "  skos:exactMatch <http://data.europa.eu/esco/skill/x> ; skos:note [] .\n",
        encoding="utf-8",
    )
    return tmp_path


def test_release_says_version_title_and_publisher(folder: Path) -> None:
    release = turtle_release("essai", turtle_files(folder), "scheme:regional")
    assert (release.version, release.title, release.publisher) == ("2.1", "Essai", "Nous")


def test_our_uris_move_under_the_configured_base_and_others_stay(folder: Path) -> None:
    names = Names("https://example.org/region")
    triples = list(read_turtle(turtle_files(folder), names, ImportLog("essai"), ("regional",)))
    (match,) = (triple for triple in triples if triple.predicate == SKOS.exactMatch)
    assert match.subject == names.concept("regional", "1")
    assert str(match.object) == "<http://data.europa.eu/esco/skill/x>"
    assert not any("w3id.org/maillage/id" in str(triple) for triple in triples)


def test_links_to_nothing_and_blank_nodes_are_rejected_alone(folder: Path) -> None:
    log = ImportLog("essai")
    triples = list(read_turtle(turtle_files(folder), Names(), log, ("regional",)))
    reasons = sorted(reject.reason for reject in log.rejects)
    assert reasons == [
        "lien vers « regional:404 », que ces fichiers ne décrivent pas",
        "nœud anonyme",
    ]
    assert len(triples) == 7


def test_a_folder_without_turtle_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile):
        turtle_files(tmp_path)


def test_a_file_that_is_not_turtle_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("ceci n'est pas du Turtle", encoding="utf-8")
    with pytest.raises(UnusableFile, match="Turtle illisible"):
        list(read_turtle(turtle_files(tmp_path), Names(), ImportLog("essai"), ()))


def test_files_that_tell_no_version_are_unusable(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(PREFIXES, encoding="utf-8")
    with pytest.raises(UnusableFile, match="version absente"):
        turtle_release("essai", turtle_files(tmp_path), "scheme:regional")
