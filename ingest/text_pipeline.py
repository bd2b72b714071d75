"""French text → sentences and words with their stems: spaCy's blank pipeline, tuned for ads.

Nothing is learnt: spaCy's tokeniser, a sentence splitter that knows bullets and line breaks, and its
lookup lemmas. Offsets are those of the text that was given.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from maillage.ingest.stems import stem

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.lookups import Table
    from spacy.tokens import Doc

MAX_CHARACTERS = 20_000  # of a text that are read: an ad has some 2,000
MAX_KNOWN = 300_000  # words kept ready
MAX_SENTENCE = 80  # words; a longer sentence is cut, so that a list without stops stays a list

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202f\ufeff\ud800-\udfff]"
)
_ENDS = frozenset(".!?;…")
_BULLETS = frozenset("-–—•·▪●○■□►▶✓✔➢➤*")  # noqa: RUF100
_SEPARATORS = frozenset("|/")


class Sentence(NamedTuple):
    """Some words of a text; `stems[i]` is empty for a word without content."""

    start: int  # offset of the first character
    end: int  # exclusive
    words: tuple[str, ...]
    stems: tuple[str, ...]
    starts: tuple[int, ...]  # of each word, offsets in the text
    ends: tuple[int, ...]
    breaks: bool  # a line break or the start of the text comes before it


class ParsedText(NamedTuple):
    """A text and its sentences; `text` has the length and offsets of what was given, or is cut."""

    text: str
    sentences: tuple[Sentence, ...]


def clean(text: str) -> str:
    """Return the part of a text that is read, control characters replaced by spaces one for one."""
    return _CONTROL.sub(" ", text[:MAX_CHARACTERS])


@cache
def pipeline() -> "Language":
    """Return the spaCy pipeline, built once a process: tokens, sentences, lookup lemmas."""
    import spacy
    from spacy.language import Language

    if not Language.has_factory("maillage_sentences"):
        Language.component("maillage_sentences", func=_mark_sentences)
    nlp = spacy.blank("fr")
    nlp.add_pipe("maillage_sentences")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    nlp.initialize()
    return nlp


class _Word(NamedTuple):
    text: str
    stem: str


@cache
def _known_words() -> dict[int, _Word]:
    """Return the words that were met, by spaCy's hash: a word is looked up once a process."""
    return {}


def parse(text: str) -> ParsedText:
    """Return the sentences of a text.

    The tokens, sentence starts and lemmas are those of `pipeline()`, read without making a spaCy token
    object of each word, which would take most of the time.
    """
    from spacy.attrs import IDX, ORTH

    nlp = pipeline()
    doc = nlp.make_doc(clean(text))
    known = _known_words()
    if len(known) > MAX_KNOWN:
        known.clear()
    found: list[tuple[_Word, int]] = []
    for orth, start in doc.to_array([ORTH, IDX]).tolist():
        word = known.get(orth)
        if word is None:
            written = nlp.vocab.strings[orth]
            word = known[orth] = _Word(written, stem(_lemma(written)))
        found.append((word, start))
    return _parsed(doc.text, found, sentence_starts([word.text for word, _ in found]))


def _lemma(word: str) -> str:
    """Return spaCy's lookup lemma, of the word in lower case where it has none as it is written."""
    table = _lemmas()
    found = table.get(word) or table.get(word.lower()) or word
    return found if isinstance(found, str) else str(found[0])


@cache
def _lemmas() -> "Table":
    """Return spaCy's table of lemmas, the one that the lemmatizer of `pipeline()` reads."""
    from spacy.lookups import load_lookups

    return load_lookups("fr", ["lemma_lookup"]).get_table("lemma_lookup")


def parsed_doc(doc: "Doc") -> ParsedText:
    """Return the sentences of a spaCy document that a pipeline has read: its sentences, its lemmas."""
    words = [(_Word(token.text, stem(token.lemma_ or token.lower_)), token.idx) for token in doc]
    marked = doc.has_annotation("SENT_START")
    texts = [word.text for word, _ in words]
    opens = [bool(token.is_sent_start) for token in doc] if marked else sentence_starts(texts)
    return _parsed(doc.text, words, opens)


def _parsed(text: str, words: Sequence[tuple[_Word, int]], opens: Sequence[bool]) -> ParsedText:
    sentences: list[Sentence] = []
    current: list[tuple[_Word, int]] = []
    breaks = True
    for (word, start), first in zip(words, opens, strict=True):
        if first and current:
            sentences.append(_sentence(current, breaks))
            current, breaks = [], False
        if word.text.isspace():
            breaks = breaks or (not current and "\n" in word.text)
            continue
        current.append((word, start))
    if current:
        sentences.append(_sentence(current, breaks))
    return ParsedText(text, tuple(sentences))


def _sentence(words: Sequence[tuple[_Word, int]], breaks: bool) -> Sentence:
    starts = tuple(start for _, start in words)
    ends = tuple(start + len(word.text) for word, start in words)
    return Sentence(
        starts[0],
        ends[-1],
        tuple(word.text for word, _ in words),
        tuple(word.stem for word, _ in words),
        starts,
        ends,
        breaks,
    )


def _mark_sentences(doc: "Doc") -> "Doc":
    """Mark where sentences start, as `sentence_starts` says."""
    for token, opens in zip(doc, sentence_starts([token.text for token in doc]), strict=True):
        token.is_sent_start = opens
    return doc


def sentence_starts(texts: Sequence[str]) -> list[bool]:
    """Say of each token whether it starts a sentence: by stop, break, bullet or length."""
    starts = [True] if texts else []
    length = 1
    for index in range(1, len(texts)):
        opens = _opens(texts, index) or length >= MAX_SENTENCE
        starts.append(opens)
        length = 1 if opens else length + 1
    return starts


def _opens(texts: Sequence[str], index: int) -> bool:
    before, word = texts[index - 1], texts[index]
    if "\n" in before or before in _ENDS or before.endswith("..."):
        return True
    if "\n" in word:
        return True  # the break itself stands alone, and is dropped
    return word in _BULLETS and (
        before.isspace() or (index + 1 < len(texts) and before in {":", ","})
    )
