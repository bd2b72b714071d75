"""The JSON-LD 1.1 context: every prefix and every term, so that JSON can be read as RDF.

`python -m maillage.ontology.context > ontology/context.jsonld` writes the packaged one.
"""

import json
import sys
from collections.abc import Iterator
from inspect import getmembers, isclass

from pyoxigraph import NamedNode

from maillage.ontology import terms
from maillage.ontology.names import STANDARD, Names
from maillage.ontology.vocabulary import OntologyTerm, ontology_terms, standard_curie

_LANG = STANDARD["rdf"] + "langString"
_SKOS = STANDARD["skos"]
Entry = str | dict[str, str]
# Their values are URIs, though OWL 2 DL has no place to declare them or the ontology no need to.
_LINKS = {
    node.value
    for node in (
        terms.OWLAX.annotatedSource,
        terms.OWLAX.annotatedProperty,
        terms.OWLAX.annotatedTarget,
        terms.SSSOM.mapping_justification,
        terms.ESCO.regulatedProfessionNote,
        terms.RDF.seeAlso,
    )
}


def context(names: Names) -> dict[str, dict[str, Entry | float]]:
    """Return the context for one base, ready for `json.dumps`.

    A term's key is its local name; where a prefix (`level:7`) or another term has that name already,
    the key is its CURIE (`mlg:level`). `esco:` contracts skills only: JSON-LD gives a prefix one URI.
    """
    entries: dict[str, Entry | float] = {"@version": 1.1}
    entries.update(sorted(names.prefixes.items()))
    entries.update({"id": "@id", "type": "@type"})
    declared = {term.uri: term for term in ontology_terms()}
    for uri in _uris():
        curie = standard_curie(uri)
        local = curie.partition(":")[2]
        key = curie if local in entries or local in {"id", "type"} else local
        link = {"@id": curie, "@type": "@id"}
        entries[key] = link if uri in _LINKS else _entry(curie, declared.get(uri))
    return {"@context": entries}


def _uris() -> Iterator[str]:
    """Yield the URI of every term of `ontology.terms`, Maillage's own first, each once."""
    vocabularies = [
        one for _, one in getmembers(terms, isclass) if one.__module__ == terms.__name__
    ]
    vocabularies.sort(key=lambda one: (one is not terms.MLG, one.__name__))
    seen: set[str] = set()
    for vocabulary in vocabularies:
        for _, node in getmembers(vocabulary):
            if isinstance(node, NamedNode) and node.value not in seen | {STANDARD["rdf"] + "type"}:
                seen.add(node.value)
                yield node.value


def _entry(curie: str, term: OntologyTerm | None) -> Entry:
    if term is None or term.kind == "class":
        return curie
    if term.kind == "object":
        return {"@id": curie, "@type": "@id"}
    words = term.range == (_LANG,) or any(parent.startswith(_SKOS) for parent in term.parents)
    if term.kind == "annotation" and (words or term.uri.startswith(_SKOS)):
        return {"@id": curie, "@container": "@language"}
    datatype = next(iter(term.range), "")
    if not datatype.startswith(STANDARD["xsd"]) or datatype == STANDARD["xsd"] + "string":
        return curie
    return {"@id": curie, "@type": standard_curie(datatype)}


def context_document(names: Names) -> str:
    """Return the context as the text of a file."""
    return json.dumps(context(names), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write the context of the default base to the standard output."""
    sys.stdout.write(context_document(Names()))


if __name__ == "__main__":
    main()
