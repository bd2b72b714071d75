"""`maillage portrait` over the sample, run as a process; its page read as a browser would."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from maillage.api.page_templates import times
from maillage.api.portrait_page import scale_chart
from maillage.queries.verdict import Case, judge_all

from .conftest import Run


@pytest.fixture(scope="module")
def page(run: Run, sample_home: Path) -> str:
    shown = run(sample_home, "portrait", "bassin:4402", "--format", "html")
    assert shown.returncode == 0, shown.stderr
    return shown.stdout


def found(page: str, path: str) -> list[Any]:  # Any: elements or strings, as the path says
    tree: Any = html.fromstring(page)
    return list(tree.xpath(path))


class _Tags(HTMLParser):
    """Which tags are open, and whether each is closed in turn."""

    VOID = frozenset({"meta", "rect"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass


def test_the_page_is_well_formed_and_in_french(page: str) -> None:
    tags = _Tags()
    tags.feed(page)
    assert (tags.open, tags.faults) == ([], [])
    assert page.startswith("<!DOCTYPE html>")
    assert html.fromstring(page).get("lang") == "fr"
    assert "None" not in page
    assert "undefined" not in page.lower()


def test_the_page_asks_for_nothing_outside(page: str) -> None:
    assert not found(page, "//script | //link | //img | //iframe | //*[@src]")
    assert "url(" not in page
    assert "@import" not in page


def test_charts_are_read_by_screen_readers(page: str) -> None:
    charts = found(page, "//*[local-name()='svg']")
    assert len(charts) >= 2
    for chart in charts:
        assert chart.get("role") == "img"
        named = chart.get("aria-labelledby").split()
        texts = [chart.xpath(f".//*[@id='{one}']")[0].text for one in named]
        assert all(text and text.strip() for text in texts)
    ids = found(page, "//@id")
    assert len(ids) == len(set(ids))


def test_tables_have_captions_and_scoped_headings(page: str) -> None:
    for table in found(page, "//table"):
        assert table.xpath("./caption")[0].text_content().strip()
        assert table.xpath(".//th[not(@scope)]") == []


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_of_words_and_bars_keep_their_contrast(page: str) -> None:
    colours = re.findall(r"(?<![-\w])(?:color|fill):\s*#([0-9a-f]{3,6})", page)
    assert len(colours) >= 6
    for short in colours:
        colour = short if len(short) == 6 else "".join(2 * one for one in short)
        for ground in ("ffffff", "f3f6fa", "f6f6f6"):
            contrast = (_luminance(ground) + 0.05) / (_luminance(colour) + 0.05)
            assert contrast >= 4.5, f"#{colour} sur #{ground}"


def test_a_coverage_is_drawn_with_its_interval(page: str) -> None:
    drawn = found(page, "//*[contains(@class, 'scale')]")
    assert drawn
    for chart in drawn:
        assert re.fullmatch(
            r"[\w ,\u202f]+ fois la référence, intervalle de .+ à .+", chart[0].text
        )
        places = chart.xpath(".//@cx | .//@x")
        assert all(0 <= float(place.rstrip("%")) <= 100 for place in places)


def test_a_scale_has_a_coverage_beyond_its_ends_at_its_edge() -> None:
    judged = judge_all([Case(10.0, 1000.0, 1.0), Case(1000.0, 0.0, 1.0), Case(0.0, 1.0, 1.0)])
    over, under, silent = map(scale_chart, judged)
    assert over is not None and (over.dot, over.end) == (100.0, 100.0)
    assert under is not None and under.dot == 0.0
    assert "plus de 100" not in under.words
    assert silent is None
    assert (times(1000.0), times(12.3), times(0.5), times(None)) == (
        "plus de 100",
        "12",
        "0,50",
        "?",
    )


def test_double_punctuation_never_begins_a_line(page: str) -> None:
    body = page.partition("</style>")[2]
    text = re.sub(r"<[^>]+>", " ", body)
    assert not re.search(r"\w [;?!»]", text)


def test_it_prints_on_a4(page: str) -> None:
    assert re.search(r"@page \{ size: A4", page)
    assert "@media print" in page


def test_json_csv_and_table_say_the_same(run: Run, sample_home: Path, page: str) -> None:
    shown = json.loads(run(sample_home, "portrait", "bassin:4402", "--format", "json").stdout)
    assert {"population", "demand", "supply", "people", "gaps", "needs", "sources"} <= shown.keys()
    flat = run(sample_home, "portrait", "bassin:4402", "--format", "csv").stdout
    lines = list(csv.DictReader(io.StringIO(flat)))
    projects = next(one for one in lines if one["measure"] == "projects")
    assert float(projects["value"]) == shown["demand"]["projects"]
    assert shown["label"] in run(sample_home, "portrait", "bassin:4402").stdout
    assert shown["label"] in page
    for missing in shown["missing"]:
        assert missing["why"]


def test_an_unknown_territory_is_one_sentence(run: Run, sample_home: Path) -> None:
    shown = run(sample_home, "portrait", "bassin:9999", "--format", "html")
    assert (shown.returncode, shown.stdout) == (1, "")
    assert "bassin:9999" in shown.stderr
