"""Communes and groupings: the test data is an invented region 90 of five communes and its neighbour."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from maillage.ontology.names import Names
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.territories import TerritoriesImporter

NAMES = Names()
Fact = tuple[str, str, str]

# Made by hand: two departments (901, 902) in region 90, one (911) in region 91. Intercommunality
# 200000002 and bassin 9002 have a commune of each region; bassin 9001 is over both departments.
COMMUNES = """CODGEO,LIBGEO,DEP,REG,EPCI,ARR,ZE2020
90101,Clairval,901,90,200000001,9011,9001
90102,L'Étang-Neuf,901,90,200000001,9011,9001
90201,Montfleuri,902,90,200000001,9021,9002
90202,Pont-Sec,902,90,200000002,9021,9002
90203,Île-Seule,902,90,ZZZZZZZZZ,ZZZZ,9002
91101,Bordure,911,91,200000002,9111,9101
,,,,,,
"""
POPULATIONS = """CODGEO,LIBGEO,POP
90101,Clairval,1200.0
90102,L'Étang-Neuf,300
90201,Montfleuri,500.0
90202,Pont-Sec,40.0
90203,Île-Seule,7.0
91101,Bordure,9000.0
"""
LABELS = """NIVGEO,CODGEO,LIBGEO,NB_COM
EPCI,200000001,CC des Vallons,3
EPCI,200000002,CC  de la Lisière,2
ARR,9011,Clairval,2
ARR,9021,Montfleuri,2
ZE2020,9001,Clairval,2
ZE2020,9002,Montfleuri,3
DEP,901,Haut-Clair,2
DEP,902,Bas-Clair,3
REG,90,Les Clairs,5
UU2020,00000,Hors unité urbaine,4
"""
BASINS = """reg,dep,code_commune_insee,code_bassin_BMO,lib_bassin_BMO
90,901,90101,9001,CLAIRVAL
90,901,90102,9001,CLAIRVAL
90,902,90201,9001,CLAIRVAL
90,902,90202,9002,LISIERE
90,902,90203,9002,LISIERE
91,911,91101,9002,LISIERE
90,901,90199,9001,CLAIRVAL
"""
FILES = {
    "table_appartenance_communes_2031.csv": COMMUNES,
    "cog2031_population.csv": POPULATIONS,
    "libelles_supracommunaux_2031.csv": LABELS,
    "bassin_emploi_2029_communes.csv": BASINS,
}


def data_with(root: Path, **changed: str | None) -> Path:
    """Write the files, those named by the start of their name replaced, or left out for None."""
    folder = root / "territories"
    folder.mkdir(exist_ok=True)
    for name, text in FILES.items():
        for start, other in changed.items():
            text = (other or "") if name.startswith(start) else text
        if text:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def facts(folder: Path, log: ImportLog | None = None, region: str = "90") -> set[Fact]:
    triples = TerritoriesImporter(region).triples(folder, NAMES, log or ImportLog("territories"))
    return {
        (NAMES.curie(str(one.subject)[1:-1]), NAMES.curie(one.predicate), shown(one.object))
        for one in triples
    }


def shown(term: object) -> str:
    if isinstance(term, Literal):
        return term.value
    assert isinstance(term, NamedNode)
    return NAMES.curie(term)


def objects(graph: set[Fact], subject: str, predicate: str) -> set[str]:
    return {found for one, two, found in graph if (one, two) == (subject, predicate)}


def test_a_commune_is_within_every_grouping_that_holds_it(tmp_path: Path) -> None:
    graph = facts(data_with(tmp_path))
    assert objects(graph, "commune:90101", "mlg:within") == {
        "bassin:9001", "ze:9001", "epci:200000001", "arr:9011", "dep:901", "reg:90",
    }  # fmt: skip
    assert objects(graph, "commune:90101", "rdf:type") == {"mlg:Commune", "mlg:Territory"}


def test_a_code_of_z_is_no_grouping(tmp_path: Path) -> None:
    graph = facts(data_with(tmp_path))
    assert objects(graph, "commune:90203", "mlg:within") == {
        "bassin:9002", "ze:9002", "dep:902", "reg:90",
    }  # fmt: skip
    assert not any("ZZZZ" in fact[0] for fact in graph)


def test_communes_of_other_regions_are_left_out(tmp_path: Path) -> None:
    graph = facts(data_with(tmp_path))
    assert len({fact[0] for fact in graph if fact[2] == "mlg:Commune"}) == 5
    assert not objects(graph, "commune:91101", "skos:prefLabel")


def test_a_grouping_is_within_the_department_and_region_that_hold_it_whole(tmp_path: Path) -> None:
    graph = facts(data_with(tmp_path))
    assert objects(graph, "arr:9011", "mlg:within") == {"dep:901", "reg:90"}
    assert objects(graph, "bassin:9001", "mlg:within") == {"reg:90"}  # over two departments
    assert objects(graph, "dep:901", "mlg:within") == {"reg:90"}
    assert objects(graph, "reg:90", "mlg:within") == set()


def test_a_grouping_over_two_regions_is_within_neither_and_says_so(tmp_path: Path) -> None:
    graph = facts(data_with(tmp_path))
    for grouping in ("epci:200000002", "bassin:9002"):
        assert objects(graph, grouping, "mlg:within") == set()
        (note,) = objects(graph, grouping, "skos:note")
        assert note.startswith("À cheval sur les régions 90 et 91")
    assert objects(graph, "epci:200000002", "mlg:population") == {"40"}  # not Bordure's 9,000


def test_the_population_of_a_grouping_sums_its_communes(tmp_path: Path) -> None:
    graph = facts(data_with(tmp_path))
    assert objects(graph, "commune:90101", "mlg:population") == {"1200"}
    assert objects(graph, "epci:200000001", "mlg:population") == {"2000"}
    assert objects(graph, "reg:90", "mlg:population") == {"2047"}


def test_labels_are_as_published_with_spaces_collapsed(tmp_path: Path) -> None:
    graph = facts(data_with(tmp_path))
    assert objects(graph, "epci:200000002", "skos:prefLabel") == {"CC de la Lisière"}
    assert objects(graph, "bassin:9001", "skos:prefLabel") == {"CLAIRVAL"}
    assert objects(graph, "bassin:9001", "skos:notation") == {"9001"}
    assert objects(graph, "bassin:9001", "skos:inScheme") == {"scheme:bassin"}


def test_an_unpublished_population_is_rejected_and_told_in_the_sums(tmp_path: Path) -> None:
    log = ImportLog("territories")
    broken = POPULATIONS.replace("Clairval,1200.0", "Clairval,").replace("7.0", "sept")
    graph = facts(data_with(tmp_path, cog=broken), log)
    assert [(one.line, one.reason) for one in log.rejects] == [
        (2, "commune 90101 : population non publiée"),
        (6, "commune 90203 : population illisible « sept »"),
    ]
    assert objects(graph, "commune:90101", "mlg:population") == set()
    assert objects(graph, "dep:901", "mlg:population") == {"300"}
    assert objects(graph, "dep:901", "skos:note") == {
        "Population hors 1 commune(s) dont la population n'est pas publiée."
    }


def test_a_commune_absent_from_the_populations_is_rejected(tmp_path: Path) -> None:
    log = ImportLog("territories")
    facts(data_with(tmp_path, cog=POPULATIONS.replace("90202,Pont-Sec,40.0\n", "")), log)
    assert [one.reason for one in log.rejects] == [
        "commune 90202 absente de la table des populations"
    ]


def test_a_grouping_without_label_is_rejected_with_its_links(tmp_path: Path) -> None:
    log = ImportLog("territories")
    without = LABELS.replace("ARR,9021,Montfleuri,2\n", "")
    graph = facts(data_with(tmp_path, libelles=without), log)
    assert [(one.file, one.line) for one in log.rejects] == [
        ("table_appartenance_communes_2031.csv", 4)
    ]
    assert not objects(graph, "arr:9021", "rdf:type")
    assert "arr:9021" not in objects(graph, "commune:90201", "mlg:within")


def test_a_commune_without_bassin_is_rejected_and_kept(tmp_path: Path) -> None:
    log = ImportLog("territories")
    without = BASINS.replace("90,902,90203,9002,LISIERE\n", "")
    graph = facts(data_with(tmp_path, bassin=without), log)
    assert [(one.line, one.reason) for one in log.rejects] == [
        (6, "commune 90203 absente de la table des bassins d'emploi")
    ]
    assert objects(graph, "commune:90203", "skos:prefLabel") == {"Île-Seule"}


def test_a_second_bassin_for_a_commune_is_rejected(tmp_path: Path) -> None:
    log = ImportLog("territories")
    facts(data_with(tmp_path, bassin=BASINS + "90,901,90101,9002,LISIERE\n"), log)
    assert [(one.line, one.reason) for one in log.rejects] == [
        (9, "commune 90101 déjà dans le bassin 9001, ici 9002")
    ]


def test_bassin_codes_get_their_leading_zero_back(tmp_path: Path) -> None:
    short = BASINS.replace(",9001,", ",901,")
    graph = facts(data_with(tmp_path, bassin=short))
    assert objects(graph, "bassin:0901", "skos:prefLabel") == {"CLAIRVAL"}


def test_the_most_frequent_label_of_a_bassin_is_kept_and_noted(tmp_path: Path) -> None:
    log = ImportLog("territories")
    other = BASINS.replace("90102,9001,CLAIRVAL", "90102,9001,CLAIR-VAL")
    graph = facts(data_with(tmp_path, bassin=other), log)
    assert objects(graph, "bassin:9001", "skos:prefLabel") == {"CLAIRVAL"}
    assert any("plusieurs libellés" in note and "9001" in note for note in log.notes)


def test_communes_that_have_disappeared_are_told_in_one_note(tmp_path: Path) -> None:
    log = ImportLog("territories")
    facts(data_with(tmp_path), log)
    assert log.rejects == []
    assert [note for note in log.notes if "90199" in note]


def test_without_bassins_the_rest_is_kept(tmp_path: Path) -> None:
    log = ImportLog("territories")
    graph = facts(data_with(tmp_path, bassin=None), log)
    assert len({fact[0] for fact in graph if fact[2] == "mlg:Commune"}) == 5
    assert not any(fact[0].startswith("bassin:") for fact in graph)
    assert log.notes == ["table des bassins d'emploi absente : aucun bassin"]


def test_the_newest_year_is_read_wherever_it_lies(tmp_path: Path) -> None:
    folder = data_with(tmp_path)
    newer = folder / "2032"
    newer.mkdir()
    for name, text in FILES.items():
        if "2031" in name:
            (newer / name.replace("2031", "2032")).write_text(text, encoding="utf-8")
    assert TerritoriesImporter("90").release(folder).version == "2032"


def regional_join() -> str:
    """The region's rows of the membership table with their populations, as a regional file has."""
    people = dict(line.split(",")[::2] for line in POPULATIONS.splitlines())
    header, *rows = COMMUNES.splitlines()
    kept = [f"{row},{people[row[:5]]}" for row in rows if ",90," in row]
    return "\n".join([f"{header},POP", *kept]) + "\n"


