"""The importer of ESCO, the European classification of skills, competences and occupations."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from maillage.ontology.names import Names
from maillage.vocab.errors import UnusableFile
from maillage.vocab.esco_collections import COLLECTIONS, collection_triples
from maillage.vocab.esco_concepts import EscoConcept, read_concepts
from maillage.vocab.esco_files import EscoFile, EscoFiles
from maillage.vocab.esco_occupations import green_share_triples, isco_triples, occupation_triples
from maillage.vocab.esco_relations import (
    broader_triples,
    occupation_skill_triples,
    skill_relation_triples,
)
from maillage.vocab.esco_scheme import PUBLISHER, EscoScheme
from maillage.vocab.esco_skills import attitudes, skill_group_triples, skill_triples
from maillage.vocab.importer import ImportLog, SourceRelease

_CONCEPTS = ("occupations", "ISCOGroups", "skills", "skillGroups")
_OF_EVERY_RELEASE = (*_CONCEPTS, "broaderRelationsSkillPillar")
_OF_THE_NEWEST = (
    "broaderRelationsOccPillar",
    "occupationSkillRelations",
    "skillSkillRelations",
    "greenShareOcc",
    *COLLECTIONS,
)


class EscoImporter:
    """ESCO as it can be put together from the releases in one folder, in French first.

    The newest release with a file of a kind says which concepts or relations exist; the other
    releases and languages add labels, and what they alone have is kept as deprecated.
    """

    source = "esco"
    version = "1"

    def find(self, data: Path) -> Path | None:
        """Return `data/esco` where a release with occupations lies in it."""
        folder = data / "esco"
        return folder if EscoFiles(folder).newest("occupations") else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the newest release with occupations, and every file that is read.

        Raises:
            UnusableFile: no file of occupations or of skills.
        """
        files = EscoFiles(folder)
        return SourceRelease(
            source=self.source,
            version=_needed(files, folder, "occupations").version,
            title="ESCO : aptitudes, compétences, certifications et professions européennes",
            publisher=PUBLISHER,
            licence="http://data.europa.eu/eli/dec/2011/833/oj",
            issued=None,
            files=_read_files(files),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield schemes, concepts, hierarchy, relations, collections and green shares."""
        files = EscoFiles(folder)
        versions = {
            stem: _needed(files, folder, stem).version for stem in ("occupations", "skills")
        }
        isco = read_concepts(files, "ISCOGroups", log)
        occupations = read_concepts(files, "occupations", log, keep_retired=True, beside=isco)
        skills = read_concepts(files, "skills", log, keep_retired=True)
        groups = read_concepts(files, "skillGroups", log)
        _note(versions, occupations, skills, log)

        for scheme in EscoScheme:
            yield from scheme.triples(names)
        yield from isco_triples(isco.values(), names)
        yield from skill_group_triples(groups.values(), names)
        yield from occupation_triples(occupations.values(), names, log)
        yield from skill_triples(skills.values(), attitudes(files, log), names, log)
        yield from _links(
            files, _nodes(occupations), _nodes(skills), _nodes(isco), _nodes(groups), names, log,
            retired=frozenset(uri for uri, concept in occupations.items() if concept.retired),
        )  # fmt: skip


def _links(
    files: EscoFiles,
    occupations: Mapping[str, NamedNode],
    skills: Mapping[str, NamedNode],
    isco: Mapping[str, NamedNode],
    groups: Mapping[str, NamedNode],
    names: Names,
    log: ImportLog,
    *,
    retired: frozenset[str],
) -> Iterator[Triple]:
    by_occupation = {**occupations, **isco}
    yield from broader_triples(files, "broaderRelationsOccPillar", by_occupation, log)
    yield from broader_triples(files, "broaderRelationsSkillPillar", {**skills, **groups}, log)
    yield from occupation_skill_triples(files, occupations, retired, skills, log)
    yield from skill_relation_triples(files, skills, log)
    yield from collection_triples(files, {**occupations, **skills}, names, log)
    yield from green_share_triples(files, by_occupation, log)


def _nodes(concepts: Mapping[str, EscoConcept]) -> dict[str, NamedNode]:
    return {uri: concept.node for uri, concept in concepts.items() if not concept.retired}


def _needed(files: EscoFiles, folder: Path, stem: str) -> EscoFile:
    file = files.newest(stem)
    if file is None:
        raise UnusableFile(
            folder, f"{stem}_<langue>.csv attendu dans un dossier <version>-<langue>"
        )
    return file


def _read_files(files: EscoFiles) -> tuple[Path, ...]:
    found: list[EscoFile] = []
    for stem in _OF_EVERY_RELEASE:
        found += files.every(stem)
    for stem in _CONCEPTS:
        found += files.merged_tables(stem) + files.label_tables(stem)
    found += [file for stem in _OF_THE_NEWEST if (file := files.newest(stem))]
    return tuple(file.path for file in found)


def _note(
    versions: Mapping[str, str],
    occupations: Mapping[str, EscoConcept],
    skills: Mapping[str, EscoConcept],
    log: ImportLog,
) -> None:
    if versions["occupations"] != versions["skills"]:
        log.notes.append(
            f"Les professions sont d'ESCO {versions['occupations']}, les compétences d'ESCO "
            f"{versions['skills']} : la release la plus récente n'a pas de fichier de compétences."
        )
    retired = [sum(concept.retired for concept in kind.values()) for kind in (occupations, skills)]
    if any(retired):
        log.notes.append(
            f"{retired[0]} professions et {retired[1]} compétences d'anciennes versions d'ESCO sont "
            "gardées comme concepts retirés."
        )
