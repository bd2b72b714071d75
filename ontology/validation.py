"""Whether the graph is what the ontology and the shapes say: the core of `maillage check`.

Two complementary looks: SPARQL checks over the whole store, and SHACL over a bounded sample of each
class that a shape targets (all its instances where they are few).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import rdflib
from pyoxigraph import Literal, NamedNode, Store
from rdflib.namespace import RDF, SH

from maillage.ontology.integrity import integrity_checks
from maillage.ontology.resources import shapes_text
from maillage.ontology.sample import sample_graph
from maillage.ontology.violation import Violation

SAMPLE = 200  # instances of a class that SHACL looks at
FINDINGS = 1000  # kept of one SPARQL check; beyond that they are a systematic fault


@dataclass(frozen=True, slots=True)
class ClassCoverage:
    """How much of a class SHACL looked at: `checked` of `total` instances."""

    term: NamedNode
    checked: int
    total: int


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """What was looked at, and what was found."""

    violations: tuple[Violation, ...]  # the gravest first, then by rule
    coverage: tuple[ClassCoverage, ...]  # of the classes that the store has instances of
    checks: tuple[str, ...]  # names of the SPARQL checks that ran
    truncated: tuple[str, ...]  # those that found more than is kept

    @property
    def conforms(self) -> bool:
        """Whether nothing but warnings was found."""
        return all(violation.severity == "warning" for violation in self.violations)


def validate(
    store: Store,
    *,
    sample: int = SAMPLE,
    seed: int = 0,
    findings: int = FINDINGS,
    progress: Callable[[str], None] = lambda _: None,
) -> ValidationReport:
    """Return what is wrong in the union of the named graphs of `store`.

    `progress` is told the name of each step as it starts. The same store, sample size and seed give
    the same report.
    """
    found: list[Violation] = []
    truncated: list[str] = []
    checks = integrity_checks()
    for check in checks:
        progress(check.name)
        results = list(check.run(store, findings + 1))
        if len(results) > findings:
            truncated.append(check.name)
        found.extend(results[:findings])
    progress("shacl")
    coverage, faults = _shacl(store, sample, seed)
    found.extend(faults)
    return ValidationReport(
        violations=tuple(sorted(found, key=lambda violation: violation.sort_key)),
        coverage=coverage,
        checks=tuple(check.name for check in checks),
        truncated=tuple(truncated),
    )


def _shacl(
    store: Store, limit: int, seed: int
) -> tuple[tuple[ClassCoverage, ...], list[Violation]]:
    shapes = rdflib.Graph().parse(data=shapes_text(), format="turtle")
    graph = rdflib.Graph()
    focus: set[rdflib.URIRef] = set()
    totals: dict[str, int] = {}
    for target in sorted({str(term) for term in shapes.objects(None, SH.targetClass)}):
        drawn = sample_graph(store, NamedNode(target), limit, seed, graph)
        focus.update(rdflib.URIRef(node.value) for node in drawn.focus)
        totals[target] = drawn.total
    checked = _target_nodes(shapes, graph, focus)
    coverage = tuple(
        ClassCoverage(NamedNode(target), checked[target], total)
        for target, total in totals.items()
        if total
    )
    return coverage, list(_violations(graph, shapes))


def _target_nodes(
    shapes: rdflib.Graph, graph: rdflib.Graph, focus: Iterable[rdflib.URIRef]
) -> Counter[str]:
    """Turn each target class into its instances in `focus`; return how many each class has.

    Nodes that are in `graph` only because a sampled one links to them have no description there, so
    that the shapes must not look at them.
    """
    targets: dict[rdflib.term.Node, list[rdflib.term.Node]] = {}
    for shape, term in list(shapes.subject_objects(SH.targetClass)):
        targets.setdefault(term, []).append(shape)
        shapes.remove((shape, SH.targetClass, term))
    counts: Counter[str] = Counter()
    for node in focus:
        for term in graph.objects(node, RDF.type):
            counts[str(term)] += 1
            for shape in targets.get(term, ()):
                shapes.add((shape, SH.targetNode, node))
    return counts


def _violations(graph: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[Violation]:
    import pyshacl

    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inplace=True)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        warning = report.value(result, SH.resultSeverity) == SH.Warning
        path = report.value(result, SH.resultPath)
        yield Violation(
            focus=NamedNode(str(report.value(result, SH.focusNode))),
            shape=NamedNode(str(report.value(result, SH.sourceShape))),
            path=None if path is None else NamedNode(str(path)),
            value=_term(report.value(result, SH.value)),
            message=str(report.value(result, SH.resultMessage)),
            source="shacl",
            severity="warning" if warning else "violation",
        )


def _term(node: rdflib.term.Node | None) -> NamedNode | Literal | None:
    match node:
        case rdflib.URIRef():
            return NamedNode(str(node))
        case rdflib.Literal(language=str() as language):
            return Literal(str(node), language=language)
        case rdflib.Literal(datatype=rdflib.URIRef() as datatype):
            return Literal(str(node), datatype=NamedNode(str(datatype)))
        case rdflib.Literal():
            return Literal(str(node))
        case _:
            return None
