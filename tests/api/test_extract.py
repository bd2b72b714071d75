"""`maillage extract` as a user runs it, over the sample and over what nobody would send on purpose."""

import json
import subprocess
from pathlib import Path

import pytest

from .conftest import COMMAND, environment


def _extract(home: Path, data: bytes | None, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, "extract", *arguments],
        input=data, env=environment(home), capture_output=True, check=False, timeout=300,
    )  # fmt: skip


def _line(**fields: object) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode() + b"\n"


def _answers(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_text_gives_its_occupation_and_mentions_whose_offsets_select_words(
    sample_home: Path,
) -> None:
    text = "Au sein de l'atelier, vous soudez des pièces et lisez des plans. Permis B exigé."
    done = _extract(sample_home, _line(id="a", title="Soudeur (H/F)", text=text))
    assert done.returncode == 0, done.stderr
    (answer,) = _answers(done)
    occupations, mentions = answer["occupation"], answer["mentions"]
    assert isinstance(occupations, list)
    assert isinstance(mentions, list)
    assert (answer["id"], occupations[0]["curie"]) == ("a", "rome:H2913")
    assert mentions
    for one in mentions:
        assert set(one) >= {"uri", "curie", "label", "start", "end", "score", "method"}
        stated = one["method"] == "stated"
        assert (0 <= one["start"] < one["end"] <= len(text)) if stated else one["start"] == -1
        assert 0 <= one["score"] <= 1


def test_a_file_is_read_as_the_input_is(sample_home: Path, tmp_path: Path) -> None:
    line = _line(id=7, title="Soudeur", text="Vous soudez.")
    (tmp_path / "a.jsonl").write_bytes(line)
    assert _extract(sample_home, None, str(tmp_path / "a.jsonl")).stdout == (
        _extract(sample_home, line, "-").stdout
    )
    absent = _extract(sample_home, None, str(tmp_path / "absent.jsonl"))
    assert (absent.returncode, absent.stdout) == (1, b"")
    assert b"Traceback" not in absent.stderr


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "mot " * 250_000, "Wir suchen einen Schweißer für unsere Werkstatt in der Stadt.",
        "<p>Vous <b>soudez</b></p>", "Vous\x00soudez\x1b[31m\u202e", "\ud800", "🔧" * 500,
    ],
)  # fmt: skip
def test_any_text_has_an_answer(sample_home: Path, text: str) -> None:
    line = json.dumps({"id": "x", "title": "Soudeur", "text": text}).encode()
    done = _extract(sample_home, line)
    assert (done.returncode, len(_answers(done))) == (0, 1), done.stderr


def test_a_line_that_cannot_be_read_is_told_with_its_number_and_the_others_are_read(
    sample_home: Path,
) -> None:
    good = _line(id="1", title="Soudeur", text="Vous soudez.")
    bad = b'{"id": \n[1]\n"texte"\n{"text": 5}\n\xff\xfe\n'
    done = _extract(sample_home, good + bad + good.replace(b'"1"', b'"2"'))
    assert done.returncode == 1
    assert [one["id"] for one in _answers(done)] == ["1", "2"]
    told = done.stderr.decode()
    assert all(f"ligne {number} :" in told for number in (2, 3, 4, 5, 6))
    assert "Traceback" not in told
