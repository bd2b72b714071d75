"""The dated counts of every competence in a territory, from the fact tables."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from maillage.queries.need_cells import NeedCells
from maillage.queries.need_cells_schema import CELLS, EXPOSURE
from maillage.queries.needs import NeedTable
from maillage.queries.needs_statistics import Array
from maillage.queries.sql_question import sql_question

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_AFTER = "~"  # follows every CURIE
_ONCE = 1_000_000  # cells that are held at once


def need_series(
    cells: NeedCells,
    communes: Collection[str],
    sector: str = "",
    occupations: Collection[str] = (),
) -> NeedTable:
    """Return, by month from the first to the last one known there, the advertisements that mention each competence.

    `communes`: INSEE codes; `sector`: CURIE of a NAF division, "" for all; `occupations`: CURIEs, none for all.
    The exposure is the number of advertisements of the same communes, sector and occupations; duplicates
    count in neither. No communes, or nothing ingested there: a table without competences.
    """
    reading = "occupation" if occupations else "sector" if sector else "all"
    files = {name: cells.files(name, f"reading={reading}") for name in (CELLS, EXPOSURE)}
    if not communes or not all(files.values()):
        return _nothing()
    chosen = sorted(occupations) or [""]
    asked = {
        "communes": sorted(communes), "low": min(communes), "high": max(communes),
        "occupations": chosen, "first_occupation": chosen[0], "last_occupation": chosen[-1],
        "first_sector": sector, "last_sector": _AFTER if occupations and not sector else sector,
    }  # fmt: skip
    question, connection = sql_question("need_exposure"), cells.connection.cursor()
    rows = question.ask(connection, {**asked, "exposure": files[EXPOSURE]}).fetchall()
    if not rows:
        return _nothing()
    first, last = rows[0][0], rows[-1][0]
    periods = _months(first, last)
    exposure = np.zeros(len(periods))
    for month, _, count in rows:
        exposure[_place(month, first)] += count
    names = cells.competences()
    given = {**asked, "cells": files[CELLS], "first_month": first, "width": len(periods)}
    counts = _counts(connection, given, (len(names), len(periods)))
    seen = np.flatnonzero(counts.any(axis=1))
    sources = tuple(sorted({source for _, source, _ in rows}))
    return NeedTable(
        [names[at] for at in seen],
        periods,
        counts[seen],
        exposure,
        origin=f"offres ingérées : {', '.join(sources)}",
        sources=sources,
    )


def _counts(
    connection: "DuckDBPyConnection", asked: dict[str, object], shape: tuple[int, int]
) -> Array:
    # Added up as they come: what is held does not grow with the territory.
    counts = np.zeros(shape[0] * shape[1])
    answer = sql_question("need_counts").ask(connection, asked)
    for batch in answer.to_arrow_reader(_ONCE):
        place, count = (column.to_numpy() for column in batch.columns)
        counts += np.bincount(place, weights=count, minlength=len(counts))
    return counts.reshape(shape)


def _place(month: int, first: int) -> int:
    return (month // 100 - first // 100) * 12 + month % 100 - first % 100


def _months(first: int, last: int) -> tuple[str, ...]:
    count = (last // 100 - first // 100) * 12 + last % 100 - first % 100 + 1
    start = first // 100 * 12 + first % 100 - 1
    return tuple(f"{at // 12}-{at % 12 + 1:02d}" for at in range(start, start + count))


def _nothing() -> NeedTable:
    return NeedTable([], (), np.zeros((0, 0)), np.zeros(0))
