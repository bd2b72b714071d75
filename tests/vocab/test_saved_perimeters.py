"""Saved perimeters: the file, what of it can be read, and the triples."""

from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, RDF
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.saved_perimeters import (
    FILE,
    SavedPerimeter,
    SavedPerimetersImporter,
    append_perimeter,
    perimeter_history,
    read_perimeters,
)

ONE = SavedPerimeter(
    "nord", "Le Nord", "bassin:A-10002", ("10001", "2A004"), 300, "2030-01-02T03:04:05+00:00"
)


def test_the_last_line_of_a_name_counts_and_the_others_are_its_history(tmp_path: Path) -> None:
    later = replace(ONE, communes=("10001",), saved="2031-01-02T03:04:05+00:00")
    append_perimeter(tmp_path, ONE)
    append_perimeter(tmp_path, later)
    log = ImportLog("perimeters")
    assert read_perimeters(tmp_path, log) == [later]
    assert list(perimeter_history(tmp_path, log)) == [ONE, later]
    assert SavedPerimetersImporter().release(tmp_path).version == "20310102T030405Z"
    assert log.rejects == []


def test_a_perimeter_is_a_territory_with_communes_within(tmp_path: Path) -> None:
    append_perimeter(tmp_path, ONE)
    names = Names()
    triples = list(SavedPerimetersImporter().triples(tmp_path, names, ImportLog("perimeters")))
    node = names.uri("perimeter:nord")
    kinds = {one.object for one in triples if (one.subject, one.predicate) == (node, RDF.type)}
    assert kinds == {MLG.Perimeter, MLG.Territory}
    within = {one.subject for one in triples if (one.predicate, one.object) == (MLG.within, node)}
    assert within == {names.uri("commune:10001"), names.uri("commune:2A004")}
    assert any(one.subject == node and one.predicate == MLG.population for one in triples)
    assert all(isinstance(one.subject, NamedNode) for one in triples)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "3",
        '{"slug": "nord"}',
        '{"slug":"No rd","label":"x","expression":"x","communes":["10001"],"population":1,"saved":"2030-01-01"}',
        '{"slug":"n","label":"x","expression":"x","communes":[],"population":1,"saved":"2030-01-01"}',
        '{"slug":"n","label":"x","expression":"x","communes":["1"],"population":1,"saved":"2030-01-01"}',
        '{"slug":"n","label":"x","expression":"x","communes":["10001"],"population":-1,"saved":"2030-01-01"}',
        '{"slug":"n","label":"x","expression":"x","communes":["10001"],"population":1,"saved":"hier"}',
    ],
)
def test_a_line_that_cannot_be_read_is_rejected_and_the_others_go_on(
    tmp_path: Path, line: str
) -> None:
    (tmp_path / FILE).write_text(line, "utf-8")  # torn: no line end
    append_perimeter(tmp_path, ONE)
    log = ImportLog("perimeters")
    assert read_perimeters(tmp_path, log) == [ONE]
    assert [(one.file, one.line) for one in log.rejects] == [(FILE, 1)]


def test_a_file_without_perimeter_is_unusable(tmp_path: Path) -> None:
    assert SavedPerimetersImporter().find(tmp_path) is None
    (tmp_path / FILE).write_text("\n", "utf-8")
    with pytest.raises(UnusableFile):
        SavedPerimetersImporter().release(tmp_path)
