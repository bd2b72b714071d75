"""The commands near, path, cores, bridges, export and evaluate near, over the sample."""

import csv
import io
import json
from pathlib import Path

import pytest
from pyarrow import parquet

from .conftest import Run


def test_near_tells_what_is_shared_and_missing_as_json(run: Run, sample_home: Path) -> None:
    found = run(sample_home, "near", "rome:N1101", "--within", "bassin:4402", "--format", "json")
    assert found.returncode == 0, found.stderr
    document = json.loads(found.stdout)
    assert document["from"]["curies"] == ["rome:N1101"]
    row = document["rows"][0]
    assert row["curie"] == "rome:N1103"
    assert {"score", "shared", "missing", "held", "rome_mobility", "demand", "trainings"} <= set(
        row
    )
    assert {"curie", "label", "nature", "core", "weight"} <= set(row["missing"][0])


def test_an_occupation_is_known_by_its_code_or_its_words(run: Run, sample_home: Path) -> None:
    for typed in ("N1103", "préparatrice de commandes"):
        found = run(sample_home, "near", typed, "--format", "json")
        assert found.returncode == 0, found.stderr
        assert json.loads(found.stdout)["from"]["curies"] == ["rome:N1103"]


def test_what_names_no_occupation_is_refused_with_the_nearest(run: Run, sample_home: Path) -> None:
    found = run(sample_home, "path", "rome:N1101", "zorglub")
    assert found.returncode == 1
    assert "zorglub" in found.stderr
    assert "rome:" in found.stderr.partition("les plus proches")[2]


def test_a_code_that_is_none_is_refused_with_those_that_begin_alike(
    run: Run, sample_home: Path
) -> None:
    for typed in ("rome:N1199", "N119"):
        found = run(sample_home, "near", typed)
        assert found.returncode == 1
        assert "rome:N1101" in found.stderr
    assert "maillage search" in run(sample_home, "near", "rome:Z9999").stderr


def test_competences_start_as_well_and_tell_what_was_understood(
    run: Run, sample_home: Path
) -> None:
    found = run(
        sample_home, "near", "conduire un chariot élévateur; xyzzy plugh", "--format", "json"
    )
    assert found.returncode == 0, found.stderr
    start = json.loads(found.stdout)["from"]
    assert start["kind"] == "competences"
    assert start["understood"][0]["label"] == "Conduire un chariot élévateur"


def test_a_profile_leaves_no_trace_but_its_competences(
    run: Run, sample_home: Path, tmp_path: Path
) -> None:
    badge = {
        "type": ["OpenBadgeCredential"],
        "credentialSubject": {
            "name": "Zoé Inventée",
            "achievement": {"name": "Conduire un chariot élévateur"},
        },
    }
    (tmp_path / "profil.json").write_text(json.dumps(badge), "utf-8")
    before = sorted(path for path in sample_home.rglob("*") if path.is_file())
    found = run(sample_home, "near", str(tmp_path / "profil.json"), "--format", "json")
    assert found.returncode == 0, found.stderr
    assert "Inventée" not in found.stdout + found.stderr
    assert sorted(path for path in sample_home.rglob("*") if path.is_file()) == before


@pytest.mark.parametrize("text", ["{", "[]", '{"type": "Recipe", "credentialSubject": {}}'])
def test_a_faulty_profile_is_refused(
    run: Run, sample_home: Path, tmp_path: Path, text: str
) -> None:
    (tmp_path / "profil.json").write_text(text, "utf-8")
    found = run(sample_home, "near", str(tmp_path / "profil.json"))
    assert found.returncode == 1
    assert "profil illisible" in found.stderr


def test_a_path_has_steps_whose_cost_is_told(run: Run, sample_home: Path) -> None:
    found = run(
        sample_home,
        "path",
        "rome:N1101",
        "rome:A1405",
        "--within",
        "bassin:4402",
        "--format",
        "json",
    )
    assert found.returncode == 0, found.stderr
    document = json.loads(found.stdout)
    assert document["to"]["curie"] == "rome:A1405"
    for path in document["paths"]:
        assert path["steps"][-1]["curie"] == "rome:A1405"
        assert path["cost"] == pytest.approx(sum(step["cost"] for step in path["steps"]), abs=1e-3)
    plain = run(sample_home, "path", "rome:N1101", "rome:A1405", "--explain")
    assert "acquis" in plain.stdout


def test_families_and_bridges_print_rows(run: Run, sample_home: Path) -> None:
    cores = run(sample_home, "cores", "--format", "json")
    document = json.loads(cores.stdout)
    assert document["families"]
    assert -1 <= document["stability"]["adjusted_rand"] <= 1
    bridges = run(sample_home, "bridges", "--format", "csv", "--top", "3")
    assert len(list(csv.reader(io.StringIO(bridges.stdout)))) == 4
    assert run(sample_home, "bridges", "--by", "poids").returncode == 2


def test_the_graph_is_exported_for_other_tools(run: Run, sample_home: Path, tmp_path: Path) -> None:
    found = run(sample_home, "export", "parquet", str(tmp_path))
    assert found.returncode == 0, found.stderr
    nodes = parquet.read_table(tmp_path / "nodes.parquet")
    assert nodes.column_names == ["uri", "curie", "label", "class", "class_uri"]
    assert run(sample_home, "export", "excel", str(tmp_path)).returncode == 2


def test_the_index_that_a_build_writes_holds_the_projection(sample_home: Path) -> None:
    index = next((sample_home / "generations").glob("*/index"))
    for name in ("projection.npz", "near.npz", "requirements.npz"):
        assert (index / name).is_file()


def test_evaluate_near_measures_baselines_in_the_same_run(run: Run, sample_home: Path) -> None:
    found = run(sample_home, "evaluate", "near", "--format", "json")
    assert found.returncode == 0, found.stderr
    systems = {line["system"] for line in json.loads(found.stdout)["lines"]}
    assert len(systems) == 3
