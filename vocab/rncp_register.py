"""The registers as all the layouts of one folder tell them together.

Precedence: the layouts are read from the earliest to the latest date.
- A fiche's title, level, kinds, end and state are each the latest that a layout gives; earlier titles that
  differ are kept as former titles.
- A list of all active certifications makes inactive each RNCP fiche that it does not hold and that only
  earlier layouts call active.
- An end of registration that was past when a later layout still calls the fiche active is forgotten:
  the registration was renewed, and until when is not told.
- A fiche whose registration ended after the last layout that calls it active, and before the date of the
  latest one, is inactive.
- The links of one kind (ROME codes, blocs …) of a fiche are those of the latest layout that gives any.
- Successions add up: that one certification replaced another stays true.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.rncp_active_list import active_lists
from maillage.vocab.rncp_apprenticeship_kit import apprenticeship_kits
from maillage.vocab.rncp_export import latest_export
from maillage.vocab.rncp_records import Fiche, Layout, Link, LinkKind, Succession
from maillage.vocab.rncp_tables_2021 import MAIN_FILE, Tables2021


@dataclass(frozen=True, slots=True)
class RncpRegister:
    """The fiches by code, merged; the links are read again from the files, kind by kind."""

    layouts: tuple[Layout, ...]  # from the earliest to the latest
    fiches: dict[str, Fiche]

    def links(self, kind: LinkKind, log: ImportLog) -> Iterator[Link]:
        """Yield the links of one kind, the latest layout's first."""
        settled: set[str] = set()
        for layout in reversed(self.layouts):
            stated = set()
            for link in layout.links(kind, log):
                if link.fiche not in settled:
                    stated.add(link.fiche)
                    yield link
            settled |= stated

    def successions(self, log: ImportLog) -> Iterator[Succession]:
        """Yield each pair once, as its first layout tells it."""
        told: set[tuple[str, str]] = set()
        for layout in self.layouts:
            for succession in layout.successions(log):
                if (succession.old, succession.new) not in told:
                    told.add((succession.old, succession.new))
                    yield succession


@dataclass(frozen=True, slots=True)
class DefinedCodes:
    """What the registers define, for a source that adds to them."""

    fiches: frozenset[str]
    blocs: frozenset[str]


def defined_codes(folder: Path) -> DefinedCodes:
    """Return the codes of the fiches and blocs under `folder`; none where it holds no layout.

    Raises:
        UnusableFile: a file cannot be read.
    """
    if not find_layouts(folder):
        return DefinedCodes(frozenset(), frozenset())
    silent = ImportLog("rncp")  # its own importer tells what cannot be read
    register = read_register(folder, silent)
    links = register.links(LinkKind.BLOC, silent)
    blocs = frozenset(link.code for link in links if link.fiche in register.fiches)
    return DefinedCodes(frozenset(register.fiches), blocs)


def find_layouts(folder: Path) -> tuple[Layout, ...]:
    """Return every layout under `folder`, from the earliest to the latest; empty where there is none."""
    found: list[Layout] = [Tables2021(path.parent) for path in sorted(folder.rglob(MAIN_FILE))]
    found.extend(active_lists(folder))
    found.extend(apprenticeship_kits(folder))
    export = latest_export(folder)
    if export is not None:
        found.append(export)
    return tuple(sorted(found, key=lambda layout: (layout.date, layout.files[0].name)))


def read_register(folder: Path, log: ImportLog) -> RncpRegister:
    """Read the fiches of every layout under `folder` and merge them.

    Raises:
        UnusableFile: a file cannot be read, or there is none.
    """
    layouts = find_layouts(folder)
    if not layouts:
        raise UnusableFile(
            folder, "aucune table RNCP (export_fiches_CSV_Standard_…, rncp_info.csv)"
        )
    fiches: dict[str, Fiche] = {}
    for layout in layouts:
        listed: set[str] = set()
        for fiche in layout.fiches(log):
            earlier = fiches.get(fiche.code)
            fiches[fiche.code] = fiche if earlier is None else _updated(earlier, fiche)
            listed.add(fiche.code)
        if layout.lists_all_active:
            _retire_unlisted(fiches, listed)
    _name_kinds(fiches)
    _retire_ended(fiches, layouts[-1].date)
    return RncpRegister(layouts, fiches)


def _updated(earlier: Fiche, later: Fiche) -> Fiche:
    renewed = later.active and not later.end and earlier.end < later.stated
    former = earlier.former_titles
    # "de la jeunesse …" before "BP de la jeunesse …" was the same title, its kind left out.
    told_again = later.title.casefold().endswith(earlier.title.casefold())
    if not told_again and earlier.title not in former:
        former = (*former, earlier.title)
    return replace(
        later,
        end=later.end or ("" if renewed else earlier.end),
        active=earlier.active if later.active is None else later.active,
        level=later.level or earlier.level,
        diploma_kind=later.diploma_kind or earlier.diploma_kind,
        diploma_short=later.diploma_short or earlier.diploma_short,
        registration_kind=later.registration_kind or earlier.registration_kind,
        former_titles=former,
    )


def _name_kinds(fiches: dict[str, Fiche]) -> None:
    """Give each fiche of which only the kind's short form is told ("BTS") the form that others tell."""
    both = (fiche for fiche in fiches.values() if fiche.diploma_kind and fiche.diploma_short)
    kinds = {fiche.diploma_short: fiche.diploma_kind for fiche in both}
    for code, fiche in fiches.items():
        if fiche.diploma_short and not fiche.diploma_kind:
            kind = kinds.get(fiche.diploma_short, fiche.diploma_short)
            fiches[code] = replace(fiche, diploma_kind=kind)


def _retire_unlisted(fiches: dict[str, Fiche], listed: set[str]) -> None:
    for code, fiche in fiches.items():
        if fiche.active and code.startswith("RNCP") and code not in listed:
            fiches[code] = replace(fiche, active=False)


def _retire_ended(fiches: dict[str, Fiche], today: str) -> None:
    for code, fiche in fiches.items():
        if fiche.active and fiche.stated < fiche.end < today:
            fiches[code] = replace(fiche, active=False)
