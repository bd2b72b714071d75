"""From a label, in the words of whoever wrote it, to the concepts that it may mean."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.encoder import (
    Encoder,
    encoder_named,
    shipped_encoder,
    shipped_encoder_folder,
)
from maillage.ingest.extraction import Candidate, Reason
from maillage.ingest.linker_features import FEATURES, SchemeSearch, Scores, Shortlist
from maillage.ingest.linker_index import IndexFolder, concept_centres
from maillage.ingest.linker_model import MODEL, LinkerModel, read_models

BLOCK = 128  # texts a thread scores at once: bounds memory, and twice as many leave the cache
THREADS = 2


class Linker:
    """Links labels to the concepts of a scheme; a scheme is read when it is first asked for."""

    def __init__(
        self, index: IndexFolder, encoder: Encoder, models: dict[str, LinkerModel]
    ) -> None:
        """Wrap an index, an encoder and the weights of each scheme."""
        self._index = index
        self.encoder = encoder
        self._models = models
        self._searches: dict[tuple[str, str], SchemeSearch] = {}

    @classmethod
    def load(cls, index_folder: Path, encoder_folder: Path | str | None = None) -> "Linker":
        """Return the linker of an index; without an encoder named, the one that is shipped.

        `encoder_folder` may also name any `sentence-transformers` model: the weights are then those
        of the shipped encoder, and the labels are encoded when a scheme is first asked for.

        Raises:
            UnusableIndex: the folder holds no index.
            UnusableEncoder: the encoder cannot be read.
        """
        shipped = shipped_encoder_folder()
        index = IndexFolder.open(index_folder)
        encoder = (
            shipped_encoder() if encoder_folder is None else encoder_named(str(encoder_folder))
        )
        own = Path(str(encoder_folder)) if encoder_folder is not None else shipped
        return cls(index, encoder, read_models(own if (own / MODEL).is_file() else shipped))

    def search(self, scheme: str, lang: str = "fr") -> SchemeSearch | None:
        """Return the labels of a scheme in a language, ready; None where there are none.

        Raises:
            UnknownScheme: it is none of the schemes that are indexed.
        """
        asked = lang
        found = self._searches.get((scheme, asked))
        if found is None:
            labels = self._index.labels(scheme, lang)
            if not labels.labels:  # no label in that language: French ones are better than none
                labels, lang = self._index.labels(scheme, "fr"), "fr"
            if not labels.labels:
                return None
            centres = self._index.centres(scheme, self.encoder)
            if centres is None:
                centres = concept_centres(labels, self.encoder)
            vectors = self._index.vectors(scheme, lang, self.encoder)
            found = SchemeSearch(labels, self.encoder, centres, vectors)
            self._searches[scheme, asked] = found
        return found

    def link(
        self,
        texts: Sequence[str],
        scheme: str,
        lang: str = "fr",
        top: int = 20,
        explain: bool = False,
        threads: int = THREADS,
    ) -> list[list[Candidate]]:
        """Return the candidates of each text, the likeliest first; none for a text without words.

        `explain` adds to each candidate what every signal added to its score, the strongest first.

        Raises:
            UnknownScheme: it is none of the schemes that are indexed.
        """
        search = self.search(scheme, lang)
        if search is None:
            return [[] for _ in texts]
        model = self._models.get(scheme) or next(iter(self._models.values()))
        from threadpoolctl import threadpool_limits

        blocks = [texts[start : start + BLOCK] for start in range(0, len(texts), BLOCK)]
        # Small products: a thread of ours a block is faster than threads inside each product.
        with threadpool_limits(1, "blas"), ThreadPoolExecutor(threads) as pool:
            found = pool.map(
                lambda block: list(_answers(block, search, model, lang, top, explain)), blocks
            )
            return [candidates for block in found for candidates in block]


def _answers(
    texts: Sequence[str],
    search: SchemeSearch,
    model: LinkerModel,
    lang: str,
    top: int,
    explain: bool,
) -> Iterator[list[Candidate]]:
    """Yield the candidates of each text of a block."""
    queries = search.queries(texts)
    shortlist = search.shortlist(queries)
    logits = model.logits(shortlist)
    scores = model.probabilities(shortlist, logits)
    named = [search.named(query) for query in queries]
    _raise_named(shortlist, named, logits, scores)
    order = np.argsort(-logits, axis=1, kind="stable")[:, :top]
    weights = np.array(model.weights, np.float32)
    repeated = np.take_along_axis(shortlist.repeated, order, axis=1)
    concepts = np.take_along_axis(shortlist.concepts, order, axis=1)
    given = np.take_along_axis(scores, order, axis=1)
    for row, query in enumerate(queries):
        if not query.form:
            yield []
            continue
        fresh = ~repeated[row]
        found = [
            Candidate(search.nodes[concept], search.label(concept, lang), score)
            for concept, score in zip(
                concepts[row, fresh].tolist(), given[row, fresh].tolist(), strict=True
            )
        ]
        if explain:
            places = order[row, fresh].tolist()
            found = [
                one._replace(reasons=_reasons(shortlist.features[row, place], weights))
                for one, place in zip(found, places, strict=True)
            ]
        yield found


def _raise_named(
    shortlist: Shortlist, named: Sequence[Mapping[int, float]], logits: Scores, scores: Scores
) -> None:
    """Put first, in place, the concepts that a text names outright; `named`: concept → probability.

    The weights were fitted on labels that their concept had lost, so that they tell paraphrases apart: they
    cannot know what it is worth that a text is a label.
    """
    for row, certain in enumerate(named):
        if not certain:
            continue
        top, bound = float(logits[row].max()), min(certain.values())
        scores[row] = np.minimum(scores[row], bound)  # what is not named is not likelier
        for concept, probability in certain.items():
            place = np.flatnonzero(shortlist.concepts[row] == concept)[:1]
            logits[row, place] = top + 1 + (logits[row, place] - top) / 1000
            scores[row, place] = probability


def _reasons(features: NDArray[np.float32], weights: NDArray[np.float32]) -> tuple[Reason, ...]:
    added = features * weights
    order = np.argsort(-np.abs(added), kind="stable")
    return tuple(
        Reason(FEATURES[place], round(float(features[place]), 4), round(float(added[place]), 4))
        for place in order.tolist()
        if added[place] != 0
    )
