"""Needs in the graph: they pass the ontology's shapes, and come back as they were."""

from pyoxigraph import Quad, QuerySolutions, RdfFormat, Store

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.ontology.validation import validate
from maillage.queries.decode import node, text
from maillage.queries.needs import assess_needs
from maillage.queries.needs_answer import NeedSeries
from maillage.queries.needs_rule import NeedRule
from maillage.queries.needs_triples import (
    NeedContext,
    need_dataset_triples,
    need_triples,
    rule_text,
)
from maillage.queries.question import question

NAMES = Names()
PREFIXES = "\n".join(f"@prefix {prefix}: <{uri}> ." for prefix, uri in NAMES.prefixes.items())
KNOWN = """
bassin:A a mlg:EmploymentBasin, mlg:Territory ; skos:prefLabel "ALPHA"@fr .
naf:56 a mlg:Sector ; skos:prefLabel "Restauration"@fr .
rome-competence:1 a mlg:KnowHow, mlg:Competence ; skos:prefLabel "Dresser"@fr .
need-kind:emerging a skos:Concept ; skos:prefLabel "émergent"@fr .
need-kind:stable a skos:Concept ; skos:prefLabel "stable"@fr .
dataset:ads-essai a qb:DataSet ; dct:title "Offres d'essai"@fr ; dct:publisher "essai" ; dct:license "essai" .
rome-competence:2 a mlg:KnowHow, mlg:Competence ; skos:prefLabel "Peindre"@fr .
"""
MONTHS = tuple(f"{2023 + at // 12}-{at % 12 + 1:02d}" for at in range(24))
SERIES = [
    NeedSeries("rome-competence:1", MONTHS, (0,) * 12 + (1, 2, 2, 3, 4, 4, 5, 6, 6, 7, 8, 9), (500,) * 24),
    NeedSeries("rome-competence:2", MONTHS, (4,) * 24, (500,) * 24),
]  # fmt: skip
CONTEXT = NeedContext("bassin:A", ("dataset:ads-essai",), "naf:56")
KINDS = """
PREFIX mlg: <https://w3id.org/maillage/ontology#> PREFIX qb: <http://purl.org/linked-data/cube#>
SELECT ?competence ?kind ?period {
  GRAPH ?g { ?need a mlg:NeedAssessment, qb:Observation ; mlg:competence ?competence ; mlg:needKind ?kind ;
    mlg:period ?period ; mlg:territory ?territory ; mlg:hasSector ?sector ; qb:dataSet ?set . ?set a qb:DataSet }
} ORDER BY ?competence
"""


def _store(context: NeedContext = CONTEXT) -> Store:
    store = Store()
    store.load(
        f"{PREFIXES}\n{KNOWN}".encode(), RdfFormat.TURTLE, to_graph=NAMES.graph("essai", "1")
    )
    answers = assess_needs(SERIES, NeedRule(noise=0.0))
    graph = NAMES.graph("needs", "1")
    for triple in (
        *need_dataset_triples(NAMES, NeedRule()),
        *need_triples(answers, context, NAMES),
    ):
        store.add(Quad(triple.subject, triple.predicate, triple.object, graph))
    return store


def test_published_needs_pass_the_shapes() -> None:
    report = validate(_store())
    ours = ("/observation/need", "/dataset/needs")
    assert not [one for one in report.violations if any(name in one.focus.value for name in ours)]
    checked = {one.term.value.rpartition("#")[2]: one.checked for one in report.coverage}
    assert (checked["NeedAssessment"], checked["DataSet"]) == (2, 2)


def test_a_need_without_evidence_does_not_pass() -> None:
    report = validate(_store(NeedContext("bassin:A", ())))
    assert sum("preuve" in one.message for one in report.violations) == 2


def test_needs_come_back_by_sparql() -> None:
    found = _store().query(KINDS)
    assert isinstance(found, QuerySolutions)
    rows = [tuple(NAMES.curie(term.value) for term in row) for row in found]
    assert rows == [
        ("rome-competence:1", "need-kind:emerging", "2024-12"),
        ("rome-competence:2", "need-kind:stable", "2024-12"),
    ]


def test_a_territory_s_needs_are_asked_for_by_name() -> None:
    asked = question("territory_needs")
    store = TripleStore(_store())
    rows = list(asked.ask(store, {"territory": NAMES.uri("bassin:A")}))
    told = [
        [NAMES.curie(node(row, name)) for name in ("kind", "competence", "sector")] for row in rows
    ]
    assert told == [
        ["need-kind:emerging", "rome-competence:1", "naf:56"],
        ["need-kind:stable", "rome-competence:2", "naf:56"],
    ]
    assert [(text(row, "label"), text(row, "period")) for row in rows] == [
        ("Dresser", "2024-12"),
        ("Peindre", "2024-12"),
    ]
    assert "0 mentions sur 6000 (2023-01/2023-12), puis 57 sur 6000" in text(rows[0], "why")
    assert list(asked.ask(store, {"territory": NAMES.uri("bassin:B")})) == []


def test_publishing_twice_adds_nothing() -> None:
    store, again = _store(), _store()
    assert set(store) == set(again)


def test_the_rule_is_told_in_full() -> None:
    text = rule_text(NeedRule())
    assert all(f"{name}=" in text for name in NeedRule().parameters())
    assert "noise=estimé" in text and "false_discovery=0.05" in text
