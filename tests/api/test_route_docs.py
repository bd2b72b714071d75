import re
from pathlib import Path

from fastapi.testclient import TestClient

from maillage.api.service import create_app
from maillage.api.settings import Settings


def test_every_address_of_the_service_is_on_the_page(tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path))
    page = TestClient(app).get("/docs")
    assert page.status_code == 200
    paths = list(app.openapi()["paths"])
    assert len(paths) >= 3
    for path in paths:
        assert f"<code>{path}</code>" in page.text


def test_the_page_asks_no_other_host_and_runs_no_script(tmp_path: Path) -> None:
    page = TestClient(create_app(Settings(home=tmp_path))).get("/docs")
    assert "<script" not in page.text
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page.text)
    assert "default-src 'none'" in page.headers["content-security-policy"]
