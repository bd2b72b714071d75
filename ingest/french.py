"""Is a text French? Its small words tell."""

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


def looks_french(parsed: ParsedText) -> bool:
    """Say whether a text is French: more of its small words are French than of another language."""
    words = [
        word.lower().rstrip("'’") for sentence in parsed.sentences[:READ] for word in sentence.words
    ][:READ]
    if len(words) < MIN_WORDS:
        return not any(word in {"the", "und", "and", "you", "mit", "der"} for word in words)
    french = sum(word in _FRENCH for word in words)
    others = sum(word in _OTHERS for word in words)
    return french >= others
