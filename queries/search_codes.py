"""Codes that are close to one that no concept has: a typing error, or an unfinished code."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import NamedNode

from maillage.ontology.names import Names
from maillage.queries.search_terms import FoundConcept

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHORTEST, _LONGEST = 3, 24  # characters of a code that is looked for
_SHOWN = 12


class NearCodes:
    """The codes of a generation, looked up by one wrong character or by their beginning."""

    def __init__(self, concepts: Iterable[FoundConcept], names: Names) -> None:
        """Sort the codes."""
        self._names = names
        self._concepts: dict[str, list[str]] = {}
        for one in concepts:
            if one.notation:
                self._concepts.setdefault(one.notation.upper(), []).append(one.uri)
        self._codes = sorted(self._concepts)

    def exact(self, code: str) -> list[str]:
        """Return the URIs of the concepts that have a code, as typed or after « RNCP » or « RS »."""
        typed = code.replace(" ", "").upper()
        if not any(letter.isdigit() for letter in typed) or len(typed) > _LONGEST:
            return []
        registered = (f"RNCP{typed}", f"RS{typed}") if typed.isdigit() else ()
        return [uri for one in (typed, *registered) for uri in self._concepts.get(one, ())]

    def __call__(self, code: str, prefixes: Sequence[str]) -> list[NamedNode]:
        """Return the concepts whose code is close, the closest first; `prefixes`: only of these schemes."""
        typed = code.rpartition(":")[2].replace(" ", "").upper()
        if not _SHORTEST <= len(typed) <= _LONGEST:
            return []
        found: dict[NamedNode, None] = {}
        for near in dict.fromkeys((*_one_off(typed), *self._begun(typed))):
            for uri in self._concepts.get(near, ()):
                if not prefixes or self._names.curie(uri).partition(":")[0] in prefixes:
                    found[NamedNode(uri)] = None
            if len(found) >= _SHOWN:
                break
        return list(found)[:_SHOWN]

    def _begun(self, typed: str) -> Iterator[str]:
        start = bisect_left(self._codes, typed)
        for code in self._codes[start : start + _SHOWN]:
            if code.startswith(typed):
                yield code


def _one_off(code: str) -> Iterator[str]:
    """Yield a code with two neighbours exchanged, one character missing, added, or replaced."""
    cuts = [(code[:at], code[at:]) for at in range(len(code) + 1)]
    yield from (left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1)
    yield from (left + right[1:] for left, right in cuts if right)
    yield from (left + letter + right for left, right in cuts for letter in _LETTERS)
    yield from (left + letter + right[1:] for left, right in cuts if right for letter in _LETTERS)
