"""The index of what advice reads: certifications, what they replaced, and the blocs of each."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from maillage.queries.advice_data import AdviceData, Block, CertificationFacts, successors
from maillage.queries.index_file import read_index_file, write_index_file

FORMAT = 2
FILE = "advice.json"
BLOCKS = "advice_blocks.json"


def write_advice_data(data: AdviceData, index: Path) -> None:
    """Write the index of `data`."""
    document = {
        "format": FORMAT,
        "certifications": {
            uri.value: [
                one.label, one.level and one.level.value, one.kind, one.end,
                [code.value for code in one.occupations], one.inherited,
                [round(fit, 4) for fit in one.fits],
            ]
            for uri, one in data.certifications.items()
        },
        "replaced": {
            uri.value: sorted(one.value for one in before)
            for uri, before in data.predecessors.items()
        },
    }  # fmt: skip
    write_index_file(index, FILE, document)


def load_advice_data(index: Path) -> AdviceData | None:
    """Read it back; None where it is absent or of another format."""
    raw = read_index_file(index, FILE, FORMAT)
    if raw is None:
        return None
    before = {
        NamedNode(uri): frozenset(map(NamedNode, replaced))
        for uri, replaced in raw["replaced"].items()
    }
    facts = {
        NamedNode(uri): CertificationFacts(
            label, NamedNode(level) if level else None, kind, end, tuple(map(NamedNode, codes)), inherited, tuple(fits),
        )
        for uri, (label, level, kind, end, codes, inherited, fits) in raw["certifications"].items()
    }  # fmt: skip
    return AdviceData(facts, frozenset(before), successors(before), before)


def write_blocks(blocks: Iterable[Block], index: Path) -> None:
    """Write blocs by certification; what competences are called, once each."""
    competences: dict[str, list[str | None]] = {}
    held: dict[str, dict[str, list[Any]]] = {}
    for one in blocks:
        domain = one.domain.value if one.domain else None
        competences[one.competence.value] = [one.competence_label, domain]
        of_certification = held.setdefault(one.certification.value, {})
        of_certification.setdefault(one.uri.value, [one.label]).append(one.competence.value)
    write_index_file(
        index, BLOCKS, {"format": FORMAT, "competences": competences, "certifications": held}
    )


def load_blocks(index: Path) -> "BlockIndex | None":
    """Read them back; None where they are absent or of another format."""
    raw = read_index_file(index, BLOCKS, FORMAT)
    return None if raw is None else BlockIndex(raw["competences"], raw["certifications"])


class BlockIndex:
    """The blocs of every certification, as they were written: made when they are asked for."""

    def __init__(
        self,
        competences: Mapping[str, tuple[str, str | None]],
        held: Mapping[str, Mapping[str, list[str]]],
    ) -> None:
        """Keep what was read."""
        self._competences = competences
        self._held = held

    def of(self, certification: NamedNode) -> list[Block]:
        """Return the blocs of a certification, once for each competence that they certify."""
        found = []
        for uri, (label, *competences) in self._held.get(certification.value, {}).items():
            for competence in competences:
                name, domain = self._competences[competence]
                found.append(
                    Block(
                        certification, NamedNode(uri), label, NamedNode(competence), name,
                        NamedNode(domain) if domain else None,
                    )
                )  # fmt: skip
        return found
