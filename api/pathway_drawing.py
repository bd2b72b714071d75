"""A step between two occupations as a drawing: what they share, what is missing, what closes it.

Three columns, read from left to right: where one starts from, and under it the trainings; the competences, held
then missing; where one goes. Boxes are placed here and coloured by the page: nothing is drawn by a script.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from maillage.api.catalogues import counted, gettext
from maillage.queries.near_answer import Competence
from maillage.queries.path_answer import Means, Step

HELD = 6  # competences of each kind that are drawn; the list beside has them all
MISSING = 8
MEANS = 4
_WIDTHS = (240, 300, 190)
_ACROSS = 70  # between columns
_LETTER = 7.2  # average width of one, at 13 px
_BOLD = 9.2  # and in bold at 14 px
_MOST_LINES = 3
_LINE = 17
_PAD = 8
_GAP = 8
_TOP = 34  # under the titles


@dataclass(frozen=True, slots=True)
class Box:
    """One box. Lengths in the units of the drawing."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    kind: str  # end, held, missing, means, more

    @property
    def right(self) -> float:
        """Where wires go out."""
        return self.x + self.width

    @property
    def middle(self) -> float:
        """The height at which wires come in and go out."""
        return self.y + self.height / 2

    def baselines(self) -> Iterator[tuple[float, str]]:
        """Yield the height of each line of its text, and the line."""
        first = self.middle - _LINE * len(self.lines) / 2 + _LINE - 4
        for place, line in enumerate(self.lines):
            yield first + place * _LINE, line


@dataclass(frozen=True, slots=True)
class Wire:
    """One link between two boxes."""

    path: str  # as SVG has it
    kind: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything to draw. `heads`: where the title of each column begins, and the title."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]
    heads: tuple[tuple[float, str], ...]


def pathway_drawing(start: str, step: Step) -> Drawing:
    """Return the drawing of one step from `start`."""
    left, centre, right = (
        sum(_WIDTHS[:place]) + place * _ACROSS + 2.0 for place in range(len(_WIDTHS))
    )
    shared, missing, means = step.shared[:HELD], step.missing[:MISSING], step.means[:MEANS]
    held = _column(centre, _TOP, _WIDTHS[1], [one.label for one in shared], "held")
    held += _rest(centre, _under(held), _other_held(len(step.shared) - len(shared)))
    begin = _end(left, _TOP, _WIDTHS[0], max(_under(held) - _GAP, _TOP + 44), start)
    below = max(_under(held), begin.y + begin.height) + 16
    lacks = _column(centre, below, _WIDTHS[1], [_starred(one) for one in missing], "missing")
    rest = _rest(centre, _under(lacks, below), _other_missing(len(step.missing) - len(missing)))
    ways = _column(left, below, _WIDTHS[0], [_named(one) for one in means], "means")
    bottom = max(_under(one, below) for one in (rest or lacks, ways))
    goal = _end(right, _TOP, _WIDTHS[2], max(bottom - _GAP, _TOP + 44), step.label)
    wires = (
        *(_wire(begin, one, "held") for one in held),
        *(_wire(one, goal, "held") for one in held),
        *(_wire(one, goal, "missing") for one in (*lacks, *rest)),
        *_closing(means, ways, missing, lacks),
    )
    heads = (
        (left, gettext("On part de")), (centre, gettext("Compétences")), (right, gettext("pour aller vers"))
    )  # fmt: skip
    boxes = (begin, goal, *held, *lacks, *rest, *ways)
    return Drawing(
        right + _WIDTHS[2] + 2, max(bottom, goal.y + goal.height) + 4, boxes, wires, heads
    )


def _closing(
    means: Sequence[Means],
    ways: Sequence[Box],
    missing: Sequence[Competence],
    lacks: Sequence[Box],
) -> Iterator[Wire]:
    """Yield a wire from each training to each competence drawn that it gives."""
    places = {one.curie: box for one, box in zip(missing, lacks, strict=True)}
    for one, box in zip(means, ways, strict=True):
        for curie in one.covers:
            if curie in places:
                yield _wire(box, places[curie], "means")


def _column(x: float, top: float, width: float, texts: Sequence[str], kind: str) -> list[Box]:
    found: list[Box] = []
    for text in texts:
        lines = _lines(text, width)
        found.append(Box(x, top, width, _LINE * len(lines) + 2 * _PAD - 4, lines, kind))
        top = _under(found)
    return found


def _rest(x: float, top: float, words: str) -> list[Box]:
    return _column(x, top, _WIDTHS[1], [words], "more") if words else []


def _other_held(count: int) -> str:
    words = counted(count, "et %(num)s autre acquise", "et %(num)s autres acquises")
    return words if count > 0 else ""


def _other_missing(count: int) -> str:
    words = counted(count, "et %(num)s autre manquante", "et %(num)s autres manquantes")
    return words if count > 0 else ""


def _end(x: float, top: float, width: float, bottom: float, label: str) -> Box:
    lines = _lines(label, width, most=6, letter=_BOLD)
    height = max(bottom - top, _LINE * len(lines) + 2 * _PAD)
    return Box(x, top, width, height, lines, "end")


def _under(boxes: Sequence[Box], top: float = _TOP) -> float:
    return boxes[-1].y + boxes[-1].height + _GAP if boxes else top


def _lines(
    text: str, width: float, most: int = _MOST_LINES, letter: float = _LETTER
) -> tuple[str, ...]:
    letters = int((width - 2 * _PAD) / letter)
    return tuple(wrap(text, letters, max_lines=most, placeholder=" …")) or (text[:letters],)


def _starred(one: Competence) -> str:
    return f"{one.label} ★" if one.core else one.label


def _named(one: Means) -> str:
    if one.kind == "block":
        return gettext("Bloc : %(label)s", label=one.label)
    return gettext("Certification : %(label)s", label=one.label)


def _wire(start: Box, end: Box, kind: str) -> Wire:
    # An end is tall: its wires part from the height of what they go to, where it has it.
    first = _height(start, end) if start.kind == "end" else start.middle
    last = _height(end, start) if end.kind == "end" else end.middle
    bend = (end.x - start.right) / 2
    path = (
        f"M{start.right:.0f} {first:.0f} C{start.right + bend:.0f} {first:.0f} "
        f"{end.x - bend:.0f} {last:.0f} {end.x:.0f} {last:.0f}"
    )
    return Wire(path, kind)


def _height(tall: Box, other: Box) -> float:
    return min(max(other.middle, tall.y + _PAD), tall.y + tall.height - _PAD)
