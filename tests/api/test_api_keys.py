import stat
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

from maillage.api.api_keys import FILE, ApiKeys, require_key
from maillage.api.errors import BadKeyName
from maillage.api.problem import add_problem_handlers
from maillage.api.settings import Settings


def _client(home: Path, *, required: bool) -> TestClient:
    app = FastAPI()
    app.state.settings = Settings(home=home, keys_required=required)
    add_problem_handlers(app)

    @app.get("/costly")
    def costly(holder: Annotated[str, Depends(require_key)]) -> str:
        return holder

    return TestClient(app)


def test_a_key_is_read_once_and_kept_as_a_digest(tmp_path: Path) -> None:
    secret = ApiKeys(tmp_path).add("portail")
    kept = (tmp_path / FILE).read_text()
    assert secret not in kept and "portail" in kept
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert ApiKeys(tmp_path).holder(secret) == "portail"
    assert ApiKeys(tmp_path).holder(secret + "x") is None


def test_a_removed_key_opens_nothing(tmp_path: Path) -> None:
    keys = ApiKeys(tmp_path)
    secret = keys.add("portail")
    keys.remove("portail")
    assert keys.holder(secret) is None
    with pytest.raises(BadKeyName):
        keys.remove("portail")


@pytest.mark.parametrize("name", ["", "a b", "x" * 37, "portail"])
def test_a_name_that_is_taken_or_unreadable_is_refused(tmp_path: Path, name: str) -> None:
    keys = ApiKeys(tmp_path)
    keys.add("portail")
    with pytest.raises(BadKeyName):
        keys.add(name)


def test_without_any_key_a_local_service_lets_everyone_in(tmp_path: Path) -> None:
    assert _client(tmp_path, required=False).get("/costly").json() == ""
    refused = _client(tmp_path, required=True).get("/costly")
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")


def test_once_a_key_is_made_it_is_asked_for(tmp_path: Path) -> None:
    client = _client(tmp_path, required=False)
    secret = ApiKeys(tmp_path).add("portail")
    assert client.get("/costly").status_code == 401
    assert client.get("/costly", headers={"Authorization": "Bearer mlg_no"}).status_code == 403
    assert client.get("/costly", headers={"Authorization": f"Bearer {secret}"}).json() == "portail"
    assert client.get("/costly", headers={"X-Api-Key": secret}).json() == "portail"
