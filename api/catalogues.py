"""What the interface says, in the language of its reader: gettext over the catalogues that ship with us.

A message is written in French where it is said; `locale/<language>/LC_MESSAGES/maillage.po` has the others.
"""

import io
from collections.abc import Hashable, Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import TypeVar

from maillage.api.page_language import FRENCH, Language, language
from maillage.api.terminal import number as french_number

Key = TypeVar("Key", bound=Hashable)
DOMAIN = "maillage"
# From the marks of French to those of others: thousands, then decimals.
_MARKS: Mapping[Language, Mapping[int, int]] = {
    "fr": {},
    "en": str.maketrans("\u202f,", ",."),
    "de": str.maketrans("\u202f", "."),
}


def gettext(message: str, **values: object) -> str:
    """Return a message in the language of the page; `values`: what its %(name)s stand for."""
    told = (
        message
        if language() == FRENCH or not message
        else translations(language()).gettext(message)
    )
    return told % values if values else told


def ngettext(singular: str, plural: str, count: float) -> str:
    """Return the form of a message that goes with a count. In French what is less than two is singular."""
    if language() == FRENCH:
        return plural if count >= 2 else singular
    whole = int(count) if count == int(count) else 2  # no language of ours has a form for 1.5
    return translations(language()).ngettext(singular, plural, whole)


def counted(count: int, singular: str, plural: str, **values: object) -> str:
    """Return the form of a message that goes with a count, `%(num)s` being the count as people write it."""
    return ngettext(singular, plural, count) % {"num": number(count), **values}


def translated(words: Mapping[Key, str]) -> dict[Key, str]:
    """Return a table of words in the language of the page. `messages` must know the table."""
    return {key: gettext(text) for key, text in words.items()}


def number(value: float | None, digits: int = 0) -> str:
    """Return a number as the readers of the page write it; « ? » where it is unknown."""
    return french_number(value, digits).translate(_MARKS[language()])


@cache
def translations(told: Language) -> NullTranslations:
    """Return the catalogue of a language, read at its first use."""
    if told == FRENCH:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.StringIO(catalogue_text(told)), locale=told, domain=DOMAIN))
    compiled.seek(0)
    return GNUTranslations(compiled)


def catalogue_text(told: Language) -> str:
    """Return the catalogue of a language, as its .po file is."""
    return (
        files("maillage.api").joinpath(f"locale/{told}/LC_MESSAGES/{DOMAIN}.po").read_text("utf-8")
    )
