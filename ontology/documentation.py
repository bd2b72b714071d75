"""The page that documents the ontology, in French, made from the ontology itself.

`python -m maillage.ontology.documentation > docs/ontologie.md` writes the published one.
"""

import sys
import unicodedata
from collections.abc import Iterable, Iterator

from maillage.ontology.names import STANDARD
from maillage.ontology.vocabulary import OntologyTerm, own_terms, standard_curie

# The order of the page, from what the work is to what is observed of it.
CATEGORIES = (
    "métiers",
    "compétences",
    "certifications",
    "offre de formation",
    "territoires",
    "observations et besoins",
    "offres d'emploi",
    "versions des sources",
)
# What the picture shows: the properties by which one walks from one theme to another.
DRAWN = (
    "jobTitleOf", "requires", "professionalDomain", "hasWorkContext", "mobilityTo",
    "hasBlock", "certifies", "leadsTo", "prepares", "develops", "hasSession", "provider",
    "locatedIn", "within", "seeks", "mentions", "implies", "family", "occupation",
    "territory", "competence",
)  # fmt: skip
# Classes whose instances bear a property that the ontology leaves without a domain: several classes
# share it, and a domain would say that each of its subjects is all of them.
BEARERS = {
    "locatedIn": ("TrainingOffer", "JobAdvertisement"),
    "mentions": ("JobAdvertisement",),
    "implies": ("JobAdvertisement",),
    "family": ("RecruitmentObservation",),
    "occupation": ("LabourMarketObservation",),
    "territory": ("RecruitmentObservation", "LabourMarketObservation", "NeedAssessment"),
    "competence": ("NeedAssessment",),
}
KINDS = {"object": "lien", "datatype": "valeur", "annotation": "texte"}
TRAITS = {
    "FunctionalProperty": "une valeur au plus",
    "TransitiveProperty": "transitive",
    "SymmetricProperty": "symétrique",
}

INTRODUCTION = """\
# L'ontologie Maillage

<!-- Page produite par `python -m maillage.ontology.documentation` : ne pas la modifier à la main. -->

Maillage décrit dans un même langage les métiers, les compétences, les certifications, l'offre de
formation, les territoires et les besoins. Cette page en donne tous les termes : leur nom français,
leur identifiant, leur définition et ce qu'ils relient.

- Espace de noms : `https://w3id.org/maillage/ontology#`, préfixe `mlg:`.
- Fichiers : `ontology/maillage.ttl` (OWL 2 DL), `ontology/shapes.ttl` (SHACL),
  `ontology/context.jsonld` (JSON-LD 1.1). Licence Ouverte / Etalab 2.0.
- Un terme n'est créé que si aucun vocabulaire répandu ne le donne déjà. Sont réutilisés : SKOS
  (concepts, libellés, correspondances), le modèle d'ESCO, ELM (certifications, offres), schema.org,
  ORG, DCAT, PROV-O, RDF Data Cube (chiffres), SSSOM (alignements), Web Annotation (mentions).
- La nature d'une compétence (savoir, savoir-faire, savoir-être professionnel) et sa portée (propre à
  un métier, transférable, transversale, de base) sont deux questions distinctes.
- Un besoin est une observation datée, pas une propriété d'une compétence.

## Comment les classes se relient

"""

INFERENCES = """
Deux liens se déduisent, dans le raisonneur comme dans le graphe :

- une offre *prépare* une certification, qui *a pour bloc* un bloc, qui *certifie* une compétence :
  alors l'offre *développe* cette compétence ;
- une offre d'emploi *recherche* un métier, qui *requiert* une compétence : alors l'offre d'emploi
  *suppose* cette compétence, ce qui est plus faible que de la *mentionner*.
"""


def documentation() -> str:
    """Return the page, in Markdown with one Mermaid diagram."""
    terms = {term.name: term for term in own_terms()}
    return "".join((INTRODUCTION, *_diagram(terms), INFERENCES, *_sections(terms)))


def _diagram(terms: dict[str, OntologyTerm]) -> Iterator[str]:
    yield "```mermaid\ngraph LR\n"
    edges = [edge for name in DRAWN for edge in _edges(terms[name])]
    for name in sorted({end for start, _, stop in edges for end in (start, stop)}):
        yield f'  {name}["{terms[name].label_fr}"]\n'
    for start, label, stop in edges:
        yield f'  {start} -->|"{label}"| {stop}\n'
    yield "```\n"


def _edges(term: OntologyTerm) -> Iterator[tuple[str, str, str]]:
    starts = BEARERS.get(term.name) or [_local(uri) for uri in term.domain]
    for start in starts:
        for stop in term.range:
            yield start, term.label_fr, _local(stop)


def _sections(terms: dict[str, OntologyTerm]) -> Iterator[str]:
    for category in CATEGORIES:
        members = [term for term in terms.values() if term.category == category]
        yield f"\n## {category[0].upper()}{category[1:]}\n"
        yield from _classes([term for term in members if term.kind == "class"], terms)
        yield from _properties([term for term in members if term.kind != "class"], terms)


def _classes(members: list[OntologyTerm], terms: dict[str, OntologyTerm]) -> Iterator[str]:
    if not members:
        return
    yield "\n### Classes\n\n| classe | anglais | plus générale | définition |\n|---|---|---|---|\n"
    for term in sorted(members, key=_alphabetical):
        yield _row(_heading(term), term.label_en, _named(term.parents, terms), term.definition_fr)


def _properties(members: list[OntologyTerm], terms: dict[str, OntologyTerm]) -> Iterator[str]:
    if not members:
        return
    yield "\n### Propriétés\n\n| propriété | anglais | de | vers | définition |\n|---|---|---|---|---|\n"
    for term in sorted(members, key=_alphabetical):
        yield _row(
            _heading(term),
            term.label_en,
            _named(term.domain, terms),
            _named(term.range, terms) or KINDS[term.kind],
            " ".join((term.definition_fr, *_remarks(term, terms))),
        )


def _alphabetical(term: OntologyTerm) -> str:
    """Return what sorts « métier » before « mobilité », as a French reader expects."""
    return unicodedata.normalize("NFD", term.label_fr.casefold()).encode("ascii", "ignore").decode()


def _remarks(term: OntologyTerm, terms: dict[str, OntologyTerm]) -> Iterator[str]:
    traits = ", ".join(TRAITS[_local(trait)] for trait in term.traits)
    if traits:
        yield f"*{traits[0].upper()}{traits[1:]}.*"
    if term.parents:
        yield f"*Plus précise que {_named(term.parents, terms)}.*"


def _heading(term: OntologyTerm) -> str:
    return f'<a id="{term.name}"></a>**{term.label_fr}**<br>`mlg:{term.name}`'


def _named(uris: Iterable[str], terms: dict[str, OntologyTerm]) -> str:
    return ", ".join(_name(uri, terms) for uri in uris)


def _name(uri: str, terms: dict[str, OntologyTerm]) -> str:
    term = terms.get(_local(uri)) if uri.startswith(STANDARD["mlg"]) else None
    return f"`{standard_curie(uri)}`" if term is None else f"[{term.label_fr}](#{term.name})"


def _local(uri: str) -> str:
    return uri.rpartition("#")[2]


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "&#124;") for cell in cells) + " |\n"


def main() -> None:
    """Write the page to the standard output."""
    sys.stdout.write(documentation())


if __name__ == "__main__":
    main()
