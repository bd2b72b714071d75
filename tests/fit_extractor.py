"""Fit ingest/extractor.json and the vectors beside it again, and say how they do on what did not teach them.

`python tests/fit_extractor.py --home HOME --data DATA [--write]`: HOME holds a graph built from the official
files of DATA; it is only read. Nothing but the texts annotated for development is opened: those of the
benchmark are left alone. The same graph and files print the same figures.

`--occupations` does the same for `GuessWeights`, which stand in ingest/occupation_guess.py: they are printed,
for someone to judge, since all that is implied is learnt from what they guess.
"""

import argparse
import json
import sys
from pathlib import Path

from maillage.graph.home import Home
from maillage.graph.triple_store import TripleStore
from maillage.ingest import label_map, wordings
from maillage.ingest.competence_extractor import CompetenceExtractor
from maillage.ingest.encoder import StaticEncoder, shipped_encoder_folder
from maillage.ingest.evaluation import Ranking, ranking
from maillage.ingest.evaluation_ads import COMPUTING, JudgedAd, declared_answer, judged_ads
from maillage.ingest.evaluation_macros import Macros
from maillage.ingest.evaluation_mentions import judged_texts
from maillage.ingest.extractor_fitting import (
    Development,
    StatedFigures,
    fit_extractor,
    stated_figures,
)
from maillage.ingest.extractor_index import ExtractorIndex
from maillage.ingest.mention_scorer import MentionScorer
from maillage.ingest.mention_weights import Weights, weights_document
from maillage.ingest.occupation_guess_fitting import fit_guess
from maillage.ontology.names import Names

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "ingest" / "extractor.json"
ANNOTATIONS = ROOT / "tests" / "annotations"


def development(data: Path, names: Names) -> Development:
    """Return what is learnt from; texts that are absent or changed are left out and told."""
    annotations = ANNOTATIONS / "dev.jsonl"
    texts, missing = judged_texts(data, annotations, ANNOTATIONS / "dev_sample.json")
    if missing:
        sys.stderr.write(f"{missing} textes annotés absents ou changés\n")
    rows = annotations.read_text("utf-8").splitlines()
    annotator = {row["id"]: row["annotator"] for row in map(json.loads, rows)}
    ads = [ad for ad in judged_ads(data, names) if ad.competences]
    return Development(texts, [annotator[one.text.id] for one in texts], ads)


def main() -> None:
    """Fit, print the figures and, where asked, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a home whose graph is built")
    parser.add_argument("--data", type=Path, required=True, help="the official files")
    parser.add_argument("--write", action="store_true", help="write the three files")
    parser.add_argument("--occupations", action="store_true", help="fit GuessWeights instead")
    parser.add_argument(
        "--index", type=Path, help="an extractor's index to use instead of the home's"
    )
    given = parser.parse_args()
    names = Names()
    generation = Home(given.home).current()
    if given.occupations:
        _fit_occupations(
            given.index or generation.index_path / "extractor",
            list(judged_ads(given.data, names)),
            names,
        )
        return
    extractor = CompetenceExtractor.load(generation.index_path)
    macros = Macros(TripleStore.read(generation.graph_path), names)
    learnt = development(given.data, names)
    fitted = fit_extractor(extractor, learnt, macros, names)
    _print(f"{len(learnt.texts)} texts, {len(learnt.ads)} ads that declare competences")
    _print(_declared_line("out of fold", fitted.declared))
    _print(_stated_line("out of fold", fitted.by_fold))
    _print(_stated_line("trainings, by fold", fitted.of_trainings))
    _print(_stated_line("annotator left out", fitted.by_annotator))
    # What follows has seen the texts and the ads: the two compare with each other only.
    refitted = extractor.with_scorer(
        MentionScorer.of(fitted.weights, fitted.label_map, fitted.wordings)
    )
    for name, one in (("seen, shipped weights", extractor), ("seen, these weights", refitted)):
        answers = [declared_answer(ad.competences, one.extract(ad.record)) for ad in learnt.ads]
        _print(_declared_line(name, ranking(answers)))
        _print(
            _stated_line(
                name, stated_figures([one] * len(learnt.texts), learnt.texts, macros, names)
            )
        )
    shipped: Weights = json.loads(SHIPPED.read_text("utf-8"))["weights"]
    _print(f"largest change of a weight: {_change(shipped, fitted.weights)}")
    if given.write:
        document = weights_document(fitted.weights, len(learnt.texts), len(learnt.ads))
        SHIPPED.write_text(document, "utf-8")
        SHIPPED.with_name(label_map.FILE).write_bytes(label_map.label_map_bytes(fitted.label_map))
        SHIPPED.with_name(wordings.FILE).write_bytes(wordings.wordings_bytes(fitted.wordings))
        _print(f"written: {SHIPPED.relative_to(ROOT)}, {label_map.FILE}, {wordings.FILE}")


def _fit_occupations(index: Path, ads: list[JudgedAd], names: Names) -> None:
    encoder = StaticEncoder.load(shipped_encoder_folder())
    fitted = fit_guess(ExtractorIndex.read(index), encoder, ads, names)
    _print(f"{len(ads)} ads: {fitted.weights}")
    for name, figures in (
        ("out of fold", fitted.out_of_fold),
        ("fitted on the other file", fitted.other_files),
        ("on the other domains", fitted.other_domains),
        ("in use", fitted.shipped),
    ):
        _print(
            f"occupation, {name:<24} {_success(figures.ranking)} "
            f"ECE {figures.calibration.error:.3f}"
        )
        if figures.computing:
            _print(f"{'':<8} {COMPUTING}, {name:<24} {_success(figures.computing)}")


def _success(figures: Ranking) -> str:
    at = figures.success
    return f"success@1 {at[1]:.3f} @5 {at[5]:.3f} MRR {figures.mrr:.3f}"


def _declared_line(name: str, figures: Ranking) -> str:
    recall = ", ".join(f"recall@{cut} {figures.recall[cut]:.3f}" for cut in (5, 10, 20))
    return f"declared, {name:<21} {recall}"


def _stated_line(name: str, figures: StatedFigures) -> str:
    overlap, exact, error = figures.overlap, figures.exact.f1, figures.calibration.error
    return (
        f"stated,   {name:<21} P {overlap.precision:.3f} R {overlap.recall:.3f} "
        f"F1 {overlap.f1:.3f} exact F1 {exact:.3f} concept {overlap.concept:.3f} "
        f"ECE {error:.3f} found {overlap.found}"
    )


def _change(before: Weights, after: Weights) -> str:
    size, model, feature = max(
        (abs(weight - before.get(model, {}).get(feature, 0.0)), model, feature)
        for model, weights in after.items()
        for feature, weight in weights.items()
    )
    return f"{size:.3f} ({model}, {feature})"


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
