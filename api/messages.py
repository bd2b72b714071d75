"""Every message that pages say, and the catalogues brought up to them: what `make messages` runs.

A message is found where it is said: in a template, as the argument of `gettext` or `counted` in a module, or in
one of the tables of words below. The catalogues are text, for translators; nothing is compiled.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from maillage.api import (
    advise_view,
    gap_view,
    needs_view,
    occupation_page,
    page_facts,
    page_territories,
    portrait_page,
    problem,
    reach_view,
    resolve_view,
    route_docs,
    route_home,
    route_perimeter_page,
    route_territory_page,
    route_text_page,
    suggestion_words,
    territory_search,
    text_opinions,
)
from maillage.api.catalogues import DOMAIN, catalogue_text
from maillage.api.page_language import FRENCH, Language
from maillage.api.page_templates import page_templates
from maillage.api.property_words import property_words
from maillage.ontology.vocabulary import ontology_terms
from maillage.queries.reach import REACH_WORDS

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

_PLURALS = frozenset(("ngettext", "counted"))
_FUNCTIONS = ("_", "gettext", *_PLURALS)
# Words that `translated` and `gettext` are given from a table: extraction cannot see them.
TABLES: tuple[Mapping[Any, str], ...] = (
    advise_view.ACTIONS, advise_view.PARTS, gap_view.VERDICTS, needs_view.KINDS, occupation_page.NATURES,
    page_facts.RELATIONS, page_territories.OFFERED, portrait_page.KINDS, portrait_page.PEOPLE_VERDICTS,
    problem.OURS, reach_view.BASES, REACH_WORDS, resolve_view.STANDINGS, route_docs.PLACES, route_home.KINDS,
    route_perimeter_page.GROUPINGS, route_territory_page.KIND, route_territory_page.KINDS, suggestion_words.KINDS,
    territory_search.WORDS, text_opinions.OPINIONS,
)  # fmt: skip


class Message(NamedTuple):
    """One thing that is said. `plural`: "" where it has no other form."""

    singular: str
    plural: str
    place: str  # the file that says it


def messages() -> list[Message]:
    """Return every message, each place once, in the order of the files."""
    found = [*_of_templates(), *_of_modules(), *_of_tables()]
    return list(dict.fromkeys(found))


def template_names() -> list[str]:
    """Return the names of the templates, sorted."""
    names = (one.name for one in files("maillage.api").joinpath("templates").iterdir())
    return sorted(name for name in names if name.endswith(".html"))


def catalogue(told: Language) -> "Catalog":
    """Return the catalogue of a language, as it ships."""
    from babel.messages.pofile import read_po

    return read_po(io.StringIO(catalogue_text(told)), locale=told, domain=DOMAIN)


def updated(held: "Catalog") -> "Catalog":
    """Return a catalogue that has every message and no other; those that it lacked are empty, to be translated."""
    from babel.messages.catalog import Catalog

    made = Catalog(
        locale=held.locale, domain=DOMAIN, fuzzy=False, header_comment=held.header_comment
    )
    made.mime_headers = held.mime_headers
    for one in messages():
        key = (one.singular, one.plural) if one.plural else one.singular
        known = held.get(one.singular)
        told = known.string if known and known.id == key else None
        made.add(key, told, locations=[(one.place, 1)])
    return made


def write_catalogues(folder: Path) -> None:
    """Bring the catalogues of a folder up to what pages say."""
    from babel.messages.pofile import write_po

    for told in get_args(Language):
        if told == FRENCH:
            continue
        out = io.BytesIO()
        write_po(out, updated(catalogue(told)), width=0, include_lineno=False, sort_output=True)
        (folder / told / "LC_MESSAGES" / f"{DOMAIN}.po").write_bytes(out.getvalue())


def _of_templates() -> Iterator[Message]:
    read = page_templates()
    for name in template_names():
        source = files("maillage.api").joinpath("templates", name).read_text("utf-8")
        found = read.extract_translations(source, _FUNCTIONS)  # type: ignore[attr-defined]  # by the extension
        yield from _told(((function, given) for _, function, given in found), f"templates/{name}")


def _of_modules() -> Iterator[Message]:
    from babel.messages.extract import extract_python

    for module in sorted(files("maillage.api").iterdir(), key=lambda one: one.name):
        if not module.name.endswith(".py"):
            continue
        with module.open("rb") as file:
            found = list(extract_python(file, dict.fromkeys(_FUNCTIONS), (), {}))
        yield from _told(((str(function), given) for _, function, given, _ in found), module.name)


def _told(found: Iterable[tuple[str, object]], place: str) -> Iterator[Message]:
    """Yield the messages of calls: the name of the function, and its argument or arguments, None for no text."""
    for function, given in found:
        arguments = given if isinstance(given, list | tuple) else (given,)
        words = [one for one in arguments if isinstance(one, str)]
        if function in _PLURALS and len(words) > 1:
            yield Message(words[0], words[1], place)
        elif function not in _PLURALS and words:
            yield Message(words[0], "", place)


def _of_tables() -> Iterator[Message]:
    for table in TABLES:
        yield from (Message(words, "", "tables") for words in table.values())
    for pair in (*problem.PEOPLE.values(), *occupation_page.PARTAKING.values()):
        yield from (Message(words, "", "tables") for words in pair)
    for words in (route_text_page.EMPTY, route_text_page.NOT_READY, route_perimeter_page.NO_WRITE):
        yield Message(words, "", "tables")
    yield from (Message(words, "", "properties") for words in property_words().values())
    yield from (Message(one.label_fr, "", "ontology") for one in ontology_terms() if one.label_fr)


if __name__ == "__main__":
    write_catalogues(Path(__file__).with_name("locale"))
