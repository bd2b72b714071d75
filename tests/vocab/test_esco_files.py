"""Which ESCO files are found, in folders laid out by the test."""

from pathlib import Path

import pytest

from maillage.vocab.esco_files import EscoFiles, version_key


def _touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


@pytest.mark.parametrize(("older", "newer"), [("1.9", "1.10"), ("1.1.1", "1.2"), ("1.2", "1.2.1")])
def test_versions_compare_by_number(older: str, newer: str) -> None:
    assert version_key(older) < version_key(newer)


def test_releases_come_newest_first_and_french_first(tmp_path: Path) -> None:
    _touch(
        tmp_path,
        "1.9-fr/skills_fr.csv",
        "1.10-en/skills_en.csv",
        "1.10-fr/skills_fr.csv",
        "notes/skills_fr.csv",
    )
    found = EscoFiles(tmp_path).every("skills")
    assert [(file.version, file.languages) for file in found] == [
        ("1.10", ("fr",)),
        ("1.10", ("en",)),
        ("1.9", ("fr",)),
    ]


def test_a_relation_file_may_have_no_language(tmp_path: Path) -> None:
    _touch(tmp_path, "1.1.1-en/occupationSkillRelations.csv")
    file = EscoFiles(tmp_path).newest("occupationSkillRelations")
    assert file is not None
    assert file.version == "1.1.1"
    assert EscoFiles(tmp_path).newest("occupations") is None


def test_label_tables_tell_their_languages(tmp_path: Path) -> None:
    _touch(tmp_path, "skills_fr_en_de.csv", "de/skills_de_labels_v1.0.3.csv", "skills_extra.csv")
    files = EscoFiles(tmp_path)
    assert [file.languages for file in files.merged_tables("skills")] == [("fr", "en", "de")]
    assert [file.languages for file in files.label_tables("skills")] == [("de",)]
    assert files.label_tables("occupations") == []


def test_an_absent_folder_holds_nothing(tmp_path: Path) -> None:
    assert EscoFiles(tmp_path / "absent").every("occupations") == []
