"""`maillage reach`: how many occupations a competence serves, and how far that agrees with publishers."""

from maillage.api.commands import OutputFormat
from maillage.api.errors import UsageError


def reach_run(competence: str | None, *, evaluate: bool, output: OutputFormat) -> None:
    """Print the reach of a competence, or how far reaches agree with ESCO and ROME.

    Raises:
        UsageError: neither a competence nor the evaluation is asked for, or both.
        BadParameter: the graph has no such competence.
    """
    if evaluate == (competence is not None):
        raise UsageError("reach", "une compétence (CURIE), ou --evaluate")
    from maillage.api.open_generation import open_current

    model = open_current().reach
    if competence is None:
        from maillage.api.reach_view import print_agreements
        from maillage.queries.reach_evaluation import agreements

        print_agreements(agreements(model), output)
        return
    from maillage.api.reach_view import print_reach
    from maillage.queries.reach_facts import reach_facts

    print_reach(reach_facts(model, competence), model.names, output)
