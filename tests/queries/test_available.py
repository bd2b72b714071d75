"""Available competences, over a region that we invented: every sum can be redone by hand.

Bassins A (1,000 people, commune 10001) and B (1,000, 10002) share an intercommunality; C (10003) and
D (10004, 10005) are apart from them. Families F1 to F4 are one ROME code each, Z1001 to Z1004.
In the whole region 8,000 people look for work where 4,000 projects are counted: two a project.
Z1001 lacks people in A and has too many in B. Z1002 lacks people in A and C, and the core of Z1003,
of which A has people to spare, shares two of its three competences. Z1004 has no count in A.
"""

import gc
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.available import AvailableModel
from maillage.queries.available_answer import AvailableAnswer, AvailableRow, Mismatch
from maillage.queries.available_data import FILE
from maillage.queries.available_rows import AvailableRowWriter
from maillage.queries.commuting import commuting_area
from maillage.queries.dispersion import Count, dispersion
from maillage.queries.errors import BadParameter, NoDataForPeriod, UnknownTerritory
from maillage.queries.gap import GapModel
from maillage.queries.perimeter import Centre
from maillage.queries.territory import read_territories
from maillage.queries.verdict import Verdict

NAMES = Names()
PREFIXES = "\n".join(f"@prefix {prefix}: <{uri}> ." for prefix, uri in NAMES.prefixes.items())
PLACES = """
reg:44 a mlg:Region, mlg:Territory ; skos:prefLabel "Région"@fr .
epci:1 a mlg:Intercommunality, mlg:Territory ; skos:prefLabel "Agglo"@fr .
"""
# bassin, family, projects (None: hidden), seekers (None: no cell), offers
CELLS = [
    ("A", 1, 1000, 200, 100),
    ("A", 2, 200, 20, 400),
    ("A", 3, 100, 1000, 500),
    ("A", 4, 300, None, None),
    ("B", 1, 200, 5000, 500),
    ("C", 1, 1900, 1620, 1000),
    ("C", 2, 600, 160, 1500),
    ("C", 4, None, 0, 0),
    ("D", 4, 400, None, None),
]


def commune(code: int, basin: str, people: int, more: str = "") -> str:
    return (
        f'bassin:{basin} a mlg:EmploymentBasin, mlg:Territory ; skos:prefLabel "{basin}"@fr .\n'
        f'commune:{code} a mlg:Commune, mlg:Territory ; skos:prefLabel "c{code}"@fr ; '
        f"mlg:population {people} ; mlg:within bassin:{basin}, reg:44{more} .\n"
    )


def occupation(number: int, *core: int) -> str:
    held = ", ".join(f"rome-competence:{one}" for one in core)
    return (
        f'rome:Z100{number} a mlg:Occupation ; skos:prefLabel "Z{number}"@fr ; '
        f"mlg:parentOccupation rome:Z100{number} ; mlg:requiresCore {held} .\n"
        f'fap:F{number} a mlg:OccupationFamily ; skos:prefLabel "F{number}"@fr .\n'
        f"fap-link:{number} a mlg:FamilyLink ; mlg:family fap:F{number} ; "
        f"mlg:occupation rome:Z100{number} ; mlg:share 1.0 .\n"
    )


def cell(
    basin: str, number: int, projects: int | None, seekers: int | None, offers: int | None
) -> str:
    shown = (
        f"mlg:recruitmentProjects {projects}"
        if projects is not None
        else "mlg:suppressed mlg:recruitmentProjects"
    )
    where = f'mlg:territory bassin:{basin} ; mlg:period "{{}}"^^xsd:gYear'
    text = (
        f"observation:p-{basin}{number} a mlg:RecruitmentObservation ; {where.format(2024)} ; "
        f"mlg:family fap:F{number} ; {shown} .\n"
    )
    if seekers is not None:
        text += (
            f"observation:s-{basin}{number} a mlg:LabourMarketObservation ; {where.format(2020)} ; "
            f"mlg:occupation rome:Z100{number} ; mlg:jobSeekers {seekers} ; mlg:jobOffers {offers} .\n"
        )
    return text


