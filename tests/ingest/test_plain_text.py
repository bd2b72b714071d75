"""HTML → plain text. The texts here are invented."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.ingest.plain_text import one_line, plain_text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("<p>Un</p><p>Deux</p>", "Un\n\nDeux"),
        ("<ul><li><p>Souder</p></li><li>Plier</li></ul>", "- Souder\n- Plier"),
        ("Un<br>Deux<br/>Trois", "Un\nDeux\nTrois"),
        ("A &lt; B &amp; C", "A < B & C"),
        ("&lt;p&gt;Un&lt;/p&gt;&lt;p&gt;Deux&lt;/p&gt;", "Un\n\nDeux"),
        ("<p>Vu</p><script>alert('x')</script><style>p {}</style><!-- non -->", "Vu"),
        ("Salaire < 2000, âge > 18", "Salaire < 2000, âge > 18"),
        ("Un\r\nDeux\u2028Trois\x0bQuatre", "Un\nDeux\nTrois\nQuatre"),
        ("a\x00b\x07c\ud800d\ufeff\u200b", "abcd"),
        ("12\u00a0000\u202f€\t net", "12 000 € net"),
        ("e\u0301tude", "étude"),
        ("<td>a</td><td>b</td>", "a b"),
        ("Équipe 👩\u200d🔧", "Équipe 👩\u200d🔧"),
        ("", ""),
    ],
)
def test_tags_entities_and_controls_go_and_line_breaks_stay(raw: str, expected: str) -> None:
    assert plain_text(raw) == expected


def test_a_title_is_one_line() -> None:
    assert one_line(" Soudeur<br>Soudeuse\n(H/F) ") == "Soudeur Soudeuse (H/F)"


@pytest.mark.parametrize(
    "garbage",
    ["<" * 10**6, "<div>" * 200_000, "<!--" * 250_000, "<script>" * 125_000, "&" * 10**6,
     "<p " + "a='" * 300_000, "<p>" + " \n" * 500_000, "&lt;p" * 200_000, "-\n" * 500_000],
)  # fmt: skip
def test_a_megabyte_of_garbage_takes_no_time(garbage: str) -> None:
    began = time.perf_counter()
    plain_text(garbage)
    assert time.perf_counter() - began < 5


@given(st.text())
def test_any_text_becomes_plain(text: str) -> None:
    plain = plain_text(text)
    assert plain == plain.strip()
    assert all(unicodedata.category(one) not in {"Cc", "Cs"} or one == "\n" for one in plain)
    assert plain == plain_text(text)
