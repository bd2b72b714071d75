"""Fixtures that every folder's tests share."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of the official files, or a skip that says which variable names it."""
    folder = (ROOT / os.environ.get("MAILLAGE_DATA", "../shared/data")).resolve()
    if not (folder / "rome").is_dir():
        pytest.skip(f"official files absent: set MAILLAGE_DATA (looked in {folder.name}/)")
    return folder
