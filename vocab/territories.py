"""Communes of one region and their groupings: Insee's official geographic code and BMO's bassins.

Populations are Insee's municipal populations, in inhabitants, as published with the code of the
year; the population of a grouping is the sum over its communes *in the region*.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Literal, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, SKOS, XSD_INTEGER
from maillage.vocab.commune_table import (
    Commune,
    CommuneTable,
    Group,
    read_communes,
    read_labels,
    read_populations,
)
from maillage.vocab.employment_basins import BASINS_FILE, EmploymentBasins, read_basins
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.newest_file import files_by_year, newest_file
from maillage.vocab.territory_level import COMMUNES, FRANCE_TRAVAIL, INSEE, LEVELS, TerritoryLevel

MEMBERSHIP_FILE = r"table_appartenance_communes_(\d{4})\.csv"
POPULATION_FILE = r"cog(\d{4})_population\.csv"
LABELS_FILE = r"libelles_supracommunaux_(\d{4})\.csv"
REGIONAL_FILE = r"communes_.+_(\d{4})\.csv"


@dataclass(frozen=True, slots=True)
class TerritoryFiles:
    """The files of one year; the regional join of them serves where a national one is absent."""

    year: str
    membership: Path
    population: Path
    labels: Path
    basins: Path | None
    regional: Path | None

    @property
    def read(self) -> tuple[Path, ...]:
        """Return every file once, in reading order."""
        some = (self.membership, self.population, self.labels, self.basins, self.regional)
        return tuple(dict.fromkeys(path for path in some if path is not None))


@dataclass(frozen=True, slots=True)
class TerritoriesImporter:
    """The communes of a region, and every grouping of communes that has one of them."""

    region: str = "44"
    source: str = "territories"
    version: str = "1"

    def find(self, data: Path) -> Path | None:
        """Return the folder of the territories where it holds a table of communes."""
        folder = data / "territories"
        return folder if _membership(folder) else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the year of the official geographic code and the files read."""
        files = _files(folder)
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
        files = _files(folder)
        basins = None if files.basins is None else read_basins(files.basins, log)
        if basins is None:
            log.notes.append("table des bassins d'emploi absente : aucun bassin")
        table = read_communes(files.membership, self.region, basins, log)
        if not table.communes:
            raise UnusableFile(files.membership, f"aucune commune de la région {self.region}")
        wanted = {commune.code for commune in table.communes}
        people = read_populations(files.population, wanted, log)
        communes = tuple(
            replace(commune, population=people.get(commune.code)) for commune in table.communes
        )
        if files.regional is not None:
            _compare(files, self.region, communes, log)
        labels = read_labels(files.labels, log)
        if basins is not None:
            labels |= {("bassin", code): label for code, label in basins.labels.items()}
            log.notes.extend(_basin_notes(basins, self.region, wanted))
        yield from COMMUNES.triples(names)
        members = _members(communes, labels, files.membership, log)
        for level in LEVELS:
            yield from level.scheme.triples(names)
            for code in sorted(code for prefix, code in members if prefix == level.prefix):
                group = (level.prefix, code)
                yield from level.scheme.concept_triples(names, code, labels[group])
                yield from _population(names, group, members[group])
                yield from _wider(names, level, code, table)
        for commune in communes:
            yield from _commune(names, commune, members)


def _membership(folder: Path) -> dict[str, Path]:
    return files_by_year(folder, MEMBERSHIP_FILE) or files_by_year(folder, REGIONAL_FILE)


def _files(folder: Path) -> TerritoryFiles:
    tables = _membership(folder)
    if not tables:
        raise UnusableFile(folder, "table_appartenance_communes_<année>.csv attendu")
    year, membership = list(tables.items())[-1]
    regional = files_by_year(folder, REGIONAL_FILE).get(year)
    population = files_by_year(folder, POPULATION_FILE).get(year, regional)
    labels = files_by_year(folder, LABELS_FILE).get(year)
    if population is None:
        raise UnusableFile(folder, f"cog{year}_population.csv attendu")
    if labels is None:
        raise UnusableFile(folder, f"libelles_supracommunaux_{year}.csv attendu")
    return TerritoryFiles(
        year, membership, population, labels, newest_file(folder, BASINS_FILE), regional
    )


