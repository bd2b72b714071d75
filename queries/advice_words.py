"""Numbers and verdicts as sentences of an advice say them, in French."""

from collections.abc import Iterable

from maillage.queries.verdict import Judgement, Verdict

VERDICT_WORDS = {
    Verdict.UNDER_SUPPLIED: "offre insuffisante",
    Verdict.BALANCED: "équilibre",
    Verdict.OVER_SUPPLIED: "offre abondante",
    Verdict.UNDETERMINED: "indéterminé",
}


def fr(value: float | None, digits: int = 0) -> str:
    """Return a number as French readers write it, « ? » where it is unknown.

    >>> fr(1234.56, 1)
    '1\u202f234,6'
    """
    if value is None:
        return "?"
    return f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",")


def percent(share: float) -> str:
    """Return a share as a percentage.

    >>> percent(0.256)
    '26\u202f%'
    """
    return f"{fr(100 * share)}\u202f%"


def verdict_words(judgement: Judgement) -> str:
    """Return a verdict and its probability; for an undetermined one, which way it leans."""
    if judgement.probability is None:
        return f"indéterminé ({judgement.silence})"
    chance = f"probabilité {fr(judgement.probability, 2)}"
    if judgement.verdict is Verdict.UNDETERMINED:
        return f"indéterminé, penche vers « {VERDICT_WORDS[judgement.likeliest]} » ({chance})"
    return f"{VERDICT_WORDS[judgement.verdict]} ({chance})"


def listed(words: Iterable[str], most: int = 4) -> str:
    """Return the first words, and how many others there are."""
    every = list(words)
    rest = f" et {len(every) - most} autre(s)" if len(every) > most else ""
    return ", ".join(every[:most]) + rest
