"""What each occupation requires, and what share of it somebody has who holds certain competences.

A requirement weighs by how central it is (coeur de métier) and how hard to get (ROME's category: expert
technique, technique, knowledge, transversal, behaviour); the requirements of an occupation sum to 1. Who holds
another competence of the same macro-competence is taken to have half of it: ROME 4.0's competences are so
precise that near occupations seldom share the very same. Diplomas and permits that a fiche cites are no
competences: they are left out, and told apart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from maillage.graph.projection import Projection
from maillage.queries.decode import node, text
from maillage.queries.question import Store, question

FILE = "requirements.npz"
FORMAT = 1
CORE, EMERGING, OTHER = 1.0, 0.6, 0.3  # how central
RELATED = 0.5  # of a requirement, for another competence of its macro-competence
EXPERT, TECHNICAL, KNOWLEDGE, TRANSVERSAL, BEHAVIOUR = 1.5, 1.0, 0.75, 0.5, 0.25  # how hard
_HARDNESS = {"Technique expert": EXPERT, "Technique": TECHNICAL, "Transverse": TRANSVERSAL}
_BY_CLASS = {"Knowledge": KNOWLEDGE, "ProfessionalBehaviour": BEHAVIOUR}
_CITED = "Certifications et habilitations"

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Requirements:
    """Requirements of occupations, by the positions of a projection's nodes."""

    weights: sparse.csr_matrix  # (n_occupations, n_nodes), each row sums to 1
    core: sparse.csr_matrix  # (n_occupations, n_nodes), 1 where at the core
    hardness: Floats  # (n_nodes,); NaN for a cited diploma or permit
    above: NDArray[np.int32]  # (n_nodes,): the macro-competence of each, -1 where none

    def holding(self, competences: Iterable[int]) -> "Holding":
        """Return what somebody holds who has these competences."""
        own = np.zeros(len(self.hardness), bool)
        own[list(competences)] = True
        macros = own.copy()  # a fiche may require a macro-competence itself
        macros[self.above[own & (self.above >= 0)]] = True
        return Holding(own, macros)

    def required(self, occupation: int) -> list[int]:
        """Return the competences that an occupation requires, the weightiest first."""
        row = self.weights[occupation]
        return [int(one) for one in row.indices[np.lexsort((row.indices, -row.data))]]

    def credit(self, held: "Holding") -> Floats:
        """Return what part of each competence is held, (n_nodes,): 1, RELATED or 0."""
        related = held.macros | ((self.above >= 0) & held.macros[self.above])
        return np.where(held.own, 1.0, np.where(related, RELATED, 0.0)).astype(np.float32)

    def shares(self, held: "Holding") -> Floats:
        """Return the share of each occupation's requirements that is held, (n_occupations,), in [0, 1]."""
        return np.asarray(self.weights @ self.credit(held), np.float32)


@dataclass(frozen=True, slots=True)
class Holding:
    """Competences held, and with them the macro-competences that they belong to."""

    own: NDArray[np.bool_]
    macros: NDArray[np.bool_]

    def joined(self, other: "Holding") -> "Holding":
        """Return what is held by one or the other."""
        return Holding(self.own | other.own, self.macros | other.macros)


def read_requirements(
    store: Store, projection: Projection, occupations: tuple[str, ...]
) -> Requirements:
    """Read them, in the order of `occupations` (URIs)."""
    size = len(projection.uris)
    hardness = _hardness(store, projection)
    above = np.full(size, -1, np.int32)
    sources, targets = projection.edges("broader")
    above[sources[::-1]] = targets[::-1]  # of several, the first
    rows = {projection.places[uri]: row for row, uri in enumerate(occupations)}
    shape = (len(occupations), size)
    core = _marks(projection, "requiresCore", rows, shape)
    central = core * CORE
    for name, worth in (("requires", OTHER), ("requiresEmerging", EMERGING)):
        central = central.maximum(_marks(projection, name, rows, shape) * worth)
    weighed = central @ sparse.diags(np.nan_to_num(hardness))
    sums = np.asarray(weighed.sum(axis=1)).ravel()
    weights = sparse.csr_matrix(sparse.diags(1 / np.where(sums > 0, sums, 1)) @ weighed)
    weights.data = weights.data.astype(np.float32)
    weights.eliminate_zeros()
    return Requirements(weights, core, hardness, above)


def _marks(
    projection: Projection, name: str, rows: Mapping[int, int], shape: tuple[int, int]
) -> sparse.csr_matrix:
    sources, targets = projection.edges(name)
    ends = zip(sources.tolist(), targets.tolist(), strict=True)
    kept = [(rows[one], other) for one, other in ends if one in rows]
    lines, columns = np.array(kept, np.int64).reshape(-1, 2).T
    found = sparse.csr_matrix((np.ones(len(lines), np.float32), (lines, columns)), shape=shape)
    found.data[:] = 1
    return found


def _hardness(store: Store, projection: Projection) -> Floats:
    found = np.zeros(len(projection.uris), np.float32)
    names = [projection.class_name(place) for place in range(len(found))]
    found[:] = [_BY_CLASS.get(name, TECHNICAL) for name in names]
    for row in question("competence_categories").ask(store):
        place = projection.places.get(node(row, "competence").value)
        if place is None:
            continue
        if text(row, "category") == _CITED:
            found[place] = np.nan
        elif names[place] not in _BY_CLASS:
            found[place] = _HARDNESS.get(text(row, "subcategory"), TECHNICAL)
    return found


def write_requirements(requirements: Requirements, index: Path) -> None:
    """Write requirements into a generation's index."""
    arrays: dict[str, NDArray[np.generic]] = {
        "format": np.array(FORMAT),
        "shape": np.array(requirements.weights.shape),
        "hardness": requirements.hardness,
        "above": requirements.above,
    }
    for name in ("weights", "core"):
        matrix = getattr(requirements, name)
        arrays |= {f"{name}.{part}": getattr(matrix, part) for part in _PARTS}
    np.savez(index / FILE, allow_pickle=False, **arrays)


_PARTS = ("data", "indices", "indptr")


def load_requirements(index: Path) -> Requirements | None:
    """Return what `write_requirements` wrote; None where it is absent or of another format."""
    if not (index / FILE).is_file():
        return None
    with np.load(index / FILE) as found:
        if int(found["format"]) != FORMAT:
            return None
        shape = tuple(found["shape"].tolist())
        weights, core = (
            sparse.csr_matrix(tuple(found[f"{name}.{part}"] for part in _PARTS), shape=shape)
            for name in ("weights", "core")
        )
        return Requirements(weights, core, found["hardness"], found["above"])
