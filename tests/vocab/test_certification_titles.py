"""Titles → certifications: the fiches below are invented, in the layouts of the three publications."""

from pathlib import Path

import pytest

from maillage.vocab.certification_titles import CertificationTitle, CertificationTitles
from maillage.vocab.diploma_kinds import diploma_kind
from maillage.vocab.errors import UnusableFile
from maillage.vocab.title_matcher import TitleMatcher, offer_kinds
from maillage.vocab.title_words import title_words

INFO = """\
Numero_Fiche;Intitule;Nomenclature_Europe_Intitule;Abrege_Code;Actif
RNCP101;Conduite des phares;niveau5;BTS;ACTIVE
RNCP102;Gardien (ne) de phare;niveau4;TP;ACTIVE
RNCP103;;niveau4;TP;ACTIVE
RNCP104;Sciences de la lanterne (fiche nationale);niveau7;MASTER;ACTIVE
RNCP105;Sciences de la lanterne;niveau7;MASTER;ACTIVE
;Sans numéro;niveau4;TP;ACTIVE
"""
ROME = "CodeRNCP;Rome\nRNCP101;Z1101\n"
# The kit's header spans several lines, as the real one's does.
KIT = (
    "Code Diplôme,FicheRNCP,Niveau fiche RNCP,Abrégé de diplôme (RNCP),Fiche ACTIVE/INACTIVE,"
    'Intitulé certification (RNCP),"Date\n(de droit)"\n'
    "32099001,RNCP101,Niveau 5,BTS,INACTIVE,BTS - Conduite des phares,\n"
    "32099001,RNCP201,Niveau 5,BTS,ACTIVE,BTS - Conduite des phares,\n"
    "32099002,NR,NR,NR,NR,NR,\n"
)
ACTIVE = """\
code_rncp,intitule,type_diplome,niveau_europe
RNCP201,Conduite des phares,Brevet de technicien supérieur,5
RNCP,Habilitation sans numéro,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder `rncp/` with one file of each kind."""
    (tmp_path / "2031").mkdir()
    (tmp_path / "2031" / "rncp_info.csv").write_text(INFO, encoding="utf-8")
    (tmp_path / "2031" / "rncp_rome.csv").write_text(ROME, encoding="utf-8")
    (tmp_path / "kit_apprentissage_20320131.csv").write_text(KIT, encoding="utf-8")
    (tmp_path / "rncp_actifs_2033-04.csv").write_text(ACTIVE, encoding="utf-8")
    return tmp_path


def title(code: str, text: str, kind: str = "BTS", level: int = 5) -> CertificationTitle:
    return CertificationTitle(code, text, kind, level, active=True)


def linked(offer: str, kind: str, *titles: CertificationTitle, level: int | None = None) -> str:
    match = TitleMatcher(titles).match((offer,), offer_kinds(kind), level)
    return match.certification.code if match else ""


def test_latest_list_of_active_certifications_decides_which_are_active(folder: Path) -> None:
    found = CertificationTitles.read(folder).by_code
    assert {code for code, one in found.items() if one.active} == {"RNCP201"}
    assert found["RNCP101"].has_occupations
    assert not found["RNCP201"].has_occupations


def test_rows_without_code_or_title_are_left_out(folder: Path) -> None:
    codes = set(CertificationTitles.read(folder).by_code)
    assert codes == {"RNCP101", "RNCP102", "RNCP104", "RNCP105", "RNCP201"}


def test_diploma_code_leads_to_the_version_that_has_occupations(folder: Path) -> None:
    assert CertificationTitles.read(folder).by_cfd == {"32099001": "RNCP101"}


def test_absent_folder_describes_no_certification(tmp_path: Path) -> None:
    assert CertificationTitles.read(tmp_path / "rncp").by_code == {}


def test_kit_without_its_columns_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "kit_apprentissage_20320131.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UnusableFile, match="colonnes absentes"):
        CertificationTitles.read(tmp_path)


def test_label_says_the_kind_once(folder: Path) -> None:
    found = CertificationTitles.read(folder).by_code
    assert found["RNCP101"].label == "BTS Conduite des phares"
    assert title("RNCP1", "BTS Phares").label == "BTS Phares"


def test_diploma_of_one_university_is_never_matched(folder: Path) -> None:
    certifications = CertificationTitles.read(folder).by_code.values()
    match = TitleMatcher(certifications).match(("Sciences de la lanterne",), offer_kinds("MASTER"))
    assert match is not None
    assert match.certification.code == "RNCP104"


