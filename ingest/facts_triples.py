"""What the graph says of ingested records, drawn from the fact tables: one named graph a source.

An advertisement or offer is in the graph once it has a commune of the graph (and a date, for an
advertisement); of a group of duplicates, only the one that stands is. An advertisement is named after its
key, not after its source's identifier: the store never forgets a name, and a withdrawn one must be gone.
An offer that a build put in the graph is not described again: what its text says of it is added.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import NamedNode, Store, Triple

from maillage.graph.facts import Facts, among
from maillage.graph.facts_schema import key_name
from maillage.ingest.held_offers import HeldOffers
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
_HELD = 20_000  # records held at once
_Row: TypeAlias = dict[str, Any]  # Any: a row of Arrow values, of the columns above
_Mentions: TypeAlias = defaultdict[int, tuple[str, ...]]  # record → competences
Keys: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True)
class IngestedImporter:
    """One ingested source as an importer, so that a build puts it in the graph like any other."""

    facts: Facts
    kind: str  # "ad", "offer"
    feed: str  # slug of the feed, e.g. "france-travail"
    held: HeldOffers | None = None  # the offers of the same list that a build put in the graph
    version: str = "2"

    @property
    def source(self) -> str:
        """The short name of the source: `ads-<feed>` or `offers-<feed>`."""
        return f"{PREFIXES[self.kind]}-{self.feed}"

    def find(self, data: Path) -> Path | None:
        """Return the folder of the fact tables."""
        return self.facts.folder if len(self._standing["key"]) else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the release: its version is the latest day of posting that it holds."""
        day = self._standing["latest"]
        latest = day.isoformat() if day else "sans-date"
        what = "Offres d'emploi" if self.kind == "ad" else "Offres de formation"
        return SourceRelease(
            source=self.source,
            version=latest,
            title=f"{what} ingérées : {self.feed}",
            publisher=self.feed,
            licence=_LICENCE,
            issued=latest if day else None,
            files=(),
        )

    def fingerprint(self, names: Names) -> str:
        """Return what decides the triples: every record that stands, and how it is written."""
        decides = [self.source, self.version, names.base, MENTION_THRESHOLD]
        decides.append(self.held.digest if self.held else "")
        digest = hashlib.sha256(json.dumps(decides).encode())
        keys: Keys = self._standing["key"]
        order = np.argsort(keys)
        digest.update(keys[order].tobytes())
        digest.update(self._standing["content"][order].tobytes())
        return digest.hexdigest()

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield what the graph keeps of each record."""
        if self.kind == "ad":
            yield from posting_triples(self._postings(), names)
            return
        catalogue = OfferCatalogue(
            self.source,
            f"Offres de formation : {self.feed}",
            f"Training offers: {self.feed}",
            self.feed,
        )
        offers = (
            _offer(row) for rows, _ in self._parts() for row in rows if self._held(row) is None
        )
        yield from training_offer_triples(offers, catalogue, names)
        for rows, mentions in self._parts():
            for row in rows:
                name = node_name("offer", self.feed, row["id"], row["key"])
                node = self._held(row) or names.concept("offer", name)
                for competence in mentions[row["key"]]:
                    yield Triple(node, MLG.develops, names.uri(competence))

    def _held(self, row: _Row) -> NamedNode | None:
        if self.held is None:
            return None
        return self.held.node_of(row["id"], row["label"], row["commune"])

    @cached_property
    def _where(self) -> str:
        wanted = f"{among('kind', [self.kind])} AND {among('source', [self.feed])} AND placed"
        return wanted + (" AND posted IS NOT NULL" if self.kind == "ad" else "")

    @cached_property
    def _standing(self) -> dict[str, Any]:  # Any: arrays, and a date
        """The keys and contents of the records that stand, and the latest day of posting."""
        columns = ("key", "content", "posted", "month")
        table = self.facts.table("records", columns, self._where)
        aside = self.facts.table("groups", ("key",))["key"].to_numpy()
        keys = table["key"].to_numpy()
        stands = ~np.isin(keys, aside)
        months, counts = np.unique(
            np.array(table["month"].to_pylist(), dtype=object)[stands], return_counts=True
        )
        days = [day for day in table["posted"].unique().to_pylist() if day]
        return {
            "key": keys[stands],
            "content": table["content"].to_numpy()[stands],
            "latest": max(days, default=None),
            "months": dict(zip(months.tolist(), counts.tolist(), strict=True)),
        }

    def _parts(self) -> Iterator[tuple[list[_Row], _Mentions]]:
        # A month at a time, and of a large one some at a time (keys are evenly spread): what is held
        # does not grow with the table.
        standing = set(self._standing["key"].tolist())
        for month, count in self._standing["months"].items():
            parts = -(-count // _HELD)
            bounds = [-(2**63) + round(2**64 * at / parts) for at in range(parts)] + [2**63 - 1]
            for low, high in pairwise(bounds):
                last = "<=" if high == 2**63 - 1 else "<"
                within = f"month = '{month}' AND key >= {low} AND key {last} {high}"
                found = self.facts.table("records", _COLUMNS, f"{within} AND {self._where}")
                rows = [row for row in found.to_pylist() if row["key"] in standing]
                yield rows, self._mentions(within, {row["key"] for row in rows})

    def _mentions(self, within: str, keys: set[int]) -> _Mentions:
        wanted = f"{within} AND method = 'stated' AND score >= {MENTION_THRESHOLD}"
        found: defaultdict[int, dict[str, None]] = defaultdict(dict)
        for batch in self.facts.batches("mentions", ("key", "competence"), wanted):
            for key, competence in zip(
                batch["key"].to_pylist(), batch["competence"].to_pylist(), strict=True
            ):
                if key in keys:
                    found[key][competence] = None
        return defaultdict(tuple, {key: tuple(one) for key, one in found.items()})

    def _postings(self) -> Iterator[JobPosting]:
        for rows, mentions in self._parts():
            for row in rows:
                yield self._posting(row, mentions[row["key"]])

    def _posting(self, row: _Row, competences: tuple[str, ...]) -> JobPosting:
        occupations = (row["occupation"],) if row["occupation"] else ()
        competences = tuple(dict.fromkeys((*row["competences"], *competences)))
        return JobPosting(
            node_name("ad", "", row["id"], row["key"]), "", "", row["commune"], row["posted"], row["contract"],
            row["positions"] or 1, occupations, competences, self.feed,
        )  # fmt: skip


def node_name(kind: str, feed: str, id_: str, key: int) -> str:
    """Return what a record's node is named after; of an advertisement, without its identifier.

    >>> node_name("ad", "flux", "206ZFNL", 26), node_name("offer", "lheo", "12_34", 26)
    ('flux-000000000000001a', 'offers-lheo-12_34')
    """
    own = key_name(key) if kind == "ad" else f"{PREFIXES[kind]}-{feed}-{id_}"
    return f"{feed}-{own}" if kind == "ad" and feed else own


def ingested_importers(facts: Facts, store: Store, names: Names) -> list[IngestedImporter]:
    """Return an importer for each source that the fact tables hold; `store`: the graph so far."""
    table = facts.table("records", ("kind", "source"))
    pairs = table.group_by(["kind", "source"]).aggregate([]).to_pylist()
    found = [
        IngestedImporter(
            facts,
            row["kind"],
            row["source"],
            HeldOffers(store, names, row["source"]) if row["kind"] == "offer" else None,
        )
        for row in pairs
    ]
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
