"""`maillage oov`: what texts ask for and no referential names, for the people who keep these."""

from maillage.api.commands import OutputFormat, home
from maillage.api.errors import UsageError


def oov_run(*, top: int = 50, at_least: int = 2, output: OutputFormat = OutputFormat.TABLE) -> None:
    """Print the phrases that match no competence, the most frequent first.

    A phrase counts once for each advertisement or offer that has it; reposts do not count again.

    Raises:
        UsageError: a count that no phrase could have.
    """
    from maillage.api.terminal import data_console, number, table, write_csv, write_json
    from maillage.graph.facts import Facts
    from maillage.graph.unknown_phrases import unknown_phrase_counts

    if top < 1 or at_least < 1:
        raise UsageError("--top, --at-least", "un entier à partir de 1 est attendu")
    found = unknown_phrase_counts(Facts(home().path / "facts"), at_least)[:top]
    columns = ("phrase", "records", "first_month", "last_month")
    if output is OutputFormat.JSON:
        write_json([one._asdict() for one in found])
    elif output is OutputFormat.CSV:
        write_csv(columns, found)
    else:
        shown = table(
            f"{len(found)} expressions sans compétence connue",
            ("expression", "textes", "premier mois", "dernier mois"),
            right=("textes",),
        )
        for one in found:
            shown.add_row(one.phrase, number(one.records), one.first_month, one.last_month)
        data_console().print(shown)