def test_version_with_occupations_is_preferred_to_the_active_one(folder: Path) -> None:
    certifications = CertificationTitles.read(folder).by_code.values()
    match = TitleMatcher(certifications).match(("BTS Conduite des phares",), offer_kinds("BTS"))
    assert match is not None
    assert (match.certification.code, match.score) == ("RNCP101", 1.0)


@pytest.mark.parametrize(
    "offer",
    [
        "Brevet de Technicien Supérieur Conduite des phares",
        "BTS CONDUITE DES PHARES",
        "Conduite de phare - CDP",
        "Conduite des phares - en apprentissage",
        "Conduite des phares (1ère année commune) - en apprentissage",
    ],
)
def test_ways_of_writing_one_title_lead_to_it(offer: str) -> None:
    assert linked(offer, "BTS", title("RNCP1", "Conduite des phares")) == "RNCP1"


def test_one_word_more_or_other_is_another_diploma() -> None:
    farm = title("RNCP1", "Conduite et gestion de l'entreprise agricole", "BAC PRO", 4)
    wine = "Bac Pro Conduite et gestion de l'entreprise vitivinicole"
    assert linked(wine, "BAC PRO", farm) == ""
    assert linked("Conduite et gestion de l'entreprise", "BAC PRO", farm) == ""


def test_same_title_of_another_kind_or_level_is_another_diploma() -> None:
    skilled = title("RNCP1", "Gardien de phare", "TP", 4)
    assert linked("Gardien de phare", "BTS", skilled) == ""
    assert linked("Gardien de phare", "TP", skilled, level=3) == ""
    assert linked("Gardienne de phare", "TP", skilled, level=4) == "RNCP1"


def test_hyphen_inside_a_word_makes_no_difference() -> None:
    pumps = title("RNCP1", "Maintenance des installations oléohydrauliques", "CS", 4)
    offer = "Maintenance des installations oléo-hydrauliques"
    assert linked(offer, "Mention complémentaire", pumps) == "RNCP1"


def test_option_that_the_offer_does_not_say_leaves_it_unlinked() -> None:
    two = (
        title("RNCP1", "Lanternes option A : verre"),
        title("RNCP2", "Lanternes option B : cuivre"),
    )
    assert linked("Lanternes", "BTS", *two) == ""
    assert linked("Lanternes option cuivre", "BTS", *two) == "RNCP2"


def test_fiche_for_all_options_is_linked_with_a_lower_score() -> None:
    both = title("RNCP1", "Lanternes option A : verre ; option B : cuivre")
    match = TitleMatcher([both]).match(("Lanternes",), offer_kinds("BTS"))
    assert match is not None
    assert 0.9 <= match.score < 1


def test_title_that_two_certifiers_share_leaves_the_offer_unlinked() -> None:
    two = (title("RNCP1", "Chef de phare", "", 6), title("RNCP2", "Chef de phare", "", 6))
    assert linked("Bachelor Chef de phare", "BACHELOR", *two, level=6) == ""
    assert linked("Chef de phare", "BACHELOR", two[0], level=6) == "RNCP1"


def test_engineering_degree_is_not_linked_by_its_speciality() -> None:
    degree = title("RNCP1", "Ingénieur diplômé de l'école des phares", "INGENIEUR", 7)
    assert linked("Ingénieur école des phares", "INGÉNIEUR", degree, level=7) == ""


def test_title_with_two_names_is_linked_by_either() -> None:
    assert linked("Électricien / Ouvrages", "CAP", title("RNCP1", "Electricien", "CAP", 3))


def test_kinds_are_known_by_name_and_abbreviation() -> None:
    kind = diploma_kind("Baccalauréat professionnel")
    assert kind is not None
    assert kind == diploma_kind("BAC PRO")
    assert diploma_kind("École des mousses") is None
    assert offer_kinds("École des mousses") == ()


def test_acronym_is_not_cut_from_a_title_in_capitals() -> None:
    assert title_words("GESTION - EAU").core == ("gestion", "eau")


@pytest.mark.real_data
def test_real_titles_are_linked_to_the_diploma_that_they_name(data: Path) -> None:
    certifications = CertificationTitles.read(data / "rncp")
    matcher = TitleMatcher(certifications.by_code.values())
    found = matcher.match(("Gestion de la PME - en apprentissage",), offer_kinds("BTS"))
    assert found is not None
    assert found.certification.code == "RNCP32360"
    assert matcher.match(("Responsable en logistique",), offer_kinds("BACHELOR"), 6) is None
    assert len(certifications.by_cfd) > 5_000
