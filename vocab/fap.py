"""Occupation families (FAP 2021) and the share of each ROME occupation that falls in each of them.

Source: Dares, nomenclature FAP 2021 and table de passage ROME × qualification → FAP 2021. The table
gives a detailed family for each of the ten qualification codes (0 to 9) of each ROME 3 code; ROME 4
keeps those codes as its parent occupations.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pyoxigraph import Literal, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, RDF, SKOS, XSD_DECIMAL
from maillage.vocab.errors import UnusableFile
from maillage.vocab.fap_nomenclature import (
    NOMENCLATURE_FILE,
    FapNomenclature,
    read_nomenclature,
)
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.labelled_scheme import LabelledScheme
from maillage.vocab.newest_file import newest_file
from maillage.vocab.table import read_table

PASSAGE_FILE = r".*rome_.*fap(\d{4}).*\.csv"
PASSAGE_COLUMNS = ("ROME", "Qualif", "FAP341")
SHARE_DIGITS = Decimal("0.0001")
FAMILIES = LabelledScheme(
    "fap",
    (MLG.OccupationFamily,),
    "Familles professionnelles (FAP 2021)",
    "Occupation families (FAP 2021)",
    "Dares",
)


@dataclass(frozen=True, slots=True)
class FapImporter:
    """The FAP nomenclature, and its link to ROME where the table de passage is present."""

    source: str = "fap"
    version: str = "1"

    def find(self, data: Path) -> Path | None:
        """Return the folder of labour statistics where it holds the nomenclature."""
        folder = data / "labour"
        return folder if newest_file(folder, NOMENCLATURE_FILE) is not None else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the nomenclature's year and the files read."""
        nomenclature, passage = _nomenclature(folder), newest_file(folder, PASSAGE_FILE)
        version = nomenclature.stem[-4:]
        return SourceRelease(
            source=self.source,
            version=version,
            title=f"Familles professionnelles FAP {version} et passage depuis le ROME",
            publisher="Dares",
            licence="https://www.etalab.gouv.fr/licence-ouverte-open-licence",
            issued=None,
            files=(nomenclature,) if passage is None else (nomenclature, passage),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield the families, the collection of each level, then the links to ROME."""
        nomenclature = read_nomenclature(_nomenclature(folder), log)
        yield from FAMILIES.triples(names)
        for code, label in sorted(nomenclature.labels.items()):
            yield from FAMILIES.concept_triples(names, code, label)
            if code in nomenclature.parents:
                wider = names.concept("fap", nomenclature.parents[code])
                yield Triple(names.concept("fap", code), SKOS.broader, wider)
        yield from _collections(nomenclature, names)
        passage = newest_file(folder, PASSAGE_FILE)
        if passage is None:
            log.notes.append("table de passage ROME → FAP absente : aucun lien entre les deux")
            return
        for occupation, families in _passage(passage, nomenclature, log).items():
            for family in sorted(families):
                share = Decimal(families[family]) / families.total()
                yield from _link(names, family, occupation, share)


def _nomenclature(folder: Path) -> Path:
    path = newest_file(folder, NOMENCLATURE_FILE)
    if path is None:
        raise UnusableFile(folder, "dares_nomenclature_fap<année>.csv attendu")
    return path


def _collections(nomenclature: FapNomenclature, names: Names) -> Iterator[Triple]:
    """Yield the families of each level: the only trace of a level, as one code may be in two."""
    for level, codes in nomenclature.levels.items():
        collection = names.concept("collection", f"fap-{level}")
        yield Triple(collection, RDF.type, SKOS.Collection)
        label = f"FAP 2021 en {level} postes"
        yield Triple(collection, SKOS.prefLabel, Literal(label, language="fr"))
        label = f"FAP 2021 in {level} items"
        yield Triple(collection, SKOS.prefLabel, Literal(label, language="en"))
        for code in codes:
            yield Triple(collection, SKOS.member, names.concept("fap", code))


def _passage(path: Path, nomenclature: FapNomenclature, log: ImportLog) -> dict[str, Counter[str]]:
    """Return how many qualification codes of each ROME code fall in each survey family."""
    counts: dict[str, Counter[str]] = {}
    seen: dict[tuple[str, str], str] = {}
    for row in read_table(path, log, required=PASSAGE_COLUMNS, key=PASSAGE_COLUMNS):
        occupation, qualification, detailed = (row[column] for column in PASSAGE_COLUMNS)
        family = nomenclature.survey_family.get(detailed)
        if family is None:
            log.reject(path, row.line, f"famille {detailed} absente de la nomenclature")
            continue
        first = seen.get((occupation, qualification))
        if first is None:
            seen[occupation, qualification] = detailed
            counts.setdefault(occupation, Counter())[family] += 1
        elif first != detailed:
            reason = f"{occupation} qualification {qualification} déjà en {first}, ici {detailed}"
            log.reject(path, row.line, reason)
    return dict(sorted(counts.items()))


def _link(names: Names, family: str, occupation: str, share: Decimal) -> Iterator[Triple]:
    """Yield the node that says which share in ]0, 1] of an occupation falls in a family."""
    link = names.concept("fap-link", f"{family}-{occupation}")
    text = format(share.quantize(SHARE_DIGITS).normalize(), "f")
    yield Triple(link, RDF.type, MLG.FamilyLink)
    yield Triple(link, MLG.family, names.concept("fap", family))
    yield Triple(link, MLG.occupation, names.concept("rome", occupation))
    yield Triple(link, MLG.share, Literal(text, datatype=XSD_DECIMAL))
