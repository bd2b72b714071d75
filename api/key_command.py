"""`maillage key`: who may ask the service for what costs or writes."""

import sys
from dataclasses import asdict

from maillage.api.commands import OutputFormat, home
from maillage.api.terminal import data_console, messages, table, write_csv, write_json


def key_add_run(name: str) -> None:
    """Make a key, and print it once."""
    from maillage.api.api_keys import ApiKeys

    sys.stdout.write(ApiKeys(home().path).add(name) + "\n")  # alone, for whoever pipes it
    messages.print("à garder maintenant : elle ne pourra plus être relue")


def key_list_run(output: OutputFormat) -> None:
    """List the keys by name; what is kept of them cannot open anything."""
    from maillage.api.api_keys import ApiKeys

    rows = [
        {name: value for name, value in asdict(one).items() if name != "digest"}
        for one in ApiKeys(home().path).all()
    ]
    if output is OutputFormat.JSON:
        write_json(rows)
    elif output is OutputFormat.CSV:
        write_csv(("name", "created"), [list(row.values()) for row in rows])
    else:
        shown = table(f"{len(rows)} clé(s)", ("nom", "faite le"))
        for row in rows:
            shown.add_row(*row.values())
        data_console().print(shown)


def key_remove_run(name: str) -> None:
    """Withdraw a key: the next request that holds it is refused."""
    from maillage.api.api_keys import ApiKeys

    ApiKeys(home().path).remove(name)
    messages.print(f"clé « {name} » retirée")
