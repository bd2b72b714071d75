"""What a query's words say, and where a malformed one goes wrong."""

from time import process_time

import pytest
from pyoxigraph import Store

from maillage.api.sparql_text import Mistake, mistake, read_query


@pytest.mark.parametrize(
    ("query", "at"),
    [
        ("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", 11),
        ("select * { service silent ?x { ?s ?p ?o } }", 11),
        ("PREFIX : <http://x/> ASK { ?s ?p true.SERVICE:x {} }", 38),
        ("PREFIX : <http://x/> ASK { ?s ?p ?o SERVICE:x {} }", 36),
        ("ASK { FILTER(?a<?b)SERVICE<http://x/>{} }", 19),
        (r"ASK { ?s ?p ex:a\'b . SERVICE <a:b> {} . ?a ?b 'x' }", 22),
        ("ASK { ?s ?p 'it''s' . # '\n SERVICE <a:b> {} }", 27),
    ],
)
def test_a_service_is_seen_however_it_is_written(query: str, at: int) -> None:
    assert read_query(query).service == at


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?s ?p ?service } # SERVICE <http://x/>",
        "PREFIX service: <http://x/> ASK { service:a a service:service }",
        "ASK { ?s ?p 'SERVICE <a:b>', \"service\", '''a 'service' here''', <http://service/> }",
        "ASK { ?s ?p ex:service . _:service ?p ex:a.service }",
    ],
)
def test_what_only_looks_like_a_service_is_not_one(query: str) -> None:
    assert read_query(query).service is None


def test_only_a_dataset_clause_is_one() -> None:
    assert read_query("SELECT * FROM <a:b> {}").dataset
    assert read_query("SELECT(1 AS ?x)FROM<a:b>{}").dataset
    assert not read_query("PREFIX from: <a:> SELECT ?from { ?from a from:x, 'from' }").dataset


@pytest.mark.parametrize(
    ("query", "update"),
    [
        ("INSERT DATA { <a:a> <a:b> 1 }", True),
        ("# one\nPREFIX a: <b:>\nBASE <c:>\n delete where { ?s ?p ?o }", True),
        ("CLEAR ALL", True),
        ("SELECT ?insert { ?insert ?delete 'CLEAR ALL' }", False),
        ("PREFIX insert: <a:> ASK { insert:a a insert:b }", False),
    ],
)
def test_an_update_is_seen(query: str, update: bool) -> None:
    assert read_query(query).update is update


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?s { ?s ?p ?o . FILTR(?o > 3) }", Mistake(1, 24, "FILTR", "")),
        ("PREFIX ex: <a:>\nSELECT ?s {\n  ?s ex:p ?o ?x .\n}", Mistake(3, 14, "?x", "")),
        ("SELECT ?s { ?s ex:p ?o }", Mistake(1, 16, "ex:p", "préfixe non déclaré")),
        ("PREFIX a: <b:>\nASK {\n _:x a:p b:c\n}", Mistake(3, 10, "b:c", "préfixe non déclaré")),
        ("SELECT ?s { ?s ?p ?o } LIMIT dix", Mistake(1, 30, "dix", "")),
        ("SELECT ?s { ?s ?p ?o ", Mistake(1, 21, "", "")),
        ("SELECT ?s {\n  ?s ?p ?o ?q .\n}", Mistake(2, 12, "?q", "")),
        ("SELEC ?s", Mistake(1, 1, "SELEC", "")),
        ("ASK {", Mistake(1, 6, "", "")),
        ("", Mistake(1, 1, "", "")),
        ("ASK {} ASK {}", Mistake(1, 8, "ASK", "")),
        ("SELECT ?s {\n ?s ?p 'abc }\n LIMIT 1", Mistake(2, 14, "", "")),
        (
            "SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }",
            Mistake(
                1, 41, "",
                "le SELECT montre une variable qui n'est ni dans le GROUP BY ni dans une fonction d'agrégation",
            ),
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_placed_where_the_reader_would(query: str, expected: Mistake) -> None:
    text = read_query(query).text
    with pytest.raises(SyntaxError) as raised:
        Store().query(text)
    assert mistake(text, str(raised.value)) == expected


def test_a_message_without_a_place_gives_none() -> None:
    assert mistake("ASK {}", "something else") is None


@pytest.mark.parametrize("piece", ["'\\", '"""', "a", "<a", "a:", "a.", ":", "#", "prefix ", "?"])
def test_the_longest_text_is_read_in_a_moment(piece: str) -> None:
    began = process_time()
    read_query(piece * (1_000_000 // len(piece)))
    assert process_time() - began < 5
