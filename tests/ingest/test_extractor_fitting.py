"""Weights fitted on invented ads of the sample: we annotated the words that state a competence."""

import json
from dataclasses import replace
from typing import NamedTuple

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from maillage.graph.triple_store import TripleStore
from maillage.ingest.competence_extractor import CompetenceExtractor
from maillage.ingest.encoder import StaticEncoder, shipped_encoder_folder
from maillage.ingest.evaluation import Span
from maillage.ingest.evaluation_ads import JudgedAd
from maillage.ingest.evaluation_macros import Macros
from maillage.ingest.evaluation_mentions import JudgedText
from maillage.ingest.evaluation_texts import Annotated
from maillage.ingest.extractor_fitting import (
    Development,
    FittedExtractor,
    fit_extractor,
    stated_figures,
)
from maillage.ingest.extractor_index import ExtractorIndex
from maillage.ingest.extractor_index_build import write_extractor_index
from maillage.ingest.mention_scorer import MentionScorer
from maillage.ingest.mention_weights import BY_PRINCIPLE, weights_document
from maillage.ingest.occupation_guess_fitting import fit_guess
from maillage.ingest.record import Kind, Record
from maillage.ingest.wordings import wordings_bytes
from maillage.ontology.names import Names
from maillage.vocab.packaged_turtle import packaged_folder, turtle_files
from maillage.vocab.sample_data import ADVERTISEMENTS, sample_folder

NAMES = Names()
# Ad of the sample → words, and the competence that they state.
ANNOTATED = {
    "001": {"recherchez les pannes": "regional:1018", "saisie dans la GMAO": "regional:1023"},
    "002": {"prenez les constantes": "regional:1203", "dossier informatisé": "regional:1223"},
    "005": {"soudez au semi-automatique": "regional:1014", "lisez les plans": "regional:1006"},
    "009": {"administrez les traitements": "regional:1204", "refaites les pansements": "regional:1205"},
    "012": {"prenez les commandes, servez": "regional:1404", "d'anglais": "regional:1710"},
    "013": {"arrimez le chargement": "regional:1502"},
    "018": {"réglez et conduisez deux tours à commande numérique": "regional:1001"},
    "019": {"accompagnez du lever au coucher": "regional:1207"},
    "026": {"montez l'échafaudage": "regional:1111", "isole des maisons": "regional:1114"},
    "029": {"diagnostiquez les défauts": "regional:1018", "programmes d'automates": "regional:1026"},
    "034": {"accueillez des clients": "regional:1407", "plateformes de réservation": "regional:1408"},
    "036": {"surveillez les constantes": "regional:1203", "aux repas": "regional:1209"},
}  # fmt: skip


class Learnt(NamedTuple):
    indexed: ExtractorIndex
    extractor: CompetenceExtractor
    macros: Macros
    development: Development
    fitted: FittedExtractor


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Learnt:
    store = TripleStore(Store())
    for file in (*turtle_files(packaged_folder("regional")), sample_folder() / "occupations.ttl"):
        graph = NamedNode(f"urn:graph:{file.stem}")
        store.store.load(path=str(file), format=RdfFormat.TURTLE, to_graph=graph)
    folder = tmp_path_factory.mktemp("fitting")
    write_extractor_index(store, NAMES, folder)
    extractor, macros = CompetenceExtractor.read(folder), Macros(store, NAMES)
    development = _development()
    fitted = fit_extractor(extractor, development, macros, NAMES)
    return Learnt(ExtractorIndex.read(folder), extractor, macros, development, fitted)


def _development() -> Development:
    ads = (sample_folder() / ADVERTISEMENTS).read_text("utf-8")
    rows = [json.loads(row) for row in ads.splitlines()]
    texts = [_text(row) for row in rows if row["identifier"] in ANNOTATED]
    return Development(texts, [number % 3 for number in range(len(texts))], [*map(_ad, rows)])


def _text(row: dict[str, str]) -> JudgedText:
    text = Annotated(row["identifier"], "ads.jsonl", "ad", "", row["title"], row["description"], "")
    spans = [
        Span(start := text.text.index(words), start + len(words), curie)
        for words, curie in ANNOTATED[text.id].items()
    ]
    return JudgedText(text, tuple(spans))


def _ad(row: dict[str, str]) -> JudgedAd:
    record = Record(Kind.AD, "sample", row["identifier"], row["title"], row["description"])
    declared = frozenset(NAMES.uri(curie).value for curie in row["skills"])
    return JudgedAd(record, row["relevantOccupation"].removeprefix("rome:"), declared)


def test_words_that_were_annotated_score_above_the_others(learnt: Learnt) -> None:
    scorer = MentionScorer.of(learnt.fitted.weights)
    inside: list[float] = []
    outside: list[float] = []
    for text in learnt.development.texts:
        reading = learnt.extractor.reading(text.text.title, learnt.extractor.parse(text.text.body))
        logits = scorer.implied_logits(reading.features)
        cited, features, *_ = learnt.extractor.candidates(reading, logits)
        for (number, match), score in zip(
            cited.each(), scorer.span_scores(features).tolist(), strict=True
        ):
            sentence = reading.read.parsed.sentences[number]
            start = sentence.starts[match.first] + len(text.text.title) + 1
            end = sentence.ends[match.last] + len(text.text.title) + 1
            overlaps = any(span.start < end and start < span.end for span in text.spans)
            (inside if overlaps else outside).append(score)
    assert len(inside) > 10
    assert len(outside) > 10
    assert sum(inside) / len(inside) > 2 * sum(outside) / len(outside)


