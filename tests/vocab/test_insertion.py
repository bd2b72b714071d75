"""Importers of figures on insertion: invented diplomas, schools and rates, in the published layouts."""

import json
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.employment_rates import MONTHS, employment_rate
from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, MLG
from maillage.vocab.cereq import CereqImporter
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import Importer, ImportLog
from maillage.vocab.inserjeunes import InserJeunesImporter
from maillage.vocab.inserjeunes_schools import InserJeunesSchoolsImporter
from maillage.vocab.insersup import InserSupImporter
from maillage.vocab.metiers_2030 import Metiers2030Importer

NAMES = Names()

JEUNES = {
    "granularity": "formation_region_diplome", "libelle_formation": "dressage de licornes",
    "type_diplome": "CAP", "region": "GRAND EST", "n_records": 9, "n_with_emploi_data": 4,
    "taux_emploi_12m_moyen": 0.5, "taux_emploi_24m_moyen": None, "taux_poursuite_etudes_moyen": 0.25,
}  # fmt: skip
SCHOOLS = (
    "n°UAI de l'établissement;Libellé de l'établissement;Région;Dont apprentis en EPLE;"
    "Taux de poursuite d'études;Taux;Taux attendu;Valeur ajoutée\n"
    "0670001A;Lycée des Nuages;GRAND EST;ensemble;57;54;45;9\n"
    "0670001A;Lycée des Nuages;GRAND EST;dont apprentis;nd;nd;nd;nd\n"
    "0670001A;Lycée des Nuages;GRAND EST;ensemble;57;54;45;9\n"
    "0670002B;Lycée des Bulles;GRAND EST;ensemble;57;154;45;9\n"
    "0010003C;Lycée du Sud;OCCITANIE;ensemble;57;54;45;9\n"
    "0010004D;Lycée de Nulle Part;ATLANTIDE;ensemble;57;54;45;9\n"
)
SUP = {
    "cohorte": "2030", "type_diplome": "Master LMD", "niveau_orientia": "bac+5", "discipline": "Nuages",
    "region": "Grand Est", "nb_sortants": 65, "taux_emploi_6m": 0.7, "taux_emploi_12m": 0.8,
    "taux_emploi_18m": None,
}  # fmt: skip
DIPLOMA = {
    "reg_nom": "Grand Est", "type_diplome_long": "Master", "libelle_diplome": "Bulles",
    "genre": "ensemble", "nationalite": "ensemble", "obtention_diplome": "ensemble", "promo": ["2029"],
    "date_inser": 6, "nb_sortants": "40", "tx_sortants_en_emploi_sal_fr": "62.5",
    "etablissement": "0671000Z", "diplome": "2500001",
}  # fmt: skip
CEREQ = {
    "cohorte": "Generation 2027", "code": 310, "libelle_complet": "CAP", "niveau": "cap-bep",
    "horizon_3ans": {"taux_emploi": 61, "eff_pond_g1": 70808}, "horizon_6ans": {"taux_emploi": 69},
}  # fmt: skip
METIER = {
    "code_fap": "A0Z", "fap_libelle": "Dresseurs", "region": "Grand Est",
    "effectifs_2019_milliers": 19.8017, "creations_destructions_milliers": -1.2,
    "departs_fin_carriere_milliers": 5.3, "desequilibre_milliers": -1.5,
    "postes_a_pourvoir_milliers": 4.1, "niveau_tension_2019": "hors champ",
}  # fmt: skip
FILES = {
    "inserjeunes_lycee_pro_corpus.json": JEUNES,
    "insersup_corpus.json": SUP,
    "cereq_insertion_stats.json": CEREQ,
    "dares_metiers_2030.json": METIER,
}
BY_JSON: dict[str, Importer] = {
    "inserjeunes_lycee_pro_corpus.json": InserJeunesImporter(),
    "insersup_corpus.json": InserSupImporter(),
    "cereq_insertion_stats.json": CereqImporter(),
    "dares_metiers_2030.json": Metiers2030Importer(),
}


def write(root: Path, name: str, content: object) -> Path:
    folder = root / "insertion"
    folder.mkdir(exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / name).write_text(text, "utf-8")
    return folder


def read(importer: Importer, folder: Path, log: ImportLog | None = None) -> list[Triple]:
    assert importer.find(folder.parent) == folder
    return list(importer.triples(folder, NAMES, log or ImportLog(importer.source)))


def values(triples: list[Triple], subject: str, predicate: NamedNode) -> set[str]:
    node = NAMES.uri(subject)
    found = [one.object for one in triples if (one.subject, one.predicate) == (node, predicate)]
    return {one.value if isinstance(one, Literal) else NAMES.curie(str(one)[1:-1]) for one in found}


def reasons(importer: Importer, folder: Path) -> list[tuple[int, str]]:
    log = ImportLog(importer.source)
    read(importer, folder, log)
    return [(one.line, one.reason) for one in log.rejects]


