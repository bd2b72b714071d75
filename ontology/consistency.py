"""What HermiT, through owlready2, draws from the ontology: whether it has a model, alone or with facts.

It classifies the classes, and says which links between individuals follow from those that are stated.

Needs the extra `reason` and a Java runtime; nothing is fetched from the network.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from maillage.ontology.errors import ReasonerFailed, ReasonerUnavailable
from maillage.ontology.names import STANDARD
from maillage.ontology.resources import ontology_text
from maillage.ontology.terms import RDF

_INDIVIDUAL = NamedNode(STANDARD["owl"] + "NamedIndividual")


@dataclass(frozen=True, slots=True)
class Consistency:
    """What the reasoner found."""

    consistent: bool
    unsatisfiable: tuple[str, ...]  # URIs of the classes that can have no instance, sorted


def check_consistency(facts: Iterable[Triple] = ()) -> Consistency:
    """Return whether the ontology is consistent together with `facts`, and which classes are empty.

    HermiT is complete but not made for millions of facts: give it a sample. Literals of facts whose
    datatype OWL 2 lacks (dates) are ignored. In an inconsistent ontology every class is empty, so
    none is named.

    Raises:
        ReasonerUnavailable: owlready2 or Java is missing.
        ReasonerFailed: HermiT stopped on something else than an inconsistency.
    """
    owlready2 = _owlready2()
    try:
        with _reasoned(owlready2, facts) as world:
            nothing = owlready2.Nothing
            empty = {entity.iri for entity in world.inconsistent_classes() if entity is not nothing}
    except owlready2.OwlReadyInconsistentOntologyError:
        return Consistency(consistent=False, unsatisfiable=())
    return Consistency(consistent=True, unsatisfiable=tuple(sorted(empty)))


def classification() -> frozenset[tuple[str, str]]:
    """Return every pair of named classes of which HermiT holds the first included in the second, by URI.

    A class is not paired with itself, nor with `owl:Thing`. Raises as `check_consistency`.
    """
    owlready2 = _owlready2()
    with _reasoned(owlready2, ()) as world:
        return frozenset(
            (one.iri, other.iri)
            for one in world.classes()
            for other in one.ancestors()
            if other is not one and other is not owlready2.Thing
        )


def entailed_links(facts: Iterable[Triple]) -> frozenset[Triple]:
    """Return the links between individuals that HermiT draws from the ontology and `facts`, these included.

    Only object properties; for a sample, as `check_consistency`.

    Raises:
        ReasonerUnavailable: as `check_consistency`.
        ReasonerFailed: the facts contradict the ontology, so that everything would follow.
    """
    owlready2 = _owlready2()
    stated = list(facts)
    try:
        with _reasoned(owlready2, (*stated, *_individuals(stated)), links=True) as world:
            # HermiT names a link by its most precise property; its hierarchy tells the wider ones.
            return frozenset(
                Triple(NamedNode(one.iri), NamedNode(wide.iri), NamedNode(other.iri))
                for wide in world.object_properties()
                for narrow in wide.descendants()
                for one, other in narrow.get_relations()
            )
    except owlready2.OwlReadyInconsistentOntologyError as error:
        raise ReasonerFailed("les faits contredisent l'ontologie") from error


def _axioms() -> Iterator[Triple]:
    """Yield the ontology, less the statements that make a property an individual of `qb:`.

    OWL 2 DL allows that punning and reasons on the two views apart; owlready2 cannot hold both.
    """
    for quad in parse(ontology_text(), RdfFormat.TURTLE):
        kind = quad.object.value if isinstance(quad.object, NamedNode) else ""
        if quad.predicate != RDF.type or not kind.startswith(STANDARD["qb"]):
            yield quad.triple


@contextmanager
def _reasoned(
    owlready2: ModuleType, facts: Iterable[Triple], *, links: bool = False
) -> Iterator[Any]:  # Any: owlready2 has no types
    """Yield a world that holds what HermiT drew from the ontology and `facts`."""
    world = owlready2.World()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ontology.nt"
        with path.open("wb") as file:
            serialize((*_axioms(), *facts), file, RdfFormat.N_TRIPLES)
        try:
            world.get_ontology(path.as_uri()).load()
            owlready2.sync_reasoner_hermit(
                world, infer_property_values=links, debug=0, ignore_unsupported_datatypes=True
            )
            yield world
        except owlready2.OwlReadyJavaError as error:
            raise ReasonerFailed(str(error)) from error
        finally:
            world.close()


def _individuals(facts: Iterable[Triple]) -> Iterator[Triple]:
    """Declare what links lead from and to: owlready2 sees no individual that has no type."""
    terms = {axiom.subject for axiom in _axioms()}
    for fact in facts:
        if fact.predicate != RDF.type and isinstance(fact.object, NamedNode):
            for node in (fact.subject, fact.object):
                if (
                    node not in terms
                ):  # a term that is an individual too is more than owlready2 holds
                    yield Triple(node, RDF.type, _INDIVIDUAL)


def _owlready2() -> ModuleType:
    try:
        import owlready2
    except ImportError as error:
        raise ReasonerUnavailable("owlready2", "pip install 'maillage[reason]'") from error
    module: ModuleType = owlready2
    if shutil.which(module.JAVA_EXE) is None:
        raise ReasonerUnavailable("java", "installez un environnement Java (JRE 11 ou plus)")
    return module
