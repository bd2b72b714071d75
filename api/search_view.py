"""What a search found, as JSON, a table or CSV."""

from collections.abc import Sequence

from maillage.api.commands import OutputFormat
from maillage.api.terminal import counted, data_console, table, write_csv, write_json
from maillage.ontology.names import Names
from maillage.queries.search import Found, Match

MATCHES = {
    Match.CODE: "code",
    Match.EXACT: "libellé exact",
    Match.PREFIX: "début du libellé",
    Match.WORDS: "tous les mots",
    Match.FUZZY: "mots proches",
    Match.PARTIAL: "une partie des mots",
}
_COLUMNS = ("curie", "label", "type", "scheme", "status", "match", "matched", "score", "part_of")


def found_document(one: Found, names: Names) -> dict[str, object]:
    """Return one result."""
    concept = one.concept
    return {
        "curie": names.curie(concept.uri),
        "uri": concept.uri,
        "label": concept.label,
        "scheme": concept.scheme,
        "type": concept.kind,
        "status": "deprecated" if concept.deprecated else "active",
        "match": one.match.name.lower(),
        "matched": one.label,
        "score": one.score,
        "part_of": names.curie(concept.part_of) if concept.part_of else None,
    }


def search_document(
    text: str, lang: str, found: Sequence[Found], names: Names
) -> dict[str, object]:
    """Return what `search --format json` prints, and what the service answers."""
    return {"q": text, "lang": lang, "rows": [found_document(one, names) for one in found]}


def print_search(
    text: str, lang: str, found: Sequence[Found], names: Names, output: OutputFormat
) -> None:
    """Print what was found."""
    if output is OutputFormat.JSON:
        write_json(search_document(text, lang, found, names))
    elif output is OutputFormat.CSV:
        rows = (found_document(one, names) for one in found)
        write_csv(_COLUMNS, ([row[column] for column in _COLUMNS] for row in rows))
    else:
        shown = table(counted(len(found), "résultat"), ("code", "libellé", "sorte", "trouvé par"))
        for one in found:
            how = MATCHES[one.match]
            by = how if one.label in {one.concept.label, ""} else f"{how} : {one.label}"
            label = f"{one.concept.label} (retiré)" if one.concept.deprecated else one.concept.label
            shown.add_row(names.curie(one.concept.uri), label, one.concept.kind, by)
        data_console().print(shown)
