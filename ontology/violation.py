"""One fault that validation found in the graph."""

from dataclasses import dataclass
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode

Severity = OneOf["violation", "warning"]
Source = OneOf["shacl", "sparql"]


@dataclass(frozen=True, slots=True)
class Violation:
    """A node that breaks a rule.

    A *violation* is a fault of the data or of an importer. A *warning* is what may be legitimate: a
    link to a source that is not imported, a value that the publisher shows in part.
    """

    focus: NamedNode
    shape: NamedNode  # the rule: a property shape of shapes.ttl, or `shapes:check-<name>`
    path: NamedNode | None  # the property at fault, where the rule is about one
    value: NamedNode | Literal | None  # the value at fault, where there is one
    message: str  # one sentence in French
    source: Source
    severity: Severity = "violation"

    @property
    def sort_key(self) -> tuple[str, ...]:
        """What puts violations before warnings, then gathers them by rule, then by node."""
        path = "" if self.path is None else self.path.value
        value = "" if self.value is None else self.value.value
        return (self.severity, self.shape.value, self.focus.value, path, value, self.message)
