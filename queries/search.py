"""Search by words: what somebody types, mistyped or unfinished, to the concepts that they may mean.

Exact labels come first, then those that begin so, those that hold every word, those that hold words like
them, and last those that hold some of them. Within that: what is in force, then occupations, then how much
of the label was asked for.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from enum import IntEnum
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.queries.search_index import LabelTable, SearchIndex
from maillage.queries.search_scores import LabelScores, label_scores, typed_word
from maillage.queries.search_terms import FoundConcept, TermKind
from maillage.queries.search_words import Folding

LONGEST = 200  # characters of what is typed; a title is shorter
MOST_WORDS = 12
_LOOKED_AT = 400  # labels that are ranked one by one
_HEAD, _PERSON = 1.6, 0.5  # what the first word of a title says, and one that only names somebody
_WHOLE = 4  # letters from which a known word is taken for one that is finished


class Match(IntEnum):
    """How a label answers what was typed, the best first."""

    CODE = 0
    EXACT = 1
    PREFIX = 2
    WORDS = 3
    FUZZY = 4
    PARTIAL = 5


class Found(NamedTuple):
    """A concept, and by which of its labels it was found."""

    concept: FoundConcept
    match: Match
    label: str  # the label that matches
    score: float  # ]0, 1]: how much of the label and of what was typed agree; orders, and is no probability


# How finely labels that match alike are told apart by their score, before their class.
_STEPS = {Match.EXACT: 0, Match.PREFIX: 3}
# The order in which people expect classes where labels are as good; the others follow.
_RANKS = {
    kind: rank
    for rank, kinds in enumerate(
        (
            ("Occupation",),
            ("JobTitle", "Territory", "Commune", "Department", "Region", "EmploymentBasin", "Perimeter"),
            ("ProfessionalDomain", "OccupationFamily", "Intercommunality", "EmploymentZone", "District"),
            ("Certification",),
            ("KnowHow", "Knowledge", "ProfessionalBehaviour", "MacroCompetence", "Competence"),
            ("TrainingSubject", "Speciality", "OccupationGroup", "CompetenceGroup", "Sector"),
            ("TrainingOffer", "Provider"),
        )
    )
    for kind in kinds
}  # fmt: skip
_LAST = 7


class Search:
    """Searches one generation's labels."""

    def __init__(self, index: SearchIndex, folding: Folding) -> None:
        """Search an index with the folding that made it."""
        self.index = index
        self._folding = folding
        kinds = [one.kind for one in index.concepts]
        self._ranks = np.array([_RANKS.get(kind, _LAST) for kind in kinds], np.uint8)
        # ROME names the occupations that the region's figures count.
        occupations = [one.kind == "Occupation" and one.scheme == "rome" for one in index.concepts]
        self._rome = np.array(occupations, bool)
        places = [
            index.places[one.part_of] for one in index.concepts if one.part_of in index.places
        ]
        # An occupation of many titles is likelier to be meant than one of few.
        self._titles = np.bincount(np.array(places, np.int64), minlength=len(kinds))
        self._retired = np.array([one.deprecated for one in index.concepts], bool)

    def search(
        self,
        text: str,
        lang: str = "fr",
        limit: int = 20,
        types: Container[str] | None = None,
        within: Iterable[str] | None = None,
    ) -> list[Found]:
        """Return the concepts that a text may mean, the likeliest first, each once.

        `types`: only of these classes. `within`: only these concepts, by URI.
        """
        table = self.index.tables.get(lang)
        words = self._folding.query(text[:LONGEST])[:MOST_WORDS]
        if table is None or not table.texts or not words:
            return []
        allowed = self._allowed(table, types, within)
        if not allowed.any():
            return []
        plain = self._folding.words(text[:LONGEST])
        typing = bool(plain) and not text[-1:].isspace()
        typed = [
            typed_word(
                table.words, word, self._folding.stem, allowed,
                last=typing and place == len(words) - 1, says=self._says(word, place),
            )
            for place, word in enumerate(words)
        ]  # fmt: skip
        scores = label_scores(table, typed, allowed, len(self._stems(words)))
        # « mécanicien auto » may be a whole title; « sou » is hardly the plural of a coin.
        unfinished = not typed[-1].known or len(words[-1]) < _WHOLE
        found = self._ranked(table, scores, words, plain, unfinished=unfinished)
        every_offer = types is not None or within is not None
        return list(islice(found if every_offer else _without_repeats(found), limit))

    def _says(self, word: str, place: int) -> float:
        # « femme de ménage »: what the person does comes after.
        if self._folding.stem(word) in self._folding.persons:
            return _PERSON
        return _HEAD if place == 0 else 1.0

    def _allowed(
        self, table: LabelTable, types: Container[str] | None, within: Iterable[str] | None
    ) -> NDArray[np.bool_]:
        keep = np.ones(len(self.index.concepts), bool)
        if types is not None:
            keep = np.array(
                [one.kind in types or one.general in types for one in self.index.concepts], bool
            )
        if within is not None:
            inside = np.zeros(len(keep), bool)
            known = self.index.places
            inside[[known[uri] for uri in within if uri in known]] = True
            keep &= inside
        return keep[table.concepts]

    def _ranked(
        self,
        table: LabelTable,
        scores: LabelScores,
        words: Sequence[str],
        plain: Sequence[str],
        *,
        unfinished: bool,
    ) -> Iterator[Found]:
        asked = self._stems(words)
        found: dict[int, tuple[tuple[float, ...], str, Found]] = {}
        for place in self._likely(table, scores):
            row, score = int(scores.rows[place]), float(scores.score[place])
            concept, label = int(table.concepts[row]), table.texts[row]
            if not scores.whole:
                match = Match.PARTIAL
            elif not scores.literal[place]:
                match = Match.FUZZY
            elif scores.exact[place]:
                match = Match.EXACT
            else:
                match = self._match(label, asked, plain, unfinished=unfinished)
            key = self._order(concept, match, score, int(table.kinds[row]))
            known = found.get(concept)
            if known is None or (key, label) < known[:2]:
                said = round(min(max(score, 0.01), 1.0), 4)
                answer = Found(self.index.concepts[concept], match, label, said)
                found[concept] = (key, label, answer)
        for concept in sorted(found, key=lambda concept: (*found[concept][:2], concept)):
            yield found[concept][2]

    def _likely(self, table: LabelTable, scores: LabelScores) -> list[int]:
        """Return what is looked at one by one: the best by words, occupations and what is in force first."""
        concepts = table.concepts[scores.rows]
        likely = scores.score + scores.exact - 0.02 * self._ranks[concepts]
        likely += 0.01 * np.minimum(self._titles[concepts], 10) - 0.2 * self._retired[concepts]
        size = min(_LOOKED_AT, len(likely))
        return np.argpartition(-likely, size - 1)[:size].tolist() if size else []

    def _match(
        self, label: str, asked: Sequence[str], plain: Sequence[str], *, unfinished: bool
    ) -> Match:
        """Return how a label that holds every word begins; `unfinished`: the last word is none yet."""
        held = self._stems(self._folding.words(label))
        whole, last = list(asked[:-1]), asked[-1]
        if held[: len(whole)] != whole or len(held) <= len(whole):
            return Match.WORDS
        following = held[len(whole)]
        begun = following.startswith(last) or (plain and following.startswith(plain[-1]))
        return Match.PREFIX if following == last or (unfinished and begun) else Match.WORDS

    def _stems(self, words: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(map(self._folding.stem, words)))

    def _order(self, concept: int, match: Match, score: float, kind: int) -> tuple[float, ...]:
        retired = bool(self._retired[concept])
        rank = int(self._ranks[concept])
        # A retired concept comes after the same match of one in force, and before a worse one.
        borrowed = kind not in {TermKind.PREFERRED, TermKind.SHORT}
        return (
            match
            + (1.5 if retired else 0.0)
            + (0.25 if borrowed and match not in {Match.WORDS, Match.FUZZY} else 0.0),
            -round(score * _STEPS.get(match, 5)),
            rank,
            0 if self._rome[concept] else 1,
            -min(int(self._titles[concept]), 50),
            -score,
        )


def _without_repeats(found: Iterable[Found]) -> Iterator[Found]:
    """Leave out the offers that only repeat the title of one before."""
    seen: set[str] = set()
    for one in found:
        if one.concept.kind == "TrainingOffer":
            title = one.label.casefold()
            if title in seen:
                continue
            seen.add(title)
        yield one
