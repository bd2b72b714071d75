"""`maillage resolve` and `maillage search`: codes and words to concepts."""

from datetime import date

from maillage.api.commands import OutputFormat
from maillage.api.errors import UnresolvedCode, UsageError


def resolve_run(code: str, scheme: str | None, at: str | None, *, output: OutputFormat) -> None:
    """Print what a code means on a day; today where none is given.

    Raises:
        UsageError: the day or the scheme is none.
        UnresolvedCode: after the candidates were printed, no concept has the code.
    """
    from maillage.api.open_generation import open_current
    from maillage.api.resolve_view import print_resolution
    from maillage.api.resolver import resolver_of
    from maillage.queries.resolve_answer import Outcome
    from maillage.queries.resolve_code import SCHEMES

    if scheme is not None and scheme not in SCHEMES:
        raise UsageError(f"--scheme {scheme}", f"attendu : {', '.join(sorted(SCHEMES))}")
    try:
        day = date.fromisoformat(at) if at else date.today()
    except ValueError:
        raise UsageError(f"--at {at}", "attendu : une date comme 2024-06-30") from None
    opened = open_current()
    found = resolver_of(opened).resolve(code, scheme, day)
    print_resolution(found, opened.names, output)
    if found.outcome is Outcome.UNKNOWN:
        raise UnresolvedCode(code, found.reason)


def search_run(
    text: str,
    types: str | None,
    lang: str,
    territory: str | None,
    limit: int,
    *,
    output: OutputFormat,
) -> None:
    """Print the concepts that a text may mean.

    Raises:
        UsageError: a class or a language is none that is searched.
    """
    from maillage.api.open_generation import open_current
    from maillage.api.search_view import print_search
    from maillage.api.searching import searched, searched_types
    from maillage.queries.search_terms import LANGUAGES

    if lang not in LANGUAGES:
        raise UsageError(f"--lang {lang}", f"attendu : {', '.join(LANGUAGES)}")
    opened = open_current()
    wanted = searched_types(opened, types)
    found = searched(opened, text, wanted, lang, territory, limit)
    print_search(text, lang, found, opened.names, output)
