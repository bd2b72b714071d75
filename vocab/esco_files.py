"""Where the files of the ESCO releases lie: `<version>-<language>/<stem>_<language>.csv`."""

import re
from dataclasses import dataclass
from pathlib import Path

_FOLDER = re.compile(r"(\d+(?:\.\d+)*)-([a-z]{2})")
_LANGUAGES = r"((?:_[a-z]{2})+)"


def version_key(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, so that 1.10 comes after 1.9."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


@dataclass(frozen=True, slots=True)
class EscoFile:
    """One file, with the release that its folder names and the languages of its labels."""

    path: Path
    version: str
    languages: tuple[str, ...]


class EscoFiles:
    """The releases found in one folder; the newest says what exists, the older ones add labels.

    The Commission's downloads are one folder a version and language. Beside them may lie label
    tables: `<stem>_fr_en_de.csv` (several languages a row) and `<language>/<stem>_<language>_labels*`.
    """

    def __init__(self, folder: Path) -> None:
        """List the release folders of `folder`, newest first, and French first in one version."""
        releases = []
        for path in folder.iterdir() if folder.is_dir() else ():
            match = _FOLDER.fullmatch(path.name)
            if match and path.is_dir():
                releases.append((path, match[1], match[2]))
        releases.sort(key=lambda release: (release[2] != "fr", release[2]))
        releases.sort(key=lambda release: version_key(release[1]), reverse=True)
        self._folder = folder
        self._releases = releases

    def every(self, stem: str) -> list[EscoFile]:
        """Return each release's `stem` file, newest first."""
        found = []
        for folder, version, language in self._releases:
            for name in (f"{stem}_{language}.csv", f"{stem}.csv"):
                if (folder / name).is_file():
                    found.append(EscoFile(folder / name, version, (language,)))
                    break
        return found

    def newest(self, stem: str) -> EscoFile | None:
        """Return the `stem` file of the newest release that has one."""
        return next(iter(self.every(stem)), None)

    def merged_tables(self, stem: str) -> list[EscoFile]:
        """Return the tables that hold the labels of several languages in each row."""
        pattern = re.compile(rf"{stem}{_LANGUAGES}\.csv")
        return [
            EscoFile(path, "", tuple(match[1].strip("_").split("_")))
            for path in sorted(self._folder.glob(f"{stem}_*.csv"))
            if (match := pattern.fullmatch(path.name))
        ]

    def label_tables(self, stem: str) -> list[EscoFile]:
        """Return the tables that hold nothing but one language's preferred labels."""
        pattern = re.compile(rf"{stem}_([a-z]{{2}})_labels.*\.csv")
        return [
            EscoFile(path, "", (match[1],))
            for path in sorted(self._folder.glob(f"*/{stem}_*_labels*.csv"))
            if (match := pattern.fullmatch(path.name))
        ]
