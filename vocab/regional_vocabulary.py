"""The region's own vocabularies: competences in employers' words, facets, domains, and their mappings."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import OWLAX, RDF, SKOS, SSSOM
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.packaged_turtle import (
    packaged_folder,
    read_turtle,
    turtle_files,
    turtle_release,
)
from maillage.vocab.sssom_table import MANUAL_CURATION

MAPPINGS = (
    SKOS.exactMatch,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    SKOS.relatedMatch,
)
SCHEME = "scheme:regional"  # the node that tells the version
# Every scheme that these files define: a link to another of its concepts is a mistake.
DEFINED = (
    "clea", "level", "nature", "need-kind", "offer-part", "reach", "regional", "regional-domain",
    "riasec", "scheme", "transition", "verdict",
)  # fmt: skip


class RegionalImporter:
    """The vocabularies that ship with the package; they need no file of the user's."""

    source = "regional"
    version = "1"

    def __init__(self, vocabularies: Path | None = None) -> None:
        """Read this folder of Turtle files; by default, the one that ships with the package."""
        self._folder = vocabularies or packaged_folder("regional")

    def find(self, data: Path) -> Path:
        """Return the vocabularies' own folder, whatever the data."""
        return self._folder

    def release(self, folder: Path) -> SourceRelease:
        """Return the version that the files tell; `folder` is not read.

        Raises:
            UnusableFile: a file is missing, is not Turtle, or no version is told.

        """
        return turtle_release(self.source, turtle_files(self._folder), SCHEME)

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield the vocabularies, then an `sssom:Mapping` for each mapping; `folder` is not read.

        Raises:
            UnusableFile: a file is not Turtle.

        """
        labels: dict[object, Literal] = {}
        mappings: list[Triple] = []
        for triple in read_turtle(turtle_files(self._folder), names, log, DEFINED):
            yield triple
            if triple.predicate in MAPPINGS:
                mappings.append(triple)
            elif triple.predicate == SKOS.prefLabel and isinstance(triple.object, Literal):
                if triple.object.language == "fr":
                    labels[triple.subject] = triple.object
        for mapping in mappings:
            yield from _mapping_triples(mapping, labels, names)


def _mapping_triples(
    mapping: Triple, labels: dict[object, Literal], names: Names
) -> Iterator[Triple]:
    subject, target = mapping.subject, mapping.object
    assert isinstance(subject, NamedNode)  # no blank node leaves `read_turtle`
    assert isinstance(target, NamedNode)  # a mapping links two concepts
    ends = (names.curie(end).replace(":", "-") for end in (subject, target))
    node = names.concept("mapping", "-".join(ends))
    yield Triple(node, RDF.type, SSSOM.Mapping)
    yield Triple(node, OWLAX.annotatedSource, subject)
    yield Triple(node, OWLAX.annotatedProperty, mapping.predicate)
    yield Triple(node, OWLAX.annotatedTarget, target)
    yield Triple(node, SSSOM.mapping_justification, MANUAL_CURATION)
    # The label of a target of another publisher is in that publisher's own graph.
    for predicate, end in ((SSSOM.subject_label, subject), (SSSOM.object_label, target)):
        if end in labels:
            yield Triple(node, predicate, labels[end])
