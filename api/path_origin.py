"""Where somebody starts from: an occupation, competences or a profile file, as people give them."""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode

from maillage.graph.triple_store import TripleStore
from maillage.ingest.extraction import Candidate
from maillage.ingest.linker import Linker
from maillage.ontology.errors import MaillageError
from maillage.ontology.names import Names
from maillage.ontology.terms import MLG
from maillage.queries.near import NearModel, Origin
from maillage.queries.near_answer import Understood
from maillage.queries.near_errors import MalformedProfile, UnknownOccupation
from maillage.queries.profile import Named, read_profile

SURE = 0.5  # probability from which a label is taken for an occupation
AHEAD = 2.0  # and how many times likelier than the next one
LIKELY = 0.25  # from which it is taken for a competence: one of many, and told
LARGEST = 5_000_000  # bytes of a profile
_SCHEMES = ("rome-competence", "regional")  # of competences that occupations may require
_CODE = re.compile(r"[A-Za-z][0-9]{2,5}")  # or what was meant as one
_ALIKE = 3  # characters of a code: a domain of ROME
_FILE = re.compile(r"\.(?:json|jsonld|json-ld)$", re.IGNORECASE)


class Origins:
    """Reads what people start from. Nothing of a profile is kept, logged or repeated."""

    def __init__(self, near: NearModel, linker: Callable[[], Linker]) -> None:
        """Answer over what `near` reads; `linker`: what links labels, asked for when the first comes."""
        self._near = near
        self._linker = linker

    @property
    def _names(self) -> Names:
        return self._near.data.names

    @property
    def _store(self) -> TripleStore:
        return self._near.data.store

    def origin(self, typed: str) -> Origin:
        """Return what was typed: a file, competences between commas or semicolons, or an occupation.

        Raises:
            UnknownOccupation: it names no occupation, or several.
            NothingToStartFrom: none of the competences is known.
            MalformedProfile: the file is no profile, or its first fault.
        """
        return self.profile(Path(typed)) if _FILE.search(typed) else self.named(typed)

    def named(self, typed: str) -> Origin:
        """Return what was typed, as `origin`, but never a file: what a stranger may ask for."""
        parts = [
            one for part in re.split(r";" if ";" in typed else r",", typed) if (one := part.strip())
        ]
        if len(parts) > 1 or typed.startswith(("rome-competence:", "rome-savoir:", "esco:")):
            return self.competences([self._named(one) for one in parts], "competences")
        return self._near.from_occupation(self.occupation(typed))

    def profile(self, path: Path) -> Origin:
        """Return the origin of a profile file; raises as `origin`."""
        try:
            if path.stat().st_size > LARGEST:
                raise MalformedProfile("", f"plus de {LARGEST // 1_000_000} Mo")
            document = json.loads(path.read_text("utf-8"))
        except OSError as error:
            raise MalformedProfile("", f"lecture impossible ({error.strerror})") from error
        except (ValueError, RecursionError) as error:
            raise MalformedProfile("", "ce n'est pas du JSON") from error
        return self.document(document)

    def document(self, document: object) -> Origin:
        """Return the origin of a profile already parsed; raises as `origin`."""
        return self.competences(read_profile(document).competences, "profile")

    def competences(self, named: Sequence[Named], kind: str) -> Origin:
        """Return the origin of competences, by URI where ROME has it, else by label."""
        found: dict[str, None] = {}
        to_link: list[str] = []
        for one in named:
            if one.uri in self._near.data.projection.places:
                found[one.uri] = None
            elif label := self._french(one):
                to_link.append(label)
        answers = self._linked(to_link)
        found |= {one.uri: None for one in answers.values()}
        unknown = [label for label in to_link if label not in answers]
        told = [
            Understood(label, self._names.curie(one.uri), self._near.data.label(one.uri), one.score)
            for label, one in answers.items()
        ]
        return self._near.from_competences(list(found), unknown, kind, told)

    def occupation(self, typed: str) -> str:
        """Return the URI of an occupation from a CURIE, URI, code, job title or label."""
        text = typed.strip()
        curie = f"rome:{text.upper()}" if _CODE.fullmatch(text) else text
        try:
            uri = self._names.uri(curie)
        except MaillageError:
            return self._by_label(text)
        for quad in self._store.store.quads_for_pattern(uri, MLG.jobTitleOf, None):
            if isinstance(quad.object, NamedNode):
                return quad.object.value
        if uri.value not in self._near.data.places:
            label = self._store.french_label(uri)
            code = curie.partition(":")[2]
            near = self._alike(code) if _CODE.fullmatch(code) else self._candidates(label or code)
            raise UnknownOccupation(typed, near)
        return uri.value

    def _by_label(self, text: str) -> str:
        found = self._linker().link([text], "rome", top=6)[0]
        if (
            found
            and found[0].score >= SURE
            and (len(found) == 1 or found[0].score >= AHEAD * found[1].score)
        ):
            return found[0].uri.value
        raise UnknownOccupation(text, self._told(found))

    def _alike(self, code: str) -> list[str]:
        """Return the occupations whose codes begin alike, the longest beginning first; a code has no words."""
        told = {
            self._names.curie(uri): self._near.data.label(uri)
            for uri in self._near.data.signals.occupations
        }
        for length in range(len(code), _ALIKE - 1, -1):
            if found := [one for one in told if one.startswith(f"rome:{code[:length]}")]:
                return [f"{one} {told[one]}" for one in sorted(found)[:5]]
        return []

    def _candidates(self, text: str) -> list[str]:
        return self._told(self._linker().link([text], "rome", top=5)[0]) if text else []

    def _told(self, found: Sequence[Candidate]) -> list[str]:
        return [f"{self._names.curie(one.uri)} {one.label}" for one in found]

    def _named(self, text: str) -> Named:
        try:
            return Named(self._names.uri(text).value, "")
        except MaillageError:
            return Named("", text)

    def _french(self, named: Named) -> str:
        """Return the French label that the graph gives a URI, else the profile's."""
        return (
            (self._store.french_label(NamedNode(named.uri)) if named.uri else "")
            or named.label
            or named.uri
        )

    def _linked(self, labels: Sequence[str]) -> dict[str, "_Link"]:
        """Return what each label is taken for: the likeliest that some occupation requires."""
        places = self._near.data.projection.places
        found: dict[str, _Link] = {}
        for scheme in _SCHEMES:
            left = [label for label in labels if label not in found]
            answers = self._linker().link(left, scheme, top=5) if left else []
            for label, candidates in zip(left, answers, strict=True):
                for one in candidates:
                    if one.score >= LIKELY and one.uri.value in places:
                        found.setdefault(label, _Link(one.uri.value, one.score))
        return found


class _Link(NamedTuple):
    uri: str
    score: float
