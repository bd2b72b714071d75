"""What a profile says that somebody can do: Europass or European Learning Model JSON-LD, Open Badges 3.

Only competences are read: never a name, an address or a date. Nothing is kept beyond the answer.

Source: ELM 3 (`relatedESCOSkill`, `relatedSkill`, learning outcomes), Open Badges 3.0 (`achievement`, `alignment`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from maillage.queries.near_errors import MalformedProfile

DEEPEST = 60  # levels of a document
_LANGUAGES = ("fr", "en", "de")
_SKILLS = ("relatedESCOSkill", "relatedSkill", "escoSkill", "skill", "skills")
_ELM = frozenset({"EuropeanDigitalCredential", "EuropassEdcCredential", "EuropeanLearningModel"})
_BADGE = frozenset({"OpenBadgeCredential", "AchievementCredential"})


class Named(NamedTuple):
    """One competence of a profile, as it names it."""

    uri: str  # "" where it gives none
    label: str  # French where there is one, "" where it gives none


@dataclass(frozen=True, slots=True)
class Profile:
    """The competences of a profile, each once."""

    standard: str  # "elm" or "openbadges"
    competences: tuple[Named, ...]


def read_profile(document: object) -> Profile:
    """Return the competences of a parsed JSON document.

    Raises:
        MalformedProfile: it is no credential of these standards, or its first fault.
    """
    if not isinstance(document, Mapping):
        raise MalformedProfile("", "un objet JSON est attendu")
    types = _types(document)
    if not types:
        raise MalformedProfile("/type", "absent")
    subject = document.get("credentialSubject")
    if subject is None:
        raise MalformedProfile("/credentialSubject", "absent")
    if not isinstance(subject, Mapping | list):
        raise MalformedProfile("/credentialSubject", "un objet est attendu")
    if types & _BADGE:
        return Profile("openbadges", _once(_badge(subject)))
    if types & _ELM or "VerifiableCredential" in types:
        return Profile("elm", _once(_learning(subject, "/credentialSubject", 0)))
    raise MalformedProfile(
        "/type", f"« {', '.join(sorted(types))} » n'est pas une attestation connue"
    )


def _types(value: Mapping[str, object]) -> set[str]:
    found = value.get("type", value.get("@type", ()))
    names = [found] if isinstance(found, str) else found if isinstance(found, list) else []
    return {name for name in names if isinstance(name, str)}


def _badge(subject: object) -> Iterator[Named]:
    for place, one in enumerate(_listed(subject)):
        where = f"/credentialSubject/{place}" if isinstance(subject, list) else "/credentialSubject"
        for number, achievement in enumerate(_listed(one.get("achievement"))):
            at = f"{where}/achievement/{number}"
            name = _label(achievement.get("name"))
            if not name:
                raise MalformedProfile(f"{at}/name", "absent")
            aligned = _listed(achievement.get("alignment"))
            for alignment in aligned:
                target = alignment.get("targetUrl")
                yield Named(
                    target if isinstance(target, str) else "", _label(alignment.get("targetName"))
                )
            if not aligned:
                yield Named("", name)


def _learning(value: object, where: str, depth: int) -> Iterator[Named]:
    """Yield the skills of learning outcomes; the outcome's own title where it names none."""
    if depth > DEEPEST:
        raise MalformedProfile(where, "document imbriqué trop profondément")
    if isinstance(value, list):
        for place, one in enumerate(value):
            yield from _learning(one, f"{where}/{place}", depth + 1)
        return
    if not isinstance(value, Mapping):
        return
    named = [Named(_uri(one), _label(one)) for key in _SKILLS for one in _listed(value.get(key))]
    yield from named
    if "LearningOutcome" in _types(value) and not named and (title := _label(value.get("title"))):
        yield Named("", title)
    for key, one in value.items():
        if key not in _SKILLS:
            yield from _learning(one, f"{where}/{key}", depth + 1)


def _listed(value: object) -> list[Mapping[str, object]]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, Mapping)]


def _uri(value: Mapping[str, object]) -> str:
    found = value.get("id", value.get("@id", ""))
    return found if isinstance(found, str) and found.startswith("http") else ""


def _label(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return next((label for one in value if (label := _label(one))), "")
    if not isinstance(value, Mapping):
        return ""
    for key in ("prefLabel", "title", "name"):
        if key in value:
            return _label(value[key])
    for lang in (*_LANGUAGES, *value):
        if lang in value and isinstance(value[lang], str | list) and lang not in {"id", "type"}:
            return _label(value[lang])
    return ""


def _once(found: Iterator[Named]) -> tuple[Named, ...]:
    named: Sequence[Named] = [one for one in found if one.uri or one.label]
    return tuple(dict.fromkeys(named))
