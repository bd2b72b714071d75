"""Which first line of a pasted text is taken for its title."""

import pytest

from maillage.api.text_headline import LONGEST, headline


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n  Soudeur TIG (H/F)\n\nVous soudez des cuves.", "Soudeur TIG (H/F)"),
        ("Soudeur TIG", ""),  # all that there is
        ("Nous recrutons un soudeur.\nVous soudez.", ""),
        ("Missions :\n- souder", ""),
        ("s" * (LONGEST + 1) + "\nVous soudez.", ""),
        ("", ""),
        (" \n \n", ""),
    ],
)
def test_a_short_line_without_end_that_others_follow_is_a_title(text: str, title: str) -> None:
    assert headline(text) == title
