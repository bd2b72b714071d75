"""Caro's canonical competences and the domains that group them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, MLG, SKOS
from maillage.vocab.importer import ImportLog
from maillage.vocab.labelled_scheme import LabelledScheme
from maillage.vocab.table import Row, read_table

_LABELS = (
    "Compétences canoniques des certifications (Caro)",
    "Canonical competences of certifications (Caro)",
    "Caro (sandjab)",
)
_COMPETENCES = LabelledScheme("caro", (MLG.Competence, SKOS.Concept), *_LABELS)
_DOMAINS = LabelledScheme("caro", (MLG.CompetenceGroup, SKOS.Concept), *_LABELS)


@dataclass(frozen=True, slots=True)
class CaroConcept:
    """One competence or one domain."""

    code: str  # "t_responsabilite"
    label: str
    definition: str
    is_domain: bool
    domain: str  # of a competence; empty where it is unknown


def caro_scheme(names: Names, model: str) -> Iterator[Triple]:
    """Yield the scheme, which says that a model made the mapping; `model` as the publisher names it."""
    yield from _COMPETENCES.triples(names)
    by = f"un modèle de langue ({model})" if model else "un modèle de langue"
    told = (
        f"Compétences canoniques, et rattachement des blocs à elles, établis par {by}, puis relus. "
        "Ce n'est pas une information du certificateur ni de France compétences."
    )
    yield Triple(names.concept("scheme", "caro"), DCT.description, Literal(told, language="fr"))


def read_competences(domains: Path, competences: Path, log: ImportLog) -> list[CaroConcept]:
    """Return the domains, then the competences; one whose domain is unknown is kept without it.

    Raises:
        UnusableFile: a file cannot be read.
    """
    found: dict[str, CaroConcept] = {}
    key = ("domaine_id", "libelle")
    for row in read_table(domains, log, required=(*key, "description"), key=key):
        found[row["domaine_id"]] = _concept(row["domaine_id"], row, is_domain=True)
    groups = frozenset(found)
    key = ("competence_id", "libelle")
    for row in read_table(competences, log, required=(*key, "description", "domaine_id"), key=key):
        code, domain = row["competence_id"], row["domaine_id"]
        if code in found:
            log.reject(competences, row.line, f"identifiant déjà pris « {code} »")
            continue
        if domain not in groups:
            log.reject(competences, row.line, f"domaine inconnu « {domain} » de {code}")
            domain = ""
        found[code] = _concept(code, row, domain=domain)
    return list(found.values())


def competence_triples(concepts: Iterable[CaroConcept], names: Names) -> Iterator[Triple]:
    """Yield each concept, a competence under its domain."""
    for concept in concepts:
        node = names.concept("caro", concept.code)
        scheme = _DOMAINS if concept.is_domain else _COMPETENCES
        yield from scheme.concept_triples(names, concept.code, concept.label)
        if concept.definition:
            text = Literal(concept.definition, language="fr")
            yield Triple(node, SKOS.definition, text)
        if concept.domain:
            yield Triple(node, SKOS.broader, names.concept("caro", concept.domain))


def _concept(code: str, row: Row, *, is_domain: bool = False, domain: str = "") -> CaroConcept:
    definition = " ".join(row["description"].split())
    return CaroConcept(code, row["libelle"], definition, is_domain, domain)
