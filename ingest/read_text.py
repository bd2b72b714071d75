"""A text made ready for the extractor: sentences, what each is about, the stems that phrases know."""

from collections.abc import Sequence
from typing import NamedTuple

from maillage.ingest.phrase_matcher import PhraseMatcher
from maillage.ingest.sections import SILENT, Section, folded_sentences, is_heading, sections
from maillage.ingest.stems import fold_word
from maillage.ingest.text_pipeline import ParsedText


class ReadText(NamedTuple):
    """A parsed text; every list but the last two has an item for each sentence."""

    parsed: ParsedText
    folded: Sequence[str]
    words: Sequence[Sequence[str]]  # folded, one by one
    parts: Sequence[Section]
    stems: Sequence[Sequence[int]]  # of each word, -1 where no phrase holds it
    spoken: Sequence[int]  # sentences that speak of the job
    cited: Sequence[int]  # those of `spoken` that are no heading: they state competences


def read_text(parsed: ParsedText, matcher: PhraseMatcher) -> ReadText:
    """Return a text made ready."""
    folded = folded_sentences(parsed)
    parts = sections(parsed, folded)
    spoken = [number for number, part in enumerate(parts) if part not in SILENT]
    return ReadText(
        parsed,
        folded,
        [tuple(map(fold_word, sentence.words)) for sentence in parsed.sentences],
        parts,
        [matcher.known(sentence.stems) for sentence in parsed.sentences],
        spoken,
        [number for number in spoken if not is_heading(parsed.sentences[number])],
    )
