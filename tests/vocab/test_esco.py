"""The ESCO importer over a tiny ESCO of our own (URIs, labels and codes invented), and over the real one."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import ESCO, MLG, OWL, RDF, SKOS
from maillage.vocab.errors import UnusableFile
from maillage.vocab.esco import EscoImporter
from maillage.vocab.importer import ImportLog

OCCUPATION = "http://data.europa.eu/esco/occupation/"
SKILL = "http://data.europa.eu/esco/skill/"
ISCO = "http://data.europa.eu/esco/isco/"
ATTITUDES = SKILL + "a90b12b6-248d-487f-be36-c44bd9a032e5"
NACE = "http://data.europa.eu/ux2/nace2.1/"
RULED = "http://data.europa.eu/esco/regulated-professions/"

FILES = {
    "2.0-fr/occupations_fr.csv": f"""\
conceptUri,preferredLabel,altLabels,hiddenLabels,status,regulatedProfessionNote,description,code,naceCode
{OCCUPATION}0a,dresseur de licornes,"dompteuse  de licornes
dresseur de licornes",licornier,released,{RULED}regulated,"Il dresse.
Longtemps.",0110.1,"{NACE}0143,
{NACE}A"
{OCCUPATION}0b,peintre de nuages,,,released,{RULED}unregulated,,2651.9,{NACE}90
{OCCUPATION}0a,dresseur de licornes,,,released,,,0110.1,
""",
    "2.0-fr/ISCOGroups_fr.csv": f"""\
conceptUri,code,preferredLabel
{ISCO}C0,0,Créatures
{ISCO}C0110,0110,Dresseurs
""",
    "2.0-fr/skillGroups_fr.csv": f"conceptUri,preferredLabel,code\n{SKILL}9a,soins,S1\n",
    "2.0-fr/broaderRelationsOccPillar_fr.csv": f"""\
conceptUri,broaderUri
{ISCO}C0110,{ISCO}C0
{OCCUPATION}0a,{ISCO}C0110
{OCCUPATION}0b,{ISCO}C9999
""",
    "2.0-fr/greenShareOcc_fr.csv": f"""\
conceptUri,greenShare
{OCCUPATION}0a,5e-7
{ISCO}C0110,0.25
{OCCUPATION}0b,1.5
""",
    "2.0-fr/transversalSkillsCollection_fr.csv": f"conceptUri\n{SKILL}1a\n{SKILL}77\n",
    "1.10-en/occupations_en.csv": f"""\
conceptUri,preferredLabel,altLabels,code
{OCCUPATION}0a,unicorn trainer,unicorn trainer,0110.1
{OCCUPATION}0c,dragon dentist,,2261.7
""",
    "1.10-en/skills_en.csv": f"""\
conceptUri,skillType,reuseLevel,preferredLabel,altLabels,scopeNote
{SKILL}1a,skill/competence,transversal,stay calm,,Excludes <a href="x"><span>panic</span></a>.
{SKILL}1b,knowledge,sector-specific,horn anatomy,,
{SKILL}1c,skill/competence,occupation-specific,brush manes,,
{SKILL}1d,,,magic,,
""",
    "1.10-en/broaderRelationsSkillPillar.csv": f"""\
conceptUri,broaderUri
{SKILL}1c,{SKILL}9a
""",
    "1.10-en/occupationSkillRelations.csv": f"""\
occupationUri,relationType,skillType,skillUri
{OCCUPATION}0a,essential,skill/competence,{SKILL}1a
{OCCUPATION}0a,optional,knowledge,{SKILL}1b
{OCCUPATION}0c,essential,knowledge,{SKILL}1b
{OCCUPATION}0a,essential,knowledge,{SKILL}66
{OCCUPATION}0f,essential,knowledge,{SKILL}1b
""",
    "1.10-en/skillSkillRelations.csv": f"""\
originalSkillUri,relationType,relatedSkillUri
{SKILL}1c,essential,{SKILL}1b
""",
    "1.9-fr/skills_fr.csv": f"""\
conceptUri,preferredLabel,altLabels
{SKILL}1a,rester calme,garder son calme
{SKILL}1c,brosser des crinières,
{SKILL}2a,voler sur un balai,
""",
    "1.9-fr/broaderRelationsSkillPillar.csv": f"conceptUri,broaderUri\n{SKILL}1a,{ATTITUDES}\n",
    "skills_fr_en_de.csv": f"""\
conceptUri,label_fr,alt_fr,description_fr,label_en,label_de
{SKILL}1a,garder son sang-froid,rester zen|rester cool,Ne pas paniquer.,stay calm,ruhig bleiben
""",
    "de/occupations_de_labels_v1.csv": f"""\
conceptUri,preferredLabel_de
{OCCUPATION}0a,Einhorntrainer
{ISCO}C0110,Dresseure
{OCCUPATION}0e,Niemand
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "esco" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "esco"


@pytest.fixture
def log() -> ImportLog:
    return ImportLog("esco")


@pytest.fixture
def triples(folder: Path, log: ImportLog) -> set[Triple]:
    return set(EscoImporter().triples(folder, Names(), log))