REGION = (
    PLACES
    + commune(10001, "A", 1000, ", epci:1")
    + commune(10002, "B", 1000, ", epci:1")
    + commune(10003, "C", 1000)
    + commune(10004, "D", 300)
    + commune(10005, "D", 100)
    + occupation(1, 1, 2)
    + occupation(2, 3, 4, 5)
    + occupation(3, 3, 4, 6)
    + occupation(4, 7)
    + "".join(
        f'rome-competence:{one} a mlg:KnowHow, mlg:Competence ; skos:prefLabel "k{one}"@fr .\n'
        for one in range(1, 8)
    )
    + "".join(cell(*one) for one in CELLS)
)


def store_of(text: str) -> TripleStore:
    loaded = Store()
    loaded.load(
        f"{PREFIXES}\n{text}".encode(), format=RdfFormat.TURTLE, to_graph=NamedNode("urn:graph")
    )
    return TripleStore(loaded)


@pytest.fixture(scope="module")
def model() -> AvailableModel:
    return AvailableModel(GapModel(store_of(REGION), NAMES))


def rows(answer: AvailableAnswer) -> dict[str, AvailableRow]:
    return {row.curie: row for row in answer.rows}


def occupations(model: AvailableModel, territory: str) -> dict[str, AvailableRow]:
    return rows(model.available(territory, by="occupation"))


def test_the_reference_is_that_of_the_cells_where_both_are_known(model: AvailableModel) -> None:
    answer = model.available("reg:44")
    assert answer.reference == pytest.approx(8000 / 4000)  # the 700 projects of Z1004 aside
    assert answer.offers_reference == pytest.approx(8000 / 4000)
    assert (answer.demand, answer.demand_matched, answer.seekers) == (4700, 4000, 8000)
    assert answer.dispersion == 1  # too few cells to tell


def test_too_few_people_here_and_enough_around(model: AvailableModel) -> None:
    row = occupations(model, "bassin:A")["rome:Z1001"]
    assert (row.demand, row.demand_matched, row.seekers) == (1000, 1000, 200)
    assert row.judgement.verdict is Verdict.UNDER_SUPPLIED
    assert row.judgement.coverage == pytest.approx(0.2)
    assert row.mismatch is Mismatch.NEARBY
    assert row.nearby is not None
    assert (row.nearby.basins, row.nearby.seekers, row.nearby.demand) == (("bassin:B",), 5200, 1200)


def test_too_few_people_and_some_to_spare_in_a_close_occupation(model: AvailableModel) -> None:
    row = occupations(model, "bassin:A")["rome:Z1002"]
    assert row.mismatch is Mismatch.CLOSE
    (close,) = row.close
    assert (close.curie, close.seekers, close.verdict) == ("rome:Z1003", 1000, "over-supplied")
    assert (close.shared, close.missing, close.rome_rank) == (2, 1, None)


def test_too_few_people_and_nothing_better(model: AvailableModel) -> None:
    answer = model.available("bassin:C", by="occupation")
    assert rows(answer)["rome:Z1002"].mismatch is Mismatch.SHORT
    assert rows(answer)["rome:Z1002"].nearby is None
    assert answer.around == ()
    assert any("Aucun bassin à portée de trajet" in note for note in answer.notes)


def test_people_to_spare_are_enough(model: AvailableModel) -> None:
    row = occupations(model, "bassin:A")["rome:Z1003"]
    assert row.mismatch is Mismatch.ENOUGH
    assert row.close == ()


def test_a_count_that_is_not_published_is_unknown_and_not_zero(model: AvailableModel) -> None:
    answer = model.available("bassin:A", by="occupation")
    row = rows(answer)["rome:Z1004"]
    assert (row.demand, row.demand_matched, row.seekers) == (300, 0, None)
    assert row.mismatch is Mismatch.UNKNOWN
    assert row.judgement.coverage is None
    assert "inconnu" in row.judgement.reason
    assert row.evidence.missing_basins == 1
    assert any("1 couple(s) bassin et métier" in note for note in answer.notes)


