"""Offers, job seekers and tension: the rows below are invented, in the published layout."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, QB, RDF
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.tension import TensionImporter

NAMES = Names()
HEADER = "annee;ROME;rome_label;cbassin;lib_bassin_bmo19;oee;defm_abc;ind_tension_d\n"
ROWS = """\
2030;Y1101;Entretien de côte;9001;CLAIRVAL;12;30;4
2030;Y1102;Balisage;9001;CLAIRVAL;1;0;5
2030;Y1101;Entretien de côte;9101;BORDURE;2;2;1
2030;Y1101;Entretien de côte;501;ILES;3;3;2
"""


def data_with(root: Path, rows: str = ROWS) -> Path:
    """Write the file; return its folder."""
    folder = root / "labour"
    folder.mkdir(exist_ok=True)
    (folder / "cities-tension-utf8.csv").write_text(HEADER + rows, encoding="utf-8")
    return folder


def read(folder: Path, log: ImportLog | None = None, region: str = "90") -> list[Triple]:
    return list(TensionImporter(region).triples(folder, NAMES, log or ImportLog("tension")))


def objects(triples: list[Triple], subject: str, predicate: NamedNode) -> set[str]:
    node = NAMES.uri(subject)
    found = [one.object for one in triples if (one.subject, one.predicate) == (node, predicate)]
    return {one.value if isinstance(one, Literal) else NAMES.curie(str(one)[1:-1]) for one in found}


def observations(triples: list[Triple]) -> set[str]:
    return {
        NAMES.curie(str(one.subject)[1:-1])
        for one in triples
        if (one.predicate, one.object) == (RDF.type, MLG.LabourMarketObservation)
    }


def test_a_row_is_an_observation_of_an_occupation_in_a_bassin(tmp_path: Path) -> None:
    triples = read(data_with(tmp_path))
    row = "observation:tension-2030-9001-Y1101"
    assert objects(triples, row, RDF.type) == {"mlg:LabourMarketObservation", "qb:Observation"}
    assert objects(triples, row, QB.dataSet) == {"dataset:tension-2030"}
    assert objects(triples, row, MLG.territory) == {"bassin:9001"}
    assert objects(triples, row, MLG.occupation) == {"rome:Y1101"}
    assert objects(triples, row, MLG.period) == {"2030"}
    assert objects(triples, row, MLG.jobOffers) == {"12"}
    assert objects(triples, row, MLG.jobSeekers) == {"30"}
    assert objects(triples, row, MLG.tensionIndex) == {"4"}


def test_only_the_bassins_of_the_region_are_kept(tmp_path: Path) -> None:
    folder = data_with(tmp_path)
    assert len(observations(read(folder))) == 2
    assert observations(read(folder, region="05")) == {"observation:tension-2030-0501-Y1101"}


def test_a_region_that_the_file_lacks_is_noted(tmp_path: Path) -> None:
    log = ImportLog("tension")
    assert read(data_with(tmp_path), log, region="77") == []
    assert log.notes == ["cities-tension-utf8.csv : aucune ligne de la région 77"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2030;Y1103;x;9001;CLAIRVAL;beaucoup;1;1", "mesure oee illisible « beaucoup »"),
        ("2030;Y1103;x;9001;CLAIRVAL;1;-1;1", "mesure defm_abc illisible « -1 »"),
        ("2030;Y1103;x;9001;CLAIRVAL;1;1;9", "classe de tension 9 hors de 1 à 5"),
        ("203;Y1103;x;9001;CLAIRVAL;1;1;1", "année illisible « 203 »"),
        ("2030;Y1101;x;9001;CLAIRVAL;13;30;4", "déjà lu avec d'autres valeurs"),
        ("2030;Y1103;x;9001;CLAIRVAL;;1;1", "colonne oee vide"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_alone(tmp_path: Path, row: str, reason: str) -> None:
    log = ImportLog("tension")
    triples = read(data_with(tmp_path, ROWS + row + "\n"), log)
    assert [one.line for one in log.rejects] == [6]
    assert reason in log.rejects[0].reason
    assert len(observations(triples)) == 2


def test_a_repeated_row_is_read_once(tmp_path: Path) -> None:
    log = ImportLog("tension")
    triples = read(data_with(tmp_path, ROWS + ROWS.splitlines()[0] + "\n"), log)
    assert log.rejects == []
    assert len(triples) == len(set(triples))


def test_a_bassin_that_no_longer_exists_is_rejected(tmp_path: Path) -> None:
    folder = data_with(tmp_path, ROWS + "2030;Y1101;x;9009;ANCIEN;1;1;1\n")
    (tmp_path / "territories").mkdir()
    (tmp_path / "territories" / "bassin_emploi_2029_communes.csv").write_text(
        "code_commune_insee,code_bassin_BMO,lib_bassin_BMO\n90101,9001,CLAIRVAL\n", encoding="utf-8"
    )
    log = ImportLog("tension")
    assert len(observations(read(folder, log))) == 2
    assert [(one.line, one.reason) for one in log.rejects] == [
        (6, "bassin 9009 absent de la table des bassins")
    ]


def test_the_release_says_the_years_of_its_rows(tmp_path: Path) -> None:
    folder = data_with(tmp_path)
    assert TensionImporter("90").find(tmp_path) == folder
    assert TensionImporter("90").release(folder).version == "2030"
    data_with(tmp_path, ROWS + "2031;Y1101;x;9001;CLAIRVAL;1;1;1\n")
    assert TensionImporter("90").release(folder).version == "2030-2031"


def test_an_absent_or_empty_file_is_told(tmp_path: Path) -> None:
    assert TensionImporter("90").find(tmp_path) is None
    with pytest.raises(UnusableFile, match="cities-tension"):
        TensionImporter("90").release(tmp_path)
    with pytest.raises(UnusableFile, match="aucune ligne"):
        TensionImporter("90").release(data_with(tmp_path, rows=""))


@pytest.mark.real_data
def test_grand_est_has_its_published_rows(data: Path) -> None:
    log = ImportLog("tension")
    triples = read(data / "labour", log, region="44")
    assert log.rejects == []
    assert len(observations(triples)) == 2256
    assert len({one.object for one in triples if one.predicate == MLG.territory}) == 43
    assert len(triples) == len(set(triples))
