"""A portrait as one HTML page that prints on A4: no script, no request, charts that a screen reader reads."""

from importlib.metadata import version
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from maillage.api.gap_view import UNITS, VERDICTS
from maillage.api.terminal import counted, number
from maillage.queries.portrait_answer import Portrait, Share
from maillage.queries.verdict import Verdict

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
    """Return the page of a portrait."""
    why = {one.section: one.why for one in portrait.missing}

    def absent(section: str) -> Markup:
        return Markup('\n<p class="missing">Cette partie manque : {}.</p>').format(why[section])

    template = _environment().from_string(
        files("maillage.api").joinpath("templates/portrait.html").read_text("utf-8")
    )
    return template.render(
        portrait=portrait,
        absent=absent,
        verdicts=VERDICTS,
        people_verdicts=PEOPLE_VERDICTS,
        units={**UNITS, "people": ""},
        kind_words=KINDS,
        version=version("maillage"),
        **_charts(portrait),
    )


def _charts(portrait: Portrait) -> dict[str, list[Bar]]:
    changes, needs = portrait.transitions, portrait.needs
    return {
        "tally": [
            _bar(VERDICTS[verdict], portrait.gaps.tally[verdict.value], tone=TONES[verdict])
            for verdict in Verdict
        ],
        "by_source": [_bar(source, count) for source, count in portrait.supply.by_source.items()],
        "kinds": [_bar(KINDS[kind], count) for kind, count in needs.tally.items()] if needs else [],
        "ecological": [_share(one, GREEN.get(one.key, "unsure")) for one in changes.ecological]
        if changes
        else [],
        "others": [_share(changes.digital), _share(changes.demographic)] if changes else [],
    }


def _bar(label: str, count: int, tone: str = "over") -> Bar:
    return {"label": label, "value": count, "text": number(count), "tone": tone}


def _share(share: Share, tone: str = "over") -> Bar:
    text = f"{_percent(share.share)} ({number(share.projects)} projets)"
    return {"label": share.label, "value": share.share, "text": text, "tone": tone}


def _environment() -> Environment:
    made = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(
        number=number, percent=_percent, counted=counted, capitalize_first=_capitalize_first
    )
    return made


def _percent(share: float) -> str:
    return f"{number(100 * share)}\u202f%"


def _capitalize_first(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
