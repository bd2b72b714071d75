"""`maillage advise`: which trainings could be looked at opening, keeping, converting or watching?"""

from maillage.api.commands import OutputFormat, home


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
    kinds = {}
    if answers is not None:
        pairs = zip(answers.table.competences, answers.kinds, strict=True)
        kinds = {labour.model.names.uri(curie): kind for curie, kind in pairs}
    model = AdviceModel(
        labour.model,
        AvailableModel(labour.model, labour.index_path),
        InsertionModel(labour.model, labour.index_path),
    )
    advice = model.advise(territory, period, actions, lower, kinds)
    print_advice(advice, output, top)
