"""Insertion: a region that we invented, and statistics over series whose truth the tests know.

Twelve trainings T00 to T11 prepare certifications 1 to 12, each leading to its own occupation, whose
family is asked for in bassin A: the first six 10 projects each, the others 400. Their rates rise with
their number, from 0.30 to 0.85, over 25 measures each, and the nation's are the same but for a point
or two. T12 has no certification, T13 one that leads nowhere, T14 no published rate, and the projects
of T15's occupation are hidden.
"""

import random
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store
from scipy.optimize import nnls
from scipy.stats import spearmanr

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.errors import BadParameter, NoDataForPeriod
from maillage.queries.gap import GapModel
from maillage.queries.insertion import InsertionModel
from maillage.queries.insertion_answer import Alignment, InsertionAnswer, InsertionRow, Quadrant
from maillage.queries.insertion_data import FILE
from maillage.queries.insertion_statistics import (
    RatePair,
    chance_above,
    chance_more,
    correlation,
    demand_interval,
    measure_deviation,
    rate_interval,
)

NAMES = Names()
PREFIXES = "\n".join(f"@prefix {prefix}: <{uri}> ." for prefix, uri in NAMES.prefixes.items())
PLACES = """
reg:44 a mlg:Region, mlg:Territory ; skos:prefLabel "Région"@fr .
bassin:A a mlg:EmploymentBasin, mlg:Territory ; skos:prefLabel "ALPHA"@fr .
commune:10001 a mlg:Commune, mlg:Territory ; skos:prefLabel "Un"@fr ; mlg:population 100 ;
  mlg:within bassin:A, reg:44 .
rome-domaine:K1 skos:prefLabel "Peu"@fr .
rome-domaine:K2 skos:prefLabel "Beaucoup"@fr .
observation:cereq-1 a mlg:InsertionObservation ; qb:dataSet dataset:cereq ; dct:title "CAP"@fr ;
  mlg:level level:3 ; mlg:period "2017"^^xsd:gYear ; mlg:employmentRate36 0.61 .
"""


def occupation(number: int, projects: str) -> str:
    code = f"rome:Z1{number:03d}"
    return (
        f'{code} a mlg:Occupation ; skos:prefLabel "Métier {number}"@fr ; mlg:parentOccupation {code} ; '
        f"mlg:professionalDomain rome-domaine:K{1 if number <= 6 else 2} .\n"
        f'fap:F{number} a mlg:OccupationFamily ; skos:prefLabel "F{number}"@fr .\n'
        f"fap-link:{number} a mlg:FamilyLink ; mlg:family fap:F{number} ; mlg:occupation {code} ; mlg:share 1.0 .\n"
        f"observation:p{number} a mlg:RecruitmentObservation ; mlg:territory bassin:A ; "
        f'mlg:period "2024"^^xsd:gYear ; mlg:family fap:F{number} ; {projects} .\n'
    )


def training(number: int, rate: float | None, certification: int | None, leads: bool = True) -> str:
    text = ""
    for where, place, shift in (("44", "mlg:territory reg:44 ; ", 0.0), ("fr", "", 0.02)):
        shown = (
            f"mlg:employmentRate12 {rate + (shift if number % 2 else -shift):.3f} ; "
            if rate is not None
            else ""
        )
        link = f"mlg:ofCertification rncp:{certification} ; " if certification else ""
        text += (
            f"observation:inserjeunes-{where}-{number:02d} a mlg:InsertionObservation ; "
            f'qb:dataSet dataset:inserjeunes ; dct:title "T{number:02d}"@fr ; mlg:diplomaKind "CAP"@fr ; '
            f"mlg:level level:3 ; {place}{shown}{link}mlg:measuredRecords 25 .\n"
        )
    if certification:
        text += f"rncp:{certification} a mlg:Certification .\n"
        if leads:
            text += f"rncp:{certification} mlg:leadsTo rome:Z1{certification:03d} .\n"
    return text


def region(rising: bool = True) -> str:
    rates = [0.30 + 0.05 * number for number in range(12)]
    if not rising:
        rates.reverse()
    text = PLACES
    for number in range(12):
        text += occupation(number + 1, f"mlg:recruitmentProjects {10 if number < 6 else 400}")
        text += training(number, rates[number], number + 1)
    text += training(12, 0.5, None) + training(13, 0.5, 90, leads=False) + training(14, None, 1)
    return text + training(15, 0.5, 13) + occupation(13, "mlg:suppressed mlg:recruitmentProjects")


