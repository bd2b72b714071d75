"""The catalogues: whole, with the same placeholders and markup as the French, and nothing said beside them."""

import re
from collections import Counter
from typing import Any

import pytest
from jinja2 import nodes

from maillage.api.catalogues import translations
from maillage.api.messages import Message, catalogue, messages, template_names, updated
from maillage.api.page_language import Language
from maillage.api.page_templates import page_templates

LANGUAGES: tuple[Language, ...] = ("en", "de")
# What a message and its translation must hold alike: placeholders, tags, literal percent signs.
_HELD = re.compile(r"%\(\w+\)s|%%|</?\w+[^<>]*>")
# What every language writes the same way.
_ALIKE = frozenset((
    "Maillage", "SPARQL", "CSV", "JSON", "XML", "Turtle", "CONSTRUCT", "DESCRIBE", "GET", "POST", "URI",
    "openapi", "json",
))  # fmt: skip


def entries(language: Language) -> list[Any]:  # Any: a message's texts are one or several
    return [one for one in catalogue(language) if one.id]


def held(text: str) -> Counter[str]:
    return Counter(_HELD.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_no_other_is_kept(language: Language) -> None:
    found = entries(language)
    said = {(one.singular, one.plural) for one in messages()}
    kept = {tuple(one.id) if one.pluralizable else (one.id, "") for one in found}
    assert said - kept == set(), "make messages, then translate what it left empty"
    assert kept - said == set(), "make messages"
    for one in found:
        told = one.string if isinstance(one.string, (list, tuple)) else (one.string,)
        assert not one.fuzzy, one.id
        assert all(told), one.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_holds_the_placeholders_and_the_markup_of_its_message(
    language: Language,
) -> None:
    for one in entries(language):
        ids = one.id if one.pluralizable else (one.id,)
        strings = one.string if one.pluralizable else (one.string,)
        assert len(ids) == len(strings), one.id
        for message, told in zip(ids, strings, strict=True):
            assert held(told) == held(message), message
            # Newstyle gettext formats every message of a template: a lone percent sign would fail there.
            told % dict.fromkeys(re.findall(r"%\((\w+)\)s", told), "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_is_that_language_and_not_the_french(language: Language) -> None:
    found = entries(language)
    same = [str(one.id) for one in found if one.id == one.string and " " in str(one.id)]
    words = {word for one in same for word in re.findall(r"[^\W\d_]{3,}", _HELD.sub("", one))}
    assert words <= {"version", "session", "sessions", "place", "places"}


def test_one_message_has_one_form() -> None:
    plural: dict[str, set[str]] = {}
    for one in messages():
        plural.setdefault(one.singular, set()).add(one.plural)
    assert [one for one, forms in plural.items() if len(forms) > 1] == []


def test_making_the_catalogues_again_changes_nothing() -> None:
    for language in LANGUAGES:
        found = catalogue(language)
        again = updated(found)
        assert {one.id: one.string for one in again} == {one.id: one.string for one in found}


def test_a_new_message_is_left_to_translate(monkeypatch: pytest.MonkeyPatch) -> None:
    new = Message("Une phrase que nul n'a traduite.", "", "templates/home.html")
    monkeypatch.setattr("maillage.api.messages.messages", lambda: [new])
    (_, told) = updated(catalogue("de"))
    assert told.id == new.singular
    assert not told.string


@pytest.mark.parametrize("name", template_names())
def test_a_template_says_nothing_beside_the_messages(name: str) -> None:
    from importlib.resources import files

    source = files("maillage.api").joinpath("templates", name).read_text("utf-8")
    shown = re.sub(r"<(style|code)>.*?</\1>", "", source, flags=re.DOTALL)
    tree = page_templates().parse(shown)
    raw = "\0".join(one.data for one in tree.find_all(nodes.TemplateData))
    # Attributes that people read, then what stands between tags; tags may be cut by an expression.
    read = re.findall(r'(?:aria-label|title|placeholder|data-label|alt)="([^"\0]+)"', raw)
    text = re.sub(r"<[^<>]*>|&#?\w+;", " ", re.sub(r"\0", "", raw))
    text = re.sub(r'[\w-]+="[^"]*"', " ", text)  # of a tag that a macro writes in part
    words = {one for part in (*read, text) for one in re.findall(r"[^\W\d_]{2,}", part)}
    assert words - _ALIKE == set()


def test_french_needs_no_catalogue_and_counts_as_french_does() -> None:
    from maillage.api.catalogues import counted
    from maillage.api.page_language import speaking

    singular, plural = "%(num)s compétence", "%(num)s compétences"
    assert [counted(one, singular, plural) for one in (0, 1, 1200)] == [
        "0 compétence", "1 compétence", "1\u202f200 compétences",
    ]  # fmt: skip
    with speaking("en"):
        assert [counted(one, singular, plural) for one in (0, 1, 1200)] == [
            "0 skills", "1 skill", "1,200 skills",
        ]  # fmt: skip
    with speaking("de"):
        assert counted(1200, singular, plural) == "1.200 Kompetenzen"
    assert translations("fr").gettext(singular) == singular
