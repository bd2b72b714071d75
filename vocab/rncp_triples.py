"""From the records of the registers to triples: one concept a fiche, whatever layout told of it."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, MLG, OWL, RDF, SKOS, XSD_DATE
from maillage.vocab.importer import ImportLog
from maillage.vocab.rncp_link_triples import RncpLinkTriples
from maillage.vocab.rncp_records import Fiche, LinkKind
from maillage.vocab.rncp_register import RncpRegister
from maillage.vocab.rncp_schemes import ACCESS, BLOC, NSF, RNCP, RS, fiche_node, fiche_scheme


def register_triples(
    register: RncpRegister, known: dict[LinkKind, frozenset[str]], names: Names, log: ImportLog
) -> Iterator[Triple]:
    """Yield the schemes, the certifications, their successions, then their links kind by kind.

    `known` holds the codes that other sources define; a link to another code is rejected.
    """
    for scheme in (RNCP, RS, BLOC, NSF, ACCESS):
        yield from scheme.triples(names)
    replaced: set[str] = set()
    yield from _successions(register, replaced, names, log)
    today = register.layouts[-1].date
    for fiche in register.fiches.values():
        yield from _certification(fiche, names)
        if is_retired(fiche, fiche.code in replaced, today):
            yield Triple(fiche_node(names, fiche.code), OWL.deprecated, Literal(True))
    links = RncpLinkTriples(names, log, known)
    for kind in LinkKind:
        for link in register.links(kind, log):
            if link.fiche in register.fiches:
                yield from links.of(link)
            else:
                reason = (
                    f"{kind.value} d'une fiche que le répertoire lu ne contient pas : {link.fiche}"
                )
                log.reject(link.origin.file, link.origin.line, reason)
    yield from links.broader_specialities()
    if links.repeated:
        log.notes.append(
            f"lignes de liens répétées à l'identique, lues une fois : {links.repeated}"
        )


def is_retired(fiche: Fiche, replaced: bool, today: str) -> bool:
    """Return whether a fiche is inactive, and replaced or past its end; no end told counts as past."""
    return fiche.active is False and (replaced or fiche.end < today)


def _successions(
    register: RncpRegister, replaced: set[str], names: Names, log: ImportLog
) -> Iterator[Triple]:
    for succession in register.successions(log):
        old, new = succession.old, succession.new
        unknown = [code for code in (old, new) if code not in register.fiches]
        if unknown or old == new:
            told = f"{new} remplace {old}"
            reason = f"{told} : fiche inconnue {unknown[0]}" if unknown else f"{told} : même fiche"
            log.reject(succession.origin.file, succession.origin.line, reason)
            continue
        replaced.add(old)
        yield Triple(fiche_node(names, new), DCT.replaces, fiche_node(names, old))
        yield Triple(fiche_node(names, old), DCT.isReplacedBy, fiche_node(names, new))


def _certification(fiche: Fiche, names: Names) -> Iterator[Triple]:
    node = fiche_node(names, fiche.code)
    scheme = names.concept("scheme", fiche_scheme(fiche.code).prefix)
    yield Triple(node, RDF.type, MLG.Certification)
    yield Triple(node, SKOS.prefLabel, Literal(fiche.title or fiche.code, language="fr"))
    yield Triple(node, SKOS.notation, Literal(fiche.code))
    yield Triple(node, SKOS.inScheme, scheme)
    for title in fiche.former_titles:
        if title:
            yield Triple(node, SKOS.altLabel, Literal(title, language="fr"))
    yield from _status(fiche, node, names)


def _status(fiche: Fiche, node: NamedNode, names: Names) -> Iterator[Triple]:
    if fiche.level:
        yield Triple(node, MLG.level, names.concept("level", fiche.level))
    if fiche.active is not None:
        yield Triple(node, MLG.active, Literal(fiche.active))
    if fiche.end:
        yield Triple(node, MLG.registrationEnd, Literal(fiche.end, datatype=XSD_DATE))
    if fiche.registration_kind:
        kind = Literal(fiche.registration_kind, language="fr")
        yield Triple(node, MLG.registrationKind, kind)
    if fiche.diploma_kind:
        yield Triple(node, MLG.diplomaKind, Literal(fiche.diploma_kind, language="fr"))
