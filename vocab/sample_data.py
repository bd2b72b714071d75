"""The sample that ships with the package, for a machine without the official files."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Triple

from maillage.ontology.names import Names
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.packaged_turtle import packaged_folder, read_turtle, turtle_release

DATASET = "dataset:sample"  # the node that tells the version
TURTLE = ("certifications.ttl", "occupations.ttl", "territories.ttl")
OFFERS = "offers.xml"  # LHEO 2.3
ADVERTISEMENTS = "ads.jsonl"  # schema.org JobPosting, one a line
# Every scheme of which the sample holds all that it links to.
DEFINED = (
    "bassin", "bloc", "commune", "dep", "naf", "reg", "rncp", "rome", "rome-domaine", "scheme",
)  # fmt: skip


def sample_folder() -> Path:
    """Return the folder of the sample."""
    return packaged_folder("sample")


class SampleImporter:
    """The sample's territories, occupations and certifications; read only where it is asked for."""

    source = "sample"
    version = "1"

    def find(self, data: Path) -> Path | None:
        """Return `data` where it is the sample's folder, or one that holds the same files."""
        return data if all((data / name).is_file() for name in TURTLE) else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the version that the files tell.

        Raises:
            UnusableFile: a file is not Turtle, or no version is told.

        """
        return turtle_release(self.source, _files(folder), DATASET)

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield the triples of the three Turtle files.

        Raises:
            UnusableFile: a file is not Turtle.

        """
        yield from read_turtle(_files(folder), names, log, DEFINED)


def _files(folder: Path) -> tuple[Path, ...]:
    return tuple(folder / name for name in TURTLE)
