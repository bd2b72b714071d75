"""The SPARQL endpoint as clients use it: formats, graphs, faults."""

import json
import re
from collections.abc import Iterator

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from pyoxigraph import RdfFormat, parse
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import status_code_conformance

from maillage.api.service import create_app
from maillage.api.settings import Settings

from .sparql_serving import EX, Serving, numbers, publish, serving

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
IN_GRAPHS = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("sparql")
    publish(home, {EX + "a": numbers(3), EX + "b": numbers(5, 3)})
    with serving(home, sparql_timeout=20) as running:
        yield running


def _count(service: Serving, query: str, **parameters: str | list[str]) -> int:
    found = service.ask(query, "text/csv", **parameters)
    assert found.status_code == 200, found.text
    return int(found.text.split()[1])


def test_the_default_graph_is_the_union_of_all(service: Serving) -> None:
    assert (_count(service, COUNT), _count(service, IN_GRAPHS)) == (8, 8)


def test_the_query_names_its_graphs(service: Serving) -> None:
    assert _count(service, COUNT.replace("{", f"FROM <{EX}a> {{", 1)) == 3
    assert _count(service, IN_GRAPHS.replace("{", f"FROM NAMED <{EX}b> {{", 1)) == 5
    assert _count(service, COUNT.replace("{", f"FROM NAMED <{EX}b> {{", 1)) == 0


def test_the_request_names_graphs_and_wins_over_the_query(service: Serving) -> None:
    one, both = {"default-graph-uri": EX + "a"}, {"default-graph-uri": [EX + "a", EX + "b"]}
    assert _count(service, COUNT, **one) == 3
    assert _count(service, COUNT, **both) == 8
    assert _count(service, IN_GRAPHS, **one) == 0
    assert _count(service, IN_GRAPHS, **{"named-graph-uri": EX + "b"}) == 5
    assert _count(service, COUNT, **{"named-graph-uri": EX + "b"}) == 0
    assert _count(service, COUNT.replace("{", f"FROM <{EX}b> {{", 1), **one) == 3
    assert _count(service, COUNT, **{"default-graph-uri": EX + "nowhere"}) == 0


def test_a_graph_that_is_no_uri_is_refused(service: Serving) -> None:
    found = service.ask(COUNT, **{"default-graph-uri": "nowhere at all"})
    assert (found.status_code, found.json()["parameter"]) == (400, "default-graph-uri")


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/csv;q=0.1, application/sparql-results+xml;q=0.2", "application/sparql-results+xml"),
        ("text/turtle, text/csv;q=0.1", "text/csv; charset=utf-8"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
    ],
)  # fmt: skip
def test_solutions_come_in_the_format_accepted(service: Serving, accept: str, media: str) -> None:
    for query in ("SELECT ?s { ?s ?p 1 }", "ASK { ?s ?p 1 }"):
        found = service.ask(query, accept)
        assert (found.status_code, found.headers["content-type"]) == (200, media)
        assert "thing/1" in found.text or query.startswith("ASK")


@pytest.mark.parametrize(
    ("accept", "media", "form"),
    [
        ("*/*", "text/turtle; charset=utf-8", RdfFormat.TURTLE),
        ("application/n-triples", "application/n-triples", RdfFormat.N_TRIPLES),
        ("application/rdf+xml", "application/rdf+xml", RdfFormat.RDF_XML),
        ("application/ld+json", "application/ld+json", RdfFormat.JSON_LD),
        ("text/csv, application/rdf+xml;q=0.5", "application/rdf+xml", RdfFormat.RDF_XML),
    ],
)
def test_graphs_come_in_the_format_accepted(
    service: Serving, accept: str, media: str, form: RdfFormat
) -> None:
    for query in ("CONSTRUCT WHERE { ?s ?p 1 }", f"DESCRIBE <{EX}thing/1>"):
        found = service.ask(query, accept)
        assert (found.status_code, found.headers["content-type"]) == (200, media)
        assert len(list(parse(found.content, format=form))) == 1


@pytest.mark.parametrize(
    ("form", "query", "media"),
    [
        ("csv", COUNT, "text/csv"),
        ("json", COUNT, "application/sparql-results+json"),
        ("json", "CONSTRUCT WHERE { ?s ?p 1 }", "application/ld+json"),
        ("application/sparql-results+xml", COUNT, "application/sparql-results+xml"),
        ("ntriples", "CONSTRUCT WHERE { ?s ?p 1 }", "application/n-triples"),
    ],
)
def test_the_parameter_format_wins_over_accept(
    service: Serving, form: str, query: str, media: str
) -> None:
    found = service.ask(query, "text/html", format=form)
    assert (found.status_code, found.headers["content-type"].partition(";")[0]) == (200, media)


def test_what_no_format_can_hold_is_406(service: Serving) -> None:
    for found in (
        service.ask(COUNT, "image/png"),
        service.ask(COUNT, "text/turtle"),
        service.ask("CONSTRUCT WHERE { ?s ?p 1 }", format="csv"),
    ):
        assert found.status_code == 406
        assert "text/turtle" in found.json()["detail"] or "text/csv" in found.json()["detail"]
    unknown = service.ask(COUNT, format="excel")
    assert (unknown.status_code, unknown.json()["parameter"]) == (400, "format")


def test_turtle_uses_the_prefixes_that_people_know(service: Serving) -> None:
    assert "mlg:Occupation" in service.ask(
        "PREFIX mlg: <https://w3id.org/maillage/ontology#> CONSTRUCT { ?s a mlg:Occupation } { ?s ?p 1 }"
    ).text  # fmt: skip


