"""Which certification a training offer prepares, told by its title alone.

A wrong diploma is worse than none: every informative word must be in both titles. What rapidfuzz
adds is tolerance to spelling, not to meaning.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from maillage.vocab.certification_titles import CertificationTitle, preference
from maillage.vocab.diploma_kinds import OTHER, DiplomaKind, diploma_kind, kind_words
from maillage.vocab.title_words import TitleWords, fold, title_words

THRESHOLD = 0.9  # of 1: a diploma whose option the offer does not say stays below
_SIMILAR_TEXT = 85  # of 100: how near two cores must be to be compared word by word
_SIMILAR_REST = 90  # of 100: how near the words that only one title has must be (a hyphen)
_SHORT_REST = 5  # letters; shorter words differ too easily to be called spellings of one another

_NO_OPTION_GIVEN = 0.8  # the offer does not say which of several diplomas
_ALL_OPTIONS = 0.97  # the certification names several options, one fiche for all
_OPTION_UNSAID = 0.95  # the offer names an option, the certification none: one fiche for all
_NEARLY = 0.035  # a fiche for all options is as good as one that names none

# Where else to look for what an offer calls by the first name, in order. Schools say "titre
# professionnel", "licence professionnelle" or "master" of certifications registered on request (no
# kind); "CAP" of the agricultural one. "TPFP" is said of the metal industry's titles and, by public
# schools, of the professional baccalaureate that one enters in its last two years.
_KINDS_OF_NAME: dict[str, tuple[str, ...]] = {
    "TP": ("TP", ""),
    "LP": ("LP", ""),
    "MASTER": ("MASTER", ""),
    "CAP": ("CAP", "CAPA"),
    "BTSA": ("BTSA", "BTS"),
    "tpfp": ("", "BAC PRO"),
    "bachelor": ("",),
    "ingenieur": (),  # one diploma a school and a speciality: the speciality alone would mislead
}


@dataclass(frozen=True, slots=True)
class CertificationMatch:
    """A certification and how surely the title names it."""

    certification: CertificationTitle
    score: float  # [0, 1]


@dataclass(frozen=True, slots=True)
class _Candidate:
    certification: CertificationTitle
    words: TitleWords


class TitleMatcher:
    """Finds the certification that a title names, among those of its kind and level."""

    def __init__(self, certifications: Iterable[CertificationTitle]) -> None:
        """Index the certifications by kind; those of one university only are left out."""
        self._index: dict[str, dict[str, list[_Candidate]]] = defaultdict(lambda: defaultdict(list))
        self._unspaced: dict[tuple[str, str], set[str]] = defaultdict(set)
        for certification in certifications:
            if certification.national:
                words = certification.words
                candidate = _Candidate(certification, words)
                self._index[certification.kind][words.text].append(candidate)
                self._unspaced[certification.kind, "".join(words.core)].add(words.text)

    def match(
        self, titles: Sequence[str], kinds: Sequence[DiplomaKind], level: int | None = None
    ) -> CertificationMatch | None:
        """Return the best certification for the first of `titles` that names one, else None.

        `kinds` are tried in order. `level` (European, 1 to 8) restricts those kinds that exist at
        several levels. None also where several certifications fit equally well and differ.
        """
        for kind in kinds:
            spellings = kind_words(*(other.code for other in kinds))
            for title in titles:
                matches = [
                    match
                    for variant in _variants(title)
                    for match in self._matches(title_words(variant, spellings), kind, level)
                ]
                best = _best(matches, kind)
                if best is not None:
                    return best
        return None

    def _matches(
        self, words: TitleWords, kind: DiplomaKind, level: int | None
    ) -> Iterable[CertificationMatch]:
        if not words.core:
            return
        for text, similarity in self._near(words, kind).items():
            for candidate in self._index[kind.code][text]:
                certification = candidate.certification
                if not _at_level(certification, kind, level):
                    continue
                if not _agree(words.core, candidate.words.core):
                    continue
                score = similarity * _option_factor(words, candidate.words)
                if score >= THRESHOLD:
                    yield CertificationMatch(certification, score)

    def _near(self, words: TitleWords, kind: DiplomaKind) -> dict[str, float]:
        """Return the cores of this kind near to a title's, with their similarity in [0, 1]."""
        near = process.extract(
            words.text,
            self._index[kind.code].keys(),
            scorer=fuzz.ratio,
            limit=50,
            score_cutoff=_SIMILAR_TEXT,
        )
        found = {text: similarity / 100 for text, similarity, _ in near}
        same_letters = self._unspaced.get((kind.code, "".join(words.core)), set())
        return found | dict.fromkeys(same_letters, 1.0)


def offer_kinds(name: str) -> tuple[DiplomaKind, ...]:
    """Return the kinds among which to look for the diploma of which an offer says `name`, in order.

    >>> [kind.code for kind in offer_kinds("CAP")], offer_kinds("École doctorale")
    (['CAP', 'CAPA'], ())
    """
    codes = _KINDS_OF_NAME.get(fold(name))
    if codes is None:
        kind = diploma_kind(name)
        codes = () if kind is None else _KINDS_OF_NAME.get(kind.code, (kind.code,))
    return tuple(kind for code in codes if (kind := diploma_kind(code)) is not None)


def _at_level(certification: CertificationTitle, kind: DiplomaKind, level: int | None) -> bool:
    return kind.level is not None or level is None or level == certification.level


def _variants(title: str) -> tuple[str, ...]:
    parts = [part for part in title.split(" / ") if part.strip()]
    return (title, *parts) if len(parts) > 1 else (title,)


def _agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two cores hold the same words, a difference of spelling or hyphen aside."""
    only_one = "".join(word for word in one if word not in other)
    only_other = "".join(word for word in other if word not in one)
    if not only_one and not only_other:
        return True
    if min(len(only_one), len(only_other)) <= _SHORT_REST:
        return False
    return fuzz.ratio(only_one, only_other) >= _SIMILAR_REST


def _option_factor(offer: TitleWords, certification: TitleWords) -> float:
    if not offer.option:
        if not certification.option:
            return 1.0
        return _ALL_OPTIONS if certification.several else _NO_OPTION_GIVEN
    if not certification.option:
        return _OPTION_UNSAID
    return 1.0 if set(offer.option) <= set(certification.option) else 0.0


def _best(matches: Sequence[CertificationMatch], kind: DiplomaKind) -> CertificationMatch | None:
    if not matches:
        return None
    top = max(match.score for match in matches)
    equal = [match for match in matches if match.score >= top - _NEARLY]
    if kind == OTHER:
        # Several certifiers give one title to certifications that differ, so that neither an older
        # one nor one of several active ones can be taken for it.
        equal = [match for match in equal if match.certification.active] or equal
        if len({match.certification.code for match in equal}) > 1:
            return None
    if len({match.certification.level for match in equal} - {None}) > 1:
        return None
    return max(equal, key=lambda match: preference(match.certification))