def test_a_regional_join_serves_where_the_national_tables_are_absent(tmp_path: Path) -> None:
    folder = data_with(tmp_path, table=None, cog=None)
    (folder / "communes_les_clairs_2031.csv").write_text(regional_join(), encoding="utf-8")
    log = ImportLog("territories")
    graph = facts(folder, log)
    assert objects(graph, "reg:90", "mlg:population") == {"2047"}
    assert any("à cheval" in note for note in log.notes)


def test_a_regional_join_that_differs_is_noted_and_does_not_prevail(tmp_path: Path) -> None:
    folder = data_with(tmp_path)
    join = folder / "communes_les_clairs_2031.csv"
    join.write_text(regional_join(), encoding="utf-8")
    log = ImportLog("territories")
    facts(folder, log)
    assert not any("diffère" in note for note in log.notes)
    join.write_text(regional_join().replace(",300", ",301"), encoding="utf-8")
    graph = facts(folder, log)
    assert any("diffère" in note and "90102" in note for note in log.notes)
    assert objects(graph, "commune:90102", "mlg:population") == {"300"}


def test_a_region_without_communes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="aucune commune de la région 77"):
        facts(data_with(tmp_path), region="77")


@pytest.mark.parametrize("start", ["cog", "libelles"])
def test_a_missing_table_is_named(tmp_path: Path, start: str) -> None:
    with pytest.raises(UnusableFile, match=start):
        TerritoriesImporter("90").release(data_with(tmp_path, **{start: None}))