def test_a_hidden_demand_is_unknown_even_where_nobody_looks_for_work(model: AvailableModel) -> None:
    row = occupations(model, "bassin:C")["rome:Z1004"]
    assert (row.demand, row.seekers) == (None, 0)
    assert "masquées" in row.judgement.reason
    assert row.mismatch is Mismatch.UNKNOWN


def test_seekers_known_for_a_small_part_of_the_demand_allow_no_verdict(
    model: AvailableModel,
) -> None:
    assert occupations(model, "bassin:A")["rome:Z1003"].mismatch is Mismatch.ENOUGH
    more = AvailableModel(GapModel(store_of(REGION + cell("D", 3, 500, None, None)), NAMES))
    row = occupations(more, "bassin:A + bassin:D")["rome:Z1003"]
    assert (row.demand, row.demand_matched, row.seekers) == (600, 100, 1000)
    assert row.judgement.silence.startswith("demandeurs d'emploi comptés pour 17 %")
    assert row.mismatch is Mismatch.UNKNOWN


def test_sources_of_demand_that_contradict_each_other_are_told(model: AvailableModel) -> None:
    answer = model.available("bassin:A", by="occupation")
    found = {row.curie for row in answer.rows if row.disagreement}
    assert found == set()  # Z1001: too few for projects, as the region for offers
    assert rows(answer)["rome:Z1001"].by_offers.verdict is Verdict.BALANCED
    more = store_of(
        REGION.replace(
            "mlg:jobSeekers 200 ; mlg:jobOffers 100", "mlg:jobSeekers 200 ; mlg:jobOffers 10"
        )
    )
    answer = AvailableModel(GapModel(more, NAMES)).available("bassin:A", by="occupation")
    assert {row.curie for row in answer.rows if row.disagreement} == {"rome:Z1001"}
    assert any("se contredisent" in note for note in answer.notes)


def test_a_competence_sums_the_occupations_at_whose_core_it_is(model: AvailableModel) -> None:
    found = rows(model.available("bassin:A"))
    shared = found["rome-competence:3"]  # of Z1002 and Z1003
    assert (shared.demand, shared.seekers) == (300, 1020)
    assert shared.mismatch is Mismatch.ENOUGH
    assert [one.curie for one in shared.evidence.occupations] == ["rome:Z1002", "rome:Z1003"]
    alone = found["rome-competence:5"]  # of Z1002 only: those of Z1003 lack this one alone
    assert (alone.mismatch, alone.close[0].curie, alone.close[0].missing) == (
        Mismatch.CLOSE, "rome:Z1003", 1,
    )  # fmt: skip


def test_people_who_hold_the_competence_are_not_offered_as_close(model: AvailableModel) -> None:
    text = REGION.replace("mlg:jobSeekers 1000 ;", "mlg:jobSeekers 260 ;")
    found = rows(AvailableModel(GapModel(store_of(text), NAMES)).available("bassin:A"))
    row = found["rome-competence:3"]
    assert row.judgement.likeliest is Verdict.UNDER_SUPPLIED
    assert row.close == ()


def test_a_territory_that_cuts_a_bassin_gets_its_share_of_people_and_says_so() -> None:
    text = REGION + cell("D", 1, 100, 80, 40)
    answer = AvailableModel(GapModel(store_of(text), NAMES)).available("10004", by="occupation")
    row = rows(answer)["rome:Z1001"]
    assert (row.demand, row.seekers, row.offers) == (75, 60, 30)
    assert row.evidence.cells[0].counted == 60
    assert any("prorata de la population" in note and "D : 75 %" in note for note in answer.notes)


def test_rome_mobilities_make_occupations_close() -> None:
    text = REGION + (
        "mobility:1 a mlg:Mobility ; mlg:mobilityFromOccupation rome:Z1003 ; "
        "mlg:mobilityToOccupation rome:Z1001 ; mlg:rank 2 .\n"
    )
    row = occupations(AvailableModel(GapModel(store_of(text), NAMES)), "bassin:A")["rome:Z1001"]
    (close,) = row.close
    assert (close.curie, close.shared, close.missing, close.rome_rank) == ("rome:Z1003", 0, 2, 2)


