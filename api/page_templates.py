"""The templates of our pages, and the words that they turn figures into."""

from datetime import date
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from maillage.api.catalogues import counted, gettext, ngettext, number
from maillage.api.page_language import FRENCH, language
from maillage.api.suggestion_words import suggestion_words

_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)
_MOST = 100  # times the reference; beyond, a coverage says no more


@cache
def page_templates() -> Environment:
    """Return the templates: texts are escaped, and a name that a page lacks is a fault."""
    made = Environment(
        autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(_read),
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"],
    )  # fmt: skip
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # by the extension
    made.globals.update(
        counted=counted, language=language, in_french=in_french, in_lang=in_lang,
        suggestion_words=suggestion_words,
    )  # fmt: skip
    made.filters.update(
        number=number, percent=percent, capitalize_first=_capitalize_first, times=times,
        long_date=long_date,
    )  # fmt: skip
    return made


def _read(name: str) -> str:
    return files("maillage.api").joinpath("templates", name).read_text("utf-8")


def in_french() -> Markup:
    """Return the attribute of an element whose text is French whatever the page speaks; nothing in a French page."""
    return in_lang(FRENCH)


def in_lang(told: str) -> Markup:
    """Return the attribute of an element whose text is in a language; nothing where the page speaks it too.

    Source: WCAG 2.1, 3.1.2 (language of parts).
    """
    return Markup() if told in ("", language()) else Markup(' lang="{}"').format(told)


def percent(share: float) -> str:
    """Return a share, [0, 1], as people read it."""
    space = {"fr": "\u202f", "en": "", "de": "\u00a0"}[language()]
    return f"{number(100 * share)}{space}%"


def times(relative: float | None) -> str:
    """Return a coverage as people read it: beyond a hundred times the reference it says no more."""
    if relative is not None and relative >= _MOST:
        return gettext("plus de %(most)s", most=_MOST)
    return number(relative, 2 if relative is None or relative < 10 else 0)


def long_date(iso: str) -> str:
    """Return an ISO date as the readers of the page write it.

    >>> long_date("2020-09-01"), long_date("2022-12-15")
    ('1er septembre 2020', '15 décembre 2022')
    """
    if language() != FRENCH:
        return _other_date(iso)
    year, month, day = iso.split("-")
    return f"{'1er' if day == '01' else int(day)} {_MONTHS[int(month) - 1]} {year}"


def _other_date(iso: str) -> str:
    from babel.dates import format_date

    return format_date(
        date.fromisoformat(iso), "long", locale={"en": "en_GB", "de": "de"}[language()]
    )


def _capitalize_first(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