def _objects(triples: set[Triple], subject: str, predicate: NamedNode) -> set[object]:
    return {
        triple.object
        for triple in triples
        if triple.subject == NamedNode(subject) and triple.predicate == predicate
    }


def _instances(triples: set[Triple], term: NamedNode) -> set[str]:
    return {
        triple.subject.value
        for triple in triples
        if triple.predicate == RDF.type
        and triple.object == term
        and isinstance(triple.subject, NamedNode)
    }


def test_the_newest_release_with_occupations_names_the_version(folder: Path) -> None:
    importer = EscoImporter()
    release = importer.release(folder)
    assert importer.find(folder.parent) == folder
    assert release.version == "2.0"
    assert {path.name for path in release.files} >= {"skills_en.csv", "skills_fr_en_de.csv"}


def test_a_folder_without_esco_is_not_found(tmp_path: Path) -> None:
    assert EscoImporter().find(tmp_path) is None


def test_a_folder_without_skills_is_unusable(folder: Path) -> None:
    (folder / "1.10-en/skills_en.csv").unlink()
    (folder / "1.9-fr/skills_fr.csv").unlink()
    with pytest.raises(UnusableFile, match="skills"):
        list(EscoImporter().triples(folder, Names(), ImportLog("esco")))


def test_two_readings_give_the_same_triples_in_the_same_order(folder: Path) -> None:
    importer = EscoImporter()
    first = list(importer.triples(folder, Names(), ImportLog("esco")))
    assert first == list(importer.triples(folder, Names(), ImportLog("esco")))
    assert len(first) == len(set(first))


def test_an_occupation_has_words_of_every_language(triples: set[Triple]) -> None:
    assert _objects(triples, OCCUPATION + "0a", SKOS.prefLabel) == {
        Literal("dresseur de licornes", language="fr"),
        Literal("unicorn trainer", language="en"),
        Literal("Einhorntrainer", language="de"),
    }
    assert _objects(triples, OCCUPATION + "0a", SKOS.altLabel) == {
        Literal("dompteuse de licornes", language="fr")
    }
    assert _objects(triples, OCCUPATION + "0a", SKOS.definition) == {
        Literal("Il dresse. Longtemps.", language="fr")
    }
    assert _objects(triples, OCCUPATION + "0a", SKOS.notation) == {Literal("0110.1")}


def test_only_the_newest_release_says_which_occupations_are_current(triples: set[Triple]) -> None:
    assert _instances(triples, MLG.Occupation) == {OCCUPATION + "0a", OCCUPATION + "0b"}


def test_a_retired_concept_stays_resolvable_and_is_deprecated(triples: set[Triple]) -> None:
    retired = {OCCUPATION + "0c", SKILL + "2a"}
    assert _instances(triples, SKOS.Concept) == retired
    for uri in retired:
        assert _objects(triples, uri, OWL.deprecated) == {Literal(True)}
        assert _objects(triples, uri, SKOS.prefLabel)
    assert not _objects(triples, OCCUPATION + "0c", MLG.requires)


def test_sectors_are_read_where_a_division_is_given(triples: set[Triple], log: ImportLog) -> None:
    assert _objects(triples, OCCUPATION + "0a", MLG.hasSector) == {Names().uri("naf:01")}
    assert any("sections" in note for note in log.notes)


def test_regulation_is_a_boolean_beside_the_published_note(triples: set[Triple]) -> None:
    assert _objects(triples, OCCUPATION + "0a", MLG.regulated) == {Literal(True)}
    assert _objects(triples, OCCUPATION + "0b", MLG.regulated) == {Literal(False)}
    assert _objects(triples, OCCUPATION + "0b", ESCO.regulatedProfessionNote) == {
        NamedNode(RULED + "unregulated")
    }


def test_french_label_of_the_table_comes_before_that_of_an_older_release(
    triples: set[Triple],
) -> None:
    french = {
        label.value
        for label in _objects(triples, SKILL + "1a", SKOS.prefLabel)
        if isinstance(label, Literal) and label.language == "fr"
    }
    assert french == {"garder son sang-froid"}
    assert Literal("rester calme", language="fr") in _objects(triples, SKILL + "1a", SKOS.altLabel)
    # where the table is silent, the older release gives the only French label
    assert Literal("brosser des crinières", language="fr") in _objects(
        triples, SKILL + "1c", SKOS.prefLabel
    )


def test_nature_follows_the_type_and_the_group_of_attitudes(triples: set[Triple]) -> None:
    assert _instances(triples, MLG.ProfessionalBehaviour) == {SKILL + "1a"}
    assert _instances(triples, MLG.Knowledge) == {SKILL + "1b"}
    assert _instances(triples, MLG.KnowHow) == {SKILL + "1c"}
    assert _instances(triples, MLG.Competence) == {SKILL + end for end in ("1a", "1b", "1c", "1d")}
    assert _objects(triples, SKILL + "1a", MLG.nature) == {Names().uri("nature:behaviour")}
    assert not _objects(triples, SKILL + "1d", MLG.nature)


