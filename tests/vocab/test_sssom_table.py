"""The SSSOM table, on two invented mappings: its structure, and what the `sssom` package reads in it."""

import csv
import importlib.util
import io
import warnings
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from maillage.ontology.errors import UnknownPrefix
from maillage.ontology.names import Names
from maillage.ontology.terms import SKOS
from maillage.vocab.crosswalk import CrosswalkImporter
from maillage.vocab.importer import ImportLog
from maillage.vocab.sssom_table import COLUMNS, Mapping, MappingSet, write_sssom

A, B = "http://example.org/a/", "http://example.org/b/"
SET = MappingSet(
    identifier=NamedNode("http://example.org/set/1"),
    title='Licornes : "A" vers B',
    version="1",
    subject_source=NamedNode(A + "scheme"),
    object_source=NamedNode(B + "scheme"),
    provider="Nous",
    date="2031-02-01",
    prefixes={"a": A, "b": B},
)
MAPPINGS = (
    Mapping(NamedNode(A + "1"), "licorne", SKOS.exactMatch, NamedNode(B + "01"), 'dite "unicorne"'),
    Mapping(NamedNode(A + "1"), "licorne", SKOS.broadMatch, NamedNode(B + "02"), "cheval"),
)


def _table(mapping_set: MappingSet = SET) -> str:
    stream = io.StringIO()
    assert write_sssom(stream, mapping_set, MAPPINGS) == len(MAPPINGS)
    return stream.getvalue()


def test_the_header_is_commented_yaml_and_the_rest_a_table() -> None:
    lines = _table().splitlines()
    header = [line.removeprefix("# ") for line in lines if line.startswith("#")]
    assert header[0] == "curie_map:"
    assert '  a: "http://example.org/a/"' in header
    assert 'mapping_set_id: "http://example.org/set/1"' in header
    assert 'mapping_set_title: "Licornes : \\"A\\" vers B"' in header
    assert not any(slot.startswith("object_source_version") for slot in header)
    rows = list(csv.reader(lines[len(header) :], delimiter="\t"))
    assert tuple(rows[0]) == COLUMNS
    assert rows[1] == [
        "a:1", "licorne", "skos:exactMatch", "b:01", 'dite "unicorne"', "semapv:ManualMappingCuration",
    ]  # fmt: skip
    assert len(rows) == 1 + len(MAPPINGS)


def test_a_uri_without_prefix_is_refused() -> None:
    with pytest.raises(UnknownPrefix):
        _table(MappingSet(SET.identifier, "x", "1", SET.subject_source, SET.object_source))


@pytest.mark.skipif(importlib.util.find_spec("sssom") is None, reason="the sssom package is absent")
def test_the_sssom_package_finds_the_table_valid(tmp_path: Path) -> None:
    path = tmp_path / "set.sssom.tsv"
    path.write_text(_table(), encoding="utf-8")
    _check_with_sssom(path, len(MAPPINGS))


@pytest.mark.real_data
@pytest.mark.skipif(importlib.util.find_spec("sssom") is None, reason="the sssom package is absent")
def test_the_real_mapping_is_valid_sssom(tmp_path: Path, data: Path) -> None:
    importer, names = CrosswalkImporter(), Names()
    folder = importer.find(data)
    assert folder is not None
    path = tmp_path / "rome-esco.sssom.tsv"
    with path.open("w", encoding="utf-8") as stream:
        mappings = importer.mappings(folder, names, ImportLog(importer.source))
        count = write_sssom(stream, importer.mapping_set(folder, names), mappings)
    _check_with_sssom(path, count)


def _check_with_sssom(path: Path, count: int) -> None:
    with warnings.catch_warnings():  # what that package's own dependencies deprecate is not ours
        warnings.simplefilter("ignore")
        from sssom.parsers import parse_sssom_table
        from sssom.validators import validate

        table = parse_sssom_table(path)
        reports = validate(table)
    assert len(table.df) == count
    assert not [result for report in reports.values() for result in report.results]
