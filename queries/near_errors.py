"""Faults of pathways: where somebody starts from or goes to that the graph does not know."""

from collections.abc import Iterable

from maillage.ontology.errors import MaillageError


class UnknownOccupation(MaillageError):
    """What was typed names no occupation of ROME, or several as well."""

    def __init__(self, typed: str, candidates: Iterable[str] = ()) -> None:
        """Keep what was typed, and the nearest that exist (CURIE and label)."""
        self.typed = typed
        self.candidates = tuple(candidates)
        known = f" ; les plus proches : {' · '.join(self.candidates)}" if self.candidates else ""
        known = known or " ; « maillage search » en cherche par les mots"
        super().__init__(
            f"« {typed} » ne désigne pas un métier du ROME à lui seul "
            f"(attendu : un CURIE comme rome:N1103, ou un intitulé){known}"
        )


class NothingToStartFrom(MaillageError):
    """Competences of which none is one that an occupation of ROME requires."""

    def __init__(self, kind: str, unknown: Iterable[str]) -> None:
        """Keep what was not understood."""
        self.kind = kind
        self.unknown = tuple(unknown)
        listed = ", ".join(self.unknown[:5]) + (" …" if len(self.unknown) > 5 else "")
        told = f" ; non reconnues : {listed}" if listed else ""
        what = "ce profil ne contient" if kind == "profile" else "il n'y a là"
        super().__init__(
            f"{what} aucune compétence que le ROME connaisse{told} "
            "(attendu : rome-competence:…, rome-savoir:…, ou leurs libellés)"
        )


class MalformedProfile(MaillageError):
    """A profile file that is none of those that are read, or that breaks its own standard."""

    def __init__(self, where: str, reason: str) -> None:
        """Keep where in the document (JSON pointer), and what is wrong there."""
        self.where = where
        self.reason = reason
        super().__init__(
            f"profil illisible, à « {where or '/'} » : {reason} "
            "(attendu : Europass ou European Learning Model en JSON-LD, ou Open Badges 3)"
        )
