"""LHEO documents: offers, schema and addresses below are invented, in the form of LHEO 2.3."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, SCHEMA, SKOS, XSD_DATE, XSD_INTEGER
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.lheo import LheoImporter
from maillage.vocab.lheo_dates import session_end, session_start
from maillage.vocab.lheo_xml import read_schema

NAMES = Names()
COMMUNES = (
    "CODGEO,LIBGEO,DEP,REG\n08101,Saint-Éloi,08,44\n08102,Port-Vieux,08,44\n75056,Paris,75,11\n"
)
FULL = """\
<lheo xmlns="http://www.lheo.org/2.2"><offres>
<formation numero="F1">
 <domaine-formation><code-FORMACODE>99001</code-FORMACODE><code-NSF>999</code-NSF>
  <code-ROME>Z1101</code-ROME></domaine-formation>
 <intitule-formation> BTS  Conduite des phares </intitule-formation>
 <contact-formation><coordonnees><nom>Personne</nom><courriel>p@example.org</courriel></coordonnees>
 </contact-formation>
 <certification><code-RNCP>101</code-RNCP><code-RS>5001</code-RS></certification>
 <action numero="A1">
  <lieu-de-formation><coordonnees><adresse><ligne>1 rue du Phare</ligne><codepostal>8200</codepostal>
   <ville>ST ELOI</ville></adresse></coordonnees></lieu-de-formation>
  <lieu-de-formation><coordonnees><adresse><code-INSEE-commune>08102</code-INSEE-commune></adresse>
  </coordonnees></lieu-de-formation>
  <session numero="S1"><periode><debut>20300900</debut><fin>20310600</fin></periode>
   <recrutement><nb-places>200</nb-places></recrutement>
   <cycle><capacite-simultanee>12</capacite-simultanee></cycle></session>
  <session><periode><debut>20310931</debut></periode></session>
 </action>
 <action>
  <lieu-de-formation><coordonnees><adresse><code-INSEE-commune>75117</code-INSEE-commune></adresse>
  </coordonnees></lieu-de-formation>
 </action>
 <action numero="A3"/>
 <organisme-formation-responsable>
  <SIRET-organisme-formation><SIRET>11122233300044</SIRET></SIRET-organisme-formation>
  <nom-organisme>CFA de la Côte</nom-organisme>
 </organisme-formation-responsable>
 <extras><extra info="date-export">20300102</extra></extras>
</formation>
<formation><intitule-formation>-</intitule-formation></formation>
</offres></lheo>
"""
INDEX = """\
<lheo-index><resumes-offres>
<resume-offre numero="R1"><intitule-formation>Veille de nuit</intitule-formation>
 <nom-organisme>École du Large</nom-organisme><SIRET>00000000000000</SIRET>
 <code-INSEE-commune>08101</code-INSEE-commune><ville>Saint-Éloi</ville>
 <session><periode><debut>20300115</debut><fin>99999999</fin></periode>
  <extras><extra info="nombre-places">8</extra></extras></session>
</resume-offre>
<resume-offre><intitule-formation>Sans numéro</intitule-formation><ville>Saint-Éloi</ville>
 <codepostal>08200</codepostal></resume-offre>
</resumes-offres></lheo-index>
"""
# A schema of one rule: an index entry must tell a region after its town.
SCHEMA_XSD = """\
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://lheo.gouv.fr/2.3"
  xmlns="http://lheo.gouv.fr/2.3" elementFormDefault="qualified">
 <xs:element name="resume-offre"><xs:complexType><xs:sequence>
  <xs:element name="intitule-formation"/><xs:element name="nom-organisme"/><xs:element name="SIRET"/>
  <xs:element name="code-INSEE-commune"/><xs:element name="ville"/><xs:element name="region"/>
 </xs:sequence><xs:attribute name="numero"/></xs:complexType></xs:element>
