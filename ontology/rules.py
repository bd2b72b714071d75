"""The rules of inference that the ontology's axioms about properties state, and their SPARQL.

A rule is read from an axiom, never written here: a sub-property, an inverse, a symmetric or transitive
property, a chain. What all the rules together say of one property unfolds into one property path,
which finds its facts, asserted or not, in any SPARQL 1.1 store that holds nothing but asserted ones.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from typing import Literal as OneOf
from urllib.parse import urldefrag

from pyoxigraph import NamedNode, RdfFormat, parse

from maillage.ontology.errors import RecursiveRule
from maillage.ontology.names import STANDARD
from maillage.ontology.resources import ontology_text, resource

if TYPE_CHECKING:
    from maillage.ontology.vocabulary import OntologyTerm

Kind = OneOf["sub-property", "inverse", "symmetric", "transitive", "chain"]
_URI = re.compile(r"<([^>]+)>")
_TRANSITIVE = STANDARD["owl"] + "TransitiveProperty"
_VERSION_IRI = NamedNode(STANDARD["owl"] + "versionIRI")
_SYMMETRIC = STANDARD["owl"] + "SymmetricProperty"


@dataclass(frozen=True, slots=True)
class Step:
    """One property, followed from subject to object, or back where `inverted`."""

    uri: str
    inverted: bool = False

    def turned(self, back: bool = True) -> "Step":
        """Return the same property followed the other way, where `back`."""
        return Step(self.uri, self.inverted != back)

    def __str__(self) -> str:
        """Return the step as SPARQL writes it."""
        return f"{'^' if self.inverted else ''}<{self.uri}>"


@dataclass(frozen=True, slots=True)
class Rule:
    """`head(x, y)` holds where the steps of `body`, one after the other, lead from x to y."""

    head: str  # URI of the property that is concluded
    body: tuple[Step, ...]
    kind: Kind

    @property
    def name(self) -> str:
        """The rule in short, in the ontology's French words; by local names where it has none.

        >>> Rule("urn:x#develops", (Step("urn:x#prepares"), Step("urn:x#blockOf", True)), "chain").name
        'prepares ∘ blockOf⁻ ⇒ develops'
        """
        parts = (_label(step.uri) + "⁻" * step.inverted for step in self.body)
        return f"{' ∘ '.join(parts)} ⇒ {_label(self.head)}"

    @property
    def slug(self) -> str:
        """The rule's name as the end of a URI."""
        return "-".join(_local(uri) for uri in (*(step.uri for step in self.body), self.head))

    @property
    def path(self) -> str:
        """The property path of what the rule concludes from asserted facts; raises RecursiveRule."""
        unfolding = _Unfolding()
        return "/".join(unfolding.path(step, frozenset({Step(self.head)})) for step in self.body)

    @property
    def reads(self) -> tuple[str, ...]:
        """The properties whose asserted facts the rule starts from, by URI; raises RecursiveRule."""
        return tuple(dict.fromkeys(_URI.findall(self.path)))

    @property
    def construct(self) -> str:
        """The CONSTRUCT query of the facts that the rule adds to a store; raises RecursiveRule."""
        return self._written("infer.rq")

    def count(self, at_most: int) -> str:
        """Return the SELECT query of how many facts that is, as ?count, some at most; raises RecursiveRule."""
        return self._written("infer_count.rq").replace("LIMIT 1000000", f"LIMIT {at_most:d}")

    def _written(self, name: str) -> str:
        lines = resource(name).read_text("utf-8").splitlines()
        text = "\n".join(line for line in lines if line and not line.startswith("#"))
        return text.replace("<urn:head>", f"<{self.head}>").replace("<urn:path>", self.path)


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules that the axioms about properties state, in the order of their heads."""
    from maillage.ontology.vocabulary import ontology_terms

    terms = [term for term in ontology_terms() if term.kind != "class"]
    found = [rule for term in terms for rule in _of(term)]
    return tuple(sorted(found, key=lambda rule: (rule.head, rule.kind == "chain", rule.slug)))


def kept_rules() -> tuple[Rule, ...]:
    """Return the rules whose facts a store keeps: all those of the properties that a chain concludes.

    What the others entail is one step away in a question's path; their facts would only be said twice.
    """
    chained = {rule.head for rule in rules() if rule.kind == "chain"}
    return tuple(rule for rule in rules() if rule.head in chained)


def path(uri: str) -> str:
    """Return the property path by which a question finds all facts of a property, asserted or entailed.

    Raises:
        RecursiveRule: a chain concludes one of its own steps, which no property path can say.
    """
    return _Unfolding().path(Step(uri), frozenset())


@cache
def ontology_version() -> str:
    """Return the URI of the ontology's version, as its header has it."""
    quads = parse(ontology_text(), RdfFormat.TURTLE)
    found = (quad.object for quad in quads if quad.predicate == _VERSION_IRI)
    return next(one.value for one in found if isinstance(one, NamedNode))


