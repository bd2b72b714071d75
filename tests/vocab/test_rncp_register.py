"""Which layout has the last word, on small tables of our own invention."""

from pathlib import Path

from maillage.vocab.importer import ImportLog
from maillage.vocab.rncp_records import LinkKind
from maillage.vocab.rncp_register import RncpRegister, read_register

INFO = (
    "Numero_Fiche;Intitule;Date_Fin_Enregistrement;Actif;Etat_Fiche;Nomenclature_Europe_Intitule;"
    "Abrege_Code;Abrege_Intitule;Ancienne_Certification;Nouvelle_Certification;Type_Enregistrement"
)
KIT = (
    "Code Diplôme,Intitulé diplôme (DEPP),FicheRNCP,Niveau fiche RNCP,Abrégé de diplôme (RNCP),"
    "Date d'échéance de la fiche RNCP,Fiche ACTIVE/INACTIVE,Intitulé certification (RNCP),"
    'Type d\'enregistrement,"Date de publication\n (de droit)",Nouvelle Certification rempla (RNCP),'
    "Ancienne Certification (RNCP)"
)


def write(path: Path, *lines: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def tables_2021(folder: Path) -> None:
    write(
        folder / "2021" / "rncp_info.csv",
        INFO,
        "RNCP1;Pain;1/31/24;ACTIVE;Publiée;niveau3;CAP;Certificat d'aptitude;;RNCP2;De droit",
        '"RNCP2";"Pain\net brioche";12/31/21;ACTIVE;Publiée;;;;RNCP1;;De droit',
        "RS3;Four;12/31/24;ACTIVE;Publiée;;;;;;Sur demande",
    )
    write(
        folder / "2021" / "rncp_rome.csv",
        "CodeRNCP;EtatFiche;Rome;libelle;;",
        "RNCP1;;D1102;Boulangerie;;",
        "RNCP2;;D1102;Boulangerie;;",
    )


def active_list(folder: Path) -> None:
    write(
        folder / "rncp_actifs_2026-04.csv",
        "code_rncp,intitule,type_diplome,niveau_europe,type_enregistrement,nouvelle_caledonie",
        "RNCP2,Pains et brioches,,4,De droit,False",
        "RNCP,Sans numéro,,,Sur demande,False",
    )


def register(folder: Path) -> tuple[RncpRegister, ImportLog]:
    log = ImportLog("rncp")
    return read_register(folder, log), log


def test_later_title_and_level_win_and_the_former_title_stays(tmp_path: Path) -> None:
    tables_2021(tmp_path)
    active_list(tmp_path)
    fiche = register(tmp_path)[0].fiches["RNCP2"]
    assert (fiche.title, fiche.level, fiche.active) == ("Pains et brioches", "4", True)
    assert fiche.former_titles == ("Pain et brioche",)


def test_end_that_was_past_when_the_fiche_is_called_active_is_forgotten(tmp_path: Path) -> None:
    tables_2021(tmp_path)
    active_list(tmp_path)
    assert register(tmp_path)[0].fiches["RNCP2"].end == ""


def test_fiche_absent_from_the_later_list_of_active_ones_is_inactive(tmp_path: Path) -> None:
    tables_2021(tmp_path)
    active_list(tmp_path)
    fiche = register(tmp_path)[0].fiches["RNCP1"]
    assert (fiche.active, fiche.end, fiche.title) == (False, "2024-01-31", "Pain")


def test_registration_that_ended_since_it_was_told_is_inactive(tmp_path: Path) -> None:
    tables_2021(tmp_path)
    assert register(tmp_path)[0].fiches["RS3"].active is True
    active_list(tmp_path)  # says nothing of the Répertoire spécifique, but is dated 2026
    assert register(tmp_path)[0].fiches["RS3"].active is False


def test_row_without_number_is_rejected(tmp_path: Path) -> None:
    active_list(tmp_path)
    _, log = register(tmp_path)
    assert [(reject.line, "« RNCP »" in reject.reason) for reject in log.rejects] == [(3, True)]


def test_links_of_a_fiche_are_those_of_the_latest_layout_that_gives_any(tmp_path: Path) -> None:
    tables_2021(tmp_path)
    for table, header, row in (
        ("Rome", "Numero_Fiche;Codes_Rome_Code;Codes_Rome_Libelle", "RNCP1;D1104;Pâtisserie"),
        (
            "Standard",
            "Numero_Fiche;Intitule;Abrege_Libelle;Abrege_Intitule;Nomenclature_Europe_Niveau;"
            "Date_Fin_Enregistrement;Type_Enregistrement;Actif",
            "RNCP1;Pain;;;NIV3;31/08/2030;De droit;ACTIVE",
        ),
    ):
        write(tmp_path / f"export_fiches_CSV_{table}_2025_01_02.csv", header, row)
    found, log = register(tmp_path)
    links = [(link.fiche, link.code) for link in found.links(LinkKind.ROME, log)]
    assert links == [("RNCP1", "D1104"), ("RNCP2", "D1102")]


def test_succession_told_from_both_sides_comes_once(tmp_path: Path) -> None:
    tables_2021(tmp_path)
    found, log = register(tmp_path)
    assert [(one.old, one.new) for one in found.successions(log)] == [("RNCP1", "RNCP2")]


def test_kit_gives_diploma_codes_and_names_the_kind_by_its_short_form(tmp_path: Path) -> None:
    tables_2021(tmp_path)
    write(
        tmp_path / "kit_apprentissage_20250131.csv",
        KIT,
        "01022103,PAIN,RNCP8,Niveau 3,CAP,31/08/2026,ACTIVE,CAP - CAP Brioche,De droit,,NR,RNCP1|RNCP2",
        "01022104,RIEN,NR,NR,NR,NR,NR,NR,NR,NR,NR,NR",
    )
    found, log = register(tmp_path)
    fiche = found.fiches["RNCP8"]
    assert (fiche.title, fiche.end, fiche.level) == ("Brioche", "2026-08-31", "3")
    assert fiche.diploma_kind == "Certificat d'aptitude"
    assert [link.code for link in found.links(LinkKind.DIPLOMA, log)] == ["01022103"]
    assert [(reject.line, "01022104" in reject.reason) for reject in log.rejects] == [(4, True)]