</xs:schema>
"""
BOMB = """\
<!DOCTYPE lheo [<!ENTITY a "phare"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<lheo><offres><formation numero="F1"><intitule-formation>&b;</intitule-formation></formation></offres>
</lheo>
"""


def write(root: Path, **documents: str) -> Path:
    """Write LHEO documents and the communes under a data folder."""
    (root / "lheo").mkdir(exist_ok=True)
    (root / "territories").mkdir(exist_ok=True)
    table = root / "territories" / "table_appartenance_communes_2030.csv"
    table.write_text(COMMUNES, encoding="utf-8")
    for name, text in documents.items():
        (root / "lheo" / f"{name}.xml").write_text(text, encoding="utf-8")
    return root


def read(root: Path, region: str | None = "44") -> tuple[list[Triple], ImportLog]:
    importer = LheoImporter(region)
    log = ImportLog(importer.source)
    folder = importer.find(root)
    assert folder is not None
    return list(importer.triples(folder, NAMES, log)), log


def objects(triples: list[Triple], subject: NamedNode, predicate: NamedNode) -> list[object]:
    return [t.object for t in triples if t.subject == subject and t.predicate == predicate]


def test_action_is_an_offer_with_what_the_training_declares(tmp_path: Path) -> None:
    triples, _ = read(write(tmp_path, full=FULL))
    node = NAMES.concept("offer", "lheo-A1")
    title = Literal("BTS Conduite des phares", language="fr")
    assert objects(triples, node, SKOS.prefLabel) == [title]
    assert objects(triples, node, MLG.prepares) == [
        NAMES.concept("rncp", "101"),
        NAMES.concept("rs", "5001"),
    ]
    assert objects(triples, node, MLG.leadsTo) == [NAMES.concept("rome", "Z1101")]
    assert objects(triples, node, MLG.trainingSubject) == [NAMES.concept("formacode", "99001")]
    assert objects(triples, node, MLG.speciality) == [NAMES.concept("nsf", "999")]
    assert objects(triples, node, MLG.provider) == [NAMES.concept("provider", "11122233300044")]


def test_offer_in_two_places_has_both_communes(tmp_path: Path) -> None:
    triples, _ = read(write(tmp_path, full=FULL))
    assert objects(triples, NAMES.concept("offer", "lheo-A1"), MLG.locatedIn) == [
        NAMES.concept("commune", "08101"),
        NAMES.concept("commune", "08102"),
    ]


def test_session_has_widest_dates_and_the_capacity_of_its_cycle(tmp_path: Path) -> None:
    triples, _ = read(write(tmp_path, full=FULL))
    session = NAMES.concept("session", "lheo-A1-S1")
    start, end = (Literal(day, datatype=XSD_DATE) for day in ("2030-09-01", "2031-06-30"))
    assert objects(triples, session, SCHEMA.startDate) == [start]
    assert objects(triples, session, SCHEMA.endDate) == [end]
    assert objects(triples, session, MLG.seats) == [Literal("12", datatype=XSD_INTEGER)]


def test_what_cannot_be_read_is_rejected_with_its_line(tmp_path: Path) -> None:
    _, log = read(write(tmp_path, full=FULL))
    told = [(reject.line, reject.reason) for reject in log.rejects]
    assert [line for line, _ in told] == [17, 23, 30]
    assert "date illisible" in told[0][1]
    assert told[1][1] == "offre sans lieu de formation"
    assert told[2][1] == "offre sans intitulé"


def test_other_regions_are_counted_unless_all_are_wanted(tmp_path: Path) -> None:
    root = write(tmp_path, full=FULL)
    assert read(root)[1].notes == ["1 lieux d'offres hors de la région 44, non importés."]
    triples, log = read(root, region=None)
    node = NAMES.concept("offer", "lheo-F1-2")
    assert objects(triples, node, MLG.locatedIn) == [NAMES.concept("commune", "75056")]
    assert log.notes == []


def test_no_contact_and_no_street_is_read(tmp_path: Path) -> None:
    triples, _ = read(write(tmp_path, full=FULL))
    text = "\n".join(str(triple) for triple in triples)
    assert not any(word in text for word in ("Personne", "example.org", "rue du Phare"))


def test_index_entry_without_namespace_is_an_offer(tmp_path: Path) -> None:
    triples, log = read(write(tmp_path, index=INDEX))
    node = NAMES.concept("offer", "lheo-R1")
    school = NAMES.concept("provider", "ecole-du-large")  # a SIRET of zeros names nobody
    assert objects(triples, node, MLG.provider) == [school]
    session = NAMES.concept("session", "lheo-R1-1")
    assert objects(triples, session, MLG.seats) == [Literal("8", datatype=XSD_INTEGER)]
    assert objects(triples, session, SCHEMA.endDate) == []
    assert [reject.reason for reject in log.rejects] == ["offre « Sans numéro » sans numéro"]


def test_offer_read_from_two_documents_is_one(tmp_path: Path) -> None:
    triples, log = read(write(tmp_path, index=INDEX, other=INDEX))
    assert sum(triple.object == MLG.TrainingOffer for triple in triples) == 1
    assert any("déjà lue" in reject.reason for reject in log.rejects)


def test_violation_of_the_schema_is_told_and_the_offer_is_read(tmp_path: Path) -> None:
    root = write(tmp_path, index=INDEX)
    (root / "lheo" / "lheo.xsd").write_text(SCHEMA_XSD, encoding="utf-8")
    triples, log = read(root)
    assert any(triple.object == MLG.TrainingOffer for triple in triples)
    violations = [reject for reject in log.rejects if "non conforme à LHEO 2.3" in reject.reason]
    assert violations[0].line == 5
    assert "'session'" in violations[0].reason


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (BOMB, "définit des entités XML"),
        ('<!DOCTYPE lheo [<!ENTITY x SYSTEM "file:///etc/hostname">]><lheo/>', "entités XML"),
        ('<!DOCTYPE lheo [<!ENTITY % x "y">]><lheo/>', "définit des entités XML"),
        ("<offres/>", "racine « offres »"),
        ("id;titre", "XML illisible"),
        ("", "XML illisible"),
    ],
)
def test_dangerous_or_other_file_is_refused_whole(
    tmp_path: Path, document: str, reason: str
) -> None:
    with pytest.raises(UnusableFile, match=reason):
        read(write(tmp_path, other=document))


def test_refused_file_does_not_stop_the_others(tmp_path: Path) -> None:
    triples, log = read(write(tmp_path, bomb=BOMB, index=INDEX))
    assert any(triple.object == MLG.TrainingOffer for triple in triples)
    assert ("bomb.xml", 0) in {(reject.file, reject.line) for reject in log.rejects}


def test_reference_to_a_dtd_is_allowed_and_not_followed(tmp_path: Path) -> None:
    doctype = '<!DOCTYPE lheo-index SYSTEM "http://absent.invalid/lheo_2.3.dtd">\n'
    triples, _ = read(write(tmp_path, index=doctype + INDEX))
    assert any(triple.object == MLG.TrainingOffer for triple in triples)


def test_broken_document_is_read_up_to_the_break(tmp_path: Path) -> None:
    broken = INDEX.split("<resume-offre><intitule", maxsplit=1)[0] + "<resume-offre><ville>"
    triples, log = read(write(tmp_path, index=broken))
    assert any(triple.object == MLG.TrainingOffer for triple in triples)
    assert any("mal formé" in reject.reason for reject in log.rejects)


def test_session_that_ends_before_it_starts_loses_its_end(tmp_path: Path) -> None:
    triples, log = read(write(tmp_path, index=INDEX.replace("99999999", "20291231")))
    assert not any(triple.predicate == SCHEMA.endDate for triple in triples)
    assert any("finit avant" in reject.reason for reject in log.rejects)


def test_schema_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.xsd"
    path.write_text(SCHEMA_XSD.replace("lheo.gouv.fr/2.3", "example.org"), encoding="utf-8")
    with pytest.raises(UnusableFile, match="pas le schéma"):
        read_schema(path)
    path.write_text("<xs:schema", encoding="utf-8")
    with pytest.raises(UnusableFile, match="illisible"):
        read_schema(path)


def test_dates_of_lheo_are_widened_not_invented() -> None:
    assert session_start("20300000") == "2030-01-01"
    assert session_end("20300000") == "2030-12-31"
    assert session_end("2028-02-00") == "2028-02-29"
    with pytest.raises(ValueError):
        session_start("septembre")


def test_version_is_the_latest_export_or_a_digest(tmp_path: Path) -> None:
    root = write(tmp_path, index=INDEX)
    importer = LheoImporter()
    digest = importer.release(root).version
    assert len(digest) == 12
    assert digest == importer.release(root).version
    write(root, full=FULL)
    assert importer.release(root).version == "2030-01-02"
    assert importer.find(root / "territories") is None


@pytest.mark.real_data
def test_real_documents_are_valid_and_read_whole(data: Path) -> None:
    triples, log = read(data, region=None)
    assert sum(triple.object == MLG.TrainingOffer for triple in triples) == 12
    assert log.rejects == []
