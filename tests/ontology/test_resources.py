"""The packaged files."""

import json

from maillage.ontology.resources import (
    check_names,
    check_text,
    context_text,
    ontology_text,
    resource,
    shapes_text,
)


def test_each_packaged_file_is_there() -> None:
    assert ontology_text().startswith("#")
    assert "sh:NodeShape" in shapes_text()
    assert json.loads(context_text())["@context"]["@version"] == 1.1


def test_check_names_are_those_of_the_check_files() -> None:
    names = check_names()
    assert len(names) == 27
    assert list(names) == sorted(names)
    assert all(resource(f"check_{name}.rq").is_file() for name in names)
    assert "SELECT" in check_text("broader_cycle")
