"""`maillage perimeter save|list|show`: groupings of communes that users name."""

from maillage.api.commands import OutputFormat, home, settings


def perimeter_save_run(
    name: str, expression: str, label: str, *, replaces: bool, output: OutputFormat
) -> None:
    """Save a perimeter, and print what its name stands for."""
    from maillage.api.build_progress import BuildProgress
    from maillage.api.open_generation import open_current
    from maillage.api.perimeter_view import print_perimeters
    from maillage.api.perimeters import save_perimeter
    from maillage.api.terminal import messages

    opened = open_current()
    territories = opened.labour.data.view.territories
    with BuildProgress() as progress:
        saved = save_perimeter(
            home(), opened.names, settings().region, territories, name.removeprefix("perimeter:"),
            expression, label, replaces=replaces, progress=progress,
        )  # fmt: skip
    if not saved.changed:
        messages.print(f"{saved.curie} est déjà enregistré avec ces communes")
    print_perimeters([saved.perimeter], opened.names, output, communes=False)


def perimeter_list_run(output: OutputFormat) -> None:
    """Print the perimeters in force."""
    from maillage.api.perimeter_view import print_perimeters
    from maillage.api.perimeters import list_perimeters
    from maillage.ontology.names import Names

    print_perimeters(list_perimeters(home()), Names(settings().base), output, communes=False)


def perimeter_show_run(name: str, output: OutputFormat) -> None:
    """Print what a name has stood for, the latest first, with the communes."""
    from maillage.api.perimeter_view import print_perimeters
    from maillage.api.perimeters import show_perimeter
    from maillage.ontology.names import Names

    found = show_perimeter(home(), name)
    print_perimeters(found, Names(settings().base), output, communes=True)
