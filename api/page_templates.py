"""The templates of our pages, and the words that they turn figures into."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from maillage.api.terminal import counted, number

_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)
_MOST = 100  # times the reference; beyond, a coverage says no more


@cache
def page_templates() -> Environment:
    """Return the templates: texts are escaped, and a name that a page lacks is a fault."""
    made = Environment(
        autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(_read),
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters.update(
        number=number, percent=percent, counted=counted, capitalize_first=_capitalize_first,
        times=times, french_date=french_date,
    )  # fmt: skip
    return made


def _read(name: str) -> str:
    return files("maillage.api").joinpath("templates", name).read_text("utf-8")


def percent(share: float) -> str:
    """Return a share, [0, 1], as people read it."""
    return f"{number(100 * share)}\u202f%"


def times(relative: float | None) -> str:
    """Return a coverage as people read it: beyond a hundred times the reference it says no more."""
    if relative is not None and relative >= _MOST:
        return f"plus de {_MOST}"
    return number(relative, 2 if relative is None or relative < 10 else 0)


def french_date(iso: str) -> str:
    """Return an ISO date as French readers write it.

    >>> french_date("2020-09-01"), french_date("2022-12-15")
    ('1er septembre 2020', '15 décembre 2022')
    """
    year, month, day = iso.split("-")
    return f"{'1er' if day == '01' else int(day)} {_MONTHS[int(month) - 1]} {year}"


def _capitalize_first(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