def test_a_diploma_of_the_region_has_its_rates_and_its_certification(tmp_path: Path) -> None:
    rncp = tmp_path / "rncp"
    rncp.mkdir()
    (rncp / "rncp_actifs_2030-01.csv").write_text(
        "code_rncp,intitule,type_diplome,niveau_europe\nRNCP123,Dressage de licornes,CAP,3\n",
        "utf-8",
    )
    france = {**JEUNES, "granularity": "formation_france", "taux_emploi_12m_moyen": 0.4}
    elsewhere = {**JEUNES, "region": "BRETAGNE"}
    totals = {"granularity": "region_diplome", "region": "GRAND EST", "type_diplome": "CAP"}
    folder = write(
        tmp_path, "inserjeunes_lycee_pro_corpus.json", [JEUNES, france, elsewhere, totals]
    )
    log = ImportLog("inserjeunes")
    triples = read(InserJeunesImporter(), folder, log)
    here = "observation:inserjeunes-44-cap-dressage-de-licornes"
    assert values(triples, here, employment_rate(12)) == {"0.5000"}
    assert values(triples, here, employment_rate(24)) == set()  # hidden, not zero
    assert values(triples, here, MLG.suppressed) == {"mlg:employmentRate24"}
    assert values(triples, here, MLG.continuationRate) == {"0.2500"}
    assert values(triples, here, MLG.measuredRecords) == {"4"}
    assert values(triples, here, MLG.ofCertification) == {"rncp:123"}
    assert values(triples, here, MLG.level) == {"level:3"}
    assert values(triples, here, MLG.territory) == {"reg:44"}
    nation = "observation:inserjeunes-fr-cap-dressage-de-licornes"
    assert values(triples, nation, employment_rate(12)) == {"0.4000"}
    assert values(triples, nation, MLG.territory) == set()
    assert log.rejects == [] and log.notes == []
    files = InserJeunesImporter().release(folder).files
    assert "rncp_actifs_2030-01.csv" in {path.name for path in files}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"type_diplome": "DIPLOME DE FEE"}, "type de diplôme inconnu"),
        ({"libelle_formation": " "}, "intitulé vide"),
        ({"taux_emploi_12m_moyen": 45.0}, "hors de 0 à 1"),
        ({"taux_emploi_12m_moyen": "0.5"}, "hors de 0 à 1"),
        ({"n_with_emploi_data": -1}, "nombre de mesures illisible"),
        ({"region": "ATLANTIDE"}, "région inconnue"),
        ({}, "déjà lu"),
    ],
)
def test_a_diploma_that_cannot_be_read_is_rejected_with_its_rank(
    tmp_path: Path, change: dict[str, object], reason: str
) -> None:
    folder = write(tmp_path, "inserjeunes_lycee_pro_corpus.json", [JEUNES, {**JEUNES, **change}])
    ((line, why),) = reasons(InserJeunesImporter(), folder)
    assert line == 2
    assert reason in why


def test_a_school_has_a_row_for_each_public_and_hidden_rates_are_no_zeros(tmp_path: Path) -> None:
    folder = write(tmp_path, "depp-2030-etablissements-2028_2029-pro.csv", SCHOOLS)
    importer = InserJeunesSchoolsImporter()
    log = ImportLog(importer.source)
    triples = read(importer, folder, log)
    one = "observation:inserjeunes-schools-2029-pro-0670001A-ensemble"
    assert values(triples, one, employment_rate(6)) == {"0.5400"}
    assert values(triples, one, MLG.expectedEmploymentRate6) == {"0.4500"}
    assert values(triples, one, MLG.school) == {"0670001A"}
    assert values(triples, one, MLG.period) == {"2029"}
    hidden = "observation:inserjeunes-schools-2029-pro-0670001A-apprentis"
    assert values(triples, hidden, employment_rate(6)) == set()
    assert values(triples, hidden, MLG.suppressed) == {"mlg:employmentRate6"}
    assert [(one.line, one.reason.split(" «")[0]) for one in log.rejects] == [
        (4, "établissement 0670001A : déjà lu"), (5, "Taux illisible"), (7, "région inconnue"),
    ]  # fmt: skip
    assert importer.release(folder).version == "2029"


