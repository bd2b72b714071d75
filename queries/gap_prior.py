"""What the rest of the region says of an occupation before a territory's own counts: an empirical Bayes prior.

In bassin b, supply for occupation o is taken for a Poisson count of mean rho × reference × demand, where rho has a
Gamma law of mean m(o) and shape `shape`: occupations differ (m), and bassins differ in how they serve one. m itself
has a Gamma law over occupations, of mean `mean` and shape `hyper_shape`. The three figures are fitted to the
region's cells by `maillage.queries.gap_prior_fit`.

A territory's prior is drawn from the bassins that it does not touch, so that nothing is counted twice. A bassin's
counts weigh 1 / (1 + expected / shape): a large bassin tells of itself first. With A the weighted supply (and
`hyper_shape`), the prior weighs 1 / (1 / shape + 1 / A).

Source: Clayton and Kaldor, Biometrics 43 (1987), 671-681; Marshall, Applied Statistics 40 (1991), 283-294.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import NamedTuple

from maillage.queries.index_file import read_index_file, write_index_file
from maillage.queries.verdict import FLAT, Prior

FORMAT = 1
FILE = "prior.json"


class Told(NamedTuple):
    """What one bassin tells of one occupation, weighted."""

    basin: str
    supply: float
    expected: float  # supply if it were served as the reference


@dataclass(frozen=True, slots=True)
class Fit:
    """The figures that were fitted."""

    shape: float  # of the bassins around the mean of an occupation
    hyper_shape: float  # of the occupations
    mean: float  # of the occupations, times the reference


@dataclass(frozen=True, slots=True)
class RegionalPrior:
    """Priors of one year."""

    fit: Fit | None  # None: too few cells, every prior is flat
    told: Mapping[str, tuple[Told, ...]]  # occupation → the bassins that ask for it

    def of(self, occupation: str, touched: Collection[str]) -> Prior:
        """Return the prior of an occupation in a territory that touches some bassins."""
        if self.fit is None:
            return FLAT
        supply, expected = self.fit.hyper_shape, self.fit.hyper_shape / self.fit.mean
        for one in self.told.get(occupation, ()):
            if one.basin not in touched:
                supply += one.supply
                expected += one.expected
        return Prior(supply / expected, 1 / (1 / self.fit.shape + 1 / supply))


def combined(parts: Iterable[tuple[Prior, float]]) -> Prior:
    """Return the prior of a sum of independent rows; each with its demand.

    >>> combined([(Prior(1.0, 2.0), 10.0), (Prior(1.0, 2.0), 10.0)])
    Prior(mean=1.0, weight=4.0)
    """
    mean = variance = total = 0.0
    for prior, demand in parts:
        part = prior.mean * demand
        total += demand
        mean += part
        variance += part * part / prior.weight
    return Prior(mean / total, mean * mean / variance) if variance else FLAT


def write_priors(priors: Mapping[str, RegionalPrior], index: Path) -> None:
    """Write the priors of some years, for processes that come later."""
    basins = sorted(
        {one.basin for prior in priors.values() for told in prior.told.values() for one in told}
    )
    place = {basin: at for at, basin in enumerate(basins)}
    years = {
        year: {
            "fit": None if prior.fit is None else list(astuple(prior.fit)),
            "told": {
                occupation: [[place[one.basin], one.supply, one.expected] for one in told]
                for occupation, told in prior.told.items()
            },
        }
        for year, prior in priors.items()
    }
    write_index_file(index, FILE, {"format": FORMAT, "basins": basins, "years": years})


def load_priors(index: Path) -> dict[str, RegionalPrior]:
    """Read them back by year; none where the index is absent or of another format."""
    raw = read_index_file(index, FILE, FORMAT)
    if raw is None:
        return {}
    basins: list[str] = raw["basins"]
    return {
        year: RegionalPrior(
            None if one["fit"] is None else Fit(*one["fit"]),
            {
                occupation: tuple(Told(basins[at], *counts) for at, *counts in found)
                for occupation, found in one["told"].items()
            },
        )
        for year, one in raw["years"].items()
    }