def test_coordinates_decide_who_is_in_commuting_distance() -> None:
    territories = read_territories(store_of(REGION))
    at = {"10001": (48.0, 4.0), "10002": (48.0, 5.0), "10003": (48.2, 4.0), "10004": (49.0, 9.0)}
    placed = replace(
        territories,
        centres={NAMES.concept("commune", code): Centre(*degrees) for code, degrees in at.items()},
    )
    area = commuting_area(placed, NAMES, placed.resolve(NAMES, "bassin:A"))
    assert [NAMES.curie(one) for one in area.around] == ["bassin:C"]  # 22 km; B is at 74 km
    assert "40 km" in area.rule
    blind = commuting_area(territories, NAMES, territories.resolve(NAMES, "bassin:A"))
    assert [NAMES.curie(one) for one in blind.around] == ["bassin:B"]
    assert "intercommunalité" in blind.rule


def test_the_index_gives_the_same_answer(model: AvailableModel, tmp_path: Path) -> None:
    model.write_index(tmp_path)
    indexed = AvailableModel(GapModel(store_of(REGION), NAMES), tmp_path)
    assert indexed.available("bassin:A") == model.available("bassin:A")
    (tmp_path / FILE).write_text("{", "utf-8")
    damaged = AvailableModel(GapModel(store_of(REGION), NAMES), tmp_path)
    assert damaged.available("bassin:A") == model.available("bassin:A")


def test_what_cannot_be_asked_is_refused(model: AvailableModel) -> None:
    with pytest.raises(BadParameter, match="competence, occupation"):
        model.available("bassin:A", by="certification")
    with pytest.raises(UnknownTerritory):
        model.available("bassin:Z")
    with pytest.raises(NoDataForPeriod, match="2024"):
        model.available("bassin:A", "1999")


def test_a_graph_without_job_seekers_says_so() -> None:
    text = "\n".join(line for line in REGION.splitlines() if "LabourMarket" not in line)
    with pytest.raises(NoDataForPeriod, match="demandeurs d'emploi"):
        AvailableModel(GapModel(store_of(text), NAMES)).available("bassin:A")


def table(noise: int) -> list[Count]:
    # Row and column effects, exactly, plus or minus a noise that cancels in every margin.
    return [
        Count(f"r{row}", f"c{column}", (row + 1) * 100 + (noise if (row + column) % 2 else -noise))
        for row in range(8)
        for column in range(8)
    ]


def test_dispersion_is_what_rows_and_columns_leave_unexplained() -> None:
    assert dispersion(table(0)) == 1  # never under what chance gives
    expected = sum(8 * 60**2 / ((row + 1) * 100) for row in range(8)) / (64 - 16 + 1)
    assert dispersion(table(60)) == pytest.approx(expected)
    assert dispersion(table(60)[:40]) == 1  # 28 degrees of freedom: too few to tell


def test_dispersion_widens_intervals_and_leaves_coverage() -> None:
    from maillage.queries.available_judgement import Comparison, judge_comparisons

    case = Comparison(100, 100, 0, 60, 1.0)
    (sharp,), (wide,) = judge_comparisons([case]), judge_comparisons([case], 10.0)
    assert sharp.coverage == wide.coverage == pytest.approx(0.6)
    assert sharp.interval is not None and wide.interval is not None
    assert wide.interval[0] < sharp.interval[0] < 0.6 < sharp.interval[1] < wide.interval[1]
    assert (sharp.verdict, wide.verdict) == (Verdict.UNDER_SUPPLIED, Verdict.UNDETERMINED)


def test_what_wrote_an_answer_goes_with_it_though_no_garbage_is_looked_for(
    model: AvailableModel,
) -> None:
    gc.disable()
    try:
        answer: AvailableAnswer | None = model.available("bassin:A", None, "occupation")
        assert _writers() == 1, "the answer writes its evidence when it is read"
        answer = None
        assert answer is None and _writers() == 0
    finally:
        gc.enable()


def _writers() -> int:
    # Not isinstance: it asks each object its class, and some that torch keeps answer with a warning.
    return sum(type(one) is AvailableRowWriter for one in gc.get_objects())
