"""A portrait as one HTML page that prints on A4: no script, no request, charts that a screen reader reads."""

import re
from importlib.metadata import version
from math import log
from typing import NamedTuple

from markupsafe import Markup

from maillage.api.catalogues import gettext, number, translated
from maillage.api.gap_view import VERDICTS
from maillage.api.page_language import FRENCH
from maillage.api.page_templates import in_french, page_templates, percent, times
from maillage.queries.portrait_answer import Portrait, Share
from maillage.queries.reach import REACH_WORDS
from maillage.queries.verdict import Judgement, Verdict

TONES = {
    Verdict.UNDER_SUPPLIED: "under",
    Verdict.BALANCED: "even",
    Verdict.OVER_SUPPLIED: "over",
    Verdict.UNDETERMINED: "unsure",
}
PEOPLE_VERDICTS = {
    Verdict.UNDER_SUPPLIED: "peu de personnes",
    Verdict.BALANCED: "ni peu ni beaucoup",
    Verdict.OVER_SUPPLIED: "beaucoup de personnes",
    Verdict.UNDETERMINED: "trop peu d'observations pour conclure",
}
KINDS = {
    "emerging": "besoins émergents",
    "recurring": "besoins récurrents",
    "occasional": "besoins occasionnels",
    "stable": "besoins stables",
    "insufficient": "trop peu d'observations",
}
GREEN = {"green": "even", "strategic": "over", "brown": "under"}  # ecological class → tone
Bar = dict[str, object]


def portrait_page(portrait: Portrait) -> str:
    """Return the page of a portrait, in the language that is spoken: French on the command line."""
    why = {one.section: one.why for one in portrait.missing}

    def absent(section: str) -> Markup:
        words = gettext("Cette partie manque : <span%(lang)s>%(why)s</span>.")
        return Markup(f'\n<p class="missing">{words}</p>') % {
            "lang": in_french(),
            "why": why[section],
        }

    page: str = (
        page_templates()
        .get_template("portrait.html")
        .render(
            portrait=portrait,
            absent=absent,
            verdicts=translated(VERDICTS),
            people_verdicts=translated(PEOPLE_VERDICTS),
            kind_words=translated(KINDS),
            reach_words=translated(REACH_WORDS),
            scale=scale_chart,
            version=version("maillage"),
            **_charts(portrait),
        )
    )
    return french_spaces(page)


def french_spaces(page: str) -> str:
    """Return a page whose double punctuation never begins a line; only its text changes.

    >>> french_spaces("<p>Ici : « là » ?</p>") == "<p>Ici\u00a0: «\u00a0là\u00a0»\u202f?</p>"
    True
    """
    head, style, body = page.partition("</style>")
    if not style:
        head, body = "", page
    return head + style + _TEXT.sub(lambda found: _spaced(found.group()), body)


def _spaced(text: str) -> str:
    return _BEFORE_GUILLEMET.sub("\u00a0", _BEFORE_MARK.sub("\u202f", text))


_TEXT = re.compile(r"[^<>]+(?=<)")
_BEFORE_MARK = re.compile(r" (?=[;?!%])")
_BEFORE_GUILLEMET = re.compile(r" (?=[:»])|(?<=«) ")


class Scale(NamedTuple):
    """Where a coverage stands on a logarithmic scale, in % of its width."""

    dot: float
    start: float
    end: float
    words: str  # for those who cannot see it


def scale_chart(judgement: Judgement) -> Scale | None:
    """Return the chart of a coverage and its interval, times the reference; None where there is none."""
    interval = judgement.relative_interval
    if judgement.relative is None or interval is None:
        return None
    low, high = interval
    return Scale(
        _place(judgement.relative), _place(low), _place(high),
        gettext(
            "%(times)s fois la référence, intervalle de %(low)s à %(high)s",
            times=times(judgement.relative), low=times(low), high=times(high),
        ),
    )  # fmt: skip


_ENDS = (0.05, 20.0)  # times the reference; beyond, a mark sits at the edge


def _place(relative: float) -> float:
    low, high = (log(end) for end in _ENDS)
    held = min(max(relative, _ENDS[0]), _ENDS[1])
    return round(100 * (log(held) - low) / (high - low), 1)


def _charts(portrait: Portrait) -> dict[str, list[Bar]]:
    changes, needs = portrait.transitions, portrait.needs
    titles = {one.source: one.title for one in portrait.sources}
    return {
        "tally": [
            _bar(
                gettext(VERDICTS[verdict]), portrait.gaps.tally[verdict.value], tone=TONES[verdict]
            )
            for verdict in Verdict
        ],
        "by_source": [
            _bar(titles.get(source, source), count, lang=FRENCH)
            for source, count in portrait.supply.by_source.items()
        ],
        "kinds": [_bar(gettext(KINDS[kind]), count) for kind, count in needs.tally.items()]
        if needs
        else [],
        "ecological": [_share(one, GREEN.get(one.key, "unsure")) for one in changes.ecological]
        if changes
        else [],
        "others": [_share(changes.digital), _share(changes.demographic)] if changes else [],
    }


def _bar(label: str, count: int, tone: str = "over", lang: str = "") -> Bar:
    return {"label": label, "value": count, "text": number(count), "tone": tone, "lang": lang}


def _share(share: Share, tone: str = "over") -> Bar:
    text = gettext(
        "%(share)s (%(count)s projets)", share=percent(share.share), count=number(share.projects)
    )
    return {"label": share.label, "value": share.share, "text": text, "tone": tone, "lang": FRENCH}