def _basin_notes(basins: EmploymentBasins, region: str, communes: set[str]) -> Iterator[str]:
    ambiguous = sorted(code for code in basins.ambiguous if code.startswith(region))
    if ambiguous:
        yield f"bassins à plusieurs libellés, le plus fréquent est gardé : {', '.join(ambiguous)}"
    others = [
        commune
        for commune, code in basins.of_commune.items()
        if code.startswith(region) and commune not in communes
    ]
    if others:
        yield (
            f"table des bassins : {len(others)} codes de communes qui ont disparu depuis ou sont "
            f"d'une autre région, dont {min(others)}"
        )


def _compare(
    files: TerritoryFiles, region: str, communes: tuple[Commune, ...], log: ImportLog
) -> None:
    """Note where the regional join disagrees with the national tables, which prevail."""
    if files.regional is None or files.membership == files.regional:
        log.notes.append("table nationale absente : groupements à cheval sur deux régions inconnus")
        return
    aside = ImportLog(log.source)  # the national tables' rejects are told already
    joined = read_communes(files.regional, region, None, aside).communes
    if not joined:
        return  # the join of another region
    people = read_populations(files.regional, {commune.code for commune in joined}, aside)
    theirs = {one.code: (set(one.groups), people.get(one.code)) for one in joined}
    ours = {
        one.code: ({group for group in one.groups if group[0] != "bassin"}, one.population)
        for one in communes
    }
    other = sorted(code for code in ours.keys() | theirs if ours.get(code) != theirs.get(code))
    if other:
        log.notes.append(
            f"{files.regional.name} diffère des tables nationales pour {len(other)} communes, "
            f"dont {other[0]} ; les tables nationales sont gardées"
        )


def _members(
    communes: tuple[Commune, ...], labels: dict[Group, str], path: Path, log: ImportLog
) -> dict[Group, list[Commune]]:
    members: dict[Group, list[Commune]] = {}
    for commune in communes:
        for group in commune.groups:
            members.setdefault(group, []).append(commune)
    for group in sorted(members.keys() - labels):
        line = members.pop(group)[0].line
        log.reject(path, line, f"{group[0]}:{group[1]} sans libellé : groupement ignoré")
    return members


def _population(names: Names, group: Group, communes: list[Commune]) -> Iterator[Triple]:
    node = names.concept(*group)
    known = [commune.population for commune in communes if commune.population is not None]
    if known:
        yield Triple(node, MLG.population, Literal(str(sum(known)), datatype=XSD_INTEGER))
    missing = len(communes) - len(known)
    if known and missing:
        text = f"Population hors {missing} communes dont la population n'est pas publiée."
        yield Triple(node, SKOS.note, Literal(text, language="fr"))


def _wider(names: Names, level: TerritoryLevel, code: str, table: CommuneTable) -> Iterator[Triple]:
    """Yield the department and the region that hold the grouping whole, or a note that none does."""
    group = (level.prefix, code)
    node = names.concept(*group)
    for prefix, codes in (("dep", table.departments[group]), ("reg", table.regions[group])):
        if prefix in level.within and len(codes) == 1:
            yield Triple(node, MLG.within, names.concept(prefix, next(iter(codes))))
    if len(table.regions[group]) > 1:
        text = (
            f"À cheval sur les régions {' et '.join(sorted(table.regions[group]))} : "
            "la population et les communes données sont celles de la région étudiée."
        )
        yield Triple(node, SKOS.note, Literal(text, language="fr"))


def _commune(
    names: Names, commune: Commune, members: dict[Group, list[Commune]]
) -> Iterator[Triple]:
    yield from COMMUNES.concept_triples(names, commune.code, commune.label)
    node = names.concept("commune", commune.code)
    if commune.population is not None:
        yield Triple(node, MLG.population, Literal(str(commune.population), datatype=XSD_INTEGER))
    for group in commune.groups:
        if group in members:
            yield Triple(node, MLG.within, names.concept(*group))
