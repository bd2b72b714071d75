"""The projection for other tools: GraphML (Gephi, igraph, yEd), or Parquet tables of nodes and edges."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from maillage.graph.projection import Projection, class_uri, relation_uri
from maillage.ontology.names import Names

if TYPE_CHECKING:
    import pyarrow as pa

NODES, EDGES, GRAPHML = "nodes.parquet", "edges.parquet", "maillage.graphml"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
"""
_NODE_KEYS = ("uri", "curie", "label", "class")
_EDGE_KEYS = ("relation", "relation_uri")


class Written(NamedTuple):
    """What was written."""

    files: tuple[Path, ...]
    nodes: int
    edges: int


def write_graphml(projection: Projection, names: Names, folder: Path) -> Written:
    """Write one GraphML file, row by row: networkx would hold the whole document."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / GRAPHML
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        for kind, keys in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
            for key in keys:
                file.write(f'<key id="{key}" for="{kind}" attr.name="{key}" attr.type="string"/>\n')
        file.write('<graph id="maillage" edgedefault="directed">\n')
        file.writelines(_nodes(projection, names))
        file.writelines(_edges(projection))
        file.write("</graph>\n</graphml>\n")
    return Written((path,), len(projection.uris), len(projection.sources))


def _nodes(projection: Projection, names: Names) -> Iterator[str]:
    for place, (uri, label) in enumerate(zip(projection.uris, projection.labels, strict=True)):
        values = (uri, names.curie(uri), label, projection.class_name(place))
        yield f"<node id={quoteattr(f'n{place}')}>{_data(_NODE_KEYS, values)}</node>\n"


def _edges(projection: Projection) -> Iterator[str]:
    ends = zip(projection.sources.tolist(), projection.targets.tolist(), strict=True)
    for place, (start, end) in enumerate(ends):
        name = projection.relation_name(place)
        data = _data(_EDGE_KEYS, (name, relation_uri(name)))
        yield f'<edge source="n{start}" target="n{end}">{data}</edge>\n'


def _data(keys: tuple[str, ...], values: tuple[str, ...]) -> str:
    return "".join(
        f'<data key="{key}">{escape(_printable(value))}</data>'
        for key, value in zip(keys, values, strict=True)
    )


def _printable(text: str) -> str:
    """Return a text without the control characters that XML 1.0 refuses."""
    return "".join(character for character in text if character >= " ")


def write_parquet(projection: Projection, names: Names, folder: Path) -> Written:
    """Write a table of nodes and a table of edges, whose ends are URIs and CURIEs."""
    import pyarrow as pa
    from pyarrow import parquet

    folder.mkdir(parents=True, exist_ok=True)
    uris = projection.uris
    curies = [names.curie(uri) for uri in uris]
    classes = [projection.class_name(place) for place in range(len(uris))]
    nodes = pa.table(
        {
            "uri": list(uris),
            "curie": curies,
            "label": list(projection.labels),
            "class": classes,
            "class_uri": [class_uri(name) for name in classes],
        },
        schema=_strings("uri", "curie", "label", "class", "class_uri"),
    )
    starts, ends = projection.sources.tolist(), projection.targets.tolist()
    relations = [projection.relation_name(place) for place in range(len(starts))]
    edges = pa.table(
        {
            "source": [uris[place] for place in starts],
            "target": [uris[place] for place in ends],
            "source_curie": [curies[place] for place in starts],
            "target_curie": [curies[place] for place in ends],
            "relation": relations,
            "relation_uri": [relation_uri(name) for name in relations],
        },
        schema=_strings(
            "source", "target", "source_curie", "target_curie", "relation", "relation_uri"
        ),
    )
    for table, name in ((nodes, NODES), (edges, EDGES)):
        parquet.write_table(table, folder / name, compression="zstd")
    return Written((folder / NODES, folder / EDGES), len(uris), len(starts))


def _strings(*names: str) -> "pa.Schema":
    import pyarrow as pa

    return pa.schema([(name, pa.string()) for name in names])
