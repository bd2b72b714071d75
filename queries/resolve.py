"""Any code to the concept that it means, on a day: its labels, status, successors, mappings, release.

A code that several concepts have, or none, is answered by candidates and a reason: never by a guess.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from pyoxigraph import NamedNode

from maillage.ontology.errors import MalformedCurie, UnknownPrefix
from maillage.ontology.names import Names
from maillage.ontology.terms import SKOS
from maillage.queries.concept_summary import Summary
from maillage.queries.resolve_answer import Candidate, Outcome, Resolution, Standing
from maillage.queries.resolve_code import TypedCode, read_code
from maillage.queries.resolve_describe import ConceptDescriber, Releases
from maillage.queries.resolve_find import ConceptFinder
from maillage.queries.resolve_identity import RARE, RARE_INVERSE
from maillage.queries.resolve_status import status_at
from maillage.queries.sparse_store import SparseStore

SHOWN = 12  # candidates

Near = Callable[[str, Sequence[str]], Iterable[NamedNode]]


class Resolver:
    """Resolves codes over one generation: its current releases and, where there are any, the older ones."""

    def __init__(
        self,
        names: Names,
        current: Releases,
        older: Releases | None = None,
        near: Near | None = None,
    ) -> None:
        """Keep both. `near` gives the concepts whose code is close to one that nothing has."""
        self._names = names
        self._near: Near = near or (lambda _code, _prefixes: ())
        self._stores = [SparseStore(one.store) for one in (current, older) if one]
        self._finder = ConceptFinder(names, self._stores)
        ours, *theirs = (
            replace(one, store=store)
            for one, store in zip((current, older), self._stores, strict=False)
            if one
        )
        self._describer = ConceptDescriber(self._finder, ours, *theirs)

    def learn(self) -> None:
        """Read what makes most look-ups needless: a second or two, for who is asked for many codes."""
        for one in self._stores:
            one.learn(RARE, values=False)
            one.learn(RARE_INVERSE, values=True)
        for one in self._stores[1:]:  # hardly a code is of a release that was replaced
            one.learn([SKOS.notation], values=True)

    def resolve(self, code: str, scheme: str | None = None, at: date | None = None) -> Resolution:
        """Return what a code means on a day; `at` None: in the current releases.

        Raises:
            BadParameter: the code could be none, or the scheme is unknown.
        """
        return self.resolve_all([code], scheme, at)[0]

    def resolve_all(
        self, codes: Sequence[str], scheme: str | None = None, at: date | None = None
    ) -> list[Resolution]:
        """Return what each code means, in their order; raises as `resolve`."""
        typed = [self._read(code, scheme) for code in codes]
        found = self._finder.find([one for one in typed if isinstance(one, TypedCode)])
        single = {text: uris[0] for text, uris in found.items() if len(uris) == 1}
        described = self._describer.describe(dict.fromkeys(single.values()), at)
        answers = []
        for code, one in zip(codes, typed, strict=True):
            if isinstance(one, str):
                answers.append(Resolution(code, scheme, at, Outcome.UNKNOWN, one))
            elif one.text in single and (concept := described.get(single[one.text])):
                answers.append(Resolution(code, scheme, at, Outcome.RESOLVED, "", concept))
            elif found[one.text]:
                answers.append(self._ambiguous(code, scheme, at, found[one.text]))
            else:
                answers.append(self._unknown(code, one, scheme, at))
        return answers

    def _read(self, code: str, scheme: str | None) -> TypedCode | str:
        try:
            return read_code(self._names, code, scheme)
        except (UnknownPrefix, MalformedCurie) as error:
            return str(error)

    def _ambiguous(
        self, code: str, scheme: str | None, at: date | None, uris: Sequence[NamedNode]
    ) -> Resolution:
        found = self._finder.summaries(uris)
        schemes = sorted({one.scheme or one.kind for one in found.values()})
        how = (
            f"préciser scheme : {', '.join(schemes)}"
            if len(schemes) > 1
            else "le code n'en distingue aucun : préciser par leur CURIE"
        )
        reason = f"{len(found)} concepts ont ce code ; {how}"
        candidates = self._candidates(found.values(), at, exact=True)
        return Resolution(code, scheme, at, Outcome.AMBIGUOUS, reason, None, candidates)

    def _unknown(
        self, code: str, typed: TypedCode, scheme: str | None, at: date | None
    ) -> Resolution:
        near = self._finder.summaries(list(self._near(typed.text, typed.prefixes))[:SHOWN])
        candidates = self._candidates(near.values(), at, exact=False)
        where = f" de {scheme}" if scheme else ""
        reason = f"aucun concept{where} n'a ce code"
        if candidates:
            reason += " ; les candidats ont un code proche"
        return Resolution(code, scheme, at, Outcome.UNKNOWN, reason, None, candidates)

    def _candidates(
        self, found: Iterable[Summary], at: date | None, *, exact: bool
    ) -> tuple[Candidate, ...]:
        made = [Candidate(one, status_at(one, at, None), exact) for one in found]
        if exact:  # those in force first, of the close ones the closest
            made.sort(
                key=lambda one: (one.status.standing is not Standing.ACTIVE, one.concept.uri.value)
            )
        return tuple(made)
