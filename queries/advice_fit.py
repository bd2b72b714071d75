"""How well a certification's title speaks of an occupation that it is said to lead to: its fit, [0, 1].

The register ties a certification to occupations that it barely prepares ("Responsable d'une unité de méthanisation
agricole" to mixed farming). Its fit is the share of its title's words that the occupation is called by, each word
weighing the more the rarer it is among titles. A word that few job titles of the occupation use (under `COMMON` of
them) and its label does not, or that only the competences at its core use, counts for `ASIDE`. Words are cut at
`LETTERS`, so that "paysager" meets "paysagiste".
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import log

from pyoxigraph import NamedNode

from maillage.queries.decode import node, text
from maillage.queries.labour_data import CompetenceData
from maillage.queries.labour_view import LabourView
from maillage.queries.question import Store, question
from maillage.vocab.title_words import STOP_WORDS, stem, title_words, words

ASIDE = 0.4
COMMON = 0.2
LETTERS = 6
_SHORTEST = 3
MARGINAL = 0.35  # fit under which a certification is not proposed for an occupation


class Fit:
    """The fits of certifications to occupations."""

    def __init__(
        self,
        titles: Iterable[str],
        called: Mapping[NamedNode, frozenset[str]],
        aside: Mapping[NamedNode, frozenset[str]],
    ) -> None:
        """Keep the words that occupations are called by, and those that count less.

        `titles`: of all certifications.
        """
        said = [title_stems(title) for title in titles]
        counts = Counter(word for found in said for word in found)
        self._rarity = {
            word: log((len(said) + 1) / (count + 0.5)) for word, count in counts.items()
        }
        self._called = called
        self._aside = aside

    def of(self, title: str, occupation: NamedNode) -> float:
        """Return the fit of a title to an occupation, 0 where the title says nothing."""
        called = self._called.get(occupation, frozenset())
        aside = self._aside.get(occupation, frozenset())
        told = found = 0.0
        for word in title_stems(title):
            weight = self._rarity.get(word, 0.0)
            told += weight
            found += weight if word in called else weight * ASIDE if word in aside else 0.0
        return found / told if told else 0.0


def read_fit(
    store: Store,
    titles: Iterable[str],
    view: LabourView,
    competences: CompetenceData,
) -> Fit:
    """Read what occupations are called, as statistics know them."""
    called = defaultdict(set, {code: _named(one.label) for code, one in view.occupations.items()})
    names: defaultdict[NamedNode, list[set[str]]] = defaultdict(list)
    for row in question("occupation_names").ask(store):
        fiche = node(row, "occupation")
        names[view.parent.get(fiche, fiche)].append(_named(text(row, "label")))
    aside: defaultdict[NamedNode, set[str]] = defaultdict(set)
    for code, held in competences.core.items():
        for one in held:
            aside[code] |= _named(competences.labels.get(one, ""))
    for code, listed in names.items():
        for word, count in Counter(word for found in listed for word in found).items():
            (called if count >= COMMON * len(listed) else aside)[code].add(word)
    return Fit(titles, _frozen(called), _frozen(aside))


def _frozen(found: Mapping[NamedNode, set[str]]) -> dict[NamedNode, frozenset[str]]:
    return {code: frozenset(held) for code, held in found.items()}


def title_stems(title: str) -> frozenset[str]:
    """Return the words of a title that tell what it is about, cut.

    >>> sorted(title_stems("Aménagements paysagers (fiche nationale)"))
    ['amenag', 'paysag']
    """
    found = title_words(title)
    return frozenset(_cut((*found.core, *found.option)))


def _named(label: str) -> set[str]:
    return _cut(stem(word) for word in words(label))


def _cut(found: Iterable[str]) -> set[str]:
    return {word[:LETTERS] for word in found if len(word) >= _SHORTEST and word not in STOP_WORDS}
