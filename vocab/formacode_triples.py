"""From the terms of Formacode to triples."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, MLG, OWL, SKOS
from maillage.vocab.formacode_dropped import FormerTerm
from maillage.vocab.formacode_terms import FormacodeDomain, FormacodeTerm
from maillage.vocab.importer import ImportLog
from maillage.vocab.labelled_scheme import LabelledScheme
from maillage.vocab.title_words import words

PUBLISHER = "Centre Inffo"
SCHEME = LabelledScheme(
    "formacode",
    (MLG.TrainingSubject,),
    "Formacode",
    "Formacode, thesaurus of training subjects",
    PUBLISHER,
)


class FormacodeTriples:
    """Domains, terms, then former terms: each step needs the codes of those before it."""

    def __init__(self, names: Names, log: ImportLog) -> None:
        """Start with no code defined."""
        self._names = names
        self._log = log
        self._defined: set[str] = set()
        self._domain_of: dict[str, str] = {}

    def domains(self, domains: Iterable[FormacodeDomain]) -> Iterator[Triple]:
        """Yield the domains."""
        for domain in domains:
            self._defined.add(domain.code)
            self._domain_of.update(dict.fromkeys(domain.narrower, domain.code))
            yield from SCHEME.concept_triples(self._names, domain.code, domain.label)

    def terms(self, file: Path, terms: Iterable[FormacodeTerm]) -> Iterator[Triple]:
        """Yield the terms of the edition, with their labels, notes and links."""
        terms = list(terms)
        self._defined.update(term.code for term in terms)
        for term in terms:
            yield from SCHEME.concept_triples(self._names, term.code, term.label)
            yield from self._labels_and_notes(term)
            yield from self._links(file, term)

    def dropped(
        self, file: Path, former: Iterable[FormerTerm], terms: Iterable[FormacodeTerm]
    ) -> Iterator[Triple]:
        """Yield the former terms that the edition dropped, and the term that replaces each, if one does.

        In a thesaurus a synonym is a word in whose place the descriptor is used: a dropped term is
        replaced by the one term that has its label, as descriptor else as synonym; two are none.
        """
        gone = [term for term in former if term.code not in self._defined]
        self._defined.update(term.code for term in gone)
        descriptors, synonyms = _codes_by_words(terms)
        for term in gone:
            node = self._node(term.code)
            yield from SCHEME.concept_triples(self._names, term.code, term.label)
            yield Triple(node, OWL.deprecated, Literal(True))
            if term.broader in self._defined:
                yield Triple(node, SKOS.broader, self._node(term.broader))
            elif term.broader:
                self._reject(file, term.line, term.code, "générique", term.broader)
            key = tuple(words(term.label))
            found = descriptors.get(key) or synonyms.get(key, set())
            if len(found) == 1:
                new = self._node(next(iter(found)))
                yield Triple(node, DCT.isReplacedBy, new)
                yield Triple(new, DCT.replaces, node)

    def _node(self, code: str) -> NamedNode:
        return self._names.concept("formacode", code)

    def _labels_and_notes(self, term: FormacodeTerm) -> Iterator[Triple]:
        node = self._node(term.code)
        texts = [(SKOS.altLabel, synonym) for synonym in term.synonyms]
        # A job's name finds the subject that trains for it, but does not name that subject.
        texts += [(SKOS.hiddenLabel, name) for name in term.job_names]
        texts += [(SKOS.definition, term.definition), (SKOS.scopeNote, term.scope_note)]
        for predicate, text in texts:
            if text:
                yield Triple(node, predicate, Literal(text, language="fr"))

    def _links(self, file: Path, term: FormacodeTerm) -> Iterator[Triple]:
        node = self._node(term.code)
        domain = self._domain_of.get(term.code)
        broader = term.broader or ((domain,) if domain else ())
        if not broader:
            self._log.reject(file, term.line, f"terme générique de {term.code} introuvable")
        for other in broader:
            if other in self._defined:
                yield Triple(node, SKOS.broader, self._node(other))
            else:
                self._reject(file, term.line, term.code, "générique", other)
        for other in dict.fromkeys(term.related):
            if other in self._defined:
                yield Triple(node, SKOS.related, self._node(other))
            else:
                self._reject(file, term.line, term.code, "associé", other)

    def _reject(self, file: Path, line: int, code: str, relation: str, other: str) -> None:
        self._log.reject(file, line, f"terme {relation} de {code} absent de l'édition : {other}")


_CodesByWords = dict[tuple[str, ...], set[str]]


def _codes_by_words(terms: Iterable[FormacodeTerm]) -> tuple[_CodesByWords, _CodesByWords]:
    descriptors: _CodesByWords = defaultdict(set)
    synonyms: _CodesByWords = defaultdict(set)
    for term in terms:
        descriptors[tuple(words(term.label))].add(term.code)
        for synonym in term.synonyms:
            synonyms[tuple(words(synonym))].add(term.code)
    return descriptors, synonyms
