"""Is a text French? Its small words tell."""

from itertools import chain, islice

from maillage.ingest.known_words import KnownWords
from maillage.ingest.text_pipeline import ParsedText

MIN_WORDS = 8  # a shorter text is believed to be French
READ = 300  # words that are looked at

_FRENCH = frozenset(
    "le la les de des du un une et est vous nous en au aux pour dans sur avec par ou votre vos notre nos ce cette qui "
    "que sont à êtes etes avez ses son sa se ne pas plus d l".split()
)
_OTHERS = frozenset(
    "the and of to with you your our we are is for will this that be as at by or from have "
    "und der die das mit fur sie wir ihre ihr unser ein eine einen zu im von den auf bei als ist sind oder zum zur dem "
    "el los las y para una con del su il di per che della een het van".split()
)
_FOREIGN = frozenset(("the", "und", "and", "you", "mit", "der"))


def looks_french(parsed: ParsedText) -> bool:
    """Say whether a text is French: more of its small words are French than of another language."""
    words = list(islice(chain.from_iterable(one.words for one in parsed.sentences), READ))
    if len(words) < MIN_WORDS:
        return _FOREIGN.isdisjoint(map(_bare, words))
    return sum(map(_TELLS.__getitem__, words)) >= 0


def _tells(word: str) -> int:
    """Return 1 for a small word of French, −1 for one of another language, 0 for what tells nothing."""
    bare = _bare(word)
    return (bare in _FRENCH) - (bare in _OTHERS)


def _bare(word: str) -> str:
    return word.lower().rstrip("'’")


_TELLS = KnownWords(_tells)
