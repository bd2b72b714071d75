"""The parts of the sample that readers of daily arrivals read: training offers and advertisements."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pyoxigraph import Triple

from maillage.ingest.job_posting import posting_triples, read_job_postings
from maillage.ontology.names import Names
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.sample_data import ADVERTISEMENTS, OFFERS, SampleImporter
from maillage.vocab.sample_offers import sample_offer_triples


class SampleOffersImporter:
    """The sample's training offers, in LHEO."""

    source = "sample-offers"
    version = "1"

    def find(self, data: Path) -> Path | None:
        """Return `data` where it is the sample's folder."""
        return SampleImporter().find(data)

    def release(self, folder: Path) -> SourceRelease:
        """Return the sample's release, with the offers' own title and files."""
        release = SampleImporter().release(folder)
        return replace(
            release,
            source=self.source,
            title="Offres de formation d'exemple, écrites par nous",
            files=(folder / OFFERS, *release.files),  # their communes are those of the sample
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield the offers; raises UnusableFile."""
        yield from sample_offer_triples(folder, names, log)


class SampleAdsImporter:
    """The sample's job advertisements, in schema.org's JobPosting."""

    source = "sample-ads"
    version = "1"

    def find(self, data: Path) -> Path | None:
        """Return `data` where it is the sample's folder."""
        return SampleImporter().find(data)

    def release(self, folder: Path) -> SourceRelease:
        """Return the sample's release, with the advertisements' own title and file."""
        return replace(
            SampleImporter().release(folder),
            source=self.source,
            title="Offres d'emploi d'exemple, écrites par nous",
            files=(folder / ADVERTISEMENTS,),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield what is kept of the advertisements; raises UnusableFile."""
        postings = read_job_postings(folder / ADVERTISEMENTS, "sample", names, log)
        yield from posting_triples(postings, names)
