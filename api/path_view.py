"""Paths to occupations, in words, JSON or CSV."""

from collections.abc import Iterator

from maillage.api.commands import OutputFormat
from maillage.api.near_view import competence_document, start_document
from maillage.api.terminal import counted, data_console, number, write_csv, write_json
from maillage.queries.path_answer import Means, OfferHere, Path, PathAnswer, Step

SHOWN = 5
_COLUMNS = (
    "path", "step", "uri", "curie", "label", "held", "cost", "score", "rome_mobility", "demand", "shared",
    "missing", "missing_core", "closed", "blocks", "certifications", "offers",
)  # fmt: skip
_KINDS = {"block": "bloc", "certification": "certification entière"}
_VAE = {True: "VAE possible", False: "pas de VAE publiée", None: "VAE : non renseigné"}


def path_document(answer: PathAnswer) -> dict[str, object]:
    """Return what `path --format json` prints."""
    return {
        "from": start_document(answer.start),
        "to": {"curie": answer.target, "label": answer.target_label} if answer.target else None,
        "perimeter": answer.perimeter or None,
        "perimeter_label": answer.perimeter_label or None,
        "period": answer.period or None,
        "hours": answer.hours,
        "notes": list(answer.notes),
        "paths": [
            {
                "cost": round(path.cost, 4),
                "share": round(path.share, 4),
                "steps": [step_document(step) for step in path.steps],
            }
            for path in answer.paths
        ],
    }


def step_document(step: Step) -> dict[str, object]:
    """Return a step, as JSON has it."""
    return {
        "uri": step.uri,
        "curie": step.curie,
        "label": step.label,
        "held": round(step.before, 4),
        "cost": round(step.cost, 4),
        "score": round(step.near, 4),
        "rome_mobility": step.mobility,
        "demand": None if step.demand is None else round(step.demand, 2),
        "shared": [competence_document(one) for one in step.shared],
        "missing": [competence_document(one) for one in step.missing],
        "closing": [means_document(one) for one in step.means],
        "closed_by_blocks": round(step.closed, 4),
        "by_experience": list(step.by_experience),
        "cited_diplomas_and_permits": list(step.cited),
        "elsewhere": [
            {"curie": one.curie, "label": one.label, "offers": one.offers} for one in step.elsewhere
        ],
    }


def means_document(means: Means) -> dict[str, object]:
    """Return a bloc or a certification that closes part of a gap, as JSON has it."""
    return {
        "kind": means.kind,
        "basis": "words" if means.kind == "block" else "leads_to",
        "curie": means.curie,
        "label": means.label,
        "certification": means.certification,
        "certification_label": means.certification_label,
        "level": means.level or None,
        "vae": means.vae,
        "active": means.active,
        "replaced_by": list(means.successors),
        "covers": list(means.covers),
        "weight": round(means.weight, 4),
        "offer_count": means.offer_count,
        "offers": [_offer_document(one) for one in means.offers],
    }


def _offer_document(offer: OfferHere) -> dict[str, object]:
    return {
        "curie": offer.curie,
        "title": offer.title,
        "provider": offer.provider or None,
        "commune": offer.commune,
        "first_session": offer.first or None,
        "last_session": offer.last or None,
        "seats": offer.seats,
        "hours": offer.hours,
    }


def print_path(answer: PathAnswer, output: OutputFormat, *, explain: bool) -> None:
    """Print an answer; `explain`: all that each number rests on."""
    if output is OutputFormat.JSON:
        write_json(path_document(answer))
    elif output is OutputFormat.CSV:
        write_csv(_COLUMNS, _flat(answer))
    else:
        console = data_console()
        for line in _lines(answer, None if explain else SHOWN):
            console.print(line)


