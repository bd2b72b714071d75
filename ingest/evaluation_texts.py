r"""The texts that were annotated by hand: drawn, rebuilt from the source files, checked by hash.

No sentence of a source's texts is in the project: only identifiers, hashes, offsets and codes are. Texts that
we wrote, to learn from, stand in `WRITTEN`, beside the annotations. What is annotated is
`title + "\n" + body`, exactly as `annotated_texts` rebuilds it.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from random import Random

SEED = 20261123
SHORTEST, LONGEST = 600, 2600  # characters of a body: enough to annotate, not too long to do well
GRAND_EST = ("08", "10", "51", "52", "54", "55", "57", "67", "68", "88")
ADS_2026 = "ads/france_travail_2026-04.jsonl"
ADS_2025 = "ads/france_travail_2025-08.jsonl"
_BLOCK = re.compile(r"</?(?:p|li|ul|ol|br|h[1-6]|table|tr|td|div)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
WRITTEN = "written.jsonl"
SHEETS = "onisep/Onisep_Ideo_Fiches_Formations_25062024.xml"


@dataclass(frozen=True, slots=True)
class Annotated:
    """One text of the sample."""

    id: str  # unique within its file
    file: str  # under the data folder; or `WRITTEN`, beside the annotations
    kind: str  # "ad" or "offer"
    group: str  # what the draw balances: ROME code searched, grand domaine, or NSF code
    title: str
    body: str  # plain text
    published: str  # the body with its markup: what the draw measures
    grand_est: bool = False

    @property
    def text(self) -> str:
        """What the offsets of the annotations select from."""
        return f"{self.title}\n{self.body}"

    @property
    def sha256(self) -> str:
        """Hash of `text` in UTF-8: the same text was annotated, to the character."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def annotated_texts(data: Path, file: str) -> Iterator[Annotated]:
    """Yield every text of one source file, in its order, as its annotators would read it."""
    if file.endswith(".xml"):
        yield from _sheets(data, file)
        return
    read = _written if file == WRITTEN else _ad
    with (data / file).open(encoding="utf-8") as lines:
        for line in lines:
            yield read(json.loads(line), file)


def draw(texts: list[Annotated], size: int, seed: int = SEED) -> list[Annotated]:
    """Return `size` texts: groups in turn, those of Grand Est first, no body twice."""
    random = Random(seed)
    groups: dict[str, list[Annotated]] = {}
    seen: set[str] = set()
    for text in texts:
        if SHORTEST <= len(text.published) <= LONGEST and text.published[:200] not in seen:
            seen.add(text.published[:200])
            groups.setdefault(text.group, []).append(text)
    queues = [groups[key] for key in sorted(groups)]
    for queue in queues:
        random.shuffle(queue)
        queue.sort(key=lambda text: text.grand_est)  # popped from the end: Grand Est first
    random.shuffle(queues)
    drawn: list[Annotated] = []
    while len(drawn) < size and any(queues):
        drawn += [queue.pop() for queue in queues if queue][: size - len(drawn)]
    return drawn


def _ad(row: dict[str, object], file: str) -> Annotated:
    """Return an advertisement of either layout; its strings are kept as they are published."""
    place = row.get("lieuTravail")
    where = place.get("libelle") if isinstance(place, dict) else row.get("lieu")
    searched = row.get("_code_rome_query")
    return Annotated(
        id=str(row.get("id_offre") or row["id"]),
        file=file,
        kind="ad",
        group=str(searched or str(row.get("romeCode") or "?")[:1]),
        title=str(row["intitule"]),
        body=str(row["description"] or ""),
        published=str(row["description"] or ""),
        grand_est=str(where or "")[:2] in GRAND_EST,
    )


def _written(row: dict[str, str], file: str) -> Annotated:
    """Return the description of a training that we wrote, as catalogues publish them."""
    return Annotated(row["id"], file, "offer", "", row["title"], row["body"], row["body"])


def _sheets(data: Path, file: str) -> Iterator[Annotated]:
    """Yield Onisep's sheets: `libelle_complet`, then the blocks of `descriptif_format_court`."""
    from lxml import etree

    for sheet in etree.parse(str(data / file)).iterfind("formation"):
        element = sheet.find("descriptif_format_court")
        published = (
            "" if element is None else " ".join("".join(map(str, element.itertext())).split())
        )
        yield Annotated(
            id=str(sheet.findtext("identifiant")),
            file=file,
            kind="offer",
            group=str(sheet.findtext("nsf_discipline/NSF_discipline_code") or "?"),
            title=" ".join((sheet.findtext("libelle_complet") or "").split()),
            body="\n".join(_blocks(published)),
            published=published,
        )


def _blocks(markup: str) -> Iterator[str]:
    """Yield the text of each block of an HTML fragment on one line, blank ones left out."""
    for block in _BLOCK.split(markup):
        if line := " ".join(unescape(_TAG.sub("", block)).split()):
            yield line
