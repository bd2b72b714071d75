"""The facts that the ontology entails, kept in a named graph of their own: `…/graph/inferred/<version>`.

They are inferred from the other graphs by the rules of `maillage.ontology.rules`. A fact that a source
states is not repeated; one that two rules give counts under the first. Making the graph again from the
same sources gives the same facts.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, QueryTriples, Triple

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
    marks = {head: _mark(store, read, rules) for head, rules in _by_head().items()}
    fingerprint = "-".join(marks.values())
    if previous is not None and previous.fingerprint == fingerprint:
        return previous
    version = ontology_version().rpartition("/")[2]
    graph = names.graph(INFERRED, version)
    kept = _kept(store, previous, marks) if previous else {}
    for stale in {graph.value, previous.graph if previous else graph.value}:
        store.store.remove_graph(NamedNode(stale))
    counts, notes = _fill(store, graph, round(SHARE * sum(one.triples for one in read)), kept)
    if not counts and not notes:
        return None
    triples, checksum = store.checksum(graph)
    return SourceRecord(
        INFERRED, version, "Faits déduits des sources par l'ontologie", "Maillage",
        "selon les licences des sources dont ils sont déduits", None, graph.value, VERSION,
        (), fingerprint, triples, checksum, 0, counts, tuple(notes),
        datetime.now(UTC).isoformat(timespec="seconds"),
    )  # fmt: skip


def _by_head() -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in kept_rules():
        found.setdefault(rule.head, []).append(rule)
    return found


def _mark(store: TripleStore, records: Iterable[SourceRecord], rules: Sequence[Rule]) -> str:
    """Return a digest of all that the facts of some rules come from, but for how many are allowed."""
    read = _stating(store, records, {uri for rule in rules for uri in (rule.head, *rule.reads)})
    decides = [inference_digest(), [(one.graph, one.checksum) for one in read]]
    return hashlib.sha256(json.dumps(decides).encode()).hexdigest()


class _Kept(NamedTuple):
    """The facts of one property in an earlier inferred graph, that come from the same sources."""

    quads: Iterator[Quad]
    counts: dict[str, int]  # rule → facts


def _kept(store: TripleStore, previous: SourceRecord, marks: Mapping[str, str]) -> dict[str, _Kept]:
    """Return them by property; to be asked before the graph is emptied: each iterator goes on over what was."""
    known, graph = set(previous.fingerprint.split("-")), NamedNode(previous.graph)
    found = {}
    for head, rules in _by_head().items():
        counts = {
            one.name: previous.counts[one.name] for one in rules if one.name in previous.counts
        }
        # What was left to questions is counted again: more may be allowed now.
        if marks[head] in known and len(counts) == len(rules):
            quads = store.store.quads_for_pattern(None, NamedNode(head), None, graph)
            found[head] = _Kept(quads, counts)
    return found


def _fill(
    store: TripleStore, graph: NamedNode, allowed: int, kept: Mapping[str, _Kept]
) -> tuple[dict[str, int], list[str]]:
    counts: dict[str, int] = {}
    notes: list[str] = []
    for head, rules in _by_head().items():
        held = kept.get(head)
        if held is not None and sum(held.counts.values()) <= allowed:
            store.load(graph, (quad.triple for quad in held.quads))
            found = held.counts
        else:
            found = _inferred(store, graph, rules, allowed, notes)
        counts |= found
        allowed -= sum(found.values())
    return counts, notes


def _inferred(
    store: TripleStore, graph: NamedNode, rules: Iterable[Rule], allowed: int, notes: list[str]
) -> dict[str, int]:
    counts: dict[str, int] = {}
    for rule in rules:
        added = _count(store, rule, allowed + 1)
        if added > allowed:
            notes.append(
                f"{rule.name} : plus de {allowed} faits, trop pour le graphe : les questions les déduisent"
            )
        elif added:
            found = store.query(rule.construct)
            assert isinstance(found, QueryTriples)  # the query is a CONSTRUCT
            store.load(graph, found)
            counts[rule.name] = added
            allowed -= added
    return counts


def _count(store: TripleStore, rule: Rule, at_most: int) -> int:
    found = store.query(rule.count(at_most))
    assert isinstance(found, QuerySolutions)  # the query is a SELECT
    count = next(found)["count"]
    assert isinstance(count, Literal)
    return int(count.value)


def graphs_read(store: TripleStore, records: Iterable[SourceRecord]) -> list[SourceRecord]:
    """Return the sources that state at least one fact of a property that the rules read or conclude."""
    wanted = {uri for rule in kept_rules() for uri in (rule.head, *rule.reads)}
    return _stating(store, records, wanted)


def _stating(
    store: TripleStore, records: Iterable[SourceRecord], properties: Iterable[str]
) -> list[SourceRecord]:
    wanted = [NamedNode(one) for one in properties]

    def states(graph: NamedNode) -> bool:
        found = (store.store.quads_for_pattern(None, one, None, graph) for one in wanted)
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
