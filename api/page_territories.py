"""The territories that a page offers to choose from."""

from pyoxigraph import NamedNode

from maillage.api.catalogues import gettext
from maillage.api.open_generation import OpenGeneration
from maillage.api.page_language import FRENCH, speaking
from maillage.api.page_link import Link, links
from maillage.ontology.terms import MLG, RDF

OFFERED = {
    MLG.Region: "Région",
    MLG.Department: "Départements",
    MLG.EmploymentBasin: "Bassins d'emploi",
    MLG.Perimeter: "Périmètres enregistrés",
}


def territory_choices(opened: OpenGeneration) -> list[tuple[str, list[Link]]]:
    """Return the region, départements, bassins d'emploi and saved perimeters, each kind with its name."""
    found = opened.model("territory-choices", lambda: _read(opened))
    return [(gettext(name), offered) for name, offered in found]


def _read(opened: OpenGeneration) -> list[tuple[str, list[Link]]]:
    quads = opened.store.store.quads_for_pattern
    found = [
        (
            name,
            [
                quad.subject
                for quad in quads(None, RDF.type, kind)
                if isinstance(quad.subject, NamedNode)
            ],
        )
        for kind, name in OFFERED.items()
    ]
    with speaking(FRENCH):  # it is kept for readers of every language; places have no other names
        return [(name, links(opened, uris)) for name, uris in found if uris]
