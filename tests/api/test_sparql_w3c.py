"""W3C's SPARQL 1.1 suite through the endpoint: what the engine passes in process passes here, and no less.

The cases are read from the manifests. All the data is in one graph, a named graph a file: each test names its own
by `default-graph-uri` and `named-graph-uri`, as the protocol has it.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)
from rdflib import Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF
from rdflib.term import Identifier, Node

from .sparql_serving import Serving, publish, serving

SUITE = Path(__file__).resolve().parents[3] / "shared/standards/w3c-sparql11"
pytestmark = pytest.mark.skipif(
    not SUITE.is_dir(), reason="W3C's SPARQL 1.1 suite is not beside the project"
)
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
CNT = Namespace("http://www.w3.org/2011/content#")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
XSD = "http://www.w3.org/2001/XMLSchema#"
_KASEI = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
_GRAPH = "application/n-triples"
EMPTY = "urn:w3c:empty"  # a graph that holds nothing, for a test without data


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One query evaluation test."""

    name: str  # folder/name
    query: Path
    result: Path
    data: tuple[Path, ...]
    named: tuple[Path, ...]

    @property
    def text(self) -> str:
        # The query's own address is its base, which the protocol has no place for.
        return f"BASE <{self.query.as_uri()}>\n{self.query.read_text('utf-8')}"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request of a protocol test, and what must be answered."""

    method: str
    address: str
    headers: dict[str, str]
    body: bytes
    statuses: tuple[str, ...]  # first digits
    boolean: bool | None
    format: str


@cache
def _manifest(folder: str) -> Graph:
    path = SUITE / folder / "manifest.ttl"
    return Graph().parse(path, format="turtle", publicID=path.as_uri())


def _folders() -> list[str]:
    found = Graph().parse(
        SUITE / "manifest-all.ttl", format="turtle", publicID=(SUITE / "x").as_uri()
    )
    listed = next(found.objects(None, MF.include))
    return [Path(urlsplit(str(one)).path).parent.name for one in Collection(found, listed)]


def _path(term: Node | None) -> Path:
    return Path(urlsplit(str(term)).path)


def _evaluations() -> Iterator[Evaluation]:
    for folder in _folders():
        graph = _manifest(folder)
        for kind in (MF.QueryEvaluationTest, MF.CSVResultFormatTest):
            for test in sorted(graph.subjects(RDF.type, kind), key=str):
                action = graph.value(test, MF.action)
                yield Evaluation(
                    f"{folder}/{str(test).rpartition('#')[2]}",
                    _path(graph.value(action, QT.query)),
                    _path(graph.value(test, MF.result)),
                    tuple(map(_path, graph.objects(action, QT.data))),
                    tuple(
                        _path(one)
                        for one in graph.objects(action, QT.graphData)
                        if isinstance(one, URIRef)
                    ),
                )


def _triples(path: Path) -> list[Triple]:
    form = RdfFormat.from_extension(path.suffix[1:])
    found = parse(path=str(path), format=form, base_iri=path.as_uri(), rename_blank_nodes=True)
    return [Triple(quad.subject, quad.predicate, quad.object) for quad in found]


def _plain(term: Any) -> Any:  # noqa: ANN401
    """Return a term with its number written one way: the engine keeps values, not how they were written."""
    if not isinstance(term, Literal):
        return term
    kind = term.datatype.value.removeprefix(XSD)
    if kind in ("double", "float"):
        return Literal(repr(float(term.value)), datatype=term.datatype)
    if kind in ("decimal", "integer"):
        return Literal(f"{Decimal(term.value).normalize():f}", datatype=term.datatype)
    if kind == "boolean":
        value = {"1": "true", "0": "false"}.get(term.value, term.value)
        return Literal(value, datatype=term.datatype)
    return term


def _solutions(found: QuerySolutions, ordered: bool) -> object:
    """Return what two equal results share: blank nodes by their place, not by their label."""
    names = sorted(variable.value for variable in found.variables)
    rows = [{name: _plain(row[name]) for name in names if row[name] is not None} for row in found]
    if not any(isinstance(term, BlankNode | Triple) for row in rows for term in row.values()):
        cells = [tuple(sorted((name, str(term)) for name, term in row.items())) for row in rows]
        return "solutions", names, cells if ordered else sorted(cells)
    quads = (
        Quad(BlankNode(f"row{at}"), NamedNode(f"urn:w3c:{name}"), term, DefaultGraph())
        for at, row in enumerate(rows)
        for name, term in row.items()
    )
    return "solutions", names, _canonical(quads)


def _canonical(quads: Iterator[Quad]) -> list[str]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


def _graph(triples: Iterator[Triple]) -> object:
    quads = (Quad(one.subject, one.predicate, one.object, DefaultGraph()) for one in triples)
    return "graph", _canonical(quads)


def _csv(text: str) -> object:
    rows = csv.DictReader(text.splitlines())
    return "csv", sorted(sorted((name, _cell(cell)) for name, cell in row.items()) for row in rows)


def _cell(cell: str) -> str:
    if cell.startswith("_:"):
        return "_:"
    try:
        return repr(float(cell))
    except ValueError:
        return cell


def _result_set(path: Path) -> object | None:
    """Return the solutions that a graph describes, or None where it is a result itself."""
    graph = Graph().parse(path, publicID=path.as_uri())
    root = graph.value(None, RDF.type, RS.ResultSet)
    if root is None:
        return None
    if (boolean := graph.value(root, RS.boolean)) is not None:
        return "boolean", str(boolean) == "true"
    names = sorted(str(name) for name in graph.objects(root, RS.resultVariable))
    rows = []
    for solution in graph.objects(root, RS.solution):
        bound = {}
        for binding in graph.objects(solution, RS.binding):
            value = graph.value(binding, RS.value)
            assert isinstance(value, Identifier)
            bound[str(graph.value(binding, RS.variable))] = value.n3()
        rows.append(tuple(sorted(bound.items())))
    return "solutions", names, sorted(rows)


def _expected(test: Evaluation) -> object:
    ending = test.result.suffix[1:]
    if ending == "csv":
        return _csv(test.result.read_text("utf-8"))
    if ending in ("srx", "srj", "tsv"):
        return _read(test.result.read_bytes(), QueryResultsFormat.from_extension(ending), test)
    return _result_set(test.result) or _graph(iter(_triples(test.result)))


def _read(body: bytes, form: QueryResultsFormat | None, test: Evaluation) -> object:
    found = parse_query_results(body, format=form)
    if isinstance(found, QueryBoolean):
        return "boolean", bool(found)
    return _solutions(found, "order by" in test.text.lower())


def _in(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def _in_process(test: Evaluation) -> object:
    store = Store()
    for path in test.data:
        store.extend(_in(one, DefaultGraph()) for one in _triples(path))
    for path in test.named:
        store.extend(_in(one, NamedNode(path.as_uri())) for one in _triples(path))
    return _written(test, lambda accept: _serialized(store.query(test.text), accept))


def _serialized(found: QuerySolutions | QueryBoolean | QueryTriples, media: str) -> bytes:
    if isinstance(found, QueryTriples):
        return found.serialize(format=RdfFormat.N_TRIPLES) or b""
    return found.serialize(format=QueryResultsFormat.from_media_type(media)) or b""


def _through(service: Serving, test: Evaluation) -> object:
    parameters: dict[str, str | list[str]] = {
        "query": test.text,
        "default-graph-uri": [path.as_uri() for path in test.data],
        "named-graph-uri": [path.as_uri() for path in test.named],
    }
    if "FROM" in test.text:  # it names its graphs itself
        parameters = {"query": test.text}
    elif not test.data and not test.named:
        parameters["default-graph-uri"] = [EMPTY]

    def asked(accept: str) -> bytes:
        found = service.client.get(
            service.url, params=parameters, headers={"accept": f"{accept}, {_GRAPH}"}
        )
        if found.status_code != 200:
            raise _Refused(found.status_code)
        return found.content

    return _written(test, asked)


class _Refused(Exception):
    """A status that is not 200."""


def _written(test: Evaluation, ask: Callable[[str], bytes]) -> object:
    """Return the outcome of a test, asked in the format that its result is in."""
    form = QueryResultsFormat.from_extension(test.result.suffix[1:])
    body = ask((form or QueryResultsFormat.XML).media_type.partition(";")[0])
    if form == QueryResultsFormat.CSV:
        return _csv(body.decode())
    if not form and not body.startswith(b"<?xml"):
        return _graph(Triple(*one) for one in _of_triples(body))
    return _read(body, form or QueryResultsFormat.XML, test)


def _of_triples(body: bytes) -> Iterator[tuple[Any, Any, Any]]:
    for quad in parse(body, format=RdfFormat.N_TRIPLES):
        yield quad.subject, quad.predicate, quad.object


def _passes(test: Evaluation, run: Callable[[Evaluation], object]) -> bool:
    try:
        return run(test) == _expected(test)
    except (SyntaxError, ValueError, RuntimeError, OSError, _Refused):
        return False


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("w3c")
    files = {path for test in _evaluations() for path in (*test.data, *test.named)}
    graphs = {path.as_uri(): _triples(path) for path in sorted(files)}
    for at in (1, 2, 3):
        graphs[_KASEI.format(at)] = _triples(SUITE / f"protocol/data{at}.nt")
    publish(home, graphs)
    with serving(home) as running:
        yield running


def test_queries_are_evaluated_as_the_engine_does(service: Serving) -> None:
    tests = list(_evaluations())
    assert len(tests) == 309 + 3, "query evaluation, and CSV results"
    federated = [test for test in tests if test.name.startswith("service/")]
    others = [test for test in tests if test not in federated]
    engine = {test.name for test in others if _passes(test, _in_process)}
    through = {test.name for test in others if _passes(test, partial(_through, service))}
    assert through == engine
    assert len(others) == 305
    assert (len(engine), _entailing(engine)) == (252, 28)
    assert [service.ask(test.text).status_code for test in federated] == [403] * 7


def _entailing(names: set[str]) -> int:
    return sum(name.startswith("entailment/") for name in names)


def _exchanges() -> dict[str, list[Exchange]]:
    """Return the requests of each protocol test, by its name."""
    graph = _manifest("protocol")
    found = {}
    for test in graph.subjects(RDF.type, MF.ProtocolTest):
        listed = graph.value(graph.value(test, MF.action), HT.requests)
        requests = Collection(graph, listed or RDF.nil)
        found[str(test).rpartition("#")[2]] = [_exchange(graph, one) for one in requests]
    return found


def _exchange(graph: Graph, request: Node) -> Exchange:
    answer = graph.value(request, HT.resp)
    headers = Collection(graph, graph.value(request, HT.headers) or RDF.nil)
    body = graph.value(request, HT.body)
    boolean = graph.value(answer, MF.expectedBoolean)
    return Exchange(
        str(graph.value(request, HT.methodName)),
        str(graph.value(request, HT.absolutePath)).removeprefix("/sparql/"),
        {
            str(graph.value(one, HT.fieldName)): str(graph.value(one, HT.fieldValue))
            for one in headers
        },
        str(graph.value(body, CNT.chars)).encode(str(graph.value(body, CNT.characterEncoding)))
        if body
        else b"",
        tuple(sorted(str(one)[-3] for one in graph.objects(answer, MF.expectedStatus))),
        None if boolean is None else str(boolean) == "true",
        str(graph.value(answer, MF.expectedFormat) or ""),
    )


_FORMATS = {
    "boolean": {"application/sparql-results+json"},
    "tabular": {"application/sparql-results+json"},
    "RDF": {"text/turtle"},
}


def _agrees(service: Serving, asked: Exchange) -> bool:
    found = service.client.request(
        asked.method, service.url + asked.address, headers=asked.headers, content=asked.body
    )
    media = found.headers["content-type"].partition(";")[0]
    return (
        str(found.status_code)[0] in asked.statuses
        and (not asked.format or media in _FORMATS[asked.format])
        and (asked.boolean is None or found.json()["boolean"] is asked.boolean)
    )


def test_the_protocol_is_spoken_and_updates_are_refused(service: Serving) -> None:
    tests = _exchanges()
    assert len(tests) == 34
    updates = {name for name in tests if name.startswith("update_")}
    agree = {name for name, asked in tests.items() if all(_agrees(service, one) for one in asked)}
    assert set(tests) - agree == updates
    assert len(updates) == 7
    for name in updates:
        first = tests[name][0]
        refused = service.client.request(
            first.method, service.url + first.address, headers=first.headers, content=first.body
        )
        assert (refused.status_code, "lecture seule" in refused.json()["detail"]) == (403, True)


def test_the_service_is_described(service: Serving) -> None:
    assert (
        len(list(_manifest("service-description").subjects(RDF.type, MF.ServiceDescriptionTest)))
        == 3
    )
    found = service.client.get(service.url, headers={"accept": "text/turtle"})
    assert found.headers["content-type"].startswith("text/turtle")
    graph = Graph().parse(data=found.text, format="turtle")
    described = graph.value(None, RDF.type, SD.Service)
    assert graph.value(described, SD.endpoint) == URIRef(service.url)
    assert URIRef(SD.SPARQL11Query) in set(graph.objects(described, SD.supportedLanguage))
    assert len(list(graph.objects(described, SD.resultFormat))) == 8
    assert graph.value(described, SD.defaultDataset) is not None
