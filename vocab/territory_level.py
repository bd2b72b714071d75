"""The groupings of communes that Maillage knows, and where the Insee table gives each."""

from dataclasses import dataclass

from maillage.ontology.terms import MLG
from maillage.vocab.labelled_scheme import LabelledScheme

INSEE = "Insee"
FRANCE_TRAVAIL = "France Travail"


@dataclass(frozen=True, slots=True)
class TerritoryLevel:
    """One kind of grouping: its concept scheme and its column in Insee's membership table."""

    scheme: LabelledScheme
    column: str  # also the level's name (NIVGEO) in the table of labels; empty for bassins
    within: tuple[str, ...]  # prefixes of the wider levels that may hold it whole

    @property
    def prefix(self) -> str:
        """Return the prefix of the level's codes, as in `epci:200067213`."""
        return self.scheme.prefix


COMMUNES = LabelledScheme(
    "commune", (MLG.Commune, MLG.Territory), "Communes", "Municipalities", INSEE
)
LEVELS = (
    TerritoryLevel(
        LabelledScheme(
            "bassin", (MLG.EmploymentBasin, MLG.Territory),
            "Bassins d'emploi", "Employment basins", FRANCE_TRAVAIL,
        ),
        "", ("dep", "reg"),
    ),
    TerritoryLevel(
        LabelledScheme(
            "ze", (MLG.EmploymentZone, MLG.Territory),
            "Zones d'emploi 2020", "Employment zones 2020", INSEE,
        ),
        "ZE2020", ("dep", "reg"),
    ),
    TerritoryLevel(
        LabelledScheme(
            "epci", (MLG.Intercommunality, MLG.Territory),
            "Établissements publics de coopération intercommunale à fiscalité propre",
            "Intercommunalities", INSEE,
        ),
        "EPCI", ("dep", "reg"),
    ),
    TerritoryLevel(
        LabelledScheme(
            "arr", (MLG.District, MLG.Territory), "Arrondissements", "Districts", INSEE
        ),
        "ARR", ("dep", "reg"),
    ),
    TerritoryLevel(
        LabelledScheme(
            "dep", (MLG.Department, MLG.Territory), "Départements", "Departments", INSEE
        ),
        "DEP", ("reg",),
    ),
    TerritoryLevel(
        LabelledScheme("reg", (MLG.Region, MLG.Territory), "Régions", "Regions", INSEE), "REG", ()
    ),
)  # fmt: skip
