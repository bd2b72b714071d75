"""Which files of a ROME release are found, and the version they say (folders and dates invented)."""

from pathlib import Path

import pytest

from maillage.vocab.errors import UnusableFile
from maillage.vocab.rome import RomeImporter
from maillage.vocab.rome_files import REQUIRED, RomeFiles

VERSION = (
    "Numero de version : 98\n\nDate de publication : 01/02/2031\n"
    "Titre/commentaire :  Rome de vent\n"
)


def add_release(data: Path, version: str) -> Path:
    folder = data / "rome" / version
    folder.mkdir(parents=True)
    for stem in REQUIRED:
        (folder / f"unix_{stem}_v{version.replace('.', '')}_utf8.csv").touch()
    return folder


def test_the_highest_version_is_found_by_number(tmp_path: Path) -> None:
    for version in ("3.47", "4.9", "4.98"):
        add_release(tmp_path, version)
    (tmp_path / "rome" / "5.1").mkdir()  # empty: not a release
    assert RomeImporter().find(tmp_path) == tmp_path / "rome" / "4.98"


def test_rome_3_alone_is_not_this_source(tmp_path: Path) -> None:
    add_release(tmp_path, "3.47")
    assert RomeImporter().find(tmp_path) is None


def test_absent_source_is_none(tmp_path: Path) -> None:
    assert RomeImporter().find(tmp_path) is None


def test_release_is_what_version_txt_says(tmp_path: Path) -> None:
    folder = add_release(tmp_path, "4.98")
    (folder / "version.txt").write_text(VERSION, "utf-8")
    release = RomeImporter().release(folder)
    assert (release.version, release.issued, release.title) == (
        "4.98",
        "2031-02-01",
        "Rome de vent",
    )
    assert release.publisher == "France Travail"


def test_without_version_txt_the_suffix_gives_the_version(tmp_path: Path) -> None:
    release = RomeImporter().release(add_release(tmp_path, "4.98"))
    assert (release.version, release.issued, release.title) == ("4.98", None, "ROME 4.98")


def test_every_file_that_is_read_is_in_the_release(tmp_path: Path) -> None:
    folder, old = add_release(tmp_path, "4.98"), add_release(tmp_path, "3.47")
    (folder / "version.txt").touch()
    (folder / "unix_texte_v498_utf8.csv").touch()
    (folder / "unix_item_v498_utf8.csv").touch()  # says what others say: not read
    found = RomeImporter().release(folder).files
    assert len(found) == len(REQUIRED) + 3
    assert folder / "unix_texte_v498_utf8.csv" in found
    assert old / "unix_referentiel_code_rome_v347_utf8.csv" in found


def test_the_newest_of_two_files_is_read(tmp_path: Path) -> None:
    folder = add_release(tmp_path, "4.98")
    newer = folder / "unix_referentiel_savoir_v4100_utf8.csv"
    newer.touch()
    assert RomeFiles(folder).path("referentiel_savoir") == newer


def test_a_stem_is_not_taken_for_a_longer_one(tmp_path: Path) -> None:
    folder = add_release(tmp_path, "4.98")
    (folder / "unix_arborescence_secteur_naf_v498_utf8.csv").touch()
    assert RomeFiles(folder).path("secteur_naf") is None


def test_missing_required_file_is_named(tmp_path: Path) -> None:
    folder = add_release(tmp_path, "4.98")
    (folder / "unix_grand_domaine_v498_utf8.csv").unlink()
    with pytest.raises(UnusableFile, match="grand_domaine"):
        RomeImporter().release(folder)