def model_of(text: str, index: Path | None = None) -> InsertionModel:
    loaded = Store()
    loaded.load(
        f"{PREFIXES}\n{text}".encode(), format=RdfFormat.TURTLE, to_graph=NamedNode("urn:graph")
    )
    return InsertionModel(GapModel(TripleStore(loaded), NAMES), index)


@pytest.fixture(scope="module")
def model() -> InsertionModel:
    return model_of(region())


def by_label(answer: InsertionAnswer) -> dict[str, InsertionRow]:
    return {row.label: row for row in answer.rows}


def test_trainings_are_placed_in_their_quadrants(model: InsertionModel) -> None:
    answer = model.insertion("bassin:A")
    found = by_label(answer)
    assert answer.rate_threshold == pytest.approx(0.575)
    assert answer.demand_threshold == pytest.approx(205)
    assert found["T00"].quadrant is Quadrant.LOW_FEW
    assert found["T11"].quadrant is Quadrant.HIGH_MANY
    assert (found["T11"].rate, found["T11"].demand, found["T11"].records) == (0.85, 400, 25)
    assert found["T11"].national_rate == pytest.approx(0.87)
    assert [one.curie for one in found["T11"].occupations] == ["rome:Z1012"]
    assert found["T11"].rate_interval is not None and found["T11"].rate_interval[0] < 0.85


def test_high_rates_with_few_offers_and_the_reverse_are_found() -> None:
    found = by_label(model_of(region(rising=False)).insertion("bassin:A"))
    assert found["T00"].quadrant is Quadrant.HIGH_FEW
    assert found["T11"].quadrant is Quadrant.LOW_MANY


def test_rates_that_are_too_noisy_are_not_placed() -> None:
    noisy = region().replace("mlg:measuredRecords 25", "mlg:measuredRecords 1")
    wide = model_of(noisy.replace("mlg:employmentRate12 0.870", "mlg:employmentRate12 0.100"))
    answer = wide.insertion("bassin:A")
    assert answer.measure_deviation is not None and answer.measure_deviation > 0.1
    near = by_label(answer)["T06"]  # 0.60, the median being 0.575
    assert near.quadrant is Quadrant.UNDETERMINED
    assert near.probability is not None and near.probability < 0.9
    assert "moins que les 0,90 exigés" in near.reason


@pytest.mark.parametrize(
    ("label", "quadrant", "words"),
    [
        ("T12", Quadrant.UNLINKED, "ne désigne pas une certification"),
        ("T13", Quadrant.UNLINKED, "ne déclare aucun métier"),
        ("T14", Quadrant.UNKNOWN, "non publié"),
        ("T15", Quadrant.UNKNOWN, "masquées"),
    ],
)
def test_what_is_missing_is_said_and_never_counted_for_zero(
    model: InsertionModel, label: str, quadrant: Quadrant, words: str
) -> None:
    row = by_label(model.insertion("bassin:A"))[label]
    assert (row.quadrant, row.likeliest, row.probability) == (quadrant, quadrant, None)
    assert words in row.reason
    assert row.demand != 0


def test_rates_that_follow_offers_are_told_from_those_that_do_not(model: InsertionModel) -> None:
    aligned = model.insertion("bassin:A").correlation
    assert aligned.trainings == aligned.clusters == 12
    assert aligned.rho == pytest.approx(spearmanr(range(12), [10] * 6 + [400] * 6).statistic)
    assert aligned.alignment is Alignment.ALIGNED
    answer = model_of(region(rising=False)).insertion("bassin:A")
    assert answer.correlation.alignment is Alignment.OPPOSED
    assert any("offres sont rares" in note for note in answer.notes)
    assert answer.correlation_by_level["level:3"] == answer.correlation


def test_domains_gather_the_trainings_that_lead_there(model: InsertionModel) -> None:
    found = by_label(model.insertion("bassin:A", by="domain"))
    assert set(found) == {"Peu", "Beaucoup"}
    assert (found["Peu"].trainings, found["Peu"].demand) == (6, 60)
    assert found["Peu"].rate == pytest.approx(sum(0.30 + 0.05 * n for n in range(6)) / 6)
    assert (found["Beaucoup"].demand, found["Beaucoup"].hidden_cells) == (2400, 1)
    assert found["Beaucoup"].trainings == 7  # T15 too: its rate is known


def test_national_figures_are_for_comparison_only(model: InsertionModel) -> None:
    answer = model.insertion("bassin:A")
    assert [(one.label, one.months, one.rate) for one in answer.benchmarks] == [("CAP", 36, 0.61)]
    assert {row.source for row in answer.rows} == {"inserjeunes"}
    assert len(answer.rows) == 16


