"""Train the default encoder on the CPU: `sentence-transformers`, a static embedding, minutes."""

import hashlib
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.encoder import CONFIG, TOKENIZER, WEIGHTS, StaticEncoder
from maillage.ingest.errors import UnusableEncoder
from maillage.ingest.normalise_label import ENDINGS
from maillage.ingest.training_pairs import Pair, texts_of

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """How the encoder is trained; kept beside it."""

    vocabulary: int = 15_000  # word pieces
    dimensions: int = 512  # with the above, 15.4 MB in float16
    batch: int = 2_048  # pairs
    epochs: int = 6
    learning_rate: float = 0.03
    scale: float = 20.0  # of cosine similarity in the loss
    hardness: float = 5.0  # how much more a negative counts that is near
    seed: int = 0


Progress = Callable[[int, int], None]  # (steps done, steps in all)


def train_encoder(
    pairs: Sequence[Pair],
    folder: Path,
    settings: EncoderSettings | None = None,
    progress: Progress | None = None,
) -> StaticEncoder:
    """Train on the pairs, write the encoder into a folder and return it.

    The same pairs, settings and number of threads give the same encoder.

    Raises:
        UnusableEncoder: what training needs is not installed, or there is nothing to learn from.
    """
    settings = settings or EncoderSettings()
    if len(pairs) < settings.batch // 16:
        raise UnusableEncoder(str(folder), "trop peu de libellés pour apprendre")
    tokenizer = train_tokenizer(pairs, settings.vocabulary)
    matrix, steps = _train_matrix(pairs, tokenizer, settings, progress)
    return _write(folder, tokenizer, matrix, settings, len(pairs), steps)


def train_tokenizer(pairs: Sequence[Pair], vocabulary: int) -> "Tokenizer":
    """Return a WordPiece tokenizer that folds accents, case, gender and plural before it cuts."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=60))
    folds = [normalizers.Replace(Regex(r"(?<=[a-z]{2}[a-rt-z])[sx]\b"), "")]
    folds += [
        normalizers.Replace(Regex(rf"(?<=[a-z]{{3}}){ending}\b"), masculine)
        for ending, masculine in ENDINGS
    ]
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFD(), normalizers.Lowercase(), normalizers.StripAccents(), *folds]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=vocabulary, special_tokens=["[PAD]", "[UNK]"], show_progress=False
    )
    tokenizer.train_from_iterator(texts_of(pairs), trainer)
    return tokenizer


def _train_matrix(
    pairs: Sequence[Pair],
    tokenizer: "Tokenizer",
    settings: EncoderSettings,
    progress: Progress | None,
) -> tuple[NDArray[np.float16], int]:
    try:
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    except ImportError as error:
        reason = "sentence-transformers n'est pas installé (pip install 'maillage[train]')"
        raise UnusableEncoder("train", reason) from error
    torch.manual_seed(settings.seed)
    embedding = StaticEmbedding(tokenizer, embedding_dim=settings.dimensions)
    model = SentenceTransformer(modules=[embedding], device="cpu")
    loss = MultipleNegativesRankingLoss(
        model,
        scale=settings.scale,
        hardness_mode="in_batch_negatives",
        hardness_strength=settings.hardness,
    )
    anchors = _pieces(tokenizer, [pair.anchor for pair in pairs])
    positives = _pieces(tokenizer, [pair.positive for pair in pairs])
    batches = _batches(pairs, settings)
    optimiser = torch.optim.Adam(model.parameters(), lr=settings.learning_rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, settings.learning_rate, total_steps=len(batches) + 1, pct_start=0.1
    )
    no_labels = torch.empty(0)
    for step, batch in enumerate(batches):
        optimiser.zero_grad()
        value = loss([_bag(anchors, batch), _bag(positives, batch)], no_labels)
        value.backward()
        optimiser.step()
        schedule.step()
        if progress is not None:
            progress(step + 1, len(batches))
    weight = embedding.embedding.weight.detach().numpy()
    return weight.astype(np.float16), len(batches)


def _pieces(tokenizer: "Tokenizer", texts: list[str]) -> list[list[int]]:
    found = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
    return [one.ids or [0] for one in found]


def _batches(pairs: Sequence[Pair], settings: EncoderSettings) -> list[list[int]]:
    """Return the places of the pairs of each batch: no concept twice in one."""
    shuffler = random.Random(settings.seed)
    batches: list[list[int]] = []
    for _ in range(settings.epochs):
        places = list(range(len(pairs)))
        shuffler.shuffle(places)
        late: list[int] = []
        for start in range(0, len(places), settings.batch):
            seen: set[str] = set()
            batch: list[int] = []
            for place in late + places[start : start + settings.batch]:
                if len(batch) < settings.batch and pairs[place].concept not in seen:
                    seen.add(pairs[place].concept)
                    batch.append(place)
            late = []
            if len(batch) > 1:
                batches.append(batch)
    return batches


def _bag(pieces: list[list[int]], batch: list[int]) -> dict[str, "torch.Tensor"]:
    import torch

    rows = [pieces[place] for place in batch]
    starts = np.cumsum([0, *(len(row) for row in rows[:-1])])
    flat = [piece for row in rows for piece in row]
    return {"input_ids": torch.tensor(flat), "offsets": torch.from_numpy(starts)}


def _write(
    folder: Path,
    tokenizer: "Tokenizer",
    matrix: NDArray[np.float16],
    settings: EncoderSettings,
    n_pairs: int,
    steps: int,
) -> StaticEncoder:
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    save_file({"embedding.weight": matrix}, folder / WEIGHTS)
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    digest = hashlib.blake2b(matrix.tobytes(), digest_size=8)
    digest.update((folder / TOKENIZER).read_bytes())
    config = {
        "fingerprint": f"maillage-static-{digest.hexdigest()}",
        "pairs": n_pairs,
        "steps": steps,
        "settings": asdict(settings),
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=1) + "\n", "utf-8")
    return StaticEncoder.load(folder)
