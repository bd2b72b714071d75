"""Formacode, on a small thesaurus of our own invention in the publisher's two layouts."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, MLG, OWL, RDF, SKOS
from maillage.vocab.formacode import FormacodeImporter
from maillage.vocab.importer import ImportLog

NAMES = Names()
TERMS = [
    "Code du Terme;Descripteur en majuscules;Descripteur en typo riche;Champ sémantique;Synonymes;"
    "Synonymes métier;TG (Terme Générique);TS (Termes Spécifiques);TA (Termes Associés);"
    "NE (Note d’Explication);NA (Note d’Application);Note de version;ex-synonyme V-1;Code arborescence",
    "01054;FOURS;Fours;010 FOURS;;;Pâtes et fours;Four à bois - 01010;;;;;;A0A0",
    "01010;FOUR A BOIS;Four à bois;010 FOURS;four bûche###Four à bois###vieux four;fournier###fournière;"
    'Fours - 01054;;Four à bois - 01010###Bois - 01020;Un four.;Employer [[FOURS]] 01054 <a href="x">ou'
    "</a> rien.;;;A0A0A0",
    "01020;BOIS;Bois;010 FOURS;;;Fours - 01054;;Four à bois - 01010###Loin - 99999;;;;;A0A0A1",
    "12;COURT;Court;010 FOURS;;;;;;;;;;",
]
DOMAINS = [
    "Code du Terme;Descripteur en majuscules;Descripteur en typo riche;TS (Termes Spécifiques);"
    "Note de version;Code arborescence",
    "00101;PATES ET FOURS;Pâtes et fours ;Fours - 01054;null;A0",
]
FORMER = [
    "A;B;C;D;E;F;G;H;",  # one delimiter more than the rows, as published
    "010;FOURS;FOURS 01054;;;;;",
    "010;FOURS;;VIEUX FOUR 01030;;;;",
    "010;FOURS;;;SOLE DE FOUR 01031;;;",
    "010;FOURS;;SANS CODE;;;;",
]


@pytest.fixture
def thesaurus(tmp_path: Path) -> Path:
    folder = tmp_path / "formacode"
    folder.mkdir()
    for name, lines in (
        ("formacodes-v14.csv", TERMS),
        ("formacodes-grands-domaines-v14.csv", DOMAINS),
        ("formacodes-v13.csv", FORMER),
    ):
        (folder / name).write_text("\r\n".join(lines), encoding="utf-8-sig")
    return tmp_path


def read(data: Path) -> tuple[set[Triple], ImportLog]:
    importer = FormacodeImporter()
    folder = importer.find(data)
    assert folder is not None
    log = ImportLog(importer.source)
    triples = list(importer.triples(folder, NAMES, log))
    assert len(triples) == len(set(triples))
    return set(triples), log


def term(code: str) -> NamedNode:
    return NAMES.concept("formacode", code)


def french(text: str) -> Literal:
    return Literal(text, language="fr")


def test_version_13_alone_is_not_found(thesaurus: Path) -> None:
    (thesaurus / "formacode" / "formacodes-v14.csv").unlink()
    assert FormacodeImporter().find(thesaurus) is None


def test_version_is_the_files(thesaurus: Path) -> None:
    release = FormacodeImporter().release(thesaurus / "formacode")
    assert (release.version, len(release.files)) == ("14", 3)


def test_term_keeps_labels_notes_and_leading_zero(thesaurus: Path) -> None:
    triples, _ = read(thesaurus)
    assert {
        Triple(term("01010"), RDF.type, MLG.TrainingSubject),
        Triple(term("01010"), SKOS.notation, Literal("01010")),
        Triple(term("01010"), SKOS.prefLabel, french("Four à bois")),
        Triple(term("01010"), SKOS.altLabel, french("four bûche")),
        Triple(term("01010"), SKOS.hiddenLabel, french("fournière")),
        Triple(term("01010"), SKOS.definition, french("Un four.")),
        Triple(term("01010"), SKOS.scopeNote, french("Employer FOURS 01054 ou rien.")),
        Triple(term("01010"), SKOS.broader, term("01054")),
        Triple(term("01054"), SKOS.broader, term("00101")),
        Triple(term("01010"), SKOS.related, term("01020")),
    } <= triples
    assert Triple(term("01010"), SKOS.altLabel, french("Four à bois")) not in triples
    assert Triple(term("01010"), SKOS.related, term("01010")) not in triples


def test_dropped_term_is_replaced_by_the_term_that_has_it_as_synonym(thesaurus: Path) -> None:
    triples, _ = read(thesaurus)
    assert {
        Triple(term("01030"), OWL.deprecated, Literal(True)),
        Triple(term("01030"), SKOS.broader, term("01054")),
        Triple(term("01030"), DCT.isReplacedBy, term("01010")),
        Triple(term("01010"), DCT.replaces, term("01030")),
        Triple(term("01031"), SKOS.broader, term("01030")),
    } <= triples
    assert not any(t.subject == term("01031") and t.predicate == DCT.isReplacedBy for t in triples)
    assert Triple(term("01054"), OWL.deprecated, Literal(True)) not in triples


def test_what_cannot_be_read_is_rejected_with_its_line(thesaurus: Path) -> None:
    _, log = read(thesaurus)
    assert {(reject.file, reject.line) for reject in log.rejects} == {
        ("formacodes-v14.csv", 4),
        ("formacodes-v14.csv", 5),
        ("formacodes-v13.csv", 5),
    }


@pytest.mark.real_data
def test_real_thesaurus_is_a_forest_under_its_domains(data: Path) -> None:
    triples, log = read(data)
    terms = {t.subject for t in triples if t.object == MLG.TrainingSubject}
    broader = {t.subject: t.object for t in triples if t.predicate == SKOS.broader}
    assert len(terms) == 2_775 + 14 + 63
    assert len(terms - set(broader)) == 14
    assert len([t for t in triples if t.predicate == SKOS.broader]) == len(broader)
    assert set(broader.values()) <= terms
    assert len(log.rejects) == 76
