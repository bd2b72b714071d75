"""The Turtle files that we write and that ship with the package, moved under the configured base."""

from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from maillage.ontology.names import DEFAULT_BASE, Names
from maillage.ontology.terms import DCT, OWL, SKOS
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog, SourceRelease

_WRITTEN_UNDER = f"{DEFAULT_BASE}/id/"  # the base that the files are written with


def packaged_folder(name: str) -> Path:
    """Return a folder of files that ships with this package."""
    return Path(__file__).parent / name


def turtle_files(folder: Path) -> tuple[Path, ...]:
    """Return the Turtle files of a folder, sorted by name.

    Raises:
        UnusableFile: there is none.

    """
    files = tuple(sorted(folder.glob("*.ttl")))
    if not files:
        raise UnusableFile(folder, "aucun fichier Turtle (*.ttl)")
    return files


def turtle_release(source: str, files: Sequence[Path], described: str) -> SourceRelease:
    """Return the release that the files tell of the node `described`, a CURIE of our own.

    Its version is `owl:versionInfo` or `dct:hasVersion`, its title the French `skos:prefLabel` or
    `dct:title`.

    Raises:
        UnusableFile: a file is not Turtle, or no version is told.

    """
    node = Names().uri(described)
    told: dict[NamedNode, str] = {}
    for path in files:
        for triple in _parse(path):
            if triple.subject == node and _is_wanted(triple.object):
                told[triple.predicate] = _text(triple.object)
    version = told.get(OWL.versionInfo) or told.get(DCT.hasVersion)
    if not version:
        raise UnusableFile(files[0].parent, f"version absente (owl:versionInfo de {described})")
    title = told.get(SKOS.prefLabel) or told.get(DCT.title) or described
    return SourceRelease(
        source=source,
        version=version,
        title=title,
        publisher=told.get(DCT.publisher, "Maillage"),
        licence=told.get(DCT.license, "https://spdx.org/licenses/etalab-2.0.html"),
        issued=told.get(DCT.issued),
        files=tuple(files),
    )


def read_turtle(
    files: Sequence[Path], names: Names, log: ImportLog, defined: Iterable[str]
) -> Iterator[Triple]:
    """Yield the triples of the files, their own URIs under the base of `names`.

    A link to a concept of a scheme in `defined` that the files do not describe, and any blank
    node, is rejected.

    Raises:
        UnusableFile: a file is not Turtle.

    """
    parsed = [(path, list(_parse(path))) for path in files]
    described = {triple.subject for _, triples in parsed for triple in triples}
    ours = tuple(Names().prefixes[scheme] for scheme in defined)
    for path, triples in parsed:
        for triple in triples:
            fault = _fault(triple, described, ours)
            if fault:
                log.reject(path, 0, fault)
            else:
                yield _moved(triple, names)
        log.done(path, len(triples))


def _parse(path: Path) -> Iterator[Triple]:
    try:
        for quad in parse(path=path, format=RdfFormat.TURTLE):
            yield quad.triple
    except (OSError, SyntaxError) as error:
        raise UnusableFile(path, f"Turtle illisible ({error})") from error


def _fault(triple: Triple, described: Container[object], ours: tuple[str, ...]) -> str:
    if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
        return "nœud anonyme"
    target = triple.object
    if isinstance(target, NamedNode) and target.value.startswith(ours) and target not in described:
        return f"lien vers « {Names().curie(target)} », que ces fichiers ne décrivent pas"
    return ""


def _moved(triple: Triple, names: Names) -> Triple:
    target = triple.object
    return Triple(
        _rebased(triple.subject, names),
        triple.predicate,
        _rebased(target, names) if isinstance(target, NamedNode) else target,
    )


def _rebased(node: object, names: Names) -> NamedNode:
    assert isinstance(node, NamedNode)  # blank nodes were rejected, quoted triples are not Turtle
    if not node.value.startswith(_WRITTEN_UNDER):
        return node
    return NamedNode(f"{names.base}/id/{node.value.removeprefix(_WRITTEN_UNDER)}")


def _is_wanted(value: object) -> bool:
    return not isinstance(value, Literal) or value.language in {None, "fr"}


def _text(value: object) -> str:
    return value.value if isinstance(value, Literal | NamedNode) else ""
