"""The facts that the ontology entails, kept in a named graph of their own: `…/graph/inferred/<version>`.

They are inferred from the other graphs by the rules of `maillage.ontology.rules`. A fact that a source
states is not repeated; one that two rules give counts under the first. Making the graph again from the
same sources gives the same facts.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from pyoxigraph import Literal, NamedNode, QuerySolutions, QueryTriples, Triple

from maillage.graph.manifest import SourceRecord
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import STANDARD, Names
from maillage.ontology.rules import Rule, kept_rules, ontology_version
from maillage.ontology.terms import DCT, RDF

INFERRED = "inferred"  # the source's name in a manifest, and in the graph's URI
SHARE = 0.10  # of the triples of the graphs that are read: beyond, a rule is left to questions
VERSION = "1"
_DATE_TIME = NamedNode(STANDARD["xsd"] + "dateTime")
_SHACL = "http://www.w3.org/ns/shacl#"


def inference_digest() -> str:
    """Return a digest of what decides the inferred facts of given sources: code and rules."""
    decides = [VERSION, SHARE, ontology_version(), [rule.construct for rule in kept_rules()]]
    return hashlib.sha256(json.dumps(decides).encode()).hexdigest()


def infer(
    store: TripleStore,
    records: Sequence[SourceRecord],
    names: Names,
    previous: SourceRecord | None = None,
) -> SourceRecord | None:
    """Make the graph of inferred facts; returns its record, None where the rules give nothing.

    `records`: the sources that the store holds. `previous`: the record of the inferred graph that the
    store holds, which stays as it is where the same rules would read the same sources.
    """
    read = graphs_read(store, records)
    decides = [inference_digest(), [(one.graph, one.checksum) for one in read]]
    fingerprint = hashlib.sha256(json.dumps(decides).encode()).hexdigest()
    if previous is not None and previous.fingerprint == fingerprint:
        return previous
    version = ontology_version().rpartition("/")[2]
    graph = names.graph(INFERRED, version)
    for stale in {graph.value, previous.graph if previous else graph.value}:
        store.store.remove_graph(NamedNode(stale))
    counts, notes = _fill(store, graph, round(SHARE * sum(one.triples for one in read)))
    if not counts and not notes:
        return None
    triples, checksum = store.checksum(graph)
    return SourceRecord(
        INFERRED, version, "Faits déduits des sources par l'ontologie", "Maillage",
        "selon les licences des sources dont ils sont déduits", None, graph.value, VERSION,
        (), fingerprint, triples, checksum, 0, counts, tuple(notes),
        datetime.now(UTC).isoformat(timespec="seconds"),
    )  # fmt: skip


def _fill(store: TripleStore, graph: NamedNode, allowed: int) -> tuple[dict[str, int], list[str]]:
    counts: dict[str, int] = {}
    notes = []
    for rule in kept_rules():
        added = _count(store, rule)
        if added > allowed:
            notes.append(
                f"{rule.name} : {added} faits, trop pour le graphe : les questions les déduisent"
            )
        elif added:
            found = store.query(rule.construct)
            assert isinstance(found, QueryTriples)  # the query is a CONSTRUCT
            store.load(graph, found)
            counts[rule.name] = added
            allowed -= added
    return counts, notes


def _count(store: TripleStore, rule: Rule) -> int:
    found = store.query(rule.count)
    assert isinstance(found, QuerySolutions)  # the query is a SELECT
    count = next(found)["count"]
    assert isinstance(count, Literal)
    return int(count.value)


def graphs_read(store: TripleStore, records: Iterable[SourceRecord]) -> list[SourceRecord]:
    """Return the sources that state at least one fact of a property that the rules read or conclude."""
    wanted = {uri for rule in kept_rules() for uri in (rule.head, *rule.reads)}

    def states(graph: NamedNode) -> bool:
        found = (store.store.quads_for_pattern(None, NamedNode(one), None, graph) for one in wanted)
        return any(next(quads, None) for quads in found)

    return [record for record in records if states(NamedNode(record.graph))]


def inference_triples(record: SourceRecord, read: Iterable[SourceRecord]) -> Iterator[Triple]:
    """Yield how the inferred graph was made: by which activity, from which graphs, by which rules.

    A rule is told as SHACL's advanced features have it (`sh:SPARQLRule`), with the query that was run.
    """
    graph, activity = NamedNode(record.graph), NamedNode(f"{record.graph}#activity")
    ontology = NamedNode(ontology_version())
    yield Triple(graph, _prov("wasGeneratedBy"), activity)
    yield Triple(activity, RDF.type, _prov("Activity"))
    yield Triple(activity, _prov("endedAtTime"), Literal(record.imported_at, datatype=_DATE_TIME))
    for used in (ontology, *(NamedNode(one.graph) for one in read)):
        yield Triple(activity, _prov("used"), used)
    for rule in kept_rules():
        node = NamedNode(f"{record.graph}#{rule.slug}")
        yield Triple(activity, _prov("used"), node)
        yield Triple(node, RDF.type, _prov("Plan"))
        yield Triple(node, RDF.type, NamedNode(_SHACL + "SPARQLRule"))
        yield Triple(node, DCT.title, Literal(rule.name, language="fr"))
        yield Triple(node, NamedNode(_SHACL + "predicate"), NamedNode(rule.head))
        yield Triple(node, NamedNode(_SHACL + "construct"), Literal(rule.construct))
        yield Triple(node, _prov("wasDerivedFrom"), ontology)


def _prov(name: str) -> NamedNode:
    return NamedNode(STANDARD["prov"] + name)
