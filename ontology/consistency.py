"""Whether the ontology, alone or with facts, has a model: HermiT, through owlready2.

Needs the extra `reason` and a Java runtime; nothing is fetched from the network.
"""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from maillage.ontology.errors import ReasonerFailed, ReasonerUnavailable
from maillage.ontology.names import STANDARD
from maillage.ontology.resources import ontology_text
from maillage.ontology.terms import RDF


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
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ontology.nt"
        with path.open("wb") as file:
            serialize((*_axioms(), *facts), file, RdfFormat.N_TRIPLES)
        return _reason(owlready2, path)


def _axioms() -> Iterator[Triple]:
    """Yield the ontology, less the statements that make a property an individual of `qb:`.

    OWL 2 DL allows that punning and reasons on the two views apart; owlready2 cannot hold both.
    """
    for quad in parse(ontology_text(), RdfFormat.TURTLE):
        kind = quad.object.value if isinstance(quad.object, NamedNode) else ""
        if quad.predicate != RDF.type or not kind.startswith(STANDARD["qb"]):
            yield quad.triple


def _reason(owlready2: ModuleType, path: Path) -> Consistency:
    world = owlready2.World()
    try:
        world.get_ontology(path.as_uri()).load()
        owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)
        nothing = owlready2.Nothing
        empty = {entity.iri for entity in world.inconsistent_classes() if entity is not nothing}
    except owlready2.OwlReadyInconsistentOntologyError:
        return Consistency(consistent=False, unsatisfiable=())
    except owlready2.OwlReadyJavaError as error:
        raise ReasonerFailed(str(error)) from error
    finally:
        world.close()
    return Consistency(consistent=True, unsatisfiable=tuple(sorted(empty)))


def _owlready2() -> ModuleType:
    try:
        import owlready2
    except ImportError as error:
        raise ReasonerUnavailable("owlready2", "pip install 'maillage[reason]'") from error
    module: ModuleType = owlready2
    if shutil.which(module.JAVA_EXE) is None:
        raise ReasonerUnavailable("java", "installez un environnement Java (JRE 11 ou plus)")
    return module
