"""Training offers as records, and the one function that writes them as triples."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, MLG, RDF, SCHEMA, SKOS, XSD_DATE, XSD_DECIMAL, XSD_INTEGER

CertificationMethod = OneOf["declared", "title"]
CERTIFICATION_CODE = re.compile(r"(RNCP|RS)?\s*0*([1-9][0-9]{0,5})")
SIRET = re.compile(r"[0-9]{14}")


@dataclass(frozen=True, slots=True)
class TrainingProvider:
    """The organisation that gives a training: never a person, never an address."""

    notation: str  # SIRET (14 digits) where known, else UAI (8 characters), else a slug of the name
    name: str | None = None


@dataclass(frozen=True, slots=True)
class TrainingSession:
    """One period in which an offer runs."""

    notation: str  # unique within its offer
    start: str | None  # ISO date
    end: str | None = None  # ISO date
    seats: int | None = None  # people, for the whole session; None where not published


@dataclass(frozen=True, slots=True)
class TrainingOffer:
    """One training, given by one provider, in one or more places."""

    notation: str  # unique within its source
    title: str
    provider: TrainingProvider | None
    communes: tuple[str, ...]  # INSEE codes of the year of the territories' file
    certifications: tuple[str, ...] = ()  # "RNCP37274", "RS5000"
    certification_method: CertificationMethod = "declared"
    certification_score: float = 1.0  # [0, 1]; 1 when the offer itself declares the certification
    occupations: tuple[str, ...] = ()  # ROME codes that the offer itself declares
    subjects: tuple[str, ...] = ()  # Formacode
    specialities: tuple[str, ...] = ()  # NSF
    sessions: tuple[TrainingSession, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class OfferCatalogue:
    """The published list that offers come from: what their concept scheme says of itself."""

    source: str  # short name of the source, also the prefix of the offers' identifiers
    title_fr: str
    title_en: str
    publisher: str


def certification_code(text: str) -> str | None:
    """Return "RNCP474" for "474", "RNCP 474" or "RNCP00474", "RS5000" for "RS5000", else None."""
    match = CERTIFICATION_CODE.fullmatch(text.strip().upper())
    return None if match is None else (match[1] or "RNCP") + match[2]


def training_offer_triples(
    offers: Iterable[TrainingOffer], catalogue: OfferCatalogue, names: Names
) -> Iterator[Triple]:
    """Yield the concept scheme of the catalogue, then each offer with its sessions and provider."""
    scheme = names.concept("scheme", catalogue.source)
    yield Triple(scheme, RDF.type, SKOS.ConceptScheme)
    yield Triple(scheme, SKOS.prefLabel, Literal(catalogue.title_fr, language="fr"))
    yield Triple(scheme, SKOS.prefLabel, Literal(catalogue.title_en, language="en"))
    yield Triple(scheme, DCT.publisher, Literal(catalogue.publisher))
    described: set[str] = set()  # providers: one label each, whatever the spellings of their name
    for offer in offers:
        yield from _offer(offer, scheme, catalogue.source, names)
        if offer.provider is not None and offer.provider.notation not in described:
            described.add(offer.provider.notation)
            yield from _provider(offer.provider, names)


def _offer(offer: TrainingOffer, scheme: NamedNode, source: str, names: Names) -> Iterator[Triple]:
    notation = f"{source}-{offer.notation}"
    node = names.concept("offer", notation)
    yield Triple(node, RDF.type, MLG.TrainingOffer)
    yield Triple(node, SKOS.prefLabel, Literal(" ".join(offer.title.split()), language="fr"))
    yield Triple(node, SKOS.notation, Literal(notation))
    yield Triple(node, SKOS.inScheme, scheme)
    yield Triple(node, DCT.source, Literal(source))
    yield from _certifications(offer, node, names)
    for predicate, prefix, codes in (
        (MLG.leadsTo, "rome", offer.occupations),
        (MLG.trainingSubject, "formacode", offer.subjects),
        (MLG.speciality, "nsf", offer.specialities),
        (MLG.locatedIn, "commune", offer.communes),
    ):
        for code in codes:
            yield Triple(node, predicate, names.concept(prefix, code))
    if offer.provider is not None:
        yield Triple(node, MLG.provider, names.concept("provider", offer.provider.notation))
    for session in offer.sessions:
        yield from _session(session, node, notation, names)


def _certifications(offer: TrainingOffer, node: NamedNode, names: Names) -> Iterator[Triple]:
    if not offer.certifications:
        return
    for code in offer.certifications:
        scheme, digits = ("rncp", code[4:]) if code.startswith("RNCP") else ("rs", code[2:])
        yield Triple(node, MLG.prepares, names.concept(scheme, digits))
    score = Decimal(str(round(offer.certification_score, 4)))
    yield Triple(node, MLG.certificationMethod, Literal(offer.certification_method))
    yield Triple(node, MLG.certificationScore, Literal(f"{score:f}", datatype=XSD_DECIMAL))


def _session(
    session: TrainingSession, offer: NamedNode, notation: str, names: Names
) -> Iterator[Triple]:
    node = names.concept("session", f"{notation}-{session.notation}")
    yield Triple(offer, MLG.hasSession, node)
    yield Triple(node, RDF.type, MLG.Session)
    if session.start is not None:
        yield Triple(node, SCHEMA.startDate, Literal(session.start, datatype=XSD_DATE))
    if session.end is not None:
        yield Triple(node, SCHEMA.endDate, Literal(session.end, datatype=XSD_DATE))
    if session.seats is not None:
        yield Triple(node, MLG.seats, Literal(str(session.seats), datatype=XSD_INTEGER))


def _provider(provider: TrainingProvider, names: Names) -> Iterator[Triple]:
    node = names.concept("provider", provider.notation)
    yield Triple(node, RDF.type, MLG.Provider)
    yield Triple(node, SKOS.notation, Literal(provider.notation))
    if provider.name:
        yield Triple(node, SKOS.prefLabel, Literal(" ".join(provider.name.split()), language="fr"))
