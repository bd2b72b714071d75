"""The BMO survey: the rows below are invented, in the layout that France Travail publishes."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, MLG, QB, RDF
from maillage.vocab.bmo import BmoImporter
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog

NAMES = Names()
HEADER = (
    "annee,Code métier BMO,Nom métier BMO,Famille_met,Lbl_fam_met,"
    "REG,NOM_REG,Dept,NomDept,BE31,NOMBE31,met,xmet,smet\n"
)
# Made by hand: bassin 9002 is over two departments, region 5 lost its leading zero.
ROWS = """\
2031,Y1X10,Veilleurs,Y,Côte,90,Les Clairs,901,Haut-Clair,9001,CLAIRVAL,40,12,*
2031,Y1X11,Ouvriers,Y,Côte,90,Les Clairs,901,Haut-Clair,9001,CLAIRVAL,*,*,*
2031,Y1X10,Veilleurs,Y,Côte,90,Les Clairs,901,Haut-Clair,9002,LISIERE,10,*,*
2031,Y1X10,Veilleurs,Y,Côte,90,Les Clairs,902,Bas-Clair,9002,LISIERE,7,5,*
2031,Y1X10,Veilleurs,Y,Côte,5,Les Îles,951,Les Îles,501,ILES,9,9,9
"""
NOMENCLATURE = """\
code_fap_341,intitule_fap_341,code_fap_228,intitule_fap_228,code_fap_86,intitule_fap_86,code_fap_22,intitule_fap_22
Y1X10,Veilleurs,Y1X10,Veilleurs,Y1X,Phares,Y,Côte
"""
BASINS = """reg,dep,code_commune_insee,code_bassin_BMO,lib_bassin_BMO
90,901,90101,9001,CLAIRVAL
"""


def data_with(root: Path, rows: str = ROWS, name: str = "bmo_2031.csv") -> Path:
    """Write one file of the survey; return its folder."""
    folder = root / "labour" / "bmo"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(HEADER + rows, encoding="utf-8")
    return folder


def read(folder: Path, log: ImportLog | None = None, region: str = "90") -> list[Triple]:
    return list(BmoImporter(region).triples(folder, NAMES, log or ImportLog("bmo")))


def objects(triples: list[Triple], subject: str, predicate: NamedNode) -> set[str]:
    node = NAMES.uri(subject)
    found = [one.object for one in triples if (one.subject, one.predicate) == (node, predicate)]
    return {one.value if isinstance(one, Literal) else NAMES.curie(str(one)[1:-1]) for one in found}


def observations(triples: list[Triple]) -> set[str]:
    return {
        NAMES.curie(str(one.subject)[1:-1])
        for one in triples
        if (one.predicate, one.object) == (RDF.type, MLG.RecruitmentObservation)
    }


def test_a_cell_is_an_observation_of_a_family_in_a_bassin(tmp_path: Path) -> None:
    triples = read(data_with(tmp_path))
    cell = "observation:bmo-2031-9001-Y1X10"
    assert objects(triples, cell, RDF.type) == {"mlg:RecruitmentObservation", "qb:Observation"}
    assert objects(triples, cell, QB.dataSet) == {"dataset:bmo-2031"}
    assert objects(triples, cell, MLG.territory) == {"bassin:9001"}
    assert objects(triples, cell, MLG.family) == {"fap:Y1X10"}
    assert objects(triples, cell, MLG.period) == {"2031"}
    assert objects(triples, cell, MLG.recruitmentProjects) == {"40"}
    assert objects(triples, cell, MLG.difficultProjects) == {"12"}


def test_a_hidden_measure_is_omitted_and_said(tmp_path: Path) -> None:
    triples = read(data_with(tmp_path))
    assert objects(triples, "observation:bmo-2031-9001-Y1X10", MLG.suppressed) == {
        "mlg:seasonalProjects"
    }
    cell = "observation:bmo-2031-9001-Y1X11"
    assert objects(triples, cell, MLG.suppressed) == {
        "mlg:recruitmentProjects", "mlg:difficultProjects", "mlg:seasonalProjects",
    }  # fmt: skip
    assert objects(triples, cell, MLG.recruitmentProjects) == set()


def test_a_bassin_over_two_departments_has_the_sum_of_its_parts(tmp_path: Path) -> None:
    log = ImportLog("bmo")
    triples = read(data_with(tmp_path), log)
    cell = "observation:bmo-2031-9002-Y1X10"
    assert log.rejects == []
    assert objects(triples, cell, MLG.recruitmentProjects) == {"17"}
    assert objects(triples, cell, MLG.difficultProjects) == {"5"}  # at least: a part is hidden
    assert objects(triples, cell, MLG.seasonalProjects) == set()
    assert objects(triples, cell, MLG.suppressed) == {
        "mlg:difficultProjects",
        "mlg:seasonalProjects",
    }


def test_only_the_region_is_kept_and_its_codes_get_their_zero_back(tmp_path: Path) -> None:
    folder = data_with(tmp_path)
    assert len(observations(read(folder))) == 3
    assert observations(read(folder, region="05")) == {"observation:bmo-2031-0501-Y1X10"}


def test_a_region_that_the_file_lacks_is_noted(tmp_path: Path) -> None:
    log = ImportLog("bmo")
    assert observations(read(data_with(tmp_path), log, region="77")) == set()
    assert log.notes == ["bmo_2031.csv : aucune ligne de la région 77"]


def test_the_dataset_is_described(tmp_path: Path) -> None:
    triples = read(data_with(tmp_path))
    assert objects(triples, "dataset:bmo-2031", RDF.type) == {"qb:DataSet"}
    assert objects(triples, "dataset:bmo-2031", DCT.publisher) == {"France Travail"}
    assert len(objects(triples, "dataset:bmo-2031", DCT.license)) == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2031,Y1X12,G,Y,C,90,R,901,D,9001,C,douze,*,*", "mesure met illisible « douze »"),
        ("2031,Y1X12,G,Y,C,90,R,901,D,9001,C,12,,*", "mesure xmet illisible «  »"),
        ("2030,Y1X12,G,Y,C,90,R,901,D,9001,C,12,*,*", "année 2030 dans le fichier de 2031"),
        ("2031,Y1X12,G,Y,C,90,R,901,D,,C,12,*,*", "bassin sans code"),
        ("2031,Y1X10,V,Y,C,90,R,901,D,9001,C,41,12,*", "déjà lu avec d'autres valeurs"),
        ("2031,,G,Y,C,90,R,901,D,9001,C,12,*,*", "colonne Code métier BMO vide"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_alone(tmp_path: Path, row: str, reason: str) -> None:
    log = ImportLog("bmo")
    triples = read(data_with(tmp_path, ROWS + row + "\n"), log)
    assert [one.line for one in log.rejects] == [7]
    assert reason in log.rejects[0].reason
    assert len(observations(triples)) == 3
    assert objects(triples, "observation:bmo-2031-9001-Y1X10", MLG.recruitmentProjects) == {"40"}


def test_a_repeated_row_counts_once(tmp_path: Path) -> None:
    log = ImportLog("bmo")
    triples = read(data_with(tmp_path, ROWS + ROWS.splitlines()[2] + "\n"), log)
    assert log.rejects == []
    assert objects(triples, "observation:bmo-2031-9002-Y1X10", MLG.recruitmentProjects) == {"17"}


def test_codes_that_the_neighbouring_sources_lack_are_rejected(tmp_path: Path) -> None:
    folder = data_with(tmp_path)
    (tmp_path / "territories").mkdir()
    basins = tmp_path / "territories" / "bassin_emploi_2029_communes.csv"
    basins.write_text(BASINS, encoding="utf-8")
    families = tmp_path / "labour" / "dares_nomenclature_fap2021.csv"
    families.write_text(NOMENCLATURE, encoding="utf-8")
    log = ImportLog("bmo")
    assert observations(read(folder, log)) == {"observation:bmo-2031-9001-Y1X10"}
    assert [(one.line, one.reason) for one in log.rejects] == [
        (3, "famille Y1X11 absente de la FAP"),
        (4, "bassin 9002 absent de la table des bassins"),
    ]


def test_every_year_is_read_and_the_national_file_before_the_regional(tmp_path: Path) -> None:
    folder = data_with(tmp_path)
    data_with(tmp_path, ROWS.replace("40,12", "99,12"), "bmo_2031_les_clairs.csv")
    data_with(tmp_path, ROWS.replace("2031,", "2030,"), "bmo_2030_les_clairs.csv")
    release = BmoImporter("90").release(folder)
    assert release.version == "2030-2031"
    assert [path.name for path in release.files] == ["bmo_2030_les_clairs.csv", "bmo_2031.csv"]
    triples = read(folder)
    assert objects(triples, "observation:bmo-2031-9001-Y1X10", MLG.recruitmentProjects) == {"40"}
    assert objects(triples, "observation:bmo-2030-9001-Y1X10", MLG.recruitmentProjects) == {"40"}


def test_a_workbook_alone_is_unusable_and_the_csv_is_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "labour" / "bmo"
    folder.mkdir(parents=True)
    (folder / "Base_open_data_BMO_2031.xlsx").write_bytes(b"PK")
    assert BmoImporter("90").find(tmp_path) == folder
    with pytest.raises(UnusableFile, match="CSV"):
        BmoImporter("90").release(folder)


def test_a_file_without_the_column_of_bassins_is_unusable(tmp_path: Path) -> None:
    folder = data_with(tmp_path)
    path = folder / "bmo_2031.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("BE31", "Bassin", 1), encoding="utf-8")
    with pytest.raises(UnusableFile, match="BE suivi de l'année"):
        read(folder)


def test_an_absent_survey_is_not_found(tmp_path: Path) -> None:
    assert BmoImporter("90").find(tmp_path) is None


@pytest.mark.real_data
def test_troyes_and_grand_est_have_their_published_figures(data: Path) -> None:
    log = ImportLog("bmo")
    triples = read(data / "labour" / "bmo", log, region="44")
    assert log.rejects == []
    troyes = {one for one in observations(triples) if one.startswith("observation:bmo-2024-4402-")}
    shown = [
        objects(triples_of, cell, MLG.recruitmentProjects)
        for cell, triples_of in split(triples, troyes)
    ]
    assert len(troyes) == 167
    assert sum(not value for value in shown) == 16
    assert sum(int(*value) for value in shown if value) == 9550
    assert len(observations(triples)) == 5138  # 5,159 rows, 21 of them a second department's
    assert len(triples) == len(set(triples))
    regional = sum(
        int(one.object.value)
        for one in triples
        if one.predicate == MLG.recruitmentProjects and isinstance(one.object, Literal)
    )
    assert regional == published_total(data / "labour" / "bmo" / "bmo_2024_grand_est.csv")


def split(triples: list[Triple], cells: set[str]) -> list[tuple[str, list[Triple]]]:
    """Return the triples of each cell, so that one look-up does not go through the whole region."""
    by_subject: dict[str, list[Triple]] = {cell: [] for cell in sorted(cells)}
    for one in triples:
        by_subject.get(NAMES.curie(str(one.subject)[1:-1]), []).append(one)
    return list(by_subject.items())


def published_total(path: Path) -> int:
    lines = path.read_text(encoding="utf-8-sig").splitlines()[1:]
    return sum(int(value) for value in (line.split(",")[-3] for line in lines) if value != "*")
