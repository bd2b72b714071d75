"""What closes a gap: the smallest set of blocs, of certifications that trainings of the perimeter prepare.

RNCP says to which occupations a certification leads, not which of ROME's competences each bloc certifies: a
bloc is taken to certify those whose label says the same as its own (stems, weighed by rarity). What no bloc
says is left to the whole certification, and told as such.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt

from pyoxigraph import NamedNode

from maillage.queries.cover import Amount, greedy_cover
from maillage.queries.decode import node, optional_node, text
from maillage.queries.near_answer import Competence
from maillage.queries.near_data import NearData
from maillage.queries.near_signals import stems
from maillage.queries.path_answer import Means, OfferHere
from maillage.queries.path_hours import told, within
from maillage.queries.path_offers import Around, Trainings
from maillage.queries.question import Solution, question
from maillage.queries.supply import Offer

SAME = 0.3  # cosine from which a bloc is taken to certify a competence
MOST = 6  # blocs
LEAST_GAIN = 0.03  # of a gap, for a bloc to be worth taking
SHOWN = 4  # offers told of each


class Closing:
    """Finds what closes gaps, over one generation."""

    def __init__(self, data: NearData, trainings: Trainings) -> None:
        """Keep what is read, and the trainings."""
        self._data = data
        self._trainings = trainings

    def means(
        self,
        occupation: str,
        missing: Sequence[Competence],
        around: Around | None,
        hours: int | None,
    ) -> tuple[Means, ...]:
        """Return the blocs, then the certification, that close a gap in a perimeter."""
        offers = self._offers(occupation, around, hours)
        if not offers or not missing:
            return ()
        facts = self._facts(offers)
        wanted = {one.curie: one for one in missing}
        blocks = {
            block: matched
            for certification in sorted(offers, key=lambda uri: uri.value)
            for block in self._blocks(certification)
            if (matched := self._matched(block, missing))
        }
        needs = {curie: Amount(1.0, one.weight) for curie, one in wanted.items()}
        # Of blocs that close as much, that of an active certification comes first.
        order = sorted(blocks, key=lambda one: (not _active(facts, one[0]), one[1]))
        candidates = {one: dict.fromkeys(blocks[one], 1.0) for one in order}
        picks = greedy_cover(needs, candidates, MOST).picks
        least = LEAST_GAIN * sum(one.weight for one in missing)
        picks = tuple(pick for pick in picks if pick.gain >= least)
        found = [
            self._made("block", pick.candidate, facts, offers, list(pick.given), pick.gain)
            for pick in picks
        ]
        closed = {curie for one in found for curie in one.covers}
        rest = [
            one
            for one in missing
            if one.curie not in closed and one.nature != "ProfessionalBehaviour"
        ]
        chosen = [pick.candidate[0] for pick in picks]
        if rest:
            whole = max(
                offers,
                key=lambda one: (
                    chosen.count(one),
                    _active(facts, one),
                    len(offers[one]),
                    one.value,
                ),
            )
            weight = sum(one.weight for one in rest)
            curies = [one.curie for one in rest]
            found.append(
                self._made("certification", (whole, whole.value), facts, offers, curies, weight)
            )
        return tuple(found)

    def reaches(self, occupation: str, around: Around, hours: int | None) -> bool:
        """Return whether some training of a perimeter leads to an occupation."""
        return bool(self._offers(occupation, around, hours))

    def _offers(
        self, occupation: str, around: Around | None, hours: int | None
    ) -> dict[NamedNode, list[Offer]]:
        found: defaultdict[NamedNode, list[Offer]] = defaultdict(list)
        offers = self._trainings.to(occupation, around)
        titles = self._trainings.titles(offers)
        for one in offers:
            if one.certification and (hours is None or within(hours, titles[one.uri][0])):
                found[one.certification].append(one)
        return dict(found)

    def _facts(self, certifications: Iterable[NamedNode]) -> dict[NamedNode, Solution]:
        asked = sorted(certifications, key=lambda uri: uri.value)
        rows = question("certification_access").ask(self._data.store, {"certification": asked})
        return {node(row, "certification"): row for row in rows}

    def _blocks(self, certification: NamedNode) -> list[tuple[NamedNode, str]]:
        projection = self._data.projection
        place = projection.places.get(certification.value)
        blocks = [] if place is None else self._data.block_places.get(place, [])
        return [(certification, projection.uris[one]) for one in blocks]

    def _matched(self, block: tuple[NamedNode, str], missing: Sequence[Competence]) -> list[str]:
        said = block_words(self._data, block[1])
        return [one.curie for one in missing if self._same(said, stems([one.label])) >= SAME]

    def _same(self, one: Mapping[str, int], other: Mapping[str, int]) -> float:
        rarity = self._data.rarity
        dot = sum(rarity.get(word, 1.0) ** 2 for word in one if word in other)
        norms = [sum(rarity.get(word, 1.0) ** 2 for word in bag) for bag in (one, other)]
        return dot / sqrt(norms[0] * norms[1]) if all(norms) else 0.0

    def _made(
        self,
        kind: str,
        chosen: tuple[NamedNode, str],
        facts: Mapping[NamedNode, Solution],
        offers: Mapping[NamedNode, Sequence[Offer]],
        covers: Sequence[str],
        weight: float,
    ) -> Means:
        certification, uri = chosen
        row, curie = facts.get(certification), self._data.names.curie
        level = optional_node(row, "level") if row else None
        label = text(row, "label") if row else ""
        known = row is not None and text(row, "known") == "true"
        return Means(
            kind, curie(uri), block_label(self._data, uri) if kind == "block" else label,
            curie(certification), label, curie(level) if level else "",
            (text(row, "vae") == "true") if row and known else None,
            _active(facts, certification), tuple(map(curie, self._successors(certification))),
            tuple(covers), weight,
            tuple(self._shown(offers[certification])), len(offers[certification]),
        )  # fmt: skip

    def _successors(self, certification: NamedNode) -> list[str]:
        projection = self._data.projection
        place = projection.places.get(certification.value)
        later = [] if place is None else self._data.successor_places.get(place, [])
        return [projection.uris[one] for one in later]

    def _shown(self, offers: Sequence[Offer]) -> Iterable[OfferHere]:
        titles = self._trainings.titles(offers)
        labels = self._trainings.labour.data.view.territories.labels
        for one in sorted(offers, key=lambda offer: offer.last, reverse=True)[:SHOWN]:
            title, provider = titles[one.uri]
            yield OfferHere(
                self._data.names.curie(one.uri), title, provider, labels.get(one.commune, ""),
                one.first, one.last, one.seats, told(title),
            )  # fmt: skip


def _active(facts: Mapping[NamedNode, Solution], certification: NamedNode) -> bool:
    row = facts.get(certification)
    return row is not None and text(row, "active") == "true"


def block_label(data: NearData, uri: str) -> str:
    """Return what a bloc is called; where its publisher names it by its code alone, what it certifies."""
    projection = data.projection
    place = projection.places[uri]
    label = projection.labels[place]
    if label != uri.rpartition("/")[2]:
        return label
    certified = [projection.labels[one] for one in data.certified_places.get(place, [])]
    return " ; ".join(certified) or label


def block_words(data: NearData, uri: str) -> Counter[str]:
    """Return the stems of what a bloc says that it certifies."""
    return stems([block_label(data, uri)])
