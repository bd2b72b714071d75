"""What people who read a text said of what was found in it: a queue that waits to be exported for retraining.

`review/queue.jsonl` has a line a judgement: the concept, the words that were matched and where, what was said of
them, the generation that found them, the day. Never the text, unless whoever pasted it asked to keep it: it is then
in `review/texts.jsonl`, under the name that its lines give.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from maillage.ontology.errors import MaillageError

FOLDER = "review"
FILE = "queue.jsonl"
TEXTS = "texts.jsonl"
MOST = 100_000_000  # bytes of a file; a queue that nobody exports is not worth a full disk


class UnusableReviewQueue(MaillageError):
    """A queue that is full, or a line of it that is none of ours."""

    def __init__(self, path: Path, reason: str) -> None:
        """Keep the file."""
        self.path = path
        super().__init__(f"file de relecture « {path.name} » : {reason}")


class Opinion(StrEnum):
    """What somebody said of one thing that was found."""

    RIGHT = "right"
    WRONG = "wrong"
    OTHER = "other"  # the words mean another concept


@dataclass(frozen=True, slots=True)
class Review:
    """One judgement. `words` are the matched ones only, "" where nothing of the text is cited."""

    concept: str  # CURIE
    label: str
    method: str  # "stated", "implied" or "occupation"
    score: float  # that the machine gave, [0, 1]
    words: str
    start: int  # characters in the text; -1 where implied
    end: int  # exclusive
    opinion: Opinion
    instead: str  # CURIE of the concept that it should be; "" unless `OTHER`
    instead_label: str
    generation: int
    date: str  # ISO
    text: str = ""  # name of the text, where it was kept


class ReviewQueue:
    """The queue of one home."""

    def __init__(self, home: Path) -> None:
        """Read from and write to a home."""
        self._folder = home / FOLDER

    def append(self, reviews: Sequence[Review]) -> None:
        """Add judgements, all of them or none; raises UnusableReviewQueue where the file is full."""
        self._write(FILE, [asdict(one) for one in reviews])

    def keep_text(self, name: str, title: str, text: str) -> None:
        """Keep a text that its owner asked to keep; raises UnusableReviewQueue where the file is full."""
        self._write(TEXTS, [{"name": name, "title": title, "text": text}])

    def read(self) -> Iterator[Review]:
        """Yield the judgements, the oldest first; raises UnusableReviewQueue at a line that is none of ours."""
        path = self._folder / FILE
        try:
            lines = path.open(encoding="utf-8")
        except FileNotFoundError:
            return
        with lines:
            for number, line in enumerate(lines, start=1):
                yield _review(path, number, line)

    def texts(self) -> dict[str, dict[str, str]]:
        """Return the texts that were kept, with their titles, by name."""
        try:
            lines = (self._folder / TEXTS).read_text("utf-8").splitlines()
        except FileNotFoundError:
            return {}
        found = [json.loads(line) for line in lines]
        return {one["name"]: {"title": one["title"], "text": one["text"]} for one in found}

    def _write(self, name: str, documents: Sequence[dict[str, object]]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / name
        body = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in documents).encode()
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file.fileno()).st_size + len(body) > MOST:
                raise UnusableReviewQueue(
                    path, "elle est pleine ; l'exporter (maillage review), puis l'ôter"
                )
            file.write(body)


def _review(path: Path, number: int, line: str) -> Review:
    try:
        found = Review(**json.loads(line))
        return Review(**{**asdict(found), "opinion": Opinion(found.opinion)})
    except (ValueError, TypeError) as error:
        raise UnusableReviewQueue(path, f"ligne {number} illisible") from error
