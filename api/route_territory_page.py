"""The pages of territories: all basins, one of them, the evidence of a figure, what to look at, the portrait."""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from maillage.api.advise_command import advised
from maillage.api.advise_view import ACTIONS, PARTS
from maillage.api.basin_map import BasinMap, basin_map
from maillage.api.basin_overview import basin_lines
from maillage.api.catalogues import gettext, translated
from maillage.api.gap_view import VERDICTS, settling_sentence
from maillage.api.html_page import POLICY, html_page, page_response
from maillage.api.open_generation import OpenGeneration
from maillage.api.opened import Opened
from maillage.api.page_language import FRENCH, Language, language, speaking
from maillage.api.portrait_command import portrayed
from maillage.api.portrait_page import TONES, portrait_page, scale_chart
from maillage.api.problem import Problem
from maillage.api.territory_needs import needs_readings
from maillage.api.territory_search import found_territories, kind_of, known_territories
from maillage.queries.advice_answer import Action, Advice
from maillage.queries.errors import NoDataForPeriod, UnknownTerritory
from maillage.queries.gap import BY
from maillage.queries.gap_answer import GapAnswer, GapRow
from maillage.queries.reach import REACH_WORDS
from maillage.queries.verdict import Verdict

router = APIRouter(include_in_schema=False)
SHOWN = 15
MOST = 2000  # lines of a page; the data has them all
KEPT = 8  # answers of a generation that are kept: readers go back and forth between the pages of a territory
KINDS = {
    "occupation": "métiers",
    "competence": "compétences",
    "certification": "certifications",
    "sector": "secteurs",
    "domain": "domaines",
    "major-domain": "grands domaines",
}
KIND = {
    "occupation": "métier",
    "competence": "compétence",
    "certification": "certification",
    "sector": "secteur",
    "domain": "domaine",
    "major-domain": "grand domaine",
}
Lines = Annotated[int, Query(ge=1, le=MOST)]
By = Annotated[str, Query(max_length=30)]


@router.get("/territoires")
def territories(request: Request, opened: Opened, q: str = "") -> Response:
    """Return the basins, the one that wants training most first; `q`: only the territories it names."""
    found = found_territories(opened, q) if q.strip() else []
    if len(found) == 1:
        return RedirectResponse(_address(found[0].curie), 303)
    try:
        lines = basin_lines(opened)
    except NoDataForPeriod as error:
        return _unknown(opened, gettext("Territoires"), str(error), q)
    drawn = basin_map(opened, request.app.state.settings.geometry, lines)
    return html_page(
        "territories.html", title=gettext("Territoires"), asked=q, found=found, lines=lines,
        map=drawn if isinstance(drawn, BasinMap) else None,
        map_missing=drawn if isinstance(drawn, str) else "",
        saved=known_territories(opened, "perimeter"),
        departments=known_territories(opened, "dep"),
        widest=max((max(one.supply, one.expected) for one in lines), default=0.0),
        verdicts=translated(VERDICTS), tones=TONES, scale=scale_chart,
    )  # fmt: skip


@router.get("/territoire/{place}")
def territory(
    request: Request, opened: Opened, place: str, par: By = "occupation", verdict: By = "", lignes: Lines = SHOWN
) -> Response:  # fmt: skip
    """Return the page of a territory."""
    _known("par", par, BY)
    _known("verdict", verdict, ("", *Verdict))

    def page(answer: GapAnswer) -> Response:
        rows = [row for row in answer.rows if verdict in ("", row.judgement.verdict)]
        counts = Counter(row.judgement.verdict for row in answer.rows)
        needs, missing = needs_readings(opened, answer.territory)
        shown = rows[:lignes]
        return html_page(
            "territory.html", title=answer.label, answer=answer,
            kind=kind_of(answer.territory), here=_address(answer.territory),
            rows=shown, found=len(rows), in_all=len(answer.rows), verdict=verdict,
            tally={one.value: counts[one] for one in Verdict},
            kinds=[(one, gettext(KINDS.get(one, one))) for one in BY],
            by_words=gettext(KINDS.get(par, par)), by_word=gettext(KIND.get(par, par)),
            widest=max((max(one.supply, _expected(one, answer)) for one in shown), default=0.0),
            needs=needs, needs_missing=missing, data=_data("gap", answer, par),
            nothing="" if answer.rows else gettext(
                "Ni demande ni offre n'est connue ici ; essayer un territoire plus grand."
            ),
            **_words(),
        )  # fmt: skip

    return _about(opened, place, par, page)


@router.get("/territoire/{place}/preuve")
def evidence(
    opened: Opened, place: str, ligne: Annotated[str, Query(max_length=300)], par: By = "occupation"
) -> Response:
    """Return all that the figures of one line come from."""
    _known("par", par, BY)

    def page(answer: GapAnswer) -> Response:
        row = next((one for one in answer.rows if ligne in {one.curie, one.uri}), None)
        here = _address(answer.territory)
        if row is None:
            why = gettext(
                "« %(line)s » n'est ni demandé ni enseigné en %(place)s : rien à montrer",
                line=ligne, place=answer.label,
            )  # fmt: skip
            return _unknown(opened, gettext("Pas de preuve à montrer"), why, "", language())
        proof = row.evidence
        return html_page(
            "evidence.html", title=f"{row.label or row.curie}, {answer.label}", answer=answer, row=row, proof=proof,
            settling=settling_sentence(row.judgement, row.supply_unit),
            here=here, data=_data("gap", answer, par) + "&" + urlencode({"evidence": row.curie}),
            ads=_labelled(opened, proof.ad_curies), offers=_labelled(opened, proof.offer_curies),
            fiches=_labelled(opened, proof.fiches), regional=_labelled(opened, proof.regional),
            titles={one.source: one.title for one in answer.sources}, **_words(),
        )  # fmt: skip

    return _about(opened, place, par, page, whole=True)


