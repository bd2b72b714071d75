"""The commands over the sample, run as processes."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from maillage.queries.verdict import CERTAINTY

from .conftest import Run

VERDICTS = {"under-supplied", "balanced", "over-supplied", "undetermined"}


def test_help_names_every_command(run: Run, tmp_path: Path) -> None:
    shown = run(tmp_path, "--help")
    assert shown.returncode == 0
    for command in ("build", "gap", "status", "rollback", "check", "query"):
        assert command in shown.stdout


def test_status_counts_what_the_sample_holds(run: Run, sample_home: Path) -> None:
    status = json.loads(run(sample_home, "status", "--format", "json").stdout)
    counts = {source["source"]: source["counts"] for source in status["sources"]}
    assert counts["regional"]["competences"] >= 150
    assert counts["sample-ads"]["offres_d_emploi"] == 90
    assert status["triples"] == sum(source["triples"] for source in status["sources"])
    assert {source["rejects"] for source in status["sources"]} == {0}


def test_gap_answers_with_the_fields_that_checks_rely_on(run: Run, sample_home: Path) -> None:
    for by in ("occupation", "competence", "certification"):
        answer = json.loads(
            run(sample_home, "gap", "bassin:4402", "--by", by, "--format", "json").stdout
        )
        assert {"territory", "period", "by", "verdict", "sources", "rows"} <= answer.keys()
        assert (answer["territory"], answer["by"]) == ("bassin:4402", by)
        assert answer["verdict"] in VERDICTS
        assert answer["rows"]
        for row in answer["rows"]:
            assert {
                "uri",
                "curie",
                "label",
                "demand",
                "supply",
                "supply_unit",
                "coverage",
            } <= row.keys()
            assert row["verdict"] in VERDICTS
            assert row["label"]
            assert row["evidence"]["list"].startswith("maillage gap bassin:4402")


def test_the_command_that_a_row_names_lists_its_evidence(run: Run, sample_home: Path) -> None:
    answer = json.loads(run(sample_home, "gap", "bassin:4402", "--format", "json").stdout)
    row = next(row for row in answer["rows"] if row["evidence"]["offers"])
    command = row["evidence"]["list"].split()[1:]
    shown = run(sample_home, *command, "--format", "json")
    assert json.loads(shown.stdout) == row
    assert len(row["evidence"]["offer_curies"]) == row["evidence"]["offers"]
    assert row["evidence"]["offer_curies"][0] in run(sample_home, *command).stdout


def test_tables_and_csv_agree_with_json(run: Run, sample_home: Path) -> None:
    answer = json.loads(run(sample_home, "gap", "bassin:4402", "--format", "json").stdout)
    rows = list(
        csv.DictReader(io.StringIO(run(sample_home, "gap", "bassin:4402", "-f", "csv").stdout))
    )
    assert [row["curie"] for row in rows] == [row["curie"] for row in answer["rows"]]
    assert answer["rows"][0]["curie"] in run(sample_home, "gap", "bassin:4402").stdout
    for row, told in zip(rows, answer["rows"], strict=True):
        assert row["settling"] == (told["settling"]["sentence"] if told["settling"] else "")
    open_row = next(row for row in rows if row["verdict"] == "undetermined")
    table = " ".join(run(sample_home, "gap", "bassin:4402").stdout.split())
    probable = [
        row["curie"]
        for row in answer["rows"]
        if row["verdict"] == "undetermined" and (row["probability"] or 0) >= CERTAINTY
    ]
    assert probable
    assert (
        f"la demande peut être plus grande que ce qui est publié ({', '.join(probable)})" in table
    )
    proof = run(sample_home, "gap", "bassin:4402", "--evidence", open_row["curie"]).stdout
    assert f"Pour trancher : {open_row['settling'][:30]}" in proof


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["gap", "bassin:9999"], 1, "bassin:9999"),
        (["gap", "nowhere:1"], 1, "nowhere:1"),
        (["gap", "bassin:4402", "--period", "1999"], 1, "1999"),
        (["gap", "bassin:4402", "--by", "colour"], 2, "colour"),
        (["gap"], 2, "TERRITOIRE"),
        (["gap", "bassin:4402", "--evidence", "rome:X"], 1, "rome:X"),
        (["frobnicate"], 2, "frobnicate"),
        (["query", "frobnicate"], 1, "frobnicate"),
        (["query", "territory_communes", "colour=red"], 2, "colour=red"),
        (["build", "--data", "/nowhere/at/all"], 1, "/nowhere/at/all"),
        (["build", "--sources", "frobnicate"], 1, "frobnicate"),
    ],
)
def test_bad_input_is_one_sentence_on_stderr(
    run: Run, sample_home: Path, arguments: list[str], code: int, named: str
) -> None:
    before = (sample_home / "CURRENT").read_text()
    failed = run(sample_home, *arguments)
    assert failed.returncode == code
    assert named in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not failed.stdout
    assert (sample_home / "CURRENT").read_text() == before


def test_an_empty_data_folder_is_named_with_what_was_expected(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    failed = run(tmp_path / "home", "build", "--data", str(folder))
    assert failed.returncode == 1
    assert str(folder) in failed.stderr
    assert "rome" in failed.stderr


def test_commands_before_any_build_say_what_to_run(run: Run, tmp_path: Path) -> None:
    for arguments in (["status"], ["gap", "bassin:4402"], ["check"], ["rollback"]):
        failed = run(tmp_path, *arguments)
        assert failed.returncode == 1
        assert "maillage build" in failed.stderr


def test_a_truncated_file_is_told_and_its_good_rows_are_kept(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "labour" / "bmo"
    folder.mkdir(parents=True)
    header = (
        "annee,Code métier BMO,Nom métier BMO,Famille_met,Lbl_fam_met,REG,NOM_REG,Dept,NomDept,"
        "BE24,NOMBE24,met,xmet,smet"
    )
    good = "2024,A0X40,Agriculteurs,Z,Autres,44,Grand Est,10,Aube,4402,TROYES,12,*,5"
    (folder / "bmo_2024.csv").write_text(f"{header}\n{good}\n{good[:40]}", "utf-8")
    home = tmp_path / "home"
    built = run(home, "build", "--data", str(tmp_path / "data"))
    assert built.returncode == 0, built.stderr
    rejects = json.loads(run(home, "status", "--rejects", "--format", "json").stdout)
    assert [(one["file"], one["line"]) for one in rejects] == [("bmo_2024.csv", 3)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02\xff\xfe\xfd" * 50,
        b"<html>not a table</html>",
        b"one;two\n1;2\n",
    ],
)
def test_an_unusable_file_leaves_the_generation_in_service(
    run: Run, sample_home: Path, tmp_path: Path, content: bytes
) -> None:
    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    folder = tmp_path / "data" / "labour" / "bmo"
    folder.mkdir(parents=True)
    (folder / "bmo_2024.csv").write_bytes(content)
    failed = run(home, "build", "--data", str(tmp_path / "data"))
    assert failed.returncode == 1
    assert "bmo_2024.csv" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert (home / "CURRENT").read_text() == (sample_home / "CURRENT").read_text()
    assert run(home, "gap", "bassin:4402").returncode == 0


BOMB = """<?xml version="1.0"?>
<!DOCTYPE lheo [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<lheo xmlns="http://lheo.gouv.fr/2.3"><offres><formation><intitule-formation>&b;</intitule-formation>
</formation></offres></lheo>"""


@pytest.mark.parametrize("content", [BOMB, "<rss><channel/></rss>", "<lheo", ""])
def test_an_xml_that_is_not_lheo_or_is_a_bomb_is_refused(
    run: Run, tmp_path: Path, content: str
) -> None:
    folder = tmp_path / "data" / "lheo"
    folder.mkdir(parents=True)
    (folder / "offers.xml").write_text(content, "utf-8")
    places = tmp_path / "data" / "territories"
    places.mkdir()
    table = places / "table_appartenance_communes_2024.csv"
    table.write_text("CODGEO,LIBGEO,DEP,REG\n10387,Troyes,10,44\n", "utf-8")
    failed = run(tmp_path / "home", "build", "--data", str(tmp_path / "data"), "--sources", "lheo")
    assert failed.returncode == 1
    assert "offers.xml" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_the_sample_graph_conforms_to_its_shapes(run: Run, sample_home: Path) -> None:
    checked = run(sample_home, "check", "--format", "json")
    assert checked.returncode == 0, checked.stderr
    report = json.loads(checked.stdout)
    assert report["conforms"]
    assert len(report["classes"]) > 10


def test_check_names_node_shape_and_value_of_a_violation(
    run: Run, sample_home: Path, tmp_path: Path
) -> None:
    from pyoxigraph import Literal, NamedNode, Quad

    from maillage.graph.home import Home
    from maillage.graph.triple_store import TripleStore
    from maillage.ontology.names import Names
    from maillage.ontology.terms import MLG

    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    names = Names()
    store = TripleStore.write(Home(home).current().graph_path)
    commune = names.uri("commune:10387")
    store.store.add(Quad(commune, MLG.population, Literal(-5), NamedNode("urn:fault")))
    del store
    checked = run(home, "check", "--format", "json")
    assert checked.returncode == 1
    faults = [
        one for one in json.loads(checked.stdout)["violations"] if one["focus"] == "commune:10387"
    ]
    assert any("-5" in one["value"] and one["shape"] for one in faults)


def test_query_lists_questions_and_answers_one(run: Run, sample_home: Path) -> None:
    assert "territory_communes" in run(sample_home, "query").stdout
    found = run(sample_home, "query", "territory_communes", "territory=bassin:4402", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(found.stdout)))
    assert rows
    assert {row["basin"] for row in rows} == {"bassin:4402"}


def test_rollback_puts_the_previous_generation_back(
    run: Run, sample_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    assert run(home, "build", "--force").returncode == 0
    assert json.loads(run(home, "status", "-f", "json").stdout)["generation"] == 2
    assert run(home, "rollback").returncode == 0
    assert json.loads(run(home, "status", "-f", "json").stdout)["generation"] == 1


def test_the_base_of_uris_is_a_setting(tmp_path: Path) -> None:
    import subprocess

    from .conftest import COMMAND, environment

    env = {**environment(tmp_path), "MAILLAGE_BASE": "https://data.example.org/maillage"}
    subprocess.run([*COMMAND, "build"], env=env, check=True, capture_output=True)
    shown = subprocess.run(
        [*COMMAND, "gap", "bassin:4402", "-f", "json"], env=env, check=True, capture_output=True
    )
    rows = json.loads(shown.stdout)["rows"]
    assert all(row["uri"].startswith("https://data.example.org/maillage/id/rome/") for row in rows)
