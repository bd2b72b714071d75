"""Communes of one region and their groupings: Insee's official geographic code and BMO's bassins.

Populations are Insee's municipal populations, in inhabitants, as published with the code of the
year; the population of a grouping is the sum over its communes *in the region*.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, SKOS, XSD_INTEGER
from maillage.vocab.commune_table import Commune, Group
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.region_territories import RegionTerritories, read_region
from maillage.vocab.territory_files import membership_tables, territory_files
from maillage.vocab.territory_level import COMMUNES, FRANCE_TRAVAIL, INSEE, LEVELS, TerritoryLevel


@dataclass(frozen=True, slots=True)
class TerritoriesImporter:
    """The communes of a region, and every grouping of communes that has one of them."""

    region: str = "44"
    source: str = "territories"
    version: str = "1"

    def find(self, data: Path) -> Path | None:
        """Return the folder of the territories where it holds a table of communes."""
        folder = data / "territories"
        return folder if membership_tables(folder) else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the year of the official geographic code and the files read."""
        files = territory_files(folder)
        return SourceRelease(
            source=self.source,
            version=files.year,
            title=f"Code officiel géographique {files.year} et bassins d'emploi",
            publisher=f"{INSEE} ; {FRANCE_TRAVAIL} (bassins d'emploi)",
            licence="réutilisation libre, avec mention de la source",
            issued=files.year,
            files=files.read,
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield the schemes, the groupings and the communes, each within all that hold it."""
        territories = read_region(territory_files(folder), self.region, log)
        yield from COMMUNES.triples(names)
        for level in LEVELS:
            yield from level.scheme.triples(names)
            for group in sorted(territories.members):
                if group[0] == level.prefix:
                    yield from _grouping(names, level, group, territories)
        for commune in territories.communes:
            yield from _commune(names, commune, territories)


def _grouping(
    names: Names, level: TerritoryLevel, group: Group, territories: RegionTerritories
) -> Iterator[Triple]:
    node = names.concept(*group)
    yield from level.scheme.concept_triples(names, group[1], territories.labels[group])
    communes = territories.members[group]
    known = [commune.population for commune in communes if commune.population is not None]
    if known:
        yield Triple(node, MLG.population, Literal(str(sum(known)), datatype=XSD_INTEGER))
    wider = {"dep": territories.departments[group], "reg": territories.regions[group]}
    for prefix in level.within:
        if len(wider[prefix]) == 1:  # else no department, or no region, holds it whole
            yield Triple(node, MLG.within, names.concept(prefix, *wider[prefix]))
    for note in _notes(wider["reg"], len(communes) - len(known) if known else 0):
        yield Triple(node, SKOS.note, Literal(note, language="fr"))


def _notes(regions: set[str], unknown: int) -> Iterator[str]:
    if len(regions) > 1:
        yield (
            f"À cheval sur les régions {' et '.join(sorted(regions))} : la population et les "
            "communes données sont celles de la région étudiée."
        )
    if unknown:
        yield f"Population hors {unknown} commune(s) dont la population n'est pas publiée."


def _commune(names: Names, commune: Commune, territories: RegionTerritories) -> Iterator[Triple]:
    yield from COMMUNES.concept_triples(names, commune.code, commune.label)
    node = names.concept("commune", commune.code)
    if commune.population is not None:
        people = Literal(str(commune.population), datatype=XSD_INTEGER)
        yield Triple(node, MLG.population, people)
    for group in commune.groups:
        if group in territories.members:
            yield Triple(node, MLG.within, names.concept(*group))
