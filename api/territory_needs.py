"""The kinds of need of a territory as its page shows them: from advertisements, and from BMO's years, apart."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from maillage.api.catalogues import gettext, number, translated
from maillage.api.needs_command import NeedsReport, NoDatedAdvertisements, needs_report
from maillage.api.needs_view import KINDS
from maillage.api.needs_years_view import years_words
from maillage.api.open_generation import OpenGeneration
from maillage.queries.needs import NeedAnswers
from maillage.queries.needs_rule import NeedKind

SHOWN = 8  # needs of each kind
_TONES = {
    NeedKind.EMERGING: "over", NeedKind.RECURRING: "under", NeedKind.OCCASIONAL: "unsure",
    NeedKind.STABLE: "even", NeedKind.INSUFFICIENT: "unsure",
}  # fmt: skip


class NeedLine(NamedTuple):
    """One competence whose need was typed."""

    uri: str
    curie: str
    label: str
    reason: str
    settling: str


class KindLines(NamedTuple):
    """The needs of one kind: how many, and the most mentioned."""

    words: str
    in_all: int
    lines: tuple[NeedLine, ...]


class NeedsReading(NamedTuple):
    """One reading of the needs: that of advertisements, or that of BMO."""

    title: str
    description: str
    bars: tuple[dict[str, object], ...]
    kinds: tuple[KindLines, ...]
    notes: tuple[str, ...]


def needs_readings(opened: OpenGeneration, territory: str) -> tuple[list[NeedsReading], str]:
    """Return the readings, and why there is none where there is none."""
    try:
        report = needs_report(opened, territory)
    except NoDatedAdvertisements as error:
        return [], str(error)
    found = []
    if report.answers is not None:
        periods = report.answers.table.periods
        ads = number(float(report.answers.table.exposure[0].sum()))
        described = gettext(
            "%(ads)s offres d'emploi, de %(first)s à %(last)s ; nombre de compétences.",
            ads=ads, first=periods[0], last=periods[-1],
        )  # fmt: skip
        title = gettext("D'après les offres d'emploi")
        found.append(_reading(opened, report, report.answers, title, described, ()))
    if report.years is not None:
        years = ", ".join(report.years.table.periods)
        notes = tuple(years_words(report.years, report.labels))
        described = gettext("%(years)s ; nombre de compétences.", years=years)
        title = gettext("D'après l'enquête BMO")
        found.append(_reading(opened, report, report.years, title, described, notes))
    return found, ""


def _reading(
    opened: OpenGeneration, report: NeedsReport, answers: NeedAnswers, title: str, described: str, notes: Sequence[str]
) -> NeedsReading:  # fmt: skip
    counts = Counter(answers.kinds)
    told = [one for one in NeedKind if counts[one]]
    words = translated(KINDS)
    bars = tuple(
        {"label": words[one], "value": counts[one], "text": number(counts[one]), "tone": _TONES[one]}
        for one in told
    )  # fmt: skip
    kinds = tuple(
        KindLines(words[one], counts[one], tuple(_lines(opened, report, answers, one))) for one in told
    )  # fmt: skip
    return NeedsReading(title, described, bars, kinds, tuple(notes))


def _lines(
    opened: OpenGeneration, report: NeedsReport, answers: NeedAnswers, kind: NeedKind
) -> list[NeedLine]:
    return [
        NeedLine(
            opened.names.uri(one.competence).value, one.competence, report.labels.get(one.competence, ""),
            one.reason, one.settling,
        )
        for one in answers.of_kind(kind, top=SHOWN)
    ]  # fmt: skip
