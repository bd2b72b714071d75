"""The page that is made from the ontology."""

import re
from pathlib import Path

import pytest

from maillage.ontology.documentation import CATEGORIES, documentation, main
from maillage.ontology.vocabulary import own_terms

PAGE = Path(__file__).resolve().parents[2] / "docs" / "ontologie.md"


def test_the_published_page_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    written = capsys.readouterr().out
    assert written == documentation()
    assert PAGE.read_text("utf-8") == written, "run python -m maillage.ontology.documentation"


def test_every_term_is_on_the_page_once_with_its_words() -> None:
    page = documentation()
    for term in own_terms():
        (row,) = re.findall(rf'^\| <a id="{term.name}">.*$', page, re.MULTILINE)
        for words in (term.label_fr, term.label_en, term.definition_fr):
            assert words in row


def test_every_theme_has_a_section() -> None:
    assert {term.category for term in own_terms()} == set(CATEGORIES)
    sections = re.findall(r"^## (.+)$", documentation(), re.MULTILINE)
    assert [section.lower() for section in sections[1:]] == list(CATEGORIES)


def test_every_link_inside_the_page_leads_somewhere() -> None:
    page = documentation()
    anchors = set(re.findall(r'<a id="(\w+)">', page))
    assert set(re.findall(r"\]\(#(\w+)\)", page)) <= anchors


def test_rows_have_the_cells_of_their_table() -> None:
    for table in re.findall(r"(?:^\|.*\n)+", documentation(), re.MULTILINE):
        widths = {line.count("|") for line in table.splitlines()}
        assert len(widths) == 1, table[:80]


def test_the_picture_links_boxes_that_it_names() -> None:
    picture = documentation().partition("```mermaid\n")[2].partition("```")[0]
    boxes = set(re.findall(r'^  (\w+)\["', picture, re.MULTILINE))
    arrows = re.findall(r'^  (\w+) -->\|"[^"]+"\| (\w+)$', picture, re.MULTILINE)
    assert len(arrows) >= 20
    assert {end for arrow in arrows for end in arrow} == boxes