def test_weights_left_at_zero_show_nothing_and_those_fitted_find_what_was_annotated(
    learnt: Learnt,
) -> None:
    count = len(learnt.development.texts)
    nothing = MentionScorer.of({"span": {}, "stated": {}, "implied": {}, "asked": {}})
    found = []
    for scorer in (nothing, MentionScorer.of(learnt.fitted.weights)):
        read_by = [learnt.extractor.with_scorer(scorer)] * count
        found.append(stated_figures(read_by, learnt.development.texts, learnt.macros, NAMES))
    assert found[0].overlap.found == 0
    assert found[1].overlap.matched >= 5
    assert found[1].overlap.precision > 0.7


def test_every_text_and_ad_is_measured(learnt: Learnt) -> None:
    annotated = sum(len(text.spans) for text in learnt.development.texts)
    assert learnt.fitted.by_fold.overlap.annotated == annotated
    assert learnt.fitted.by_annotator.overlap.annotated == annotated
    assert learnt.fitted.declared.n == len(learnt.development.ads)
    assert learnt.fitted.declared.recall[20] > 0.5


def test_an_annotator_left_out_teaches_nothing(learnt: Learnt) -> None:
    texts, annotators, ads = (
        learnt.development.texts, learnt.development.annotators, learnt.development.ads,
    )  # fmt: skip
    alone = [
        text if annotator == 0 else text._replace(spans=())
        for text, annotator in zip(texts, annotators, strict=True)
    ]
    fitted = fit_extractor(
        learnt.extractor, Development(alone, annotators, ads), learnt.macros, NAMES
    )
    assert fitted.by_annotator.overlap.annotated > 0
    assert fitted.by_annotator.overlap.matched == 0
    own = [learnt.extractor.with_scorer(MentionScorer.of(fitted.weights))] * len(alone)
    assert stated_figures(own, alone, learnt.macros, NAMES).overlap.matched > 0


def test_trainings_are_weighed_as_advertisements_until_some_teach_otherwise(
    learnt: Learnt,
) -> None:
    assert learnt.fitted.weights["training_span"] == learnt.fitted.weights["span"]
    texts = [
        text._replace(text=replace(text.text, kind="offer")) if number % 2 else text
        for number, text in enumerate(learnt.development.texts)
    ]
    some = Development(texts, learnt.development.annotators, learnt.development.ads)
    fitted = fit_extractor(learnt.extractor, some, learnt.macros, NAMES)
    assert fitted.weights["training_span"] != fitted.weights["span"]
    assert 0 < fitted.of_trainings.overlap.annotated < fitted.by_fold.overlap.annotated


def test_the_same_texts_give_the_same_weights(learnt: Learnt) -> None:
    # Whatever weights the extractor has: what was fitted before teaches nothing.
    other = learnt.extractor.with_scorer(MentionScorer.of(learnt.fitted.weights))
    again = fit_extractor(other, learnt.development, learnt.macros, NAMES)
    assert again[0] == learnt.fitted[0] and again[3:] == learnt.fitted[3:]
    assert (again.label_map == learnt.fitted.label_map).all()
    assert wordings_bytes(again.wordings) == wordings_bytes(learnt.fitted.wordings)


def test_an_annotation_of_the_texts_changes_the_weights(learnt: Learnt) -> None:
    texts = [text._replace(spans=()) for text in learnt.development.texts]
    unannotated = Development(texts, learnt.development.annotators, learnt.development.ads)
    fitted = fit_extractor(learnt.extractor, unannotated, learnt.macros, NAMES)
    assert fitted.by_fold.overlap.found == 0
    assert fitted.weights["implied"] == learnt.fitted.weights["implied"]  # the ads did not change
    raised = fitted.weights["span"]["licence"]  # no licence is cited: what is left is principle
    assert raised == pytest.approx(BY_PRINCIPLE["span"]["licence"], abs=0.01)


def test_what_shown_words_mean_is_learnt_from_words_that_taught_their_models_nothing(
    learnt: Learnt,
) -> None:
    assert any(learnt.fitted.weights["choice"].values())
    assert learnt.fitted.weights["meant"]["bias"] != 0.0


def test_the_document_holds_the_weights_and_says_where_they_come_from(learnt: Learnt) -> None:
    text = weights_document(learnt.fitted.weights, 12, 90)
    document = json.loads(text)
    assert document["weights"] == learnt.fitted.weights
    assert document["fitted_on"]["span"].startswith("12 annotated texts")
    assert "90 employers" in document["fitted_on"]["implied"]
    assert max(len(line) for line in text.split('"weights"')[1].splitlines()) <= 100


def test_occupations_are_learnt_from_the_codes_of_ads(learnt: Learnt) -> None:
    encoder = StaticEncoder.load(shipped_encoder_folder())
    ads = learnt.development.ads
    fitted = fit_guess(learnt.indexed, encoder, ads, NAMES)
    assert fitted == fit_guess(learnt.indexed, encoder, ads, NAMES)
    assert fitted.out_of_fold.ranking.success[1] > 0.6
    assert fitted.out_of_fold.computing is not None  # the sample has computing jobs
    # There is one file: nothing was learnt from another, and every signal counts the same.
    assert fitted.other_files != fitted.out_of_fold
    assert fitted.other_domains.ranking.n == fitted.out_of_fold.ranking.n
    others = [one.occupation for one in (*ads[1:], ads[0])]
    shifted = [
        replace(ad, occupation=occupation) for ad, occupation in zip(ads, others, strict=True)
    ]
    wrong = fit_guess(learnt.indexed, encoder, shifted, NAMES)
    assert wrong.out_of_fold.ranking.success[1] < 0.2
    assert wrong.weights != fitted.weights
