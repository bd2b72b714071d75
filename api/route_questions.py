"""The questions about a territory, and those of the `queries/` folder: the documents of the command line."""

from collections.abc import Sequence
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response, params

from maillage.api.advise_command import advised
from maillage.api.advise_view import advice_document
from maillage.api.answer_docs import Fields, answers
from maillage.api.available_view import available_document
from maillage.api.errors import UsageError
from maillage.api.gap_view import gap_document, row_named
from maillage.api.gap_view import row_document as gap_row
from maillage.api.http_answer import answer
from maillage.api.insertion_view import insertion_document
from maillage.api.needs_command import needs_report
from maillage.api.needs_view import needs_document
from maillage.api.opened import Opened
from maillage.api.perimeter_view import perimeter_document
from maillage.api.perimeters import list_perimeters, show_perimeter
from maillage.api.portrait_command import portrayed
from maillage.api.portrait_view import portrait_document
from maillage.api.problem import Problem
from maillage.api.query_view import question_document, solution_document, typed_parameters
from maillage.api.strict_route import StrictRoute, check_query
from maillage.graph.home import Home
from maillage.queries.available import BY as AVAILABLE_BY
from maillage.queries.gap import BY as GAP_BY
from maillage.queries.insertion import BY as INSERTION_BY
from maillage.queries.insertion import MONTHS
from maillage.queries.needs_rule import NeedKind
from maillage.queries.question import question, question_names

router = APIRouter(prefix="/v1", tags=["territoires"], route_class=StrictRoute)
MOST_ROWS = 100_000  # solutions of one question
Territory = Annotated[
    str,
    Query(
        min_length=1, max_length=20_000, examples=["bassin:4402", "dep:68"],
        description="CURIE, communes, rayon:COMMUNE:30km, perimeter:NOM ; unis par + et ôtés par -",
    ),
]  # fmt: skip
Period = Annotated[
    str | None,
    Query(max_length=10, description="Année de la demande ; absente : la dernière connue"),
]
Top = Annotated[
    int | None, Query(ge=1, le=100_000, description="Lignes ; absent : toutes", examples=[5])
]


def _counting(values: Sequence[str]) -> params.Query:
    """Declare what each row counts; the route itself refuses other values, naming these."""
    return params.Query(
        description="Ce que chaque ligne compte", json_schema_extra={"enum": list(values)},
        examples=[values[0]],
    )  # fmt: skip


@router.get(
    "/gap",
    summary="L'offre de formation répond-elle aux besoins des entreprises d'un territoire ?",
    response_class=Response,
    responses=answers({"territory": "bassin:4402", "by": "occupation", "rows": []}, 404),
)
def gap(
    request: Request,
    opened: Opened,
    territory: Territory,
    period: Period = None,
    by: Annotated[str, _counting(GAP_BY)] = "occupation",
    top: Top = None,
    evidence: Annotated[
        str | None,
        Query(
            max_length=300,
            description="CURIE d'une ligne : elle seule, avec tout ce dont elle vient",
        ),
    ] = None,
    fields: Fields = "",
) -> Response:
    """Celle de `maillage gap`."""
    _one_of("by", by, GAP_BY)

    def document() -> dict[str, object]:
        found = opened.labour.gap(territory, period, by, whole=evidence is not None)
        if evidence is None:
            return gap_document(found, top)
        return gap_row(row_named(found, evidence))

    return answer(request, opened, document)


@router.get(
    "/available",
    summary="Les gens qui cherchent un emploi répondent-ils à la demande ?",
    response_class=Response,
    responses=answers({"territory": "bassin:4402"}, 404),
)
def available(
    request: Request,
    opened: Opened,
    territory: Territory,
    period: Period = None,
    by: Annotated[str, _counting(AVAILABLE_BY)] = "competence",
    top: Top = None,
    fields: Fields = "",
) -> Response:
    """Celle de `maillage available`."""
    _one_of("by", by, AVAILABLE_BY)
    return answer(
        request, opened,
        lambda: available_document(opened.available.available(territory, period, by), top),
    )  # fmt: skip


@router.get(
    "/insertion",
    summary="Les formations qui mènent le plus à l'emploi servent-elles là où sont les offres ?",
    response_class=Response,
    responses=answers({"territory": "bassin:4402"}, 404),
)
def insertion(
    request: Request,
    opened: Opened,
    territory: Territory,
    period: Period = None,
    by: Annotated[str, _counting(INSERTION_BY)] = "training",
    months: Annotated[
        int,
        Query(description="Mois après la sortie", json_schema_extra={"enum": list(MONTHS)}),
    ] = 12,
    top: Top = None,
    fields: Fields = "",
) -> Response:
    """Celle de `maillage insertion`."""
    _one_of("by", by, INSERTION_BY)
    _one_of("months", months, MONTHS)
    return answer(
        request, opened,
        lambda: insertion_document(opened.insertion.insertion(territory, period, by, months), top),
    )  # fmt: skip


