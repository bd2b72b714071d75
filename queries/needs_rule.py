"""What a need is judged by: every parameter of the typing, in one value that an answer carries."""

from dataclasses import dataclass, fields
from enum import StrEnum

from maillage.ontology.errors import MaillageError


class NeedKind(StrEnum):
    """The kinds of need that the ontology knows (`need-kind:`)."""

    EMERGING = "emerging"
    RECURRING = "recurring"
    OCCASIONAL = "occasional"
    STABLE = "stable"
    INSUFFICIENT = "insufficient"


class InvalidNeedRule(MaillageError):
    """A parameter of a need rule outside the values that make sense."""

    def __init__(self, parameter: str, value: float, expected: str) -> None:
        """Keep the parameter and its value."""
        self.parameter = parameter
        self.value = value
        super().__init__(f"règle des besoins : {parameter} = {value} ; attendu : {expected}")


@dataclass(frozen=True, slots=True)
class NeedRule:
    """The parameters. Lengths are in periods (months by default; see `yearly`)."""

    recent: int = 12  # last periods, compared with all earlier ones; whole years cancel seasons
    false_discovery: float = 0.05  # accepted share of errors among emerging, and among occasional
    minimum_mentions: int = 5  # fewer in all: insufficient
    minimum_periods: int = 12  # fewer with advertisements: insufficient
    rise: float = 2.0  # least ratio of the recent rate to the earlier one for emerging
    burst: int = 4  # longest burst
    burst_rise: float = 4.0  # least ratio of the rate in bursts to the rate outside for occasional
    burst_share: float = 0.4  # least share of all mentions that bursts hold
    bursts: int = 6  # most bursts looked for
    burst_span: float = 0.5  # largest share of the exposure that all bursts together may hold
    stable_mentions: int = 12  # fewer in all cannot show that a need lasts: insufficient
    uncovered_below: float = 0.8  # coverage under this: uncovered …
    difficult_from: float = (
        0.0  # … where recruiting is at least so difficult too, where that is known
    )
    recurring_periods: int = 12  # of the periods with a known coverage, the last n = …
    recurring_uncovered: int = 8  # … and k: present and uncovered in at least so many
    season: int = 12  # periods after which seasons come back; 0: none
    noise: float | None = (
        None  # variance of a stable rate about its mean, relative; None: estimated
    )

    def __post_init__(self) -> None:
        """Refuse what makes no sense; raises InvalidNeedRule."""
        _within("false_discovery", self.false_discovery, 0.0, 0.5)
        _within("uncovered_below", self.uncovered_below, 0.0, 10.0)
        _within("burst_span", self.burst_span, 0.0, 1.0)
        _within("difficult_from", self.difficult_from, -1e-9, 10.0)
        for name in ("recent", "burst", "bursts", "minimum_mentions", "minimum_periods"):
            _within(name, getattr(self, name), 0, 10**6)
        for name in ("rise", "burst_rise"):
            _within(name, getattr(self, name), 1 - 1e-9, 10**6)
        if not 0 < self.recurring_uncovered <= self.recurring_periods:
            expected = f"de 1 à {self.recurring_periods} (recurring_periods)"
            raise InvalidNeedRule("recurring_uncovered", self.recurring_uncovered, expected)

    @classmethod
    def yearly(cls) -> "NeedRule":
        """Return the rule for cells of whole years (BMO): the last year against those before it.

        Coverage and difficulty are there relative to the region's of the same year.
        """
        return cls(
            recent=1, minimum_periods=3, burst=1, bursts=1, season=0,
            recurring_periods=5, recurring_uncovered=3, uncovered_below=0.8, difficult_from=1.0,
        )  # fmt: skip

    def parameters(self) -> dict[str, float | int | None]:
        """Return every parameter by name, as an answer shows them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low < value <= high:
        raise InvalidNeedRule(name, value, f"plus de {low:g}, {high:g} au plus")
