"""A set of mappings as an SSSOM table: TSV under a YAML header (https://mapping-commons.github.io/sssom/)."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TextIO

from pyoxigraph import NamedNode

from maillage.ontology.errors import UnknownPrefix
from maillage.ontology.names import STANDARD

MANUAL_CURATION = NamedNode(STANDARD["semapv"] + "ManualMappingCuration")
UNSPECIFIED_LICENCE = "https://w3id.org/sssom/license/unspecified"
COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
)


@dataclass(frozen=True, slots=True)
class Mapping:
    """One statement: the subject stands in this relation to the object."""

    subject: NamedNode
    subject_label: str
    predicate: NamedNode
    object: NamedNode
    object_label: str
    justification: NamedNode = MANUAL_CURATION


@dataclass(frozen=True, slots=True)
class MappingSet:
    """What the header says of all mappings; a field that is empty is left out.

    `prefixes` must cover every URI of the set. A prefix here stands for one URI prefix alone, unlike
    `esco:` in the project's own map: a CURIE in this file must expand to the URI that it came from.
    """

    identifier: NamedNode
    title: str
    version: str
    subject_source: NamedNode
    object_source: NamedNode
    subject_source_version: str = ""
    object_source_version: str = ""
    provider: str = ""  # the organisation whose people made the mappings
    date: str = ""  # ISO
    licence: str = UNSPECIFIED_LICENCE
    prefixes: dict[str, str] = field(default_factory=dict)


def write_sssom(stream: TextIO, mapping_set: MappingSet, mappings: Iterable[Mapping]) -> int:
    """Write the table to `stream` and return how many mappings it has.

    Raises:
        UnknownPrefix: a URI that no prefix of the set covers.
    """
    prefixes = {
        "skos": STANDARD["skos"],
        "semapv": STANDARD["semapv"],
        **mapping_set.prefixes,
    }
    stream.writelines(f"# {line}\n" for line in _header(mapping_set, prefixes))
    writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    for mapping in mappings:
        count += 1
        writer.writerow(
            (
                _curie(mapping.subject, prefixes),
                mapping.subject_label,
                _curie(mapping.predicate, prefixes),
                _curie(mapping.object, prefixes),
                mapping.object_label,
                _curie(mapping.justification, prefixes),
            )
        )
    return count


def _header(mapping_set: MappingSet, prefixes: dict[str, str]) -> Iterator[str]:
    yield "curie_map:"
    for prefix, uri in sorted(prefixes.items()):
        yield f"  {prefix}: {_quoted(uri)}"
    for slot, value in (
        ("mapping_set_id", mapping_set.identifier.value),
        ("mapping_set_title", mapping_set.title),
        ("mapping_set_version", mapping_set.version),
        ("license", mapping_set.licence),
        ("mapping_date", mapping_set.date),
        ("creator_label", [mapping_set.provider] if mapping_set.provider else ""),
        ("subject_source", _curie(mapping_set.subject_source, prefixes)),
        ("subject_source_version", mapping_set.subject_source_version),
        ("object_source", _curie(mapping_set.object_source, prefixes)),
        ("object_source_version", mapping_set.object_source_version),
    ):
        if value:
            yield f"{slot}: {_quoted(value)}"


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)  # a JSON string is a YAML string


def _curie(node: NamedNode, prefixes: dict[str, str]) -> str:
    fitting = [(len(uri), prefix) for prefix, uri in prefixes.items() if node.value.startswith(uri)]
    if not fitting:
        raise UnknownPrefix(node.value, prefixes)
    length, prefix = max(fitting)
    return f"{prefix}:{node.value[length:]}"
