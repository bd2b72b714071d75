"""What the tables of communes, labels and bassins say together of one region."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from maillage.vocab.commune_table import (
    Commune,
    CommuneTable,
    Group,
    read_communes,
    read_labels,
    read_populations,
)
from maillage.vocab.employment_basins import EmploymentBasins, read_basins
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.territory_files import TerritoryFiles


@dataclass(frozen=True, slots=True)
class RegionTerritories:
    """The communes of one region, and the labelled groupings that have at least one of them."""

    communes: tuple[Commune, ...]  # by code
    members: dict[Group, tuple[Commune, ...]]  # communes of the region only
    labels: dict[Group, str]
    regions: dict[Group, set[str]]  # that the grouping touches, in all of France
    departments: dict[Group, set[str]]


def read_region(files: TerritoryFiles, region: str, log: ImportLog) -> RegionTerritories:
    """Read the territories of a region; a grouping without a label is rejected.

    Raises:
        UnusableFile: a table cannot be read, or has no commune of the region.

    """
    basins = None if files.basins is None else read_basins(files.basins, log)
    table = read_communes(files.membership, region, basins, log)
    if not table.communes:
        raise UnusableFile(files.membership, f"aucune commune de la région {region}")
    communes = _populated(table, files.population, log)
    labels = read_labels(files.labels, log)
    if basins is not None:
        labels |= {("bassin", code): label for code, label in basins.labels.items()}
    log.notes.extend(_basin_notes(basins, region, communes))
    log.notes.extend(_differences(files, region, communes))
    members = _members(communes)
    for group in sorted(members.keys() - labels):
        line = members.pop(group)[0].line
        log.reject(files.membership, line, f"{group[0]}:{group[1]} sans libellé, ignoré")
    return RegionTerritories(communes, members, labels, table.regions, table.departments)


def _populated(table: CommuneTable, path: Path, log: ImportLog) -> tuple[Commune, ...]:
    people = read_populations(path, {commune.code for commune in table.communes}, log)
    return tuple(replace(one, population=people.get(one.code)) for one in table.communes)


def _members(communes: tuple[Commune, ...]) -> dict[Group, tuple[Commune, ...]]:
    members: dict[Group, list[Commune]] = {}
    for commune in communes:
        for group in commune.groups:
            members.setdefault(group, []).append(commune)
    return {group: tuple(some) for group, some in members.items()}


def _basin_notes(
    basins: EmploymentBasins | None, region: str, communes: tuple[Commune, ...]
) -> Iterator[str]:
    if basins is None:
        yield "table des bassins d'emploi absente : aucun bassin"
        return
    ambiguous = sorted(code for code in basins.ambiguous if code.startswith(region))
    if ambiguous:
        yield f"bassins à plusieurs libellés, le plus fréquent est gardé : {', '.join(ambiguous)}"
    known = {commune.code for commune in communes}
    others = [
        commune
        for commune, code in basins.of_commune.items()
        if code.startswith(region) and commune not in known
    ]
    if others:
        yield (
            f"table des bassins : {len(others)} codes de communes qui ont disparu depuis ou sont "
            f"d'une autre région, dont {min(others)}"
        )


def _differences(
    files: TerritoryFiles, region: str, communes: tuple[Commune, ...]
) -> Iterator[str]:
    """Yield where the regional join disagrees with the national tables, which prevail."""
    path = files.regional
    if path is None:
        return
    if path == files.membership:
        yield "table nationale absente : groupements à cheval sur deux régions non repérés"
        return
    aside = ImportLog("territories")  # what is wrong in the join alone takes nothing away
    joined = _populated(read_communes(path, region, None, aside), path, aside)
    theirs = {one.code: (set(one.groups), one.population) for one in joined}
    ours = {
        one.code: ({group for group in one.groups if group[0] != "bassin"}, one.population)
        for one in communes
    }
    other = sorted(code for code in ours.keys() | theirs if ours.get(code) != theirs.get(code))
    if joined and other:  # else it is the join of another region
        yield (
            f"{path.name} diffère des tables nationales pour {len(other)} communes, dont "
            f"{other[0]} ; les tables nationales prévalent"
        )