def test_both_posts_answer_as_get_does(service: Serving) -> None:
    given = service.ask(COUNT).content
    form = service.client.post(service.url, data={"query": COUNT})
    direct = service.client.post(
        service.url, content=COUNT, headers={"content-type": "application/sparql-query; charset=UTF-8"}
    )  # fmt: skip
    assert form.content == direct.content == given


def test_a_form_takes_graphs_and_accents(service: Serving) -> None:
    asked = {"query": "SELECT ('é' AS ?x) ?n { { " + COUNT + " } }", "default-graph-uri": EX + "a"}
    found = service.client.post(service.url, data=asked, headers={"accept": "text/csv"})
    assert found.text == "x,n\r\né,3\r\n"


def test_a_malformed_query_is_told_where(service: Serving) -> None:
    found = service.ask("SELECT ?s {\n  ?s ?p ?o ?q .\n}")
    document = found.json()
    assert found.status_code == 400
    assert found.headers["content-type"] == "application/problem+json"
    assert (document["line"], document["column"], document["near"]) == (2, 12, "?q")
    assert "ligne 2, colonne 12" in document["detail"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"query": ["ASK {}", "ASK {}"]}, 400),
        ({"query": ""}, 400),
        ({"query": "ASK {}", "timeout": "soon"}, 400),
        ({"query": "ASK {}", "timeout": "21"}, 400),
        ({"query": "ASK {}", "timeout": "0"}, 400),
        ({"query": "ASK {}", "timeout": "nan"}, 400),
        ({"query": "ASK {}", "timeout": "5"}, 200),
        ({"update": "CLEAR ALL"}, 403),
        ({"query": "CLEAR ALL"}, 403),
        ({"query": "SELECT (<http://example.org/f>(1) AS ?x) {}"}, 400),
    ],
)
def test_a_request_that_asks_amiss_is_refused(
    service: Serving, asked: dict[str, str | list[str]], status: int
) -> None:
    found = service.client.get(service.url, params=asked)
    assert found.status_code == status
    if status != 200:
        assert found.json()["parameter"] in asked


@pytest.mark.parametrize(
    ("media", "body", "status"),
    [
        ("text/plain", b"ASK {}", 415),
        ("application/sparql-query; charset=utf-16", "ASK {}".encode("utf-16"), 415),
        ("application/sparql-query", b"ASK { ?s ?p '\xe9' }", 415),
        ("application/x-www-form-urlencoded", b"query=ASK%20%7B%20?s%20?p%20'%E9'%20%7D", 415),
        ("application/x-www-form-urlencoded", b"a=b&" * 2000 + b"query=ASK%7B%7D", 400),
        ("application/sparql-query", b"", 400),
        ("application/sparql-update", b"CLEAR ALL", 403),
        ("application/json", b"{}", 415),
        ("application/sparql-query", b" " * 10_000_000, 413),
    ],
)
def test_a_body_that_is_no_query_is_refused(
    service: Serving, media: str, body: bytes, status: int
) -> None:
    found = service.client.post(service.url, content=body, headers={"content-type": media})
    assert found.status_code == status
    assert found.headers["content-type"] == "application/problem+json"


def test_a_query_that_nests_too_deep_ends_alone(service: Serving) -> None:
    deep = "ASK { " + "{" * 20_000 + "}" * 20_000 + "}"
    for _ in range(3):
        found = service.client.post(service.url, data={"query": deep})
        assert (found.status_code, found.json()["fault"]) == (400, "nesting")
    assert _count(service, COUNT) == 8


def test_a_table_is_written_for_readers(service: Serving) -> None:
    found = service.ask(
        "SELECT ?s ?label { ?s ?p 1 BIND ('<b>é</b>'@fr AS ?label) }", format="html"
    ).text
    assert f'<a href="{EX}thing/1"' in found
    assert "&lt;b&gt;é&lt;/b&gt;" in found and "<b>" not in found
    assert "Lignes : 1" in found
    assert "javascript:" not in re.sub(
        ">[^<]*<", "", service.ask("SELECT (<javascript:alert(1)> AS ?x) {}", format="html").text
    )
    assert ">oui<" in service.ask("ASK {}", format="html").text
    assert f"{EX}value" in service.ask("CONSTRUCT WHERE { ?s ?p 1 }", format="html").text


def test_the_service_is_documented(service: Serving) -> None:
    documented = service.client.get(service.url.replace("/sparql", "/openapi.json")).json()
    paths = documented["paths"]["/sparql"]
    assert {"200", "400", "403", "406", "503"} <= set(paths["get"]["responses"])
    assert "415" in paths["post"]["responses"]
    assert json.dumps(documented).count("application/sparql-query") >= 1


def test_every_event_loop_may_ask(service: Serving) -> None:
    app = create_app(Settings(home=service.app.state.settings.home))
    client = TestClient(app)  # one loop a request
    for _ in range(2):
        assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
    Serving("", app, service.client).pool.close()


def test_no_status_is_answered_that_is_not_documented(service: Serving) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", service.app)
    statuses = set()
    for operation in schema.include(path="/sparql").get_all_operations():

        @settings(
            max_examples=25, deadline=None, derandomize=True, database=None,
            phases=(Phase.generate,), suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.ok().as_strategy())  # type: ignore[union-attr]  # else the test fails
        def check(case: schemathesis.Case) -> None:  # type: ignore[type-arg]
            checks = [not_a_server_error, status_code_conformance]
            statuses.add(case.call_and_validate(checks=checks).status_code)

        check()
    assert {200, 400} <= statuses
