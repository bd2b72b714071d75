"""Which files of a ROME release lie in a folder, and what they say of its version and date."""

import re
from dataclasses import dataclass
from pathlib import Path

from maillage.vocab.errors import UnusableFile
from maillage.vocab.table import decode

OCCUPATIONS = "referentiel_code_rome"
COMPETENCE_TREE = "arborescence_competences"

# Without one of these the release has concepts or links that point at nothing.
REQUIRED = (
    OCCUPATIONS, "referentiel_appellation", "referentiel_competence", "referentiel_savoir",
    "referentiel_contexte_travail", "grand_domaine", "domaine_professionnel",
    "liens_rome_referentiels",
)  # fmt: skip
OPTIONAL = (
    "coherence_item", "rubrique_mobilite", "texte", "referentiel_code_rome_riasec",
    "referentiel_macro_competence_riasec", "secteur_naf", "arborescence_secteur_naf",
    "secteur_activite", "sous_secteur_activite", "arborescence_secteur_activite",
    "centre_interet", "arborescence_centre_interet", "themes", "arborescence_thematique",
    COMPETENCE_TREE,
)  # fmt: skip

FIRST_MAJOR = 4  # ROME 3 has other files and other columns
STATISTICAL_MAJOR = 3  # the nomenclature that statistics used until 2024


@dataclass(frozen=True, slots=True)
class RomeFiles:
    """The files of one release, named `unix_<stem>_v<NNN>_utf8.csv` by France Travail.

    Not read, because the others say the same (the tests over the real files hold it): `item`,
    `cr_gd_dp`, `cr_gd_dp_appellations`, `composition_bloc`, `descriptif_rubrique`, the workbook of
    tags; and `type_referentiel`, which is empty.
    """

    folder: Path

    @staticmethod
    def newest(data: Path, major: int | None = None) -> "RomeFiles | None":
        """Return the highest `rome/<major>.<minor>` folder that holds the occupations, or None.

        `major` asks for the releases of one generation of ROME; by default 4 and later ones.
        """
        found: list[tuple[int, int, str]] = []
        for folder in (data / "rome").glob("*.*"):
            match = re.fullmatch(r"(\d+)\.(\d+)", folder.name)
            if match is None or RomeFiles(folder).path(OCCUPATIONS) is None:
                continue
            numbers = int(match[1]), int(match[2])
            if numbers[0] == major or (major is None and numbers[0] >= FIRST_MAJOR):
                found.append((*numbers, folder.name))
        return RomeFiles(data / "rome" / max(found)[2]) if found else None

    def path(self, stem: str) -> Path | None:
        """Return the file of that stem, the highest version of several; None where it is absent."""
        # The publisher's export of September 2025 lacks the competence tree: one rebuilt from its
        # other files goes by the name DERIVED_.
        pattern = rf"(?:unix|DERIVED)_{stem}_v(\d+)(?:_utf8)?\.csv"
        found = [
            (int(match[1]), path.name)
            for path in self.folder.glob(f"*_{stem}_v*.csv")
            if (match := re.fullmatch(pattern, path.name)) is not None
        ]
        return self.folder / max(found)[1] if found else None

    def required(self, stem: str) -> Path:
        """Return the file of that stem.

        Raises:
            UnusableFile: the folder lacks it.

        """
        path = self.path(stem)
        if path is None:
            raise UnusableFile(self.folder / f"unix_{stem}_v*_utf8.csv", "absent de la version")
        return path

    @property
    def statistical_titles(self) -> Path | None:
        """The occupations file of the newest ROME 3 beside this release, or None."""
        older = RomeFiles.newest(self.folder.parent.parent, STATISTICAL_MAJOR)
        return None if older is None else older.path(OCCUPATIONS)

    @property
    def present(self) -> tuple[Path, ...]:
        """Every file that is read, `version.txt` and the ROME 3 titles included.

        Raises:
            UnusableFile: a required one is absent.

        """
        paths = [self.required(stem) for stem in REQUIRED]
        extra = [self.path(stem) for stem in OPTIONAL]
        extra += [self._version_file, self.statistical_titles]
        return (*paths, *(path for path in extra if path is not None))

    @property
    def version(self) -> str:
        """The version as `4.60`: `version.txt` gives the 60, the files' suffix `_v460` the 4."""
        match = re.search(r"_v(\d)(\d+)", self.required(OCCUPATIONS).name)
        major, minor = (match[1], match[2]) if match else ("4", "0")
        return f"{major}.{self._said(r'Num[ée]ro de version') or minor}"

    @property
    def title(self) -> str:
        """The publisher's title, e.g. `ROME 4.0 version 60 - 25M09`."""
        return self._said(r"Titre(?:/commentaire)?") or f"ROME {self.version}"

    @property
    def issued(self) -> str | None:
        """The ISO date of publication, or None where `version.txt` does not give it."""
        date = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", self._said("Date de publication"))
        return f"{date[3]}-{date[2]}-{date[1]}" if date else None

    @property
    def _version_file(self) -> Path | None:
        path = self.folder / "version.txt"
        return path if path.is_file() else None

    def _said(self, name: str) -> str:
        if self._version_file is None:
            return ""
        text, _ = decode(self._version_file)
        match = re.search(rf"^{name}[ \t]*:[ \t]*(.+?)[ \t]*$", text, re.IGNORECASE | re.MULTILINE)
        return match[1] if match else ""
