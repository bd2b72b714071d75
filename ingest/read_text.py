"""A text made ready for the extractor: sentences, what each is about, the stems that phrases know."""

from collections.abc import Sequence
from typing import NamedTuple

from maillage.ingest.phrase_matcher import PhraseMatcher
from maillage.ingest.sections import SILENT, Section, folded_sentences, is_heading, sections
from maillage.ingest.stems import fold_word
from maillage.ingest.text_pipeline import ParsedText
from maillage.ingest.training_text import Told, looks_like_training, told_of_training


class ReadText(NamedTuple):
    """A parsed text; every list but `spoken` and `cited` has an item for each sentence."""

    parsed: ParsedText
    folded: Sequence[str]
    words: Sequence[Sequence[str]]  # folded, one by one
    parts: Sequence[Section]
    stems: Sequence[Sequence[int]]  # of each word, -1 where no phrase holds it
    spoken: Sequence[int]  # sentences that speak of the job
    cited: Sequence[int]  # those of `spoken` that are no heading: they state competences
    told: Sequence[Told] | None  # of a training; None where the text is no description of one


def read_text(
    parsed: ParsedText, matcher: PhraseMatcher, title: str = "", *, training: bool = False
) -> ReadText:
    """Return a text made ready; whether it describes a training is told, or seen."""
    folded = folded_sentences(parsed)
    words = [tuple(map(fold_word, sentence.words)) for sentence in parsed.sentences]
    training = training or looks_like_training(title, words)
    # Headings and cues of advertisements mean something else there: « titulaire », « formation ».
    parts = (Section.OTHER,) * len(folded) if training else sections(parsed, folded)
    spoken = [number for number, part in enumerate(parts) if part not in SILENT]
    return ReadText(
        parsed,
        folded,
        words,
        parts,
        [matcher.known(sentence.stems) for sentence in parsed.sentences],
        spoken,
        [number for number in spoken if not is_heading(parsed.sentences[number])],
        told_of_training(parsed, folded) if training else None,
    )