def test_the_index_gives_the_same_answer(model: InsertionModel, tmp_path: Path) -> None:
    model.write_index(tmp_path)
    for by in ("training", "domain"):
        indexed = model_of(region(), tmp_path)
        assert indexed.insertion("bassin:A", by=by) == model.insertion("bassin:A", by=by)
    (tmp_path / FILE).write_text("{", "utf-8")
    assert model_of(region(), tmp_path).insertion("bassin:A") == model.insertion("bassin:A")


def test_what_cannot_be_asked_is_refused(model: InsertionModel) -> None:
    with pytest.raises(BadParameter, match="training, domain, sector"):
        model.insertion("bassin:A", by="colour")
    with pytest.raises(BadParameter, match="6, 12, 18, 24, 30"):
        model.insertion("bassin:A", months=7)
    with pytest.raises(NoDataForPeriod, match="2024"):
        model.insertion("bassin:A", "1999")
    bare = region().replace("mlg:territory reg:44 ; ", "")
    with pytest.raises(NoDataForPeriod, match="taux d'insertion"):
        model_of(bare).insertion("bassin:A")


def test_the_deviation_of_a_measure_is_recovered_from_simulated_rates() -> None:
    chance = random.Random(7)
    pairs = []
    for _ in range(2000):
        records = chance.randint(1, 30)
        national = chance.uniform(0.3, 0.8)
        mean = chance.gauss(national + chance.gauss(0, 0.03), 0.12 / records**0.5)
        pairs.append(RatePair(mean, national, records))
    assert measure_deviation(pairs) == pytest.approx(0.12, rel=0.1)
    assert measure_deviation(pairs[:5]) is None


def test_an_interval_of_a_rate_holds_it_nine_times_in_ten() -> None:
    chance = random.Random(8)
    held = 0
    for _ in range(2000):
        records = chance.randint(1, 30)
        low, high = rate_interval(chance.gauss(0.5, 0.1 / records**0.5), records, 0.1)
        held += low <= 0.5 <= high
    assert 0.88 <= held / 2000 <= 0.92


def test_chances_agree_with_their_intervals() -> None:
    low, high = rate_interval(0.5, 4, 0.1)
    assert chance_above(0.5, 4, 0.1, high) == pytest.approx(0.05)
    assert chance_above(0.5, 4, 0.1, low) == pytest.approx(0.95)
    few, many = demand_interval(20)
    assert chance_more(20, many) == pytest.approx(0.05)
    assert chance_more(20, few) == pytest.approx(0.95)
    assert few < 20 < many


def test_spearman_counts_ties_as_scipy_does_and_its_interval_holds_independence() -> None:
    chance = random.Random(9)
    held = 0
    for _ in range(60):
        rates = [round(chance.random(), 1) for _ in range(40)]
        demands = [float(chance.randint(0, 6)) for _ in range(40)]
        found = correlation(rates, demands, range(40))
        assert found.rho == pytest.approx(spearmanr(rates, demands).statistic)
        assert found.interval is not None
        held += found.interval[0] <= 0 <= found.interval[1]
    assert held >= 48  # 54 expected


def test_trainings_that_share_their_occupations_are_one_observation() -> None:
    rates = [0.1 * (number % 10) for number in range(40)]
    demands = [float(number % 10) for number in range(40)]
    found = correlation(rates, demands, [number % 4 for number in range(40)])
    assert (found.clusters, found.interval, found.alignment) == (4, None, Alignment.UNDETERMINED)
    flat = correlation([0.5] * 9, list(range(9)), range(9))
    assert (flat.rho, flat.alignment) == (None, Alignment.UNDETERMINED)


@pytest.mark.parametrize("real", [0.0, 0.02, 0.2])  # difference between a region and the nation
@pytest.mark.parametrize("error", [0.0, 0.3])  # of one measure
def test_the_deviation_is_that_of_least_squares_without_negative_parts(
    real: float, error: float
) -> None:
    draw = random.Random(20261128)
    for _ in range(50):
        pairs = []
        for _ in range(40):
            records = draw.randrange(1, 200)
            away = draw.gauss(0, (real**2 + error**2 / records) ** 0.5 or 1e-3)
            pairs.append(RatePair(0.5 + away, 0.5, records))
        table = [[1.0, 1 / one.records] for one in pairs]
        squares = [(one.regional - one.national) ** 2 for one in pairs]
        (_, fitted), _ = nnls(table, squares)
        expected = (fitted or sum(squares) / len(squares)) ** 0.5
        assert measure_deviation(pairs) == pytest.approx(expected, rel=1e-6)
