"""A reader that other processes can import: it finds one word, or ends its process."""

import os
from datetime import date

from maillage.ingest.extraction import Candidate, Extraction, Mention, Method
from maillage.ingest.pipeline import Reader
from maillage.ingest.place_resolver import PlaceResolver
from maillage.ingest.record import Kind, Place, Record
from maillage.ontology.names import Names
from maillage.vocab.communes import Commune, Communes

NAMES = Names()
DYING = -1.0
RECORDS = [
    Record(
        Kind.AD, "essai", str(number), "Soudeur", f"Le soudage numéro {number} en atelier.",
        Place(insee="10387"), posted=date(2026, 3, 2),
    )
    for number in range(150)
]  # fmt: skip


class OneWord:
    """Finds « soudage »."""

    def __init__(self, probability: float) -> None:
        """Keep the probability of its guess; `DYING`: end the process."""
        self.probability = probability

    def extract(self, record: Record) -> Extraction:
        """Return one mention and one occupation."""
        if self.probability == DYING:
            os._exit(1)
        at = record.text.find("soudage")
        found = Mention(NAMES.uri("regional:1014"), "Souder", at, at + 7, 0.9, Method.STATED)
        guess = Candidate(NAMES.uri("rome:H2913"), "Soudeur", self.probability)
        return Extraction(record.id, (guess,), (found,))


def small_reader(probability: float) -> Reader:
    """Return a reader over one commune."""
    communes = Communes([Commune("10387", "Troyes", "10", "44")])
    return Reader(OneWord(probability), PlaceResolver(communes, {"10": "Aube"}), NAMES)
