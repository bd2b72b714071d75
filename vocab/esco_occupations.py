"""ESCO occupations and the ISCO-08 groups above them, as triples."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import ESCO, MLG, XSD_DECIMAL
from maillage.vocab.esco_concepts import EscoConcept
from maillage.vocab.esco_files import EscoFiles
from maillage.vocab.esco_scheme import EscoScheme, concept_triples
from maillage.vocab.importer import ImportLog
from maillage.vocab.table import read_table

_NACE = re.compile(r"http://data\.europa\.eu/ux2/nace[^/]*/(?:([A-Z])|(\d{2})\d{0,2})")
_REGULATED = {"regulated": True, "unregulated": False}


def occupation_triples(
    concepts: Iterable[EscoConcept], names: Names, log: ImportLog
) -> Iterator[Triple]:
    """Yield the occupations, current and retired, with sectors and regulation."""
    scheme = EscoScheme.OCCUPATION.node(names)
    sections = 0
    for concept in concepts:
        notation = concept.row.get("code")
        yield from concept_triples(concept, (MLG.Occupation,), scheme, notation)
        if concept.retired:
            continue
        yield from _regulation(concept, log)
        divisions, letters = _divisions(concept, log)
        sections += letters
        for division in divisions:
            yield Triple(concept.node, MLG.hasSector, names.concept("naf", division))
    if sections:
        log.notes.append(
            f"{sections} codes NACE de professions sont des sections (une lettre) : sans division, "
            "ils ne donnent pas de secteur."
        )


def isco_triples(concepts: Iterable[EscoConcept], names: Names) -> Iterator[Triple]:
    """Yield the ISCO groups; the notation is the ISCO code, leading zeros kept."""
    scheme = EscoScheme.ISCO.node(names)
    for concept in concepts:
        notation = concept.row.get("code") or concept.identifier.removeprefix("C")
        yield from concept_triples(concept, (MLG.OccupationGroup,), scheme, notation)


def green_share_triples(
    files: EscoFiles, nodes: Mapping[str, NamedNode], log: ImportLog
) -> Iterator[Triple]:
    """Yield the share of green skills, in [0, 1], of each occupation and ISCO group."""
    file = files.newest("greenShareOcc")
    if file is None:
        return
    for row in read_table(
        file.path, log, required=("conceptUri", "greenShare"), key=("conceptUri",)
    ):
        node = nodes.get(row["conceptUri"])
        if node is None:
            log.reject(file.path, row.line, f"concept ESCO inconnu : {row['conceptUri']}")
            continue
        share = _share(row["greenShare"])
        if share is None:
            log.reject(file.path, row.line, f"part verte illisible : « {row['greenShare'][:40]} »")
            continue
        # Nine digits: xsd:decimal has no exponent, and stores keep eighteen digits at most.
        yield Triple(node, MLG.greenShare, Literal(f"{share:.9f}", datatype=XSD_DECIMAL))


def _share(text: str) -> Decimal | None:
    try:
        share = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return share if share.is_finite() and 0 <= share <= 1 else None


def _regulation(concept: EscoConcept, log: ImportLog) -> Iterator[Triple]:
    note = concept.row.get("regulatedProfessionNote")
    if not note:
        return
    regulated = _REGULATED.get(note.rsplit("/", 1)[-1])
    if regulated is None or not note.startswith("http://data.europa.eu/esco/"):
        log.reject(
            concept.file, concept.row.line, f"mention de réglementation inconnue : {note[:80]}"
        )
        return
    yield Triple(concept.node, ESCO.regulatedProfessionNote, NamedNode(note))
    yield Triple(concept.node, MLG.regulated, Literal(regulated))


def _divisions(concept: EscoConcept, log: ImportLog) -> tuple[list[str], int]:
    """Return the two-digit divisions, in order and once each, and how many codes are sections.

    ESCO 1.2 codes in NACE Rev. 2.1, whose divisions bear the numbers of NACE Rev. 2 and so of NAF
    rév. 2, but for 45 (motor trade), which 46, 47 and 95 share.
    """
    divisions: dict[str, None] = {}
    sections = 0
    for code in re.split(r"[\s,;|]+", concept.row.get("naceCode")):
        match = _NACE.fullmatch(code)
        if match and match[2]:
            divisions[match[2]] = None
        elif match:
            sections += 1
        elif code:
            log.reject(concept.file, concept.row.line, f"code NACE illisible : {code[:80]}")
    return list(divisions), sections
