"""How fast a basin's series of needs are read from large fact tables. It measures; it asserts nothing.

    python tests/bench_facts.py FOLDER [--mentions 10000000]

The tables are drawn at random in FOLDER (once; later runs read them): 36 months, a tenth as many records as
mentions, 15,000 competences, 500 occupations and 5,000 communes by Zipf's law, 43 bassins of 120 communes, one
record in thirty a duplicate. The largest bassin holds the largest commune.
"""

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa
from deltalake import write_deltalake

from maillage.graph.facts import Facts
from maillage.graph.facts_schema import schemas
from maillage.queries.need_cells import NeedCells

MONTHS = [f"{2023 + at // 12}-{at % 12 + 1:02d}" for at in range(36)]
COMPETENCES, OCCUPATIONS, COMMUNES, BASINS = 15_000, 500, 5_160, 43


def zipf(draw: np.random.Generator, kinds: int, size: int, power: float) -> "np.ndarray":
    """Draw `size` of `kinds` things, the first the likeliest."""
    weight = 1 / (np.arange(kinds) + 5.0) ** power
    edges = np.cumsum(weight / weight.sum())
    return np.minimum(np.searchsorted(edges, draw.random(size)), kinds - 1)


def commune(rank: int) -> str:
    """Return the code of the commune of that rank: as in France, a bassin's communes have near codes."""
    of, inside = rank % BASINS, rank // BASINS
    return f"{10 + of // 5:02d}{of % 5 * 150 + inside:03d}"


def basin(of: int) -> list[str]:
    """Return the communes of a bassin; the first ones have the largest communes."""
    return [commune(rank) for rank in range(of, COMMUNES, BASINS)]


def draw_tables(folder: Path, mentions: int) -> None:
    """Write the three tables, a month at a time, as an ingestion does."""
    draw = np.random.default_rng(0)
    facts = Facts(folder)
    with facts.writing():
        pass
    names = pa.array([commune(at) for at in range(COMMUNES)])
    competences = pa.array([f"rome-competence:{100_000 + at}" for at in range(COMPETENCES)])
    occupations = pa.array([f"rome:Z{at:04d}" for at in range(OCCUPATIONS)])
    sectors = pa.array(["", *(f"naf:{at:02d}" for at in range(1, 89))])
    for at, month in enumerate(MONTHS):
        records = mentions // 10 // len(MONTHS)
        key = draw.integers(-(2**63), 2**63 - 1, records)
        place = zipf(draw, COMMUNES, records, 1.0)
        _write_records(
            folder,
            month,
            key,
            names.take(place),
            sectors.take(zipf(draw, 89, records, 0.7)),
            occupations.take(zipf(draw, OCCUPATIONS, records, 0.9)),
        )
        of = np.repeat(np.arange(records), 10)
        _write_mentions(
            folder, month, key[of], competences.take(zipf(draw, COMPETENCES, len(of), 0.9)),
            names.take(place[of]), draw.random(len(of)),
        )  # fmt: skip
        twice = draw.choice(records, records // 30, replace=False)
        groups = {
            "key": key[twice],
            "stands": key[(twice + 1) % records],
            "commune": names.take(place[twice]),
        }
        write_deltalake(
            str(folder / "groups"), pa.table(groups, schema=schemas()["groups"]), mode="append"
        )
        sys.stderr.write(f"\r{at + 1}/{len(MONTHS)} mois")
    sys.stderr.write("\n")


def _write_records(
    folder: Path, month: str, key: "np.ndarray", place: pa.Array, sector: pa.Array,
    occupation: pa.Array,
) -> None:  # fmt: skip
    schema, n = schemas()["records"], len(key)
    known = {
        "key": pa.array(key), "kind": pa.repeat("ad", n), "source": pa.repeat("essai", n),
        "id": pa.array(key).cast(pa.string()), "commune": place, "placed": pa.repeat(True, n),
        "posted": pa.repeat(pa.scalar(date.fromisoformat(f"{month}-15"), pa.date32()), n),
        "month": pa.repeat(month, n), "sector": sector, "occupation": occupation, "content": pa.array(key),
    }  # fmt: skip
    columns = [
        known[field.name] if field.name in known else pa.nulls(n, field.type) for field in schema
    ]
    write_deltalake(str(folder / "records"), pa.table(columns, schema=schema), mode="append")


def _write_mentions(
    folder: Path,
    month: str,
    key: "np.ndarray",
    competence: pa.Array,
    place: pa.Array,
    score: "np.ndarray",
) -> None:
    n = len(key)
    columns = {
        "key": key, "competence": competence, "start": np.zeros(n, np.int32), "end": np.zeros(n, np.int32),
        "words": pa.repeat("", n), "score": (0.5 + score / 2).astype(np.float32),
        "method": pa.array(["stated", "implied"]).take((score > 0.8).astype(int)),
        "month": pa.repeat(month, n), "commune": place,
    }  # fmt: skip
    write_deltalake(
        str(folder / "mentions"), pa.table(columns, schema=schemas()["mentions"]), mode="append"
    )


def warm(question: Callable[[], object], times: int = 25) -> list[float]:
    """Return milliseconds of a question inside this process, once it was asked.

    The median, and the least, of what the clock says; the least of processor time, all threads together.
    """
    question()
    spans, works = [], []
    for _ in range(times):
        started, worked = time.perf_counter(), time.process_time()
        question()
        works.append((time.process_time() - worked) * 1000)
        spans.append((time.perf_counter() - started) * 1000)
    return [round(one, 1) for one in (median(spans), min(spans), min(works))]


def answered(cells: NeedCells, communes: list[str], sector: str, occupations: list[str]) -> object:
    """Return what an answer shows: every need typed, and the first 25 of each kind with all they rest on."""
    from maillage.queries.need_series import need_series
    from maillage.queries.needs import assess_table
    from maillage.queries.needs_rule import NeedKind

    answers = assess_table(need_series(cells, communes, sector, occupations))
    return [[row.reason for row in answers.of_kind(kind, top=25)] for kind in NeedKind]


def main() -> None:
    """Draw the tables where they are absent, measure, and print one JSON object."""
    from maillage.queries.need_series import need_series
    from maillage.queries.needs import assess_table

    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("folder", type=Path)
    options.add_argument("--mentions", type=int, default=10_000_000)
    asked = options.parse_args()
    if not (asked.folder / "records").is_dir():
        draw_tables(asked.folder, asked.mentions)
    cells = NeedCells(asked.folder)
    started = time.perf_counter()
    figures: dict[str, object] = {
        "load before": os.getloadavg()[0],
        "months refreshed": len(cells.refresh()),
    }
    figures["refresh (s)"] = round(time.perf_counter() - started, 2)
    asked_for: list[tuple[int, str, list[str]]] = [
        (0, "", []), (0, "naf:10", []), (0, "", ["rome:Z0003"]), (0, "naf:10", ["rome:Z0003"]),
        (20, "", []), (42, "", []), (42, "naf:10", []),
    ]  # fmt: skip
    for of, sector, occupations in asked_for:
        table = need_series(cells, basin(of), sector, occupations)
        name = f"bassin {of}, sector {sector or 'all'}, occupation {''.join(occupations) or 'all'}"
        figures[f"{name} (ms: median, least, processor)"] = {
            "competences, mentions": [len(table.competences), int(table.counts.sum())],
            "series": warm(partial(need_series, cells, basin(of), sector, occupations)),
            "typing": warm(partial(assess_table, table)),
            "answer": warm(partial(answered, cells, basin(of), sector, occupations)),
        }
    figures["peak memory (MB)"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
