"""What a word says, worked out once and kept: words come back from text to text."""

from collections.abc import Callable
from typing import TypeVar

MOST = 50_000  # words of a table: a thousand advertisements have some 20 000 of them
LONGEST = 40  # characters of a word that is kept: a longer one is hardly read again

Said = TypeVar("Said")


class KnownWords(dict[str, Said]):
    """What a function says of each word: `known[word]` asks it at the word's first use alone.

    Emptied when it is full, where `functools.lru_cache` would write down each use of a word, at twice the
    cost of the look-up. Threads may share one.
    """

    def __init__(self, say: Callable[[str], Said]) -> None:
        """Keep the function, of the word alone; no word is known yet."""
        super().__init__()
        self._say = say

    def __missing__(self, word: str) -> Said:
        """Return what the function says."""
        said = self._say(word)
        if len(word) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[word] = said
        return said