def test_reach_follows_the_reuse_level_which_is_kept(triples: set[Triple]) -> None:
    for end, reach in (
        ("1a", "transversal"),
        ("1b", "transferable"),
        ("1c", "occupation-specific"),
    ):
        assert _objects(triples, SKILL + end, MLG.reach) == {Names().uri(f"reach:{reach}")}
    assert _objects(triples, SKILL + "1b", ESCO.skillReuseLevel) == {Literal("sector-specific")}
    assert not _objects(triples, SKILL + "1d", MLG.reach)


def test_markup_is_not_kept_in_a_note(triples: set[Triple]) -> None:
    assert _objects(triples, SKILL + "1a", SKOS.scopeNote) == {
        Literal("Excludes panic.", language="en")
    }


def test_hierarchies_join_occupations_and_skills_to_their_groups(triples: set[Triple]) -> None:
    assert _objects(triples, OCCUPATION + "0a", SKOS.broader) == {NamedNode(ISCO + "C0110")}
    assert _objects(triples, ISCO + "C0110", SKOS.broader) == {NamedNode(ISCO + "C0")}
    assert _objects(triples, SKILL + "1c", SKOS.broader) == {NamedNode(SKILL + "9a")}
    assert _instances(triples, MLG.OccupationGroup) == {ISCO + "C0", ISCO + "C0110"}
    assert _instances(triples, MLG.CompetenceGroup) == {SKILL + "9a"}
    assert _objects(triples, ISCO + "C0110", SKOS.notation) == {Literal("0110")}
    assert Literal("Dresseure", language="de") in _objects(triples, ISCO + "C0110", SKOS.prefLabel)


def test_an_occupation_requires_its_skills(triples: set[Triple]) -> None:
    licorne = OCCUPATION + "0a"
    assert _objects(triples, licorne, ESCO.relatedEssentialSkill) == {NamedNode(SKILL + "1a")}
    assert _objects(triples, licorne, ESCO.relatedOptionalSkill) == {NamedNode(SKILL + "1b")}
    assert _objects(triples, licorne, MLG.requires) == {
        NamedNode(SKILL + "1a"),
        NamedNode(SKILL + "1b"),
    }
    assert _objects(triples, SKILL + "1c", ESCO.relatedEssentialSkill) == {NamedNode(SKILL + "1b")}


def test_a_green_share_is_a_plain_decimal_between_0_and_1(triples: set[Triple]) -> None:
    decimal = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    assert _objects(triples, OCCUPATION + "0a", MLG.greenShare) == {
        Literal("0.000000500", datatype=decimal)
    }
    assert not _objects(triples, OCCUPATION + "0b", MLG.greenShare)


def test_a_collection_keeps_the_members_that_exist(triples: set[Triple], log: ImportLog) -> None:
    collection = Names().uri("collection:esco-transversal").value
    assert _objects(triples, collection, SKOS.member) == {NamedNode(SKILL + "1a")}
    assert any(note.startswith("1 membres des collections") for note in log.notes)


def test_what_cannot_be_read_is_told_with_its_line(triples: set[Triple], log: ImportLog) -> None:
    assert triples
    assert {(reject.file, reject.line) for reject in log.rejects} == {
        ("occupations_fr.csv", 7),  # the same occupation twice
        ("broaderRelationsOccPillar_fr.csv", 4),
        ("greenShareOcc_fr.csv", 4),
        ("occupationSkillRelations.csv", 5),
        ("occupationSkillRelations.csv", 6),
        ("occupations_de_labels_v1.csv", 4),
    }
    assert any("professions ESCO retirées" in note for note in log.notes)


@pytest.mark.real_data
def test_real_esco_has_the_published_numbers_of_concepts(data: Path) -> None:
    importer = EscoImporter()
    folder = importer.find(data)
    assert folder is not None
    log = ImportLog("esco")
    triples = set(importer.triples(folder, Names(), log))
    # 3,043 rows, of which four repeat an occupation: the release has 3,039.
    repeated = [reject for reject in log.rejects if reject.reason.startswith("doublon")]
    assert len(_instances(triples, MLG.Occupation)) + len(repeated) == 3043
    assert len(repeated) == 4
    assert len(_instances(triples, MLG.Competence)) == 13896
    assert len(_instances(triples, MLG.OccupationGroup)) == 619
    assert len(_instances(triples, MLG.CompetenceGroup)) == 640
    assert sum(triple.predicate == MLG.requires for triple in triples) == 123664
    # no blank node, one preferred label a language, no label of two kinds
    kinds = {SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel}
    labels = [
        (triple.subject, triple.object)
        for triple in triples
        if triple.predicate in kinds and isinstance(triple.object, Literal)
    ]
    preferred = [
        (triple.subject, triple.object.language)
        for triple in triples
        if triple.predicate == SKOS.prefLabel and isinstance(triple.object, Literal)
    ]
    assert all(isinstance(triple.subject, NamedNode) for triple in triples)
    assert len(labels) == len(set(labels))
    assert len(preferred) == len(set(preferred))