def _flat(answer: PathAnswer) -> Iterator[list[object]]:
    for number_, path in enumerate(answer.paths, start=1):
        for place, step in enumerate(path.steps, start=1):
            document = step_document(step)
            means = step.means
            yield [
                number_, place, *(document[name] for name in _COLUMNS[2:10]), len(step.shared),
                len(step.missing), sum(one.core for one in step.missing), document["closed_by_blocks"],
                " ".join(one.curie for one in means if one.kind == "block"),
                " ".join(sorted({one.certification for one in means})),
                " ".join(sorted({offer.curie for one in means for offer in one.offers})),
            ]  # fmt: skip


def _lines(answer: PathAnswer, most: int | None) -> Iterator[str]:
    place = f" · {answer.perimeter_label} ({answer.perimeter})" if answer.perimeter else ""
    goal = (
        f"[bold]{answer.target_label}[/bold] ({answer.target})"
        if answer.target
        else "métiers proches"
    )
    yield f"De [bold]{answer.start.label}[/bold] à {goal}{place}"
    for number_, path in enumerate(answer.paths, start=1):
        yield ""
        yield from _path(number_, path, answer.period, most)
    yield ""
    for note in answer.notes:
        yield f"• {note}"


def _path(number_: int, path: Path, period: str, most: int | None) -> Iterator[str]:
    through = " → ".join(step.label for step in path.steps)
    yield (
        f"[bold]Chemin {number_}[/bold] : {through} · coût {number(path.cost, 2)} "
        f"(produit des parts acquises : {number(100 * path.share)} %)"
    )
    for place, step in enumerate(path.steps, start=1):
        yield from _step(place, step, period, most)


def _step(place: int, step: Step, period: str, most: int | None) -> Iterator[str]:
    demand = (
        ""
        if step.demand is None
        else f" · {number(step.demand, 1)} projets de recrutement {period}"
    )
    listed = {True: " · mobilité du ROME", False: "", None: ""}[step.mobility]
    yield (
        f"  {place}. [bold]{step.label}[/bold] ({step.curie}) · acquis {number(100 * step.before)} % · "
        f"proximité {number(step.near, 2)}{listed}{demand}"
    )
    core = [one for one in step.shared if one.core]
    shared = ", ".join(one.label for one in (core or step.shared)[:most])
    yield f"     socle commun : {counted(len(step.shared), 'compétence')}, dont {shared or 'rien'}"
    missing = ", ".join(f"{one.label}{' *' if one.core else ''}" for one in step.missing[:most])
    yield f"     à acquérir : {counted(len(step.missing), 'compétence')} (* coeur de métier) : {missing or 'rien'}"
    for one in step.means:
        yield from _means(one, step)
    if not step.means and step.missing:
        yield "     aucune formation du périmètre n'y mène" + _elsewhere(step)
    if step.cited:
        yield f"     diplômes et habilitations que la fiche cite : {', '.join(step.cited[:most])}"


def _means(one: Means, step: Step) -> Iterator[str]:
    gap = sum(missing.weight for missing in step.missing)
    state = "" if one.active else " · fiche expirée"
    if one.successors:
        state += f", remplacée par {', '.join(one.successors)}"
    of = (
        ""
        if one.kind == "certification"
        else f" de {one.certification_label} ({one.certification})"
    )
    yield (
        f"     → {_KINDS[one.kind]} {one.curie} « {one.label} »{of} : {number(100 * one.weight / gap)} % du manque, "
        f"{counted(len(one.covers), 'compétence')} · {_VAE[one.vae]}{state}"
    )
    for offer in one.offers[:2]:
        dates = (
            f" · sessions du {offer.first} au {offer.last}"
            if offer.first
            else " · dates non publiées"
        )
        seats = f" · {offer.seats} places" if offer.seats is not None else ""
        by = f" ({offer.provider})" if offer.provider else ""
        yield f"       {offer.title}, {offer.commune}{by}{dates}{seats} · {offer.hours} · {offer.curie}"


def _elsewhere(step: Step) -> str:
    if not step.elsewhere:
        return ""
    told = ", ".join(f"{one.label} ({one.curie}, {one.offers})" for one in step.elsewhere)
    return f" ; ailleurs : {told}"
