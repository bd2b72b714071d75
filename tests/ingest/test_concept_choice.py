from dataclasses import replace
from itertools import chain

import numpy as np
import pytest

from maillage.ingest.competence_extractor import CompetenceExtractor
from maillage.ingest.concept_choice import CHOICE, Choice, ConceptChooser, Spans, chosen
from maillage.ingest.concept_choice_fitting import JudgedChoice, fit_choice
from maillage.ingest.encoder import shipped_encoder
from maillage.ingest.extractor_index import ExtractorIndex, Floats, Lists
from maillage.ingest.extractor_vectors import WordVectors
from maillage.ingest.held_stems import HeldStems
from maillage.ingest.label_finder import Named
from maillage.ingest.phrase_matcher import PhraseMatcher
from maillage.ingest.wordings import fit_wordings, placed

from .extractor_sample import write_sample

COSINE = CHOICE.index("cosine")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> ExtractorIndex:
    return ExtractorIndex.read(write_sample(tmp_path_factory.mktemp("choice")))


def _choice(shares: dict[tuple[int, int], float]) -> Choice:
    """Return a choice of which these are the shares by span and concept, weighed by their cosine."""
    span, concept = np.asarray(list(shares)).T
    features = np.zeros((len(shares), len(CHOICE)), np.float32)
    features[:, COSINE] = np.log(list(shares.values()))
    return Choice(span, concept, features)


def _weights() -> np.ndarray:
    weights = np.zeros(len(CHOICE))
    weights[COSINE] = 1.0
    return weights


def _related(index: ExtractorIndex, *related: int) -> ExtractorIndex:
    """Return an index in which these concepts have one macro-competence, none of the others any."""
    macro = len(index.concepts)
    rows = [[one, macro] if one in related else [one] for one in range(macro)]
    ends = np.cumsum([0, *map(len, rows)])
    return replace(index, family=Lists(ends, np.asarray([*chain(*rows)], np.int32)))


def test_the_largest_share_is_chosen_for_each_span_alone(index: ExtractorIndex) -> None:
    choice = _choice({(0, 1): 0.4, (0, 2): 0.6, (1, 1): 0.7, (1, 4): 0.3})
    found = chosen(_related(index), choice, _weights())
    assert found.concept.tolist() == [2, 1]
    assert found.share.tolist() == pytest.approx([0.6, 0.7])
    assert found.place.tolist() == [1, 2]


def test_what_has_one_macro_competence_is_added_up(index: ExtractorIndex) -> None:
    choice = _choice({(0, 0): 0.4, (0, 1): 0.35, (0, 2): 0.25})
    found = chosen(_related(index, 1, 2), choice, _weights())
    assert found.concept.tolist() == [1]  # of the two, the one that has most
    assert found.share.tolist() == pytest.approx([0.6])


def test_an_index_knows_each_concept_as_its_own_family(index: ExtractorIndex) -> None:
    assert [index.family.of(one).tolist() for one in range(3)] == [[0], [1], [2]]


def test_what_is_proposed_likely_or_alike_is_compared_once(index: ExtractorIndex) -> None:
    extractor = CompetenceExtractor(index, shipped_encoder())
    vectors = WordVectors(shipped_encoder())
    chooser = ConceptChooser(index, PhraseMatcher(index))
    reading = extractor.reading("Cadreur de vélos", extractor.parse("Souder des cadres de vélo."))
    welding, excel, painting = map(
        index.labels.index,
        ("Souder des cadres de vélo", "Microsoft Excel", "Peindre des figurines en bois"),
    )
    words = reading.read.parsed.sentences[0].words[:5]
    spans = _spans(index, [list(reading.read.stems[0][:5])], excel, vectors.encode([words]))
    named = Named(
        np.asarray([0, 0, 1]), np.asarray([welding, painting, 3]), np.zeros(3, np.float32)
    )
    logits = np.zeros(len(reading.prior.concepts), np.float32)
    choice = chooser.choice(reading, spans, named, placed(None, index), logits)
    concepts = choice.concept.tolist()
    assert len(set(concepts)) == len(concepts)
    assert {excel, painting, *reading.prior.concepts.tolist()} == set(concepts)
    assert choice.span.tolist() == [0] * len(concepts)
    by_name = dict(zip(CHOICE, choice.features.T, strict=True))
    assert by_name["cosine"].argmax() == concepts.index(welding)
    assert by_name["proposed"].tolist() == [float(one == excel) for one in concepts]
    assert by_name["cover"][concepts.index(welding)] == pytest.approx(1.0)


def _spans(index: ExtractorIndex, stems: list[list[int]], concept: int, vectors: Floats) -> Spans:
    """Return words that are seen to mean a concept, and whose label stands where they do."""
    here, held = np.zeros(len(stems), np.int64), HeldStems.of(stems, len(index.stems))
    return Spans(here, here + concept, here == 0, here, held, vectors, vectors)


