"""The whole way on the official files: build, status, gap. Skipped where these are absent."""

import csv
import json
from pathlib import Path

import pytest

from .conftest import Run

pytestmark = [pytest.mark.real_data, pytest.mark.slow]


def test_status_gives_the_counts_of_the_publishers(run: Run, official_home: Path) -> None:
    status = json.loads(run(official_home, "status", "--format", "json").stdout)
    counts = {source["source"]: source["counts"] for source in status["sources"]}
    rome = counts["rome"]
    assert rome["occupations"] == 1584
    assert rome["appellations"] == 13120
    assert rome["competences"] == 17810
    assert rome["macro_competences"] == 507
    assert rome["savoirs"] == 15354
    # The file of ESCO 1.2 has 3,043 lines for 3,039 URIs: four are given twice, and rejected once.
    assert counts["esco"]["occupations"] == 3039
    assert counts["esco"]["skills"] == 13896
    assert counts["territories"]["communes"] == 5118
    assert counts["territories"]["bassins"] == 43


def test_every_row_that_was_not_read_is_told(run: Run, official_home: Path) -> None:
    status = json.loads(run(official_home, "status", "--format", "json").stdout)
    rejects = json.loads(run(official_home, "status", "--rejects", "--format", "json").stdout)
    assert len(rejects) == sum(source["rejects"] for source in status["sources"])
    assert all(reject["file"] and reject["reason"] for reject in rejects)
    doubled = [one for one in rejects if one["file"] == "occupations_fr.csv"]
    assert len(doubled) == 4


def test_troyes_demand_is_the_sum_of_its_cells(run: Run, official_home: Path, data: Path) -> None:
    cells = data / "labour" / "bmo" / "bmo_2024.csv"
    with cells.open(encoding="utf-8-sig") as file:
        mine = [row for row in csv.DictReader(file) if row["BE24"] == "4402"]
    total = sum(int(row["met"]) for row in mine if row["met"] != "*")
    answer = json.loads(run(official_home, "gap", "bassin:4402", "-f", "json").stdout)
    assert answer["total_demand"] == total == 9550
    assert answer["hidden_cells"] == sum(row["met"] == "*" for row in mine)
    assert sum(row["demand"] or 0 for row in answer["rows"]) == pytest.approx(total, abs=0.1)
    assert all(row["reason"] for row in answer["rows"])
    assert len({row["verdict"] for row in answer["rows"]}) >= 3


def test_every_basin_has_an_answer_by_every_grain(run: Run, official_home: Path) -> None:
    from maillage.graph.home import Home
    from maillage.graph.triple_store import TripleStore
    from maillage.ontology.names import Names
    from maillage.queries.gap import GapModel

    generation = Home(official_home).current()
    names = Names()
    model = GapModel(TripleStore.read(generation.graph_path), names, generation.index_path)
    assert len(model.data.view.territories.basins) == 43
    whole = 0.0
    for basin in model.data.view.territories.basins:
        for by in ("occupation", "competence", "certification"):
            answer = model.gap(names.curie(basin), "2024", by)
            assert answer.rows
        whole += answer.demand
    assert model.gap("reg:44", "2024").demand == pytest.approx(whole)


def test_a_second_build_changes_nothing(run: Run, official_home: Path, data: Path) -> None:
    before = run(official_home, "status", "-f", "json").stdout
    again = run(official_home, "build", "--data", str(data))
    assert again.returncode == 0
    assert "rien n'a changé" in again.stderr
    assert run(official_home, "status", "-f", "json").stdout == before


def test_importing_again_gives_the_same_triples(run: Run, official_home: Path, data: Path) -> None:
    def checksums() -> dict[str, tuple[int, str]]:
        status = json.loads(run(official_home, "status", "-f", "json").stdout)
        return {one["source"]: (one["triples"], one["checksum"]) for one in status["sources"]}

    before = checksums()
    forced = run(official_home, "build", "--data", str(data), "--force")
    assert forced.returncode == 0, forced.stderr
    assert checksums() == before


def test_the_graph_of_the_official_files_conforms(run: Run, official_home: Path) -> None:
    checked = run(official_home, "check", "--format", "json")
    report = json.loads(checked.stdout)
    faults = [one for one in report["violations"] if one["severity"] == "violation"]
    assert faults == []
    assert checked.returncode == 0
