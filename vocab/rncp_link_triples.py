"""What a fiche is linked to, as triples: blocs, occupations, specialities, certifiers and more."""

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, FOAF, MLG, RDF, SKOS
from maillage.vocab.importer import ImportLog
from maillage.vocab.rncp_records import Link, LinkKind
from maillage.vocab.rncp_schemes import ACCESS, BLOC, NSF, fiche_node
from maillage.vocab.title_words import words

_PREDICATES: dict[LinkKind, tuple[NamedNode, str]] = {
    LinkKind.BLOC: (MLG.hasBlock, "bloc"),
    LinkKind.ROME: (MLG.leadsTo, "rome"),
    LinkKind.SPECIALITY: (MLG.speciality, "nsf"),
    LinkKind.SUBJECT: (MLG.trainingSubject, "formacode"),
    LinkKind.CERTIFIER: (MLG.certifier, "certifier"),
    LinkKind.ACCESS: (MLG.accessRoute, "access"),
}
_SCHEMES = {LinkKind.BLOC: BLOC, LinkKind.SPECIALITY: NSF, LinkKind.ACCESS: ACCESS}


class RncpLinkTriples:
    """Turns links into triples; what a link points to is described the first time that it comes."""

    def __init__(self, names: Names, log: ImportLog, known: dict[LinkKind, frozenset[str]]) -> None:
        """Start with nothing described; `known` holds the codes that other sources define."""
        self.repeated = 0  # rows that say again what was said
        self._names = names
        self._log = log
        self._known = known
        self._said: set[tuple[LinkKind, str, str]] = set()
        self._labels: dict[tuple[LinkKind, str], str] = {}
        self._other_names: dict[str, set[str]] = defaultdict(set)  # of certifiers, case folded

    def of(self, link: Link) -> Iterator[Triple]:
        """Yield the triples of one link, whose fiche is one of the register's."""
        # Neither today's access routes nor a certifier without SIRET have a code: their name is one.
        code = link.code or "-".join(words(link.label))
        known = self._known.get(link.kind)
        if not code or (known is not None and code not in known):
            self._reject(link, f"{link.kind.value} que sa source ne définit pas : « {code} »")
            return
        yield from self._description(link, code)
        if (link.kind, link.fiche, code) in self._said:
            # A bloc told again under another label was rejected, it is no repetition.
            told = self._labels.get((link.kind, code), "")
            self.repeated += link.kind is not LinkKind.BLOC or link.label == told
            return
        self._said.add((link.kind, link.fiche, code))
        fiche = fiche_node(self._names, link.fiche)
        if link.kind is LinkKind.DIPLOMA:
            yield Triple(fiche, MLG.diplomaCode, Literal(code))
        else:
            predicate, scheme = _PREDICATES[link.kind]
            yield Triple(fiche, predicate, self._names.concept(scheme, code))

    def broader_specialities(self) -> Iterator[Triple]:
        """Yield NSF's tree among the codes seen: 326m under 326, else under 32, else under 3."""
        codes = {code for kind, code in self._labels if kind is LinkKind.SPECIALITY}
        for code in sorted(codes):
            prefixes = (code[:length] for length in range(len(code) - 1, 0, -1))
            broader = next((prefix for prefix in prefixes if prefix in codes), None)
            if broader is not None:
                node = self._names.concept("nsf", code)
                yield Triple(node, SKOS.broader, self._names.concept("nsf", broader))

    def _description(self, link: Link, code: str) -> Iterator[Triple]:
        if link.kind is LinkKind.CERTIFIER:
            yield from self._certifier(link, code)
        if link.kind not in _SCHEMES:
            return
        label = self._labels.get((link.kind, code))
        if label is None:
            label = self._labels[link.kind, code] = link.label or code
            if not link.label:
                self._reject(link, f"intitulé vide ou sans lettre ; le code {code} en tient lieu")
            yield from _SCHEMES[link.kind].concept_triples(self._names, code, label)
        elif link.kind is LinkKind.BLOC and link.label != label:
            self._reject(link, f"bloc {code} déjà intitulé « {label[:60]} »")

    def _certifier(self, link: Link, code: str) -> Iterator[Triple]:
        node = self._names.concept("certifier", code)
        name = self._labels.get((link.kind, code))
        if name is None:
            self._labels[link.kind, code] = link.label
            yield Triple(node, RDF.type, FOAF.Organization)
            yield Triple(node, FOAF.name, Literal(link.label))
            if link.code:
                yield Triple(node, DCT.identifier, Literal(link.code))
        elif link.label.casefold() not in (name.casefold(), *self._other_names[code]):
            self._other_names[code].add(link.label.casefold())
            yield Triple(node, SKOS.altLabel, Literal(link.label, language="fr"))

    def _reject(self, link: Link, reason: str) -> None:
        self._log.reject(link.origin.file, link.origin.line, reason)
