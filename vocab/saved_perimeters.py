"""Perimeters that users compose and name: kept in one file, and imported as one source.

The file `perimeters.jsonl` has a line each time one is saved; the last line of a name counts, the
others tell what it was before. A line holds the communes, not only the expression that named them:
what a citable URI stands for does not move when a publisher redraws a bassin.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pyoxigraph import Literal, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, MLG, XSD_DATE, XSD_INTEGER
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.labelled_scheme import LabelledScheme

FILE = "perimeters.jsonl"
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
COMMUNE = re.compile(r"[0-9][0-9AB][0-9]{3}")
SCHEME = LabelledScheme(
    "perimeter", (MLG.Perimeter, MLG.Territory),
    "Périmètres composés", "User-defined perimeters", "utilisateurs de ce graphe",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SavedPerimeter:
    """A perimeter as it was saved."""

    slug: str
    label: str
    expression: str  # what was typed, in CURIEs
    communes: tuple[str, ...]  # INSEE codes, sorted
    population: int  # inhabitants when it was saved
    saved: str  # ISO date and time, UTC


@dataclass(frozen=True, slots=True)
class SavedPerimetersImporter:
    """The saved perimeters of a home, each with the communes within it."""

    source: str = "perimeters"
    version: str = "1"

    def find(self, data: Path) -> Path | None:
        """Return the folder where it holds a file of perimeters."""
        return data if (data / FILE).is_file() else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the moment of the last save as the version.

        Raises:
            UnusableFile: the file holds no perimeter.
        """
        found = read_perimeters(folder, ImportLog(self.source))
        if not found:
            raise UnusableFile(folder / FILE, "aucun périmètre enregistré")
        last = max(one.saved for one in found)
        return SourceRelease(
            source=self.source,
            version=re.sub(r"[^0-9TZ]", "", last.replace("+00:00", "Z")),
            title="Périmètres composés par les utilisateurs",
            publisher="utilisateurs de ce graphe",
            licence="sans objet : compositions de codes publics",
            issued=last[:10],
            files=(folder / FILE,),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield each perimeter, and what is within it."""
        yield from SCHEME.triples(names)
        for one in read_perimeters(folder, log):
            node = names.concept("perimeter", one.slug)
            yield from SCHEME.concept_triples(names, one.slug, one.label)
            words = f"Composé ainsi : {one.expression}"
            yield Triple(node, DCT.description, Literal(words, language="fr"))
            yield Triple(node, DCT.issued, Literal(one.saved[:10], datatype=XSD_DATE))
            people = Literal(str(one.population), datatype=XSD_INTEGER)
            yield Triple(node, MLG.population, people)
            for commune in one.communes:
                yield Triple(names.concept("commune", commune), MLG.within, node)


def read_perimeters(folder: Path, log: ImportLog) -> list[SavedPerimeter]:
    """Return the perimeters in force, by name; a line that cannot be read goes to `log`."""
    last = {one.slug: one for one in perimeter_history(folder, log)}
    return [last[slug] for slug in sorted(last)]


def perimeter_history(folder: Path, log: ImportLog) -> Iterator[SavedPerimeter]:
    """Yield every perimeter ever saved, oldest first; none where the file is absent."""
    path = folder / FILE
    if not path.is_file():
        return
    lines = path.read_text("utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        if line.strip():
            found = _read(line)
            if found is None:
                log.reject(path, number, "périmètre illisible")
            else:
                yield found
    log.done(path, len(lines))


def append_perimeter(folder: Path, perimeter: SavedPerimeter) -> None:
    """Write one more line; a crash leaves the former lines whole."""
    path = folder / FILE
    line = json.dumps(asdict(perimeter), ensure_ascii=False) + "\n"
    torn = path.is_file() and path.read_bytes()[-1:] not in {b"\n", b""}
    with path.open("a", encoding="utf-8") as file:
        file.write("\n" + line if torn else line)


def slug_of(text: str) -> str:
    """Return a name fit for a URI, empty where nothing of `text` is.

    >>> slug_of("Pays de l'Aube — Nord")
    'pays-de-l-aube-nord'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))


def _read(line: str) -> SavedPerimeter | None:
    try:
        raw = json.loads(line)
        communes: Sequence[object] = raw["communes"]
        found = SavedPerimeter(
            str(raw["slug"]), str(raw["label"]), str(raw["expression"]),
            tuple(sorted(map(str, communes))), int(raw["population"]), str(raw["saved"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    good = (
        SLUG.fullmatch(found.slug)
        and found.label.strip()
        and found.communes
        and all(map(COMMUNE.fullmatch, found.communes))
        and re.match(r"\d{4}-\d{2}-\d{2}", found.saved)
        and found.population >= 0
    )
    return found if good else None
