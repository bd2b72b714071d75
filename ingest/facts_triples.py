"""What the graph says of ingested records, drawn from the fact tables: one named graph a source.

An advertisement or offer is in the graph once it has a commune of the graph (and a date, for an
advertisement); of a group of duplicates, only the one that stands is.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import Triple

from maillage.graph.facts import Facts, among
from maillage.ingest.job_posting import JobPosting, posting_triples
from maillage.ontology.names import Names
from maillage.ontology.terms import MLG
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.training_offer import (
    OfferCatalogue,
    TrainingOffer,
    TrainingSession,
    certification_code,
    training_offer_triples,
)

MENTION_THRESHOLD = 0.5  # probability from which a stated mention is in the graph
PREFIXES = {"ad": "ads", "offer": "offers"}
_COLUMNS = (
    "key", "id", "commune", "posted", "ends", "contract", "occupation", "positions", "seats",
    "certifications", "competences", "label", "content",
)  # fmt: skip
_LICENCE = "données du fournisseur, selon ses conditions ; ni titre ni texte conservés"
_Row = dict[str, Any]  # Any: a row of Arrow values, of the columns above


@dataclass(frozen=True)
class IngestedImporter:
    """One ingested source as an importer, so that a build puts it in the graph like any other."""

    facts: Facts
    kind: str  # "ad", "offer"
    feed: str  # slug of the feed, e.g. "france-travail"
    version: str = "1"

    @property
    def source(self) -> str:
        """The short name of the source: `ads-<feed>` or `offers-<feed>`."""
        return f"{PREFIXES[self.kind]}-{self.feed}"

    def find(self, data: Path) -> Path | None:
        """Return the folder of the fact tables."""
        return self.facts.folder if self._rows else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the release: its version is the latest day of posting that it holds."""
        days = [row["posted"].isoformat() for row in self._rows if row["posted"]]
        latest = max(days, default="sans-date")
        what = "Offres d'emploi" if self.kind == "ad" else "Offres de formation"
        return SourceRelease(
            source=self.source,
            version=latest,
            title=f"{what} ingérées : {self.feed}",
            publisher=self.feed,
            licence=_LICENCE,
            issued=latest if days else None,
            files=(),
        )

    def fingerprint(self, names: Names) -> str:
        """Return what decides the triples: every record that stands, and how it is written."""
        decides = [self.source, self.version, names.base, MENTION_THRESHOLD]
        rows = sorted((row["key"], row["content"]) for row in self._rows)
        return hashlib.sha256(json.dumps([decides, rows]).encode()).hexdigest()

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield what the graph keeps of each record."""
        mentions = self._mentions()
        if self.kind == "ad":
            yield from posting_triples(
                (self._posting(row, mentions[row["key"]]) for row in self._rows), names
            )
            return
        catalogue = OfferCatalogue(
            self.source,
            f"Offres de formation : {self.feed}",
            f"Training offers: {self.feed}",
            self.feed,
        )
        yield from training_offer_triples(map(_offer, self._rows), catalogue, names)
        for row in self._rows:
            node = names.concept("offer", f"{self.source}-{row['id']}")
            for competence in mentions[row["key"]]:
                yield Triple(node, MLG.develops, names.uri(competence))

    @cached_property
    def _rows(self) -> list[_Row]:
        wanted = f"{among('kind', [self.kind])} AND {among('source', [self.feed])} AND placed"
        if self.kind == "ad":
            wanted += " AND posted IS NOT NULL"
        rows: list[_Row] = self.facts.table("records", _COLUMNS, wanted).to_pylist()
        aside = set(self.facts.table("groups", ("key",))["key"].to_pylist())
        kept = [row for row in rows if row["key"] not in aside]
        return sorted(kept, key=lambda row: str(row["id"]))

    def _mentions(self) -> defaultdict[int, tuple[str, ...]]:
        wanted = f"method = 'stated' AND score >= {MENTION_THRESHOLD}"
        keys = {row["key"] for row in self._rows}
        found: defaultdict[int, dict[str, None]] = defaultdict(dict)
        for batch in self.facts.batches("mentions", ("key", "competence"), wanted):
            for key, competence in zip(
                batch["key"].to_pylist(), batch["competence"].to_pylist(), strict=True
            ):
                if key in keys:
                    found[key][competence] = None
        return defaultdict(tuple, {key: tuple(one) for key, one in found.items()})

    def _posting(self, row: _Row, competences: tuple[str, ...]) -> JobPosting:
        occupations = (row["occupation"],) if row["occupation"] else ()
        competences = tuple(dict.fromkeys((*row["competences"], *competences)))
        return JobPosting(
            row["id"], "", "", row["commune"], row["posted"], row["contract"],
            row["positions"] or 1, occupations, competences, self.feed,
        )  # fmt: skip


def ingested_importers(facts: Facts) -> list[IngestedImporter]:
    """Return an importer for each source that the fact tables hold."""
    table = facts.table("records", ("kind", "source"))
    pairs = table.group_by(["kind", "source"]).aggregate([]).to_pylist()
    found = [IngestedImporter(facts, row["kind"], row["source"]) for row in pairs]
    return sorted(found, key=lambda one: one.source)


def _offer(row: _Row) -> TrainingOffer:
    codes = (certification_code(one.replace(":", "").upper()) for one in row["certifications"])
    occupation: str = row["occupation"]
    sessions: tuple[TrainingSession, ...] = ()
    if row["posted"]:
        ends = row["ends"].isoformat() if row["ends"] else None
        sessions = (TrainingSession("1", row["posted"].isoformat(), ends, row["seats"]),)
    return TrainingOffer(
        notation=row["id"],
        title=row["label"] or row["id"],
        provider=None,
        communes=(row["commune"],),
        certifications=tuple(code for code in codes if code),
        occupations=(occupation.removeprefix("rome:"),) if occupation.startswith("rome:") else (),
        sessions=sessions,
    )
