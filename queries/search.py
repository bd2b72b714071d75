"""Search by words: what somebody types, mistyped or unfinished, to the concepts that they may mean.

Exact labels come first, then those that begin so, those that hold every word, those that hold words like
them, and last those that hold some of them. Within that: what is in force, then occupations, then how much
of the label was asked for.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.queries.search_index import LabelTable, SearchIndex
from maillage.queries.search_terms import FoundConcept, TermKind
from maillage.queries.search_words import Folding, WordTable

LONGEST = 200  # characters of what is typed; a title is shorter
MOST_WORDS = 12
_LOOKED_AT = 400  # labels that are ranked one by one
_PREFIX, _INSIDE = 0.85, 0.6  # weight of a word's beginning: of the last one typed, of another
_ENOUGH = 0.4  # share of what the words weigh that a partial answer holds
_LIKE = 0.9  # weight of a word that is like the one typed
_RARE = 2  # labels that hold a word: so few that it may be a typing error
_HEAD = 1.6  # the first word of a title says most of it
_UNHEARD = 2.0  # weight of a word that no label holds: it says little of what is meant
_WHOLE = 4  # letters from which a known word is taken for one that is finished
_LEAST_PREFIX = 3  # letters of an unfinished word that is not the last

Scores = NDArray[np.float32]


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


@dataclass(frozen=True, slots=True)
class _Typed:
    """One word of what was typed, as the labels that hold it see it."""

    weight: float  # how rare it is
    scores: Scores  # (n_labels,): 1 where a label holds it, less where it holds one like it
    literal: NDArray[np.bool_]  # (n_labels,): the label holds it as typed or begun
    known: bool  # it is a whole word of some label


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
        unfinished = bool(plain) and not text[-1:].isspace()
        typed = [
            self._typed(table, word, last=unfinished and place == len(words) - 1, rows=allowed)
            for place, word in enumerate(words)
        ]
        every_offer = types is not None or within is not None
        return self._ranked(table, typed, words, plain, allowed, limit, every_offer=every_offer)

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

    def _typed(
        self, table: LabelTable, word: str, *, last: bool, rows: NDArray[np.bool_]
    ) -> _Typed:
        words, scores = table.words, np.zeros(len(table.texts), np.float32)
        exact = words.exact(self._folding.stem(word))
        if last or len(word) >= _LEAST_PREFIX:
            for first, end in _beginnings(words, word):
                scores[words.holders(first, end)] = _PREFIX if last else _INSIDE
        holders = 0
        if exact is not None:
            found = words.holders(exact, exact + 1)
            scores[found] = 1
            holders = len(found)
        literal = scores > 0
        if holders <= _RARE:  # it may be mistyped, in what is searched too
            for stem, alike in words.near(word):
                found = words.holders(stem, stem + 1)
                scores[found] = np.maximum(scores[found], alike * _LIKE)
                holders += len(found)
        scores[~rows] = 0
        rare = float(np.log(1 + len(table.texts) / (1 + holders)))
        rarity = rare if holders or literal.any() else _UNHEARD
        return _Typed(rarity, scores, literal, exact is not None)

    def _ranked(
        self,
        table: LabelTable,
        typed: Sequence[_Typed],
        words: Sequence[str],
        plain: Sequence[str],
        allowed: NDArray[np.bool_],
        limit: int,
        *,
        every_offer: bool,
    ) -> list[Found]:
        heads = [_HEAD, *(1.0 for _ in typed[1:])]
        weights = sum(one.weight * head for one, head in zip(typed, heads, strict=True))
        covered = np.zeros(len(table.texts), np.float32)
        every = allowed.copy()
        held = np.zeros(len(table.texts), np.float32)
        literal, full = allowed.copy(), allowed.copy()
        for one, head in zip(typed, heads, strict=True):
            literal &= one.literal
            full &= one.scores == 1
            covered += one.weight * head / weights * one.scores
            every &= one.scores > 0
            held += one.scores > 0
        whole = bool(every.any())
        rows = np.flatnonzero(every if whole else covered >= _ENOUGH)
        tight = np.minimum(held[rows] / table.lengths[rows], 1)
        concepts = table.concepts[rows]
        score = covered[rows] * (0.55 + 0.45 * tight) - 0.03 * (table.kinds[rows] != 0)
        asked = self._stems(words)
        # « mécanicien auto » may be a whole title; « sou » is hardly the plural of a coin.
        unfinished = not typed[-1].known or len(words[-1]) < _WHOLE
        exact = full[rows] & (table.lengths[rows] == len(asked))
        # What is looked at one by one: the best by words, occupations and what is in force first.
        likely = score + exact - 0.02 * self._ranks[concepts] - 0.2 * self._retired[concepts]
        likely += 0.01 * np.minimum(self._titles[concepts], 10)
        size = min(_LOOKED_AT, len(rows))
        best = np.argpartition(-likely, size - 1)[:size] if size else np.array([], np.int64)
        found: dict[int, tuple[tuple[float, ...], str, Found]] = {}
        for place in best.tolist():
            row, concept = int(rows[place]), int(concepts[place])
            if not whole:
                match = Match.PARTIAL
            elif not literal[row]:
                match = Match.FUZZY
            elif exact[place]:
                match = Match.EXACT
            else:
                match = self._match(table.texts[row], asked, plain, unfinished=unfinished)
            key = self._order(concept, match, float(score[place]), int(table.kinds[row]))
            label = table.texts[row]
            known = found.get(concept)
            if known is None or (key, label) < known[:2]:
                said = round(min(max(float(score[place]), 0.01), 1.0), 4)
                found[concept] = (
                    key,
                    label,
                    Found(self.index.concepts[concept], match, label, said),
                )
        places = sorted(found, key=lambda concept: (*found[concept][:2], concept))
        ordered = (found[concept][2] for concept in places)
        return list(islice(ordered if every_offer else _without_repeats(ordered), limit))

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
            match + (1.5 if retired else 0.0) + (0.25 if borrowed else 0.0),
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


def _beginnings(words: WordTable, start: str) -> Iterable[tuple[int, int]]:
    own = words.beginning(start)
    yield own.start, own.stop
    for stem in words.written(start):
        yield stem, stem + 1
