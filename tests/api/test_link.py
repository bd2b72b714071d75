import json
from pathlib import Path

from maillage.api.link_command import BATCH, SIDE_BY_SIDE

from .conftest import Run


def test_a_long_list_gets_the_same_answers_from_several_processes_in_its_order(
    run: Run, sample_home: Path, tmp_path: Path
) -> None:
    asked = ("soudeur TIG", "aide soignante", "", "chaudronnier")
    labels = [asked[number % 4] for number in range(BATCH * SIDE_BY_SIDE + 3)]
    file = tmp_path / "labels.txt"
    file.write_text("".join(f"{label}\n" for label in labels), "utf-8")
    given = ("link", "--scheme", "rome", "--top", "2", str(file))
    alone = run(sample_home, *given, "--workers", "1")
    beside = run(sample_home, *given, "--workers", "2")
    assert (alone.returncode, beside.returncode) == (0, 0), beside.stderr
    assert beside.stdout == alone.stdout
    assert [json.loads(line)["text"] for line in beside.stdout.splitlines()] == labels


def test_a_file_that_is_absent_and_a_scheme_that_is_unknown_are_told(
    run: Run, sample_home: Path
) -> None:
    absent = run(sample_home, "link", "--scheme", "rome", "absent.txt")
    unknown = run(sample_home, "link", "--scheme", "romr")
    assert absent.returncode == unknown.returncode == 2
    assert "absent.txt" in absent.stderr
    assert "rome-appellation" in unknown.stderr