def _of(term: "OntologyTerm") -> list[Rule]:
    found = [Rule(parent, (Step(term.uri),), "sub-property") for parent in term.parents]
    if term.inverse is not None:
        found.append(Rule(term.inverse, (Step(term.uri, inverted=True),), "inverse"))
        found.append(Rule(term.uri, (Step(term.inverse, inverted=True),), "inverse"))
    if _SYMMETRIC in term.traits:
        found.append(Rule(term.uri, (Step(term.uri, inverted=True),), "symmetric"))
    if _TRANSITIVE in term.traits:
        found.append(Rule(term.uri, (Step(term.uri), Step(term.uri)), "transitive"))
    if term.chain:
        found.append(Rule(term.uri, tuple(Step(one) for one in term.chain), "chain"))
    return found


class _Unfolding:
    """Turns what entails a property into a path over asserted facts.

    Steps that entail one another by single steps (a property, its inverse turned round) are one group
    and share one path; OWL 2 DL keeps the rest free of cycles but for chains that repeat their head.
    """

    def __init__(self) -> None:
        self._rules: dict[str, list[Rule]] = {}
        for rule in rules():
            self._rules.setdefault(rule.head, []).append(rule)

    def path(self, step: Step, around: frozenset[Step]) -> str:
        """Return the path of a step; `around`: the steps whose paths this one is part of."""
        if step in around:
            raise RecursiveRule(step.uri)
        reached = self._reached(step)
        group = [one for one in reached if step in self._reached(one)]
        inside = around | set(group)
        parts: dict[str, None] = {}
        for one in group:
            parts[str(one)] = None
            for chain in self._chains(one):
                parts["/".join(self.path(part, inside) for part in chain)] = None
            for lower in self._single(one):
                if lower not in group:
                    parts[self.path(lower, inside)] = None
        whole = f"({'|'.join(parts)})" if len(parts) > 1 else str(step)
        of_group = (rule for one in group for rule in self._rules.get(one.uri, ()))
        return f"{whole}+" if any(rule.kind == "transitive" for rule in of_group) else whole

    def _single(self, step: Step) -> list[Step]:
        """Return the steps that entail this one alone."""
        return [
            rule.body[0].turned(step.inverted)
            for rule in self._rules.get(step.uri, ())
            if len(rule.body) == 1
        ]

    def _chains(self, step: Step) -> list[tuple[Step, ...]]:
        chains = [rule.body for rule in self._rules.get(step.uri, ()) if rule.kind == "chain"]
        if not step.inverted:
            return chains
        return [tuple(part.turned() for part in reversed(chain)) for chain in chains]

    def _reached(self, step: Step) -> list[Step]:
        reached = [step]
        for one in reached:
            reached.extend(lower for lower in self._single(one) if lower not in reached)
        return reached


def _label(uri: str) -> str:
    from maillage.ontology.vocabulary import ontology_terms

    labels = (term.label_fr for term in ontology_terms() if term.uri == uri)
    return next(labels, "") or _local(uri)


def _local(uri: str) -> str:
    return urldefrag(uri).fragment or uri.rpartition("/")[2]
