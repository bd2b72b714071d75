"""The dated counts of every competence in a territory, from the fact tables."""

from collections.abc import Collection

import numpy as np

from maillage.queries.need_cells import NeedCells
from maillage.queries.need_cells_schema import CELLS, EXPOSURE
from maillage.queries.needs import NeedTable
from maillage.queries.sql_question import sql_question


def need_series(cells: NeedCells, communes: Collection[str], sector: str = "") -> NeedTable:
    """Return, by month from the first to the last one known there, the advertisements that mention each competence.

    `communes`: INSEE codes; `sector`: CURIE of a NAF division, "" for all. The exposure is the number of
    advertisements of the same communes and sector; duplicates count in neither. No communes, or
    nothing ingested there: a table without competences.
    """
    files = {name: cells.files(name) for name in (CELLS, EXPOSURE)}
    if not communes or not all(files.values()):
        return _nothing()
    asked = {
        "communes": sorted(communes), "low": min(communes), "high": max(communes), "sector": sector,
    }  # fmt: skip
    question = sql_question("need_exposure")
    rows = question.ask(cells.connection, {**asked, "exposure": files[EXPOSURE]}).fetchall()
    if not rows:
        return _nothing()
    first, last = rows[0][0], rows[-1][0]
    periods = _months(first, last)
    exposure = np.zeros(len(periods))
    for month, _, count in rows:
        exposure[_place(month, first)] += count
    names = cells.competences()
    counts = _counts(cells, {**asked, "cells": files[CELLS]}, (len(names), len(periods)), first)
    seen = np.flatnonzero(counts.any(axis=1))
    sources = ", ".join(sorted({source for _, source, _ in rows}))
    return NeedTable(
        [names[at] for at in seen],
        periods,
        counts[seen].astype(float),
        exposure,
        origin=f"offres ingérées : {sources}",
    )


def _counts(
    cells: NeedCells, asked: dict[str, object], shape: tuple[int, int], first: int
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    # Added up as they come: what is held does not grow with the territory.
    counts = np.zeros(shape[0] * shape[1])
    answer = sql_question("need_counts").ask(cells.connection, asked)
    for batch in answer.to_arrow_reader(100_000):
        month, competence, count = (column.to_numpy() for column in batch.columns)
        place = competence * shape[1] + _place(month, first)
        counts += np.bincount(place, weights=count, minlength=len(counts))
    return counts.reshape(shape)


def _place(month: "int | np.ndarray", first: int) -> "int | np.ndarray":
    return (month // 100 - first // 100) * 12 + month % 100 - first % 100


def _months(first: int, last: int) -> tuple[str, ...]:
    count = (last // 100 - first // 100) * 12 + last % 100 - first % 100 + 1
    start = first // 100 * 12 + first % 100 - 1
    return tuple(f"{at // 12}-{at % 12 + 1:02d}" for at in range(start, start + count))


def _nothing() -> NeedTable:
    return NeedTable([], (), np.zeros((0, 0)), np.zeros(0))
