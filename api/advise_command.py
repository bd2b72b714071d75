"""`maillage advise`: which trainings could be looked at opening, keeping, converting or watching?"""

from typing import TYPE_CHECKING

from maillage.api.commands import OutputFormat, home

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from maillage.ontology.names import Names
    from maillage.queries.needs import NeedAnswers
    from maillage.queries.needs_rule import NeedKind


def advise_run(
    territory: str,
    period: str | None,
    *,
    actions: int,
    lower: float,
    top: int | None,
    output: OutputFormat,
) -> None:
    """Print the advice for a territory."""
    from maillage.api.advise_view import print_advice
    from maillage.api.labour_model import open_labour
    from maillage.api.typed_needs import typed_needs
    from maillage.queries.advice import AdviceModel
    from maillage.queries.available import AvailableModel
    from maillage.queries.insertion import InsertionModel

    labour = open_labour()
    answers = typed_needs(labour.model, home().path / "facts", territory)
    kinds = kinds_of_need(answers, labour.model.names)
    model = AdviceModel(
        labour.model,
        AvailableModel(labour.model, labour.index_path),
        InsertionModel(labour.model, labour.index_path),
    )
    advice = model.advise(territory, period, actions, lower, kinds)
    print_advice(advice, output, top)


def kinds_of_need(answers: "NeedAnswers | None", names: "Names") -> "dict[NamedNode, NeedKind]":
    """Return the kind of need of each competence; none where nothing was counted."""
    if answers is None:
        return {}
    pairs = zip(answers.table.competences, answers.kinds, strict=True)
    return {names.uri(curie): kind for curie, kind in pairs}
