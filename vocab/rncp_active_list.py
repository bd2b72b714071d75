"""The list of active certifications (`rncp_actifs_YYYY-MM.csv`): code, title, kind of diploma, level.

The list lost the numbers of the Répertoire spécifique: its rows hold the bare word "RNCP", and cannot be read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from maillage.vocab import rncp_cells
from maillage.vocab.importer import ImportLog
from maillage.vocab.rncp_records import Fiche, Link, LinkKind, Succession
from maillage.vocab.table import read_table

_NAME = re.compile(r"rncp_actifs_(\d{4}-\d{2}(?:-\d{2})?)\.csv", re.IGNORECASE)
_REQUIRED = ("code_rncp", "intitule", "type_diplome", "niveau_europe", "type_enregistrement")


@dataclass(frozen=True, slots=True)
class ActiveList:
    """The layout of one such file."""

    date: str
    file: Path

    lists_all_active = True

    @property
    def files(self) -> tuple[Path, ...]:
        """The one file."""
        return (self.file,)

    def fiches(self, log: ImportLog) -> Iterator[Fiche]:
        """Yield the active fiches."""
        for row in read_table(self.file, log, required=_REQUIRED, key=("code_rncp", "intitule")):
            reject = partial(log.reject, self.file, row.line)
            code = rncp_cells.fiche_code(row["code_rncp"], reject)
            if not code:
                continue
            yield Fiche(
                code=code,
                stated=self.date,
                title=rncp_cells.label(row["intitule"]),
                active=True,
                level=rncp_cells.level(row["niveau_europe"], reject),
                diploma_kind=rncp_cells.label(row["type_diplome"]),
                registration_kind=rncp_cells.label(row["type_enregistrement"]),
            )

    def successions(self, log: ImportLog) -> Iterator[Succession]:
        """Yield nothing: the list tells no succession."""
        return iter(())

    def links(self, kind: LinkKind, log: ImportLog) -> Iterator[Link]:
        """Yield nothing: the list tells no link."""
        return iter(())


def active_lists(folder: Path) -> Iterator[ActiveList]:
    """Yield the lists under `folder`."""
    for path in sorted(folder.rglob("*.csv")):
        match = _NAME.fullmatch(path.name)
        if match is not None:
            yield ActiveList(match[1], path)
