"""The page where one writes a query: a form that works alone, our questions, nothing from elsewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from maillage.queries.question import question_names

from .sparql_serving import EX, Serving, numbers, publish, serving

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("page")
    publish(home, {EX + "a": numbers(3)})
    with serving(home) as running:
        yield running


def _page(service: Serving, **parameters: str) -> httpx.Response:
    return service.client.get(service.url, params=parameters, headers={"accept": BROWSER})


def test_a_browser_gets_the_page_and_a_program_the_description(service: Serving) -> None:
    assert "<textarea" in _page(service).text
    program = service.client.get(service.url, headers={"accept": "*/*"})
    assert program.headers["content-type"].startswith("text/turtle")


def test_its_first_query_and_each_of_our_questions_run(service: Serving) -> None:
    names = question_names()
    page = _page(service).text
    assert re.findall(r"/sparql\?example=(\w+)", page) == names
    for name in ("", *names):
        shown = _page(service, **({"example": name} if name else {}))
        text = re.search(r"<textarea[^>]*>(.*?)</textarea>", shown.text, re.DOTALL)
        assert text, name
        query = text[1].replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"')
        answered = service.client.post(
            service.url, data={"query": query.replace("&#39;", "'").replace("&amp;", "&")}
        )
        assert answered.status_code == 200, (name, answered.text)


def test_an_unknown_example_is_a_problem_that_a_browser_shows_as_a_page(service: Serving) -> None:
    found = _page(service, example="../secrets")
    assert found.status_code == 404
    assert found.headers["content-type"].startswith("text/html")


def test_the_form_works_without_a_script(service: Serving) -> None:
    page = _page(service).text
    assert 'action="/sparql" method="get"' in page
    for form in re.findall(r'<option value="(\w+)"', page):
        query = "CONSTRUCT WHERE { ?s ?p 1 }" if form == "turtle" else "SELECT * { ?s ?p 1 }"
        assert _page(service, query=query, format=form).status_code == 200, form
    assert "<table>" in _page(service, query="SELECT * { ?s ?p 1 }").text


def test_nothing_is_written_in_the_page_that_the_policy_refuses(service: Serving) -> None:
    for found in (_page(service), _page(service, query="SELECT * { ?s ?p 1 }")):
        policy = dict(
            one.split(None, 1) for one in found.headers["content-security-policy"].split("; ")
        )
        assert policy["default-src"] == "'none'"
        assert "unsafe" not in policy.get("script-src", "")
        assert not re.search(r"<script(?! src)|<style|\son\w+=|\sstyle=", found.text)
        loaded = re.findall(r'<(?:script|link)[^>]+(?:src|href)="([^"]+)"', found.text)
        assert loaded and all(one.startswith(("/static/", "data:,")) for one in loaded)


def test_its_files_and_no_others_are_served(service: Serving) -> None:
    base = service.base
    found = service.client.get(f"{base}/static/sparql.css")
    assert (found.status_code, found.headers["content-type"]) == (200, "text/css; charset=utf-8")
    for path in ("nowhere.css", "..%2froute_sparql.py", "%2e%2e/py.typed", "/etc/passwd", "vendor"):
        assert service.client.get(f"{base}/static/{path}").status_code == 404, path


def test_without_the_editor_the_page_loads_no_script(
    service: Serving, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("maillage.api.query_page.STATIC", tmp_path)
    assert "<script" not in _page(service).text
