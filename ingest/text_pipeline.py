"""French text → sentences and words with their stems, and the same steps as a spaCy pipeline.

Nothing is learnt: words by one pattern, a sentence splitter that knows bullets and line breaks, stems of
spaCy's lookup lemmas. `parse` does without spaCy, whose import takes seconds and hundreds of megabytes;
`parsed_doc` reads what any spaCy pipeline made. Offsets are those of the text that was given.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, compress, count, pairwise
from typing import TYPE_CHECKING, NamedTuple

from maillage.ingest.known_words import KnownWords
from maillage.ingest.lemma_table import LemmaTable, spacy_lemmas
from maillage.ingest.stems import MARKS, stem

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MAX_CHARACTERS = 20_000  # of a text that are read: an ad has some 2,000
MAX_SENTENCE = 80  # words; a longer sentence is cut, so that a list without stops stays a list

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202f\ufeff\ud800-\udfff]"
)
# The first that fits at a place is the next word: a blank that is more than one space; an elided word
# (« l' »); a word with its feminine between marks (« chargé(e)s », « motivé·e ») or with what names of
# tools hold (« C++ », « Node.js »); an ellipsis; any other sign. Before them all, what most words are:
# letters, then a blank.
_WORD = re.compile(
    r"[^\W_]++(?=[ \n])|\s*\n\s*|[^\S\n]{2,}|[\t\r]"
    r"|(?i:[ldjmtscn]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\w)"
    r"|(?:M|MM|Mr|Dr|St|Ste|[Cc]f|[Ee]x|env)\.(?=\s?\w)"
    r"|(?:\.(?=(?i:net)\b))?[^\W_]+"
    rf"(?:{MARKS}|['’&](?=\w)[^\W_]+|(?<=\d),(?=\d)[^\W_]+"
    r"|\.(?=\d|(?:js|JS|io|py|net|NET|com|fr)\b|[A-Z]\.)[^\W_]+|[+#]+(?!\w))*"
    r"|\.\.+|\S"
)
_ENDS = frozenset(".!?;…")
# What a word that is none may do: end a sentence, stand between two, start one.
_STOP, _BREAK, _BULLET = 1, 2, 3
_BULLETS = frozenset("-–—•·▪●○■□►▶✓✔➢➤*")  # noqa: RUF100


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
    """Return a spaCy pipeline that reads as `parse` does: sentences and lookup lemmas, built once."""
    import spacy
    from spacy.language import Language

    if not Language.has_factory("maillage_sentences"):
        Language.component("maillage_sentences", func=_mark_sentences)
    nlp = spacy.blank("fr")
    nlp.add_pipe("maillage_sentences")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    nlp.initialize()
    return nlp


def parse(text: str, lemmas: LemmaTable | None = None) -> ParsedText:
    """Return the sentences of a text; without a table of lemmas, spaCy's is loaded."""
    table = spacy_lemmas() if lemmas is None else lemmas
    cleaned = clean(text)
    words = _WORD.findall(cleaned)
    return _parsed(
        cleaned, words, table.stems(words), _starts(cleaned, words), sentence_starts(words)
    )


def _starts(text: str, words: Sequence[str]) -> list[int]:
    # Nothing but single blanks stands between two words: each is found where it was cut.
    starts: list[int] = []
    at, find = 0, text.find
    for word in words:
        at = find(word, at)
        starts.append(at)
        at += len(word)
    return starts


def parsed_doc(doc: "Doc") -> ParsedText:
    """Return the sentences of a spaCy document that a pipeline has read: its sentences, its lemmas."""
    words = [token.text for token in doc]
    stems = [stem(token.lemma_ or token.lower_) for token in doc]
    marked = doc.has_annotation("SENT_START")
    firsts = [one.i for one in doc if one.is_sent_start] if marked else sentence_starts(words)
    return _parsed(doc.text, words, stems, [token.idx for token in doc], firsts)


def _parsed(
    text: str,
    words: Sequence[str],
    stems: Sequence[str],
    starts: Sequence[int],
    firsts: Sequence[int],
) -> ParsedText:
    solid = [not word.isspace() for word in words]
    before = [0, *accumulate(solid)]  # how many words that are no blank stand before each
    kept = tuple(compress(words, solid))
    kept_stems, begins = tuple(compress(stems, solid)), tuple(compress(starts, solid))
    ends = tuple([start + len(word) for start, word in zip(begins, kept, strict=True)])
    sentences: list[Sentence] = []
    breaks = True
    for first, after in pairwise([*firsts, len(words)]):
        low, high = before[first], before[after]
        while first < after and not solid[first]:
            breaks = breaks or "\n" in words[first]
            first += 1
        if low < high:
            part = slice(low, high)
            sentences.append(
                Sentence(
                    begins[low], ends[high - 1], kept[part], kept_stems[part], begins[part], ends[part], breaks
                )
            )  # fmt: skip
            breaks = False
    return ParsedText(text, tuple(sentences))


def _mark_sentences(doc: "Doc") -> "Doc":
    """Mark where sentences start, as `sentence_starts` says."""
    firsts = frozenset(sentence_starts([token.text for token in doc]))
    for token in doc:
        token.is_sent_start = token.i in firsts
    return doc


def sentence_starts(words: Sequence[str]) -> list[int]:
    """Return the places of the words that start a sentence: by stop, break, bullet or length."""
    opens = [0]
    for place in compress(count(), map(_MARKS.__getitem__, words)):  # one word in six
        mark = _MARKS[words[place]]
        if mark == _BREAK:  # the break itself stands alone, and is dropped
            opens += (place, place + 1)
        elif mark == _STOP:
            opens.append(place + 1)
        elif place and _opens(words[place - 1], place + 1 < len(words)):
            opens.append(place)
    return [
        first
        for one, after in pairwise((*opens, len(words)))
        for first in range(one, after, MAX_SENTENCE)
    ]


def _opens(before: str, more: bool) -> bool:
    """Say whether a bullet starts an item."""
    return before.isspace() or (more and before in {":", ","})


def _mark(word: str) -> int:
    if "\n" in word:
        return _BREAK
    if word in _BULLETS:
        return _BULLET
    return _STOP if word in _ENDS or word.endswith("...") else 0


_MARKS = KnownWords(_mark)
