"""A pasted text as its page shows it: cut at the words that state something, each thing found with its reasons."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pyoxigraph import NamedNode

from maillage.api.catalogues import counted, gettext
from maillage.api.open_generation import OpenGeneration
from maillage.ingest.extraction import Candidate, Extraction, Mention, Method
from maillage.ontology.terms import MLG

LIKELY = 0.05  # of an occupation that is shown, and whose requirements count as a reason
MOST = 300  # stated mentions of one text that are shown
_STEM = 5  # letters from which two words count as one another's forms
_WORD = re.compile(r"\w{3,}")


class FoundConcept(NamedTuple):
    """One thing that was found, with its number on the page."""

    number: int
    uri: str
    curie: str
    label: str
    method: str  # "stated", "implied" or "occupation"
    score: float  # [0, 1]
    words: str  # of the text, "" where it cites none
    start: int
    end: int
    reasons: tuple[str, ...]


class Segment(NamedTuple):
    """A piece of the text; the things that its words state, by number, none for plain words."""

    text: str
    stated: tuple[int, ...]
    ended: tuple[int, ...]  # those whose words end here


class TextReading(NamedTuple):
    """All that a page shows of a text."""

    segments: tuple[Segment, ...]
    occupations: tuple[FoundConcept, ...]
    stated: tuple[FoundConcept, ...]
    implied: tuple[FoundConcept, ...]
    left_out: int  # stated mentions beyond `MOST`

    @property
    def everything(self) -> dict[int, FoundConcept]:
        """All things by their numbers."""
        return {one.number: one for one in (*self.occupations, *self.stated, *self.implied)}


def text_reading(opened: OpenGeneration, text: str, found: Extraction) -> TextReading:
    """Return the reading of a text, `found` being what was extracted from this very text."""
    likely = [one for one in found.occupations if one.score >= LIKELY]
    every = sorted(
        (one for one in found.mentions if one.method is Method.STATED), key=lambda one: one.start
    )  # fmt: skip
    stated = every[:MOST]
    implied = [one for one in found.mentions if one.method is Method.IMPLIED]
    mentions = [
        _mention(opened, number, one, text, likely)
        for number, one in enumerate((*stated, *implied), start=1)
    ]
    occupations = [
        _occupation(opened, number, one)
        for number, one in enumerate(likely, start=len(mentions) + 1)
    ]
    marked = mentions[: len(stated)]
    return TextReading(
        tuple(_segments(text, marked)), tuple(occupations), tuple(marked), tuple(mentions[len(stated) :]),
        len(every) - len(stated),
    )  # fmt: skip


def _segments(text: str, stated: Sequence[FoundConcept]) -> Iterator[Segment]:
    """Yield the whole text, cut wherever words that state something begin or end."""
    cuts = sorted({0, len(text), *(one.start for one in stated), *(one.end for one in stated)})
    for start, end in pairwise(cuts):
        numbers = tuple(one.number for one in stated if one.start <= start and end <= one.end)
        ended = tuple(one.number for one in stated if one.end == end)
        yield Segment(text[start:end], numbers, ended)


def _occupation(opened: OpenGeneration, number: int, one: Candidate) -> FoundConcept:
    curie = opened.names.curie(one.uri)
    reasons = (gettext("d'après l'intitulé et les mots du texte"),)
    return FoundConcept(
        number, one.uri.value, curie, one.label, "occupation", one.score, "", -1, -1, reasons
    )


def _mention(
    opened: OpenGeneration, number: int, one: Mention, text: str, likely: Sequence[Candidate]
) -> FoundConcept:
    words = text[one.start : one.end] if one.method is Method.STATED else ""
    reasons = (*_of_words(words, one.label), *_of_occupations(opened, one.uri, likely))
    if not reasons:
        reasons = (gettext("un métier moins probable la demande"),)
    return FoundConcept(
        number, one.uri.value, opened.names.curie(one.uri), one.label, one.method.value, one.score,
        words, one.start, one.end, reasons,
    )  # fmt: skip


def _of_words(words: str, label: str) -> Iterator[str]:
    """Yield how the words cited meet those of the label."""
    from maillage.ingest.normalise_label import STOP_WORDS, fold

    if not words:
        return
    wanted = [one for one in _WORD.findall(label) if fold(one) not in STOP_WORDS]
    held = {fold(one)[:_STEM] for one in _WORD.findall(words)}
    common = [one.lower() for one in wanted if fold(one)[:_STEM] in held]
    if not common:
        yield gettext("rapprochée par le sens, sans mot commun avec le libellé")
    elif len(common) == len(wanted):
        yield gettext("tous les mots du libellé y sont")
    else:
        yield counted(
            len(common), "%(num)s mot du libellé sur %(all)s : %(words)s",
            "%(num)s mots du libellé sur %(all)s : %(words)s", all=len(wanted), words=", ".join(common),
        )  # fmt: skip


def _of_occupations(
    opened: OpenGeneration, competence: NamedNode, likely: Sequence[Candidate]
) -> Iterator[str]:
    """Yield which of the likely occupations asks for a competence: the likeliest that does."""
    store = opened.store.store
    relations = (
        (MLG.requiresCore, gettext("au cœur du métier « %(label)s »")),
        (MLG.requires, gettext("demandée par le métier « %(label)s »")),
    )
    for one in likely[:3]:
        for relation, words in relations:
            if next(store.quads_for_pattern(one.uri, relation, competence, None), None) is not None:
                yield words % {"label": one.label}
                return