def test_macro_competences_are_compared_whatever_the_occupation(index: ExtractorIndex) -> None:
    extractor = CompetenceExtractor(index, shipped_encoder())
    reading = extractor.reading("", extractor.parse("Souder des cadres de vélo."))
    related = _under(index, index.labels.index("Peindre des figurines en bois"))
    vectors = shipped_encoder().encode(["Peindre des figurines en bois"])
    none = Named(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
    found = []
    for one in (index, related):
        spans = _spans(one, [[]], index.labels.index("Microsoft Excel"), vectors)
        logits = np.zeros(len(reading.prior.concepts), np.float32)
        choice = ConceptChooser(one, PhraseMatcher(one)).choice(
            reading, spans, none, placed(None, one), logits
        )
        found.append([index.labels[number] for number in choice.concept.tolist()])
    assert "Peindre des figurines en bois" not in found[0]
    assert "Peindre des figurines en bois" in found[1]


def test_what_texts_call_a_competence_is_compared_whatever_its_label(index: ExtractorIndex) -> None:
    extractor = CompetenceExtractor(index, shipped_encoder())
    reading = extractor.reading("", extractor.parse(""))
    painting = index.labels.index("Peindre des figurines en bois")
    excel = index.labels.index("Microsoft Excel")
    words = shipped_encoder().encode(["Barbouiller des bidules"])
    label = shipped_encoder().encode(["Peindre des figurines en bois"])
    known = placed(
        fit_wordings([index.concepts[painting]] * 2, words[[0, 0]], label[[0, 0]]), index
    )
    none = Named(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
    logits = np.zeros(len(reading.prior.concepts), np.float32)
    spans = _spans(index, [[]], excel, words)
    choice = ConceptChooser(index, PhraseMatcher(index)).choice(reading, spans, none, known, logits)
    assert choice.concept.tolist() == sorted((excel, painting))
    near, times = (choice.features[:, CHOICE.index(name)] for name in ("worded_cosine", "worded"))
    at = choice.concept.tolist().index(painting)
    assert near[at] > 0.9
    assert times[at] == pytest.approx(np.log(3))
    assert near[1 - at] == times[1 - at] == 0.0


def _under(index: ExtractorIndex, macro: int) -> ExtractorIndex:
    """Return an index in which a concept is the macro-competence of all others."""
    rows = [[one, macro] if one != macro else [one] for one in range(len(index.concepts))]
    ends = np.cumsum([0, *map(len, rows)])
    return replace(index, family=Lists(ends, np.asarray([*chain(*rows)], np.int32)))


def test_nothing_is_compared_where_nothing_is_shown(index: ExtractorIndex) -> None:
    extractor = CompetenceExtractor(index, shipped_encoder())
    reading = extractor.reading("Cadreur", extractor.parse(""))
    logits = np.zeros(len(reading.prior.concepts), np.float32)
    shown, choice = extractor.shown(reading, logits)
    assert shown == []
    assert choice.features.shape == (0, len(CHOICE))
    assert chosen(index, choice, _weights()).concept.tolist() == []


def _judged(index: ExtractorIndex, right: float, seed: int) -> JudgedChoice:
    """Return twenty choices of two, of which the right one has a cosine that is `right` more."""
    chance = np.random.RandomState(seed)
    features = np.zeros((40, len(CHOICE)), np.float32)
    features[:, COSINE] = chance.uniform(0, 0.5, 40)
    means = np.tile([1.0, 0.0], 20)
    features[means > 0, COSINE] += right
    span = np.repeat(np.arange(20), 2)
    concept = np.tile([0, 1], 20)
    return JudgedChoice(
        np.full(20, 0.5), Choice(span, concept, features), means, np.ones(20, np.bool_)
    )


def test_what_tells_the_right_one_is_learnt_and_how_sure_it_is(index: ExtractorIndex) -> None:
    apart = _related(index)
    groups = [[_judged(index, 0.3, number)] for number in range(4)]
    fitted = fit_choice(apart, groups)
    assert fitted.choice[COSINE] > 1.0
    assert np.count_nonzero(fitted.choice) == 1
    assert fitted.meant[-1] > 0.0  # a larger share, a likelier concept
    assert (fit_choice(apart, groups).choice == fitted.choice).all()


def test_what_no_annotation_tells_teaches_nothing(index: ExtractorIndex) -> None:
    unknown = [
        [_judged(index, 0.3, number)._replace(known=np.zeros(20, np.bool_))] for number in range(3)
    ]
    fitted = fit_choice(_related(index), unknown)
    assert not fitted.choice.any()
    assert not fitted.meant.any()
