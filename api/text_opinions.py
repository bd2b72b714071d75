"""What the reader of a text said of what was found in it: the form's fields to judgements."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from maillage.api.open_generation import OpenGeneration
from maillage.api.page_form import field as form_field
from maillage.api.text_reading import FoundConcept, TextReading
from maillage.graph.review_queue import Opinion, Review
from maillage.ingest.privacy import MASK, Span, firm_words, overlaps, personal_spans, redact
from maillage.ontology.errors import MaillageError
from maillage.queries.search import Match

OPINIONS = {Opinion.RIGHT: "juste", Opinion.WRONG: "faux", Opinion.OTHER: "autre"}
_PROPOSED = 8
_OCCUPATIONS = frozenset(("Occupation",))
_COMPETENCES = frozenset(("Competence",))


class Choice(NamedTuple):
    """A concept that the reader may mean by another."""

    curie: str
    label: str


@dataclass(slots=True)
class Opinions:
    """What was said: judgements that can be kept, and those that wait for a choice."""

    given: dict[int, Opinion] = field(default_factory=dict)
    instead: dict[int, Choice] = field(default_factory=dict)
    choices: dict[int, list[Choice]] = field(
        default_factory=dict
    )  # to choose from, where words are not enough


def read_opinions(
    opened: OpenGeneration, form: Mapping[str, list[str]], reading: TextReading
) -> Opinions:
    """Return what a form says of a reading; fields of numbers that the reading lacks are left out."""
    said = Opinions()
    for number, found in reading.everything.items():
        given = form_field(form, f"avis-{number}")
        if given not in set(Opinion):
            continue
        if given != Opinion.OTHER:
            said.given[number] = Opinion(given)
            continue
        chosen, near = _meant(opened, form_field(form, f"autre-{number}"), found)
        if chosen is None:
            said.choices[number] = near
        else:
            said.given[number], said.instead[number] = Opinion.OTHER, chosen
    return said


def reviews_of(
    opened: OpenGeneration, reading: TextReading, said: Opinions, text: str, name: str = ""
) -> list[Review]:
    """Return the judgements as the queue keeps them: persons and firms that `text` names are masked in its words.

    `name`: of the text, where it is kept.
    """
    today = datetime.now(UTC).date().isoformat()
    everything, nothing = reading.everything, Choice("", "")
    hidden = _Hidden(personal_spans(text), firm_words(text))
    return [
        _review(everything[number], opinion, said.instead.get(number, nothing), hidden, opened.number, today, name)
        for number, opinion in said.given.items()
    ]  # fmt: skip


class _Hidden(NamedTuple):
    """What of a text is never kept."""

    spans: list[Span]
    firms: frozenset[str]

    def words_of(self, one: FoundConcept) -> str:
        """Return the words of a thing, what is personal in them masked."""
        if overlaps(self.spans, one.start, one.end):
            words = redact(one.words)
            return MASK if words == one.words else words
        return _WORD.sub(
            lambda word: MASK if word.group().casefold() in self.firms else word.group(), one.words
        )


_WORD = re.compile(r"[^\W\d_]+")


def text_name(title: str, text: str) -> str:
    """Return the name under which a text is kept: the same text has the same."""
    return hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()[:16]


def _review(
    one: FoundConcept, opinion: Opinion, instead: Choice, hidden: _Hidden, generation: int, today: str, name: str
) -> Review:  # fmt: skip
    return Review(
        one.curie, one.label, one.method, round(one.score, 4), hidden.words_of(one), one.start, one.end, opinion,
        instead.curie, instead.label, generation, today, name,
    )  # fmt: skip


def _meant(
    opened: OpenGeneration, typed: str, found: FoundConcept
) -> tuple[Choice | None, list[Choice]]:
    """Return the concept that was typed, or what it may be; what is typed is never kept."""
    from maillage.api.searching import searched

    typed = typed.strip()[:200]
    known = _known(opened, typed)
    if known is not None or not typed:
        return known, []
    kinds = _OCCUPATIONS if found.method == "occupation" else _COMPETENCES
    matches = searched(opened, typed, kinds, "fr", None, _PROPOSED)
    near = [Choice(opened.names.curie(one.concept.uri), one.concept.label) for one in matches]
    sure = [at for at, one in enumerate(matches) if one.match in {Match.CODE, Match.EXACT}]
    return (near[0], []) if sure == [0] else (None, near)


def _known(opened: OpenGeneration, typed: str) -> Choice | None:
    if ":" not in typed or " " in typed:
        return None
    try:
        uri = opened.names.uri(typed)
    except MaillageError:
        return None
    label = opened.store.label(uri)
    return Choice(opened.names.curie(uri), label) if label else None