def test_an_absent_source_is_not_found(tmp_path: Path) -> None:
    assert TerritoriesImporter("90").find(tmp_path) is None
    assert TerritoriesImporter("90").find(data_with(tmp_path, table=None).parent) is None


def test_two_readings_yield_the_same_triples_in_the_same_order(tmp_path: Path) -> None:
    folder = data_with(tmp_path)
    first, second = (
        list(TerritoriesImporter("90").triples(folder, NAMES, ImportLog("territories")))
        for _ in range(2)
    )
    assert first == second
    assert len(first) == len(set(first))


@pytest.mark.real_data
def test_grand_est_has_its_published_communes_and_groupings(data: Path) -> None:
    log = ImportLog("territories")
    folder = TerritoriesImporter().find(data)
    assert folder is not None
    graph = facts(folder, log, region="44")
    kinds = ("Commune", "EmploymentBasin", "EmploymentZone", "Department", "Region")
    counts = [sum(fact[2] == f"mlg:{kind}" for fact in graph) for kind in kinds]
    assert counts == [5118, 43, 27, 10, 1]
    assert log.rejects == []
    assert not any("diffère" in note for note in log.notes)
    assert "bassin:4441" in objects(graph, "commune:67482", "mlg:within")
    labels = [fact[0] for fact in graph if fact[1] == "skos:prefLabel" and fact[0][:6] != "scheme"]
    assert len(labels) == len(set(labels))


@pytest.mark.real_data
@pytest.mark.parametrize("region", ["01", "06", "11", "53", "94"])
def test_any_region_can_be_read(data: Path, region: str) -> None:
    log = ImportLog("territories")
    graph = facts(data / "territories", log, region)
    communes = {fact[0] for fact in graph if fact[2] == "mlg:Commune"}
    assert communes
    held = {fact[0] for fact in graph if fact[1] == "mlg:within" and fact[2].startswith("bassin:")}
    assert held == communes
    assert all("population non publiée" in one.reason for one in log.rejects)  # Mayotte's