@router.get("/territoire/{place}/conseils")
def advice(opened: Opened, place: str, lignes: Lines = 6) -> Response:
    """Return the trainings that could be looked at."""

    def page() -> Response:
        found = opened.model("page-advice", lambda: lru_cache(KEPT)(partial(_advised, opened)))(
            place
        )
        groups = [
            (one.value, gettext(ACTIONS[one]), found.of(one)) for one in Action if found.of(one)
        ]
        data = "/v1/advise?" + urlencode({"territory": found.territory})
        return html_page(
            "advice.html", title=gettext("%(label)s : formations à examiner", label=found.label),
            advice=found, groups=groups,
            here=_address(found.territory), data=data, parts=translated(PARTS), shown=lignes,
            labels={one.curie: one.label for one in found.needs},
        )  # fmt: skip

    return _guarded(opened, place, page)


@router.get("/territoire/{place}/portrait")
def portrait(
    opened: Opened, place: str, periode: Annotated[str, Query(max_length=10)] = ""
) -> Response:
    """Return the portrait: one page that prints on A4."""

    def page() -> Response:
        drawn = opened.model("page-portrait", lambda: lru_cache(KEPT)(partial(_drawn, opened)))
        body = drawn(place, periode, language())
        return page_response(body, policy=_with_style(body))

    return _guarded(opened, place, page)


def _advised(opened: OpenGeneration, place: str) -> Advice:
    return advised(opened, place, None, 12, 0.8)


def _drawn(opened: OpenGeneration, place: str, period: str, told: Language) -> str:
    # The page is kept: the language is part of what it is kept by.
    with speaking(told):
        return portrait_page(portrayed(opened, place, period or None))


def _with_style(body: str) -> str:
    """Return the policy that lets the page's own style in, and no other."""
    found = re.search(r"<style>(.*?)</style>", body, re.DOTALL)
    digest = hashlib.sha256(found.group(1).encode() if found else b"").digest()
    allowed = f"style-src 'sha256-{base64.b64encode(digest).decode()}'"
    return POLICY.replace("style-src 'self'", allowed)


def _about(
    opened: OpenGeneration, place: str, by: str, page: Callable[[GapAnswer], Response], *, whole: bool = False
) -> Response:  # fmt: skip
    gap = opened.model("page-gap", lambda: lru_cache(KEPT)(opened.labour.gap))
    if whole:  # names everything: too large to keep
        return _guarded(opened, place, lambda: page(opened.labour.gap(place, None, by, whole=True)))
    return _guarded(opened, place, lambda: page(gap(place, None, by)))


def _guarded(opened: OpenGeneration, place: str, page: Callable[[], Response]) -> Response:
    """Return the page, or one that leads on from a territory that nobody knows."""
    try:
        return page()
    except UnknownTerritory as error:
        return _unknown(opened, gettext("Territoire inconnu"), str(error), place)
    except NoDataForPeriod as error:
        why = f"{error}. Ce qu'il faut lancer : maillage build, avec l'enquête BMO dans labour/bmo"
        return _unknown(opened, gettext("Aucune demande connue"), why, "")


def _unknown(
    opened: OpenGeneration, title: str, why: str, asked: str, lang: str = FRENCH
) -> Response:
    near = found_territories(opened, asked) if asked else []
    return html_page(
        "territory_unknown.html", 404, title=title, why=why.rstrip("."), why_lang=lang, near=near, asked=asked[:100]
    )  # fmt: skip


def _expected(row: GapRow, answer: GapAnswer) -> float:
    return (row.demand or 0.0) * (row.judgement.reference or answer.reference)


def _words() -> dict[str, Any]:  # Any: what templates read
    return {
        "verdicts": translated(VERDICTS), "tones": TONES, "reach_words": translated(REACH_WORDS),
        "scale": scale_chart,
    }  # fmt: skip


def _data(question: str, answer: GapAnswer, by: str) -> str:
    asked = {"territory": answer.territory, "period": answer.period, "by": by}
    return f"/v1/{question}?{urlencode(asked)}"


def _address(curie: str) -> str:
    return f"/territoire/{quote(curie, safe=':')}"


def _labelled(opened: OpenGeneration, curies: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"curie": one, "label": opened.store.label(opened.names.uri(one))} for one in curies]


def _known(parameter: str, given: str, values: tuple[str, ...]) -> None:
    if given not in values:
        known = [one for one in values if one]
        raise Problem(
            400, f"paramètre « {parameter} » : attendu : {', '.join(known)}", parameter=parameter, known=known
        )  # fmt: skip
