"""ESCO skills, knowledge and attitudes, and the groups above them, as triples."""

from collections import Counter
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import ESCO, MLG
from maillage.vocab.esco_concepts import EscoConcept
from maillage.vocab.esco_files import EscoFiles
from maillage.vocab.esco_scheme import EscoScheme, concept_triples
from maillage.vocab.importer import ImportLog
from maillage.vocab.table import read_table

# skillType → class, notation of the nature
_NATURES: dict[str, tuple[NamedNode, str]] = {
    "skill/competence": (MLG.KnowHow, "know-how"),
    "knowledge": (MLG.Knowledge, "knowledge"),
    "attitude": (MLG.ProfessionalBehaviour, "behaviour"),
}
# reuseLevel → notation of the reach
_REACHES = {
    "transversal": "transversal",
    "cross-sector": "transferable",
    "sector-specific": "transferable",
    "occupation-specific": "occupation-specific",
}
# ESCO 1.0 grouped attitudes; since 1.1 the type says "skill/competence" for them like for others.
_ATTITUDES = "http://data.europa.eu/esco/skill/a90b12b6-248d-487f-be36-c44bd9a032e5"


def attitudes(files: EscoFiles, log: ImportLog) -> frozenset[str]:
    """Return the URIs that a release puts directly under the group "attitudes".

    Only its children: deeper down stand plain tasks, such as cleaning glass surfaces.
    """
    quiet = ImportLog(
        log.source
    )  # the hierarchy of the newest release is read again, and reported, later
    return frozenset(
        row["conceptUri"]
        for file in files.every("broaderRelationsSkillPillar")
        for row in read_table(file.path, quiet, required=("conceptUri", "broaderUri"))
        if row["broaderUri"] == _ATTITUDES
    )


def skill_triples(
    concepts: Iterable[EscoConcept], behaviours: frozenset[str], names: Names, log: ImportLog
) -> Iterator[Triple]:
    """Yield the skills, current and retired, with nature and reach."""
    scheme = EscoScheme.SKILL.node(names)
    counts: Counter[str] = Counter()
    for concept in concepts:
        kind = "attitude" if concept.node.value in behaviours else concept.row.get("skillType")
        classes = (MLG.Competence, _NATURES[kind][0]) if kind in _NATURES else (MLG.Competence,)
        yield from concept_triples(concept, classes, scheme, concept.identifier)
        if concept.retired:
            continue
        counts["untyped"] += kind not in _NATURES
        counts["not French"] += "fr" not in concept.labels.languages
        if kind in _NATURES:
            yield Triple(concept.node, MLG.nature, names.concept("nature", _NATURES[kind][1]))
        yield from _published_kind(concept, names, log)
    if counts["untyped"]:
        log.notes.append(
            f"{counts['untyped']} compétences ESCO n'ont pas de type publié : elles sont des "
            "compétences sans nature."
        )
    if counts["not French"]:
        log.notes.append(f"{counts['not French']} compétences ESCO n'ont pas de libellé français.")


def skill_group_triples(concepts: Iterable[EscoConcept], names: Names) -> Iterator[Triple]:
    """Yield the skill groups, ISCED-F fields included; the notation is ESCO's code (`S1.2`, `0111`)."""
    scheme = EscoScheme.SKILL_GROUP.node(names)
    for concept in concepts:
        notation = concept.row.get("code") or concept.identifier
        yield from concept_triples(concept, (MLG.CompetenceGroup,), scheme, notation)


def _published_kind(concept: EscoConcept, names: Names, log: ImportLog) -> Iterator[Triple]:
    kind, level = concept.row.get("skillType"), concept.row.get("reuseLevel")
    if kind:
        yield Triple(concept.node, ESCO.skillType, Literal(kind))
    if not level:
        return
    yield Triple(concept.node, ESCO.skillReuseLevel, Literal(level))
    if level in _REACHES:
        yield Triple(concept.node, MLG.reach, names.concept("reach", _REACHES[level]))
    else:
        reason = f"niveau de réutilisation inconnu : « {level[:40]} »"
        log.reject(concept.file, concept.row.line, reason)
