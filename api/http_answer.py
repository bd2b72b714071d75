"""An answer of the service: what a client accepts, the fields that it asks for, and its ETag."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence

from fastapi import Request, Response

from maillage.api.open_generation import OpenGeneration
from maillage.api.problem import Problem

JSON, CSV, JSON_LD = "application/json", "text/csv", "application/ld+json"
Document = Mapping[str, object]


def answer(
    request: Request,
    opened: OpenGeneration,
    document: Document | Callable[[], Document],
    *,
    rows: str = "rows",
    offers: Sequence[str] = (JSON, CSV),
    linked: Callable[[], Document] | None = None,
    dated: str = "",
) -> Response:
    """Return a document in the media type that the request accepts, with the ETag of its generation.

    `document`: a function is called only where the client does not hold its answer. `rows`: the field whose
    list is the body in CSV. `offers`: the media types, the preferred first. `linked` makes the body in JSON-LD,
    which is offered with it. `dated`: the day that the answer depends on, besides its generation.
    The query parameter `fields` (names separated by commas) keeps some fields of the document, or of each
    row where a name is written `rows.name`.

    Raises:
        Problem: 406 where nothing offered is accepted; 400 for a field that the document lacks.
    """
    media = accepted(request, (*offers, JSON_LD) if linked else offers)
    headers = _headers(opened, media, dated)
    if fresh(request, headers["etag"]):
        return Response(status_code=304, headers=headers)
    return rendered(request, opened, media, document, rows=rows, linked=linked, dated=dated)


def rendered(
    request: Request,
    opened: OpenGeneration,
    media: str,
    document: Document | Callable[[], Document],
    *,
    rows: str = "rows",
    linked: Callable[[], Document] | None = None,
    dated: str = "",
) -> Response:
    """Return a document in one media type, whatever the client holds; the rest as `answer`."""
    headers = _headers(opened, media, dated)
    if media == JSON_LD and linked is not None:
        return Response(json_bytes(linked()), headers=headers, media_type=media)
    whole = document() if callable(document) else document
    kept = keep_fields(whole, request.query_params.get("fields", ""), rows)
    body = _csv(kept, rows) if media == CSV else json_bytes(kept)
    return Response(body, headers=headers, media_type=media)


def _headers(opened: OpenGeneration, media: str, dated: str) -> dict[str, str]:
    tag = etag(opened, f"{media}-{dated}" if dated else media)
    return {"etag": tag, "vary": "Accept", "cache-control": "no-cache"}


def json_bytes(document: object) -> bytes:
    """Return a document as compact JSON."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def etag(opened: OpenGeneration, media: str) -> str:
    """Return the entity tag of any answer of a generation in a media type; the address says the rest."""
    return f'"{opened.number:06d}-{opened.manifest.created_at}-{media.rpartition("/")[2]}"'


def fresh(request: Request, tag: str) -> bool:
    """Return whether the client holds this very answer."""
    return is_held(request.headers.get("if-none-match", ""), tag)


def is_held(tags: str, tag: str) -> bool:
    """Return whether an entity tag is among those of a header `If-None-Match`."""
    return tags.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in tags.split(","))


def accepted(request: Request, offers: Sequence[str]) -> str:
    """Return the offered media type that the request likes best; raises Problem 406.

    Source: RFC 9110, section 12.5.1; a missing header accepts everything.
    """
    header = request.headers.get("accept", "").strip() or "*/*"
    ranges = [_range(one) for one in header.split(",") if one.strip()]
    best, liked = "", 0.0
    for offer in offers:
        quality = _quality(offer, ranges)
        if quality > liked:
            best, liked = offer, quality
    if not best:
        raise Problem(406, f"formats possibles : {', '.join(offers)}", parameter="Accept")
    return best


def _range(text: str) -> tuple[str, float]:
    media, *parameters = (part.strip() for part in text.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                quality = 0.0
    return media.lower(), quality


def _quality(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    # The most precise range decides, whatever its quality.
    for name in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
        for media, quality in ranges:
            if media == name:
                return quality
    return 0.0


def keep_fields(document: Document, fields: str, rows: str = "rows") -> Document:
    """Return a document with the fields that were asked for, separated by commas; all of them for "".

    Raises:
        Problem: 400 for a field that the document lacks; it names those that it has.
    """
    wanted = [name.strip() for name in fields.split(",") if name.strip()]
    if not wanted:
        return document
    listed = document.get(rows)
    table = listed if isinstance(listed, list) else []
    row_fields = {name for row in table[:1] if isinstance(row, dict) for name in row}
    known = {*document, *(f"{rows}.{name}" for name in row_fields)}
    for name in wanted:
        if name not in known and (table or not name.startswith(f"{rows}.")):
            raise Problem(
                400, f"champ inconnu « {name} » ; champs : {', '.join(sorted(known))}",
                parameter="fields", known=sorted(known),
            )  # fmt: skip
    of_rows = [name.removeprefix(f"{rows}.") for name in wanted if name.startswith(f"{rows}.")]
    kept = {name: value for name, value in document.items() if name in wanted}
    if of_rows:
        kept[rows] = [{name: row[name] for name in of_rows if name in row} for row in table]
    return kept


def _csv(document: Document, rows: str) -> bytes:
    listed = document.get(rows)
    table = listed if isinstance(listed, list) else [dict(document)]
    columns = list(dict.fromkeys(name for row in table for name in row))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in table:
        writer.writerow([_cell(row.get(name)) for name in columns])
    return out.getvalue().encode()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value
