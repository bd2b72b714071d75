"""How many communes are compared at once; what is a duplicate is in `tests/api/test_ingest.py`."""

from itertools import chain

import pytest

from maillage.api import ingest_duplicates as module


def test_as_many_communes_are_compared_at_once_as_the_memory_allows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "COMPARED", 5)
    held = {"01001": 3, "01002": 2, "01003": 1, "01004": 9, "01005": 1}
    parts = list(module._parts(held))
    assert parts == [["01001", "01002"], ["01003"], ["01004"], ["01005"]]
    assert list(chain.from_iterable(parts)) == list(held)
    assert list(module._parts({})) == []
