"""A search over an open generation: codes first, then words, where a territory is asked for only inside it."""

from collections.abc import Iterable

from maillage.api.errors import UsageError
from maillage.api.open_generation import OpenGeneration
from maillage.api.resolver import near_codes_of, search_of
from maillage.queries.search import Found, Match
from maillage.queries.search_index import SearchIndex


def searched_types(opened: OpenGeneration, typed: str | None) -> frozenset[str] | None:
    """Return the classes that are named, separated by commas, in any case; None for all.

    Raises:
        UsageError: a class of which the generation has no labelled concept.
    """
    if not typed:
        return None
    known = opened.model("search-types", lambda: _types(search_of(opened).index))
    wanted = [one.strip() for one in typed.split(",") if one.strip()]
    for one in wanted:
        if one.casefold() not in known:
            raise UsageError(f"type {one}", f"attendu : {', '.join(sorted(known.values()))}")
    return frozenset(known[one.casefold()] for one in wanted)


def searched(
    opened: OpenGeneration,
    text: str,
    types: frozenset[str] | None,
    lang: str,
    territory: str | None,
    limit: int,
) -> list[Found]:
    """Return the concepts that a text may mean, the likeliest first.

    `territory`: only the training offers and the territories inside it.

    Raises:
        UnknownTerritory: the graph has no such territory.
    """
    search = search_of(opened)
    within = None if territory is None else _inside(opened, territory)
    found = list(_by_code(opened, text, types, within))
    seen = {one.concept.uri for one in found}
    by_words = search.search(text, lang, limit + len(found), types, within)
    found += [one for one in by_words if one.concept.uri not in seen]
    return found[:limit]


def _by_code(
    opened: OpenGeneration,
    text: str,
    types: frozenset[str] | None,
    within: frozenset[str] | None,
) -> Iterable[Found]:
    index = search_of(opened).index
    for uri in near_codes_of(opened).exact(text):
        one = index.concepts[index.places[uri]]
        if (types is None or one.kind in types or one.general in types) and (
            within is None or uri in within
        ):
            yield Found(one, Match.CODE, one.notation, 1.0)


def _types(index: SearchIndex) -> dict[str, str]:
    kinds = {kind for one in index.concepts for kind in (one.kind, one.general) if kind}
    return {kind.casefold(): kind for kind in kinds}


def _inside(opened: OpenGeneration, territory: str) -> frozenset[str]:
    data = opened.labour.data
    territories = data.view.territories
    communes = territories.resolve(opened.names, territory).communes
    outside = {
        grouping
        for commune, one in territories.communes.items()
        if commune not in communes
        for grouping in one.groupings
    }
    groupings = {
        grouping for commune in communes for grouping in territories.communes[commune].groupings
    }
    offers = (offer.uri.value for offer in data.offers if offer.commune in communes)
    places = (uri.value for uri in (*communes, *(groupings - outside)))
    return frozenset((*offers, *places))