@router.get(
    "/needs",
    summary="Quels besoins en compétences sont émergents, récurrents, occasionnels, stables ?",
    response_class=Response,
    responses=answers({"territory": "bassin:4402"}, 404),
)
def needs(
    request: Request,
    opened: Opened,
    territory: Territory,
    sector: Annotated[
        str, Query(max_length=100, description="Division de la NAF, ex. naf:25 ; absente : toutes")
    ] = "",
    kind: Annotated[
        str | None,
        Query(
            description="Une seule sorte",
            json_schema_extra={"enum": [one.value for one in NeedKind]},
        ),
    ] = None,
    sensitivity: Annotated[
        bool, Query(description="Dire ce qui change quand chaque paramètre bouge")
    ] = False,
    occupation: Annotated[
        str, Query(max_length=100, description="Code ROME, ex. rome:M1855 ; absent : tous")
    ] = "",
    top: Top = None,
    fields: Fields = "",
) -> Response:
    """Celle de `maillage needs`, telle que les offres de la génération en service la disent."""
    if kind is not None:
        _one_of("kind", kind, [one.value for one in NeedKind])

    def document() -> dict[str, object]:
        try:
            report = needs_report(opened, territory, sector, occupation, sensitivity=sensitivity)
        except UsageError as error:
            raise Problem(400, str(error), parameter="occupation") from error
        return needs_document(report, kind, top)

    return answer(request, opened, document)


@router.get(
    "/advise",
    summary="Les formations à examiner : ouvrir, maintenir, convertir, surveiller",
    response_class=Response,
    responses=answers({"territory": "bassin:4402"}, 404),
)
def advise(
    request: Request,
    opened: Opened,
    territory: Territory,
    period: Period = None,
    actions: Annotated[int, Query(ge=1, le=1000, description="Ouvertures, au plus")] = 12,
    lower: Annotated[
        float, Query(gt=0, le=1, description="Facteur de demande essayé en plus : 0.8, soit − 20 %")
    ] = 0.8,
    top: Top = None,
    fields: Fields = "",
) -> Response:
    """Celle de `maillage advise` : elle propose, le comité décide."""
    return answer(
        request, opened,
        lambda: advice_document(advised(opened, territory, period, actions, lower), top),
        rows="proposals",
    )  # fmt: skip


@router.get(
    "/portrait",
    summary="Un territoire d'un coup d'œil",
    response_class=Response,
    responses=answers({"territory": "bassin:4402"}, 404),
)
def portrait(
    request: Request,
    opened: Opened,
    territory: Territory,
    period: Period = None,
    fields: Fields = "",
) -> Response:
    """Celui de `maillage portrait`."""
    return answer(request, opened, lambda: portrait_document(portrayed(opened, territory, period)))


@router.get(
    "/perimeters",
    summary="Les périmètres enregistrés",
    response_class=Response,
    responses=answers({"rows": []}),
)
def perimeters(request: Request, opened: Opened, fields: Fields = "") -> Response:
    """Ceux de `maillage perimeter list`."""
    found = list_perimeters(Home(opened.home))
    rows = [perimeter_document(one, opened.names) for one in found]
    return answer(request, opened, {"rows": rows})


@router.get(
    "/perimeters/{name}",
    summary="Ce qu'un périmètre désigne, et ce qu'il a désigné",
    response_class=Response,
    responses=answers({"rows": []}, 404),
)
def perimeter(
    request: Request,
    opened: Opened,
    name: Annotated[str, Path(max_length=100, description="Nom, avec ou sans « perimeter: »")],
    fields: Fields = "",
) -> Response:
    """Celui de `maillage perimeter show`, le plus récent d'abord."""
    found = show_perimeter(Home(opened.home), name)
    return answer(
        request, opened, {"rows": [perimeter_document(one, opened.names) for one in found]}
    )


@router.get(
    "/questions",
    tags=["questions"],
    summary="Les questions que le graphe sait répondre",
    response_class=Response,
    responses=answers({"rows": [{"question": "advertisement_competences"}]}),
)
def questions(request: Request, opened: Opened, fields: Fields = "") -> Response:
    """Celles de `maillage query`, avec leurs paramètres."""
    rows = [question_document(question(name)) for name in question_names()]
    return answer(request, opened, {"rows": rows})


_open = APIRouter(tags=["questions"])


# The parameters are the question's own: they cannot be declared here.
@_open.get(
    "/questions/{name}",
    summary="Les réponses d'une question",
    response_class=Response,
    responses=answers({"question": "releases", "rows": [{"source": "inferred"}]}, 404),
)
def asked(
    request: Request,
    opened: Opened,
    name: Annotated[
        str, Path(max_length=100, description="Son nom", examples=["releases", "territory_labels"])
    ],
    limit: Annotated[
        int, Query(ge=1, le=MOST_ROWS, description="Lignes, au plus", examples=[5])
    ] = 1000,
    fields: Fields = "",
) -> Response:
    """Celles de `maillage query NOM` ; chaque paramètre de la question en est un de l'adresse."""
    one = question(name)
    known = [each.name for each in one.parameters]
    check_query(request, (*known, "limit", "fields"))
    typed = [f"{key}={value}" for key, value in request.query_params.multi_items() if key in known]

    def document() -> dict[str, object]:
        values = typed_parameters(one.parameters, typed, opened.names)
        rows = [
            solution_document(row, opened.names)
            for row in islice(one.ask(opened.store, values), limit + 1)
        ]
        more = len(rows) > limit
        return {"question": name, "summary": one.summary, "truncated": more, "rows": rows[:limit]}

    return answer(request, opened, document)


router.include_router(_open)


def _one_of(parameter: str, given: object, values: Sequence[object]) -> None:
    if given not in values:
        known = [str(one) for one in values]
        raise Problem(
            400, f"paramètre « {parameter} » : attendu : {', '.join(known)}",
            parameter=parameter, known=known,
        )  # fmt: skip
