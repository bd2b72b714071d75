"""`maillage portrait`: a territory at a glance."""

from maillage.api.commands import home
from maillage.api.portrait_format import PortraitFormat


def portrait_run(territory: str, period: str | None, *, output: PortraitFormat) -> None:
    """Print the portrait of a territory."""
    from maillage.api.labour_model import open_labour
    from maillage.api.portrait_view import print_portrait
    from maillage.api.typed_needs import typed_needs
    from maillage.queries.available import AvailableModel
    from maillage.queries.portrait import PortraitModel

    labour = open_labour()
    needs = typed_needs(labour.model, home().path / "facts", territory)
    model = PortraitModel(labour.model, AvailableModel(labour.model, labour.index_path))
    print_portrait(model.portrait(territory, period, needs), output)