def test_graduates_by_discipline_and_by_diploma(tmp_path: Path) -> None:
    write(tmp_path, "insersup_corpus.json", [SUP, {**SUP, "region": "Bretagne"}])
    later = {**DIPLOMA, "date_inser": 12, "tx_sortants_en_emploi_sal_fr": "75"}
    women = {**DIPLOMA, "genre": "femme", "tx_sortants_en_emploi_sal_fr": "50"}
    bad = {**DIPLOMA, "diplome": "2", "tx_sortants_en_emploi_sal_fr": "beaucoup"}
    folder = write(tmp_path, "insersup_formations.json", [DIPLOMA, later, women, bad, DIPLOMA])
    log = ImportLog("insersup")
    triples = read(InserSupImporter(), folder, log)
    discipline = "observation:insersup-2030-44-master-lmd-nuages"
    assert values(triples, discipline, employment_rate(6)) == {"0.7000"}
    assert values(triples, discipline, employment_rate(18)) == set()
    assert values(triples, discipline, MLG.leavers) == {"65"}
    assert values(triples, discipline, MLG.level) == {"level:7"}
    diploma = "observation:insersup-2029-44-0671000Z-2500001"
    assert values(triples, diploma, employment_rate(6)) == {"0.6250"}
    assert values(triples, diploma, employment_rate(12)) == {"0.7500"}
    assert [(one.line, one.reason[:10]) for one in log.rejects] == [
        (4, "taux illis"),
        (5, "Master Bul"),
    ]


def test_a_generation_is_of_the_whole_of_france(tmp_path: Path) -> None:
    bad = {**CEREQ, "code": 1, "horizon_3ans": {"taux_emploi": 610}}
    folder = write(
        tmp_path, "cereq_insertion_stats.json", [CEREQ, bad, {**CEREQ, "code": None}, CEREQ]
    )
    log = ImportLog("cereq")
    triples = read(CereqImporter(), folder, log)
    node = "observation:cereq-2027-310"
    assert values(triples, node, employment_rate(36)) == {"0.6100"}
    assert values(triples, node, employment_rate(72)) == {"0.6900"}
    assert values(triples, node, MLG.territory) == set()
    assert values(triples, node, MLG.leavers) == {"70808"}
    assert [one.line for one in log.rejects] == [2, 3, 4]
    assert CereqImporter().release(folder).version == "2027"


def test_projections_are_tied_to_the_occupations_of_the_official_table(tmp_path: Path) -> None:
    tables = tmp_path / "rome" / "crosswalks"
    tables.mkdir(parents=True)
    (tables / "passage_fap2009_romev3.txt").write_text(
        'value $FAP9RSQ\n"A1403","A1407"  =\t"A0Z41"\n"B1101" = "U1Z80" ;\n', "utf-8"
    )
    bad = {**METIER, "code_fap": "A1Z", "postes_a_pourvoir_milliers": None}
    folder = write(tmp_path, "dares_metiers_2030.json", [METIER, bad, METIER])
    log = ImportLog("metiers-2030")
    triples = read(Metiers2030Importer(), folder, log)
    node = "observation:metiers-2030-44-A0Z"
    assert values(triples, node, MLG.openingsThousands) == {"4.100"}
    assert values(triples, node, MLG.netCreationsThousands) == {"-1.200"}
    assert values(triples, node, MLG.coversOccupation) == {"rome:A1403", "rome:A1407"}
    assert values(triples, node, MLG.tensionIndex) == set()  # the publisher gives no class
    assert values(triples, node, DCT.title) == {"Dresseurs"}
    assert [one.line for one in log.rejects] == [2, 3]


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_object_is_rejected_and_what_is_no_array_is_unusable(
    tmp_path: Path, name: str
) -> None:
    importer = BY_JSON[name]
    assert reasons(importer, write(tmp_path, name, [FILES[name], 3]))[0] == (
        2, "ce n'est pas un objet JSON",
    )  # fmt: skip
    for text in ("{}", "[", "[" * 100_000):
        folder = write(tmp_path, name, text)
        with pytest.raises(UnusableFile):
            read(importer, folder)


@pytest.mark.parametrize("importer", [*BY_JSON.values(), InserJeunesSchoolsImporter()])
def test_nothing_is_found_without_a_file(tmp_path: Path, importer: Importer) -> None:
    assert importer.find(tmp_path) is None
    with pytest.raises(UnusableFile):
        importer.release(tmp_path)


@pytest.mark.parametrize("name", FILES)
def test_the_same_files_give_the_same_triples(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path, name, [FILES[name]])
    first = read(BY_JSON[name], folder)
    assert first == read(BY_JSON[name], folder)
    assert len(set(first)) == len(first)


def test_every_horizon_is_a_property_of_the_ontology() -> None:
    listed = {node.value for node in vars(MLG).values() if isinstance(node, NamedNode)}
    named = {one for one in listed if "#employmentRate" in one}
    assert {employment_rate(months).value for months in MONTHS} == named


def test_the_official_files_are_read_whole(data: Path) -> None:
    counts = {}
    for importer in (*BY_JSON.values(), InserJeunesSchoolsImporter()):
        folder = importer.find(data)
        assert folder is not None
        log = ImportLog(importer.source)
        triples = list(importer.triples(folder, NAMES, log))
        counts[importer.source] = len({one.subject for one in triples}) - 1
        assert log.rejects == []
    assert counts == {
        "inserjeunes": 763, "insersup": 34, "cereq": 43, "metiers-2030": 83, "inserjeunes-schools": 1129,
    }  # fmt: skip
