"""Training descriptions: LHEO, the Carif-Oref and Grand Est lists, RNCP blocs. All invented."""

import re
from pathlib import Path

import pytest

from maillage.ingest.reader_options import ReaderOptions
from maillage.ingest.readers import OFFERS, detect_format, read_records
from maillage.ingest.record import Kind, Place, Record
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog

LHEO = """<?xml version="1.0" encoding="UTF-8"?>
<lheo xmlns="http://lheo.gouv.fr/2.3"><offres>
<formation numero="f1">
<domaine-formation><code-ROME>H2913</code-ROME><code-ROME>-</code-ROME></domaine-formation>
<intitule-formation>Titre de soudeur</intitule-formation>
<objectif-formation>&lt;p&gt;Souder.&lt;/p&gt;</objectif-formation>
<resultats-attendus>Un titre</resultats-attendus>
<contenu-formation>Acier, inox</contenu-formation>
<certifiante>1</certifiante><contact-formation/><parcours-de-formation>1</parcours-de-formation>
<code-niveau-entree>0</code-niveau-entree>
<certification><code-RNCP>37274</code-RNCP></certification>
<action numero="a1">OF_ACTION<lieu-de-formation><coordonnees><adresse>
<codepostal>67000</codepostal><ville>Strasbourg</ville>
<code-INSEE-commune>67482</code-INSEE-commune></adresse></coordonnees></lieu-de-formation>
<session><periode><debut>20260900</debut><fin>20270630</fin></periode>
<cycle><capacite-cumulee>12</capacite-cumulee></cycle></session>
<session><periode><debut>nimporte</debut><fin>99999999</fin></periode></session></action>
<action>OF_ACTION<session><periode><debut>20260101</debut><fin>20260201</fin></periode></session></action>
<organisme-formation-responsable/>
</formation>
<formation numero="f2"><intitule-formation>Titre</intitule-formation><action/></formation>
</offres></lheo>
""".replace(
    "OF_ACTION",
    "<rythme-formation/><code-public-vise/><niveau-entree-obligatoire/><modalites-alternance/>"
    "<modalites-enseignement/><conditions-specifiques/><prise-en-charge-frais-possible/>"
    "<modalites-entrees-sorties/>",
)


def _read(
    tmp_path: Path, name: str, text: str, options: ReaderOptions | None = None
) -> tuple[list[Record], ImportLog, str]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    log = ImportLog("essai")
    fmt = detect_format(path)
    assert fmt in OFFERS
    records = list(read_records(path, fmt, log, options))
    assert all(one.kind is Kind.OFFER for one in records)
    return records, log, fmt


def test_lheo_gives_a_record_for_each_action(tmp_path: Path) -> None:
    (first, second), log, fmt = _read(tmp_path, "a.xml", LHEO)
    assert (fmt, first.id, second.id) == ("lheo", "a1", "f1-2")
    assert first.text == "Souder.\n\nAcier, inox\n\nUn titre"
    assert first.place == Place("67482", "67000", "Strasbourg")
    assert (str(first.posted), str(first.ends), first.seats) == ("2026-09-01", "2027-06-30", 12)
    assert (first.occupations, first.certifications) == (("rome:H2913",), ("rncp:37274",))
    (reject,) = log.rejects
    assert reject.line == 21
    assert reject.reason.startswith("non conforme à LHEO 2.3 : sans domaine-formation, objectif-")


def test_an_offer_that_breaks_lheo_is_rejected_and_the_others_are_read(tmp_path: Path) -> None:
    good = LHEO[LHEO.index("<formation") : LHEO.index('<formation numero="f2"')]
    cases = {
        "sans titre": good.replace("Titre de soudeur", " - "),
        "mal formée": good.replace("</contenu-formation>", "</contenu>"),
        "sans action": re.sub(r"<action.*</action>", "", good, flags=re.S),
        "sans session": re.sub(r"<session>.*?</session>\n?", "", good, flags=re.S),
    }
    for name, bad in cases.items():
        last = good.replace('"a1"', '"a9"')
        text = f"<lheo xmlns='http://lheo.gouv.fr/2.3'><offres>\n{good}{bad}{last}</offres></lheo>"
        records, log, _ = _read(tmp_path, "a.xml", text)
        assert {"a1", "f1-2", "a9"} == {one.id for one in records}, name
        assert len(records) == 4, name
        lines = [one.line for one in log.rejects]
        assert lines == ([29, 33] if name == "sans session" else [20]), name


def test_an_action_that_breaks_lheo_is_rejected_with_its_line(tmp_path: Path) -> None:
    records, log, _ = _read(tmp_path, "a.xml", LHEO.replace("<rythme-formation/>", "", 1))
    assert [one.id for one in records] == ["f1-2"]
    assert (log.rejects[0].line, log.rejects[0].reason) == (
        12,
        "non conforme à LHEO 2.3 : action sans rythme-formation",
    )


def test_lheo_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    records, log, _ = _read(tmp_path, "a.xml", LHEO[: LHEO.index('<formation numero="f2"') + 30])
    assert len(records) == 2
    assert "interrompu" in log.rejects[-1].reason
    with pytest.raises(UnusableFile, match="sans une seule offre"):
        _read(tmp_path, "b.xml", "<lheo><offres>")


def test_lheo_with_entities_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE lheo [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><lheo>&b;</lheo>'
    with pytest.raises(UnusableFile):
        _read(tmp_path, "a.xml", bomb)


def test_the_carif_oref_list_takes_the_titles_of_its_certifications(tmp_path: Path) -> None:
    text = (
        "id_action|id;id_certifinfo;rncp_code;cfd;periode;etablissement_lieu_formation_code_insee\n"
        "x;1;RNCP37274;;2026-10|2026-09;67482\nx;2;;;;67482\n"
    ).replace("id_action|id", "id_action")
    options = ReaderOptions(titles={"RNCP37274": "Soudeur industriel"})
    (record,), log, fmt = _read(tmp_path, "a.csv", text, options)
    assert (fmt, record.id, record.title) == ("carif-oref", "x-1", "Soudeur industriel")
    assert (str(record.posted), record.place.insee) == ("2026-09-01", "67482")
    assert [(one.line, one.reason) for one in log.rejects] == [
        (3, "offre sans intitulé : sans code RNCP")
    ]


def test_the_grand_est_list_is_read(tmp_path: Path) -> None:
    text = (
        "Nom_Complet_Diplome;Grande_Categorie;Description_Diplome;Nom_Etablissement;Ville;Code_Postal\n"
        "CAP Bûcheron;FORÊT;Bûcheron;Lycée;Metz;8090\n"
    )
    (record,), _, fmt = _read(tmp_path, "a.csv", text)
    assert (fmt, record.title, record.text) == ("grand-est", "CAP Bûcheron", "Bûcheron")
    assert record.place == Place(postal_code="8090", town="Metz")
    assert record.id == _read(tmp_path, "b.csv", text)[0][0].id


@pytest.mark.parametrize(
    "header",
    [
        "CodeRNCP;numero_bloc;intitule",
        "Numero_Fiche;Bloc_Competences_Code;Bloc_Competences_Libelle",
    ],
)
def test_a_bloc_is_named_after_its_code(tmp_path: Path, header: str) -> None:
    text = f"{header}\nRNCP37274;RNCP37274BC01;Souder une pièce\nRNCP37274;faux;x\n"
    (record,), log, fmt = _read(tmp_path, "a.csv", text)
    assert (fmt, record.id, record.text) == ("rncp-blocs", "RNCP37274BC01", "Souder une pièce")
    assert record.certifications == ("rncp:37274",)
    assert len(log.rejects) == 1
