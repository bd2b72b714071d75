"""Advice over a region that we invented: every sum can be redone by hand.

Bassin A asks for 900 Z1001, 20 Z1002, 600 Z1003 (480 seasonal) and 300 Z1004; bassin B for 100 Z1001 and
480 Z1002. Ten actions in B prepare rncp:11 (Z1001), eight in A prepare rncp:12 (Z1002), which expired and
which rncp:22 replaces. So 18 actions serve 2,400 projects: an action is worth 400 / 3 of them.
rncp:13 leads to Z1003, rncp:14 to Z1001 and Z1002, and nothing active to Z1004. Titles speak of every occupation, but
that of rncp:15, which leads to Z1003 too.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.advice import AdviceModel
from maillage.queries.advice_answer import Action, Advice, Part, Proposal
from maillage.queries.advice_data import CertificationFacts
from maillage.queries.advice_existing import decide
from maillage.queries.advice_index import load_advice_data, load_blocks
from maillage.queries.advice_openings import worths
from maillage.queries.errors import BadParameter, NoDataForPeriod, UnknownTerritory
from maillage.queries.gap import GapModel
from maillage.queries.needs_rule import NeedKind
from maillage.queries.verdict import Judgement, Verdict

NAMES = Names()
PREFIXES = "\n".join(f"@prefix {prefix}: <{uri}> ." for prefix, uri in NAMES.prefixes.items())
CELLS = [  # bassin, family, projects, difficult, seasonal
    ("A", 1, 900, 100, 0),
    ("A", 2, 20, 2, 0),
    ("A", 3, 600, 500, 480),
    ("A", 4, 300, 200, 0),
    ("B", 1, 100, 50, 0),
    ("B", 2, 480, 100, 0),
]
CERTIFICATIONS = """
rncp:11 a mlg:Certification ; skos:prefLabel "Titre un"@fr ; mlg:active true ; mlg:leadsTo rome:Z1001 ;
  mlg:registrationEnd "2030-01-01"^^xsd:date ; mlg:hasBlock bloc:B1, bloc:B3 .
rncp:12 a mlg:Certification ; skos:prefLabel "Ancien titre deux"@fr ; mlg:active false ;
  mlg:leadsTo rome:Z1002 .
rncp:22 a mlg:Certification ; skos:prefLabel "Titre deux"@fr ; mlg:active true ; dct:replaces rncp:12 .
rncp:13 a mlg:Certification ; skos:prefLabel "Titre trois"@fr ; mlg:active true ; mlg:leadsTo rome:Z1003 ;
  mlg:registrationEnd "2027-03-01"^^xsd:date ; mlg:hasBlock bloc:B2, bloc:B4, bloc:B5 .
rncp:14 a mlg:Certification ; skos:prefLabel "Titre large"@fr ; mlg:active true ;
  mlg:leadsTo rome:Z1001, rome:Z1002 .
rncp:15 a mlg:Certification ; skos:prefLabel "Méthanisation"@fr ; mlg:active true ; mlg:leadsTo rome:Z1003 .
bloc:B1 a mlg:CompetenceBlock ; skos:prefLabel "Dresser"@fr ; mlg:certifies rome-competence:1 .
bloc:B2 a mlg:CompetenceBlock ; skos:prefLabel "Souffler"@fr ; mlg:certifies caro:souffler .
bloc:B3 a mlg:CompetenceBlock ; skos:prefLabel "Langue"@fr ; mlg:certifies caro:langue .
bloc:B4 a mlg:CompetenceBlock ; skos:prefLabel "Langue"@fr ; mlg:certifies caro:langue .
bloc:B5 a mlg:CompetenceBlock ; skos:prefLabel "Sport"@fr ; mlg:certifies caro:sport .
caro:sport a mlg:Competence ; skos:prefLabel "Sport"@fr ; skos:broader caro:enseignement_general .
rome-competence:1 a mlg:Competence ; skos:prefLabel "Dresser"@fr .
rome-competence:2 a mlg:Competence ; skos:prefLabel "Peindre"@fr .
caro:souffler a mlg:Competence ; skos:prefLabel "Souffler"@fr .
caro:langue a mlg:Competence ; skos:prefLabel "Langue"@fr .
rome:Z1001 mlg:requiresCore rome-competence:1, rome-competence:2 .
rome:Z1002 mlg:requiresCore rome-competence:2 .
observation:i1 a mlg:InsertionObservation ; qb:dataSet dataset:inserjeunes ; dct:title "Un"@fr ;
  mlg:diplomaKind "CAP"@fr ; mlg:territory reg:44 ; mlg:employmentRate12 0.7 ; mlg:measuredRecords 9 ;
  mlg:ofCertification rncp:11 .
observation:i2 a mlg:InsertionObservation ; qb:dataSet dataset:inserjeunes ; dct:title "Trois"@fr ;
  mlg:diplomaKind "CAP"@fr ; mlg:territory reg:44 ; mlg:employmentRate12 0.4 ; mlg:measuredRecords 9 ;
  mlg:ofCertification rncp:13 .
observation:t a mlg:LabourMarketObservation ; mlg:territory bassin:A ; mlg:period "2020"^^xsd:gYear ;
  mlg:occupation rome:Z1001 ; mlg:jobOffers 30 ; mlg:jobSeekers 5000 .
"""


def region() -> Iterator[str]:
    yield 'reg:44 a mlg:Region, mlg:Territory ; skos:prefLabel "Région"@fr .'
    for code, basin in ((10001, "A"), (10002, "B")):
        yield (
            f'bassin:{basin} a mlg:EmploymentBasin, mlg:Territory ; skos:prefLabel "{basin}"@fr .\n'
            f'commune:{code} a mlg:Commune, mlg:Territory ; skos:prefLabel "c{code}"@fr ; '
            f"mlg:population 1000 ; mlg:within bassin:{basin}, reg:44 ."
        )
    for one in range(1, 5):
        yield (
            f'rome:Z100{one} a mlg:Occupation ; skos:prefLabel "Titre deux, trois, large, ancien ({one})"@fr ; '
            f"mlg:parentOccupation rome:Z100{one} .\n"
            f'fap:F{one} a mlg:OccupationFamily ; skos:prefLabel "F{one}"@fr .\n'
            f"fap-link:{one} a mlg:FamilyLink ; mlg:family fap:F{one} ; mlg:occupation rome:Z100{one} ; "
            "mlg:share 1.0 ."
        )
    for basin, family, projects, difficult, seasonal in CELLS:
        yield (
            f"observation:{basin}{family} a mlg:RecruitmentObservation ; mlg:territory bassin:{basin} ; "
            f'mlg:period "2024"^^xsd:gYear ; mlg:family fap:F{family} ; mlg:recruitmentProjects {projects} ; '
            f"mlg:difficultProjects {difficult} ; mlg:seasonalProjects {seasonal} ."
        )
    for number in range(18):
        commune, certification = (10002, 11) if number < 10 else (10001, 12)
        yield (
            f'offer:o{number} a mlg:TrainingOffer ; dct:source "list" ; mlg:locatedIn commune:{commune} ; '
            f'mlg:prepares rncp:{certification} ; mlg:certificationMethod "declared" .'
        )
    yield CERTIFICATIONS


@pytest.fixture(scope="module")
def model() -> AdviceModel:
    loaded = Store()
    loaded.load(
        "\n".join([PREFIXES, *region()]).encode(),
        format=RdfFormat.TURTLE,
        to_graph=NamedNode("urn:graph:region"),
    )
    return AdviceModel(GapModel(TripleStore(loaded), NAMES))


@pytest.fixture(scope="module")
def advice(model: AdviceModel) -> Advice:
    return model.advise("bassin:A", actions=12, today="2026-11-24")


def proposal(advice: Advice, curie: str) -> Proposal:
    return next(one for one in advice.proposals if one.curie == curie)


def test_openings_cover_what_is_missing_and_nothing_more(advice: Advice) -> None:
    # 900 and 600 projects at 400/3 an action: seven and five actions.
    sessions = {one.curie: one.sessions for one in advice.of(Action.OPEN)}
    assert sessions == {"rncp:11": 7, "rncp:13": 5}
    needs = {need.curie: need for need in advice.needs}
    assert needs["rome:Z1001"].missing == pytest.approx(900)
    expected = needs["rome:Z1001"].expected + needs["rome:Z1003"].expected
    assert advice.cover.covered == pytest.approx(expected)
    assert advice.cover.covered == pytest.approx(advice.cover.total)
    assert advice.cover.share_of_best == pytest.approx(1.0)


def test_a_title_that_barely_speaks_of_an_occupation_is_not_proposed_for_it(advice: Advice) -> None:
    named = {one.curie for one in advice.proposals}
    named |= {other.curie for one in advice.proposals for other in one.equivalents}
    assert "rncp:13" in named
    assert "rncp:15" not in named


def test_an_action_counts_for_what_its_title_says() -> None:
    one, two = NAMES.uri("rome:Z1001"), NAMES.uri("rome:Z1002")
    facts = CertificationFacts("", None, "", "", (one, two), False, (0.9, 0.6))
    assert worths(facts) == pytest.approx({one: 0.81 / 1.5, two: 0.36 / 1.5})
    assert worths(facts._replace(fits=(1.0, 0.2))) == pytest.approx({one: 1 / 1.2})
    assert worths(facts._replace(fits=(0.0, 0.0))) == {}


def test_what_nobody_prepares_in_the_region_is_told(advice: Advice) -> None:
    assert any(
        "Aucune action connue" in text for text in proposal(advice, "rncp:13").counter_evidence
    )
    assert any("10 ailleurs" in text for text in proposal(advice, "rncp:11").reasons)


def test_an_index_gives_back_what_was_written(model: AdviceModel, tmp_path: Path) -> None:
    model.write_index(tmp_path)
    assert load_advice_data(tmp_path) == model.data
    blocks = load_blocks(tmp_path)
    assert blocks is not None
    assert [one.label for one in blocks.of(NAMES.uri("rncp:11"))] == ["Dresser", "Langue"]
    assert blocks.of(NAMES.uri("rncp:12")) == []
    assert load_advice_data(tmp_path / "absent") is None
    assert load_blocks(tmp_path / "absent") is None


def test_fewer_actions_go_where_they_cover_most(model: AdviceModel) -> None:
    found = model.advise("bassin:A", actions=2)
    assert {one.curie: one.sessions for one in found.of(Action.OPEN)} == {"rncp:11": 2}
    assert found.cover.guarantee == pytest.approx(0.632, abs=1e-3)
    assert found.cover.covered <= found.cover.bound


def test_a_need_that_no_active_certification_leads_to_is_told_apart(advice: Advice) -> None:
    assert [need.curie for need in advice.unreachable] == ["rome:Z1004"]
    assert advice.cover.unreachable == pytest.approx(advice.unreachable[0].expected)
    assert any("rome:Z1004" in note for note in advice.notes)


def test_an_abundant_training_is_converted_towards_a_close_opening(advice: Advice) -> None:
    found = proposal(advice, "rncp:12")
    assert (found.action, found.sessions, found.active) == (Action.CONVERT, 8, False)
    assert [one.curie for one in found.towards] == ["rncp:11"]  # half of Z1001's core is common
    assert any("rncp:22" in sentence for sentence in found.counter_evidence)
    assert len(found.offers) == 8


def test_a_training_of_an_occupation_in_want_is_kept(model: AdviceModel) -> None:
    found = proposal(model.advise("bassin:A + bassin:B", actions=1), "rncp:12")
    assert (
        found.action is Action.WATCH
    )  # 8 actions for 500 projects, 3.75 expected: not sure enough


def test_what_speaks_against_an_opening_is_said(advice: Advice) -> None:
    one, three = proposal(advice, "rncp:11"), proposal(advice, "rncp:13")
    assert any("5\u202f000 personne(s) cherchent déjà" in text for text in one.counter_evidence)
    assert any("11\u202f% seulement" in text for text in one.counter_evidence)
    assert any("80\u202f% des projets sont saisonniers" in text for text in three.counter_evidence)
    assert any("2027-03-01" in text for text in three.counter_evidence)
    assert not any("enregistrement" in text for text in one.counter_evidence)  # until 2030


def test_insertion_speaks_for_or_against(advice: Advice) -> None:
    one, three = proposal(advice, "rncp:11"), proposal(advice, "rncp:13")
    assert any("70\u202f% en emploi 12 mois après" in text for text in one.reasons)
    assert any("40\u202f% en emploi 12 mois après" in text for text in three.counter_evidence)
    assert not any("Insertion" in text for text in (*one.counter_evidence, *three.reasons))


def test_the_part_comes_from_two_dates_and_seasons(advice: Advice) -> None:
    assert proposal(advice, "rncp:11").part.part is Part.CORE
    assert proposal(advice, "rncp:13").part.part is Part.COMPLEMENTARY
    assert proposal(advice, "rncp:12").part.part is Part.UNDETERMINED


def test_typed_needs_decide_before_dates(model: AdviceModel) -> None:
    kinds = {
        NAMES.uri("rome-competence:1"): NeedKind.EMERGING,
        NAMES.uri("rome-competence:2"): NeedKind.EMERGING,
    }
    found = model.advise("bassin:A", kinds=kinds)
    assert proposal(found, "rncp:11").part.part is Part.COMPLEMENTARY
    split = {**kinds, NAMES.uri("rome-competence:2"): NeedKind.STABLE}
    assert proposal(model.advise("bassin:A", kinds=split), "rncp:11").part.part is Part.CORE


def test_a_lower_demand_is_tried_again(advice: Advice, model: AdviceModel) -> None:
    # 720 and 480 projects at 400/3 an action: six and four.
    one = proposal(advice, "rncp:11")
    assert "6 action(s) au lieu de 7" in one.if_lower
    assert not one.robust
    assert proposal(advice, "rncp:12").robust  # the less is asked for, the more abundant
    assert advice.lower_cover.total == pytest.approx(
        sum(
            0.8 * need.missing * (need.lower.probability or 0)
            for need in advice.needs
            if need.missing
        )
    )
    nearly_none = model.advise("bassin:A", lower=0.001)
    assert "ne serait plus proposée" not in one.if_lower
    assert "n'est" not in proposal(nearly_none, "rncp:13").if_lower
    assert "« indéterminé »" in proposal(nearly_none, "rncp:13").if_lower


def test_blocs_certify_what_the_core_asks_or_what_its_certifications_share(advice: Advice) -> None:
    assert [one.curie for one in advice.blocks] == ["rome-competence:1", "caro:souffler"]
    assert [one.curie for one in advice.blocks[0].blocks] == ["bloc:B1"]
    # caro:langue: two of the three certifications hold it; caro:sport: general education.
    needs = {need.curie: need for need in advice.needs}
    assert advice.blocks[0].weight == pytest.approx(needs["rome:Z1001"].expected)
    assert advice.block_cover.covered == pytest.approx(sum(one.weight for one in advice.blocks))


def test_certifications_that_lead_elsewhere_too_are_listed_as_others(advice: Advice) -> None:
    one = proposal(advice, "rncp:11")
    assert one.equivalents == ()
    assert [other.curie for other in one.others] == ["rncp:14"]


def test_every_occupation_named_has_its_figures_and_command(advice: Advice) -> None:
    figures = {need.curie: need for need in advice.needs}
    for one in advice.proposals:
        assert set(one.occupations) <= figures.keys()
        assert one.reasons
        assert one.if_lower.startswith("Avec 20\u202f% de projets en moins")
    for need in figures.values():
        assert need.list.startswith("maillage gap bassin:A")


def test_it_never_commands(advice: Advice) -> None:
    told = [*advice.notes]
    for one in advice.proposals:
        told += [*one.reasons, *one.counter_evidence, one.if_lower, one.part.reason]
    assert not any("il faut" in text.lower() or "doit " in text.lower() for text in told)
    assert "à examiner" in advice.notes[0]


def test_bad_questions_are_named(model: AdviceModel) -> None:
    with pytest.raises(BadParameter, match="actions"):
        model.advise("bassin:A", actions=0)
    with pytest.raises(BadParameter, match="lower"):
        model.advise("bassin:A", lower=1.2)
    with pytest.raises(UnknownTerritory):
        model.advise("bassin:Z")
    with pytest.raises(NoDataForPeriod):
        model.advise("bassin:A", "1999")


def test_the_rule_on_what_exists() -> None:
    base = Judgement(Verdict.BALANCED, Verdict.BALANCED, 1.0, None, 1.0, 0.95)
    under, over, unsure = (
        base._replace(verdict=one)
        for one in (Verdict.UNDER_SUPPLIED, Verdict.OVER_SUPPLIED, Verdict.UNDETERMINED)
    )
    assert decide([over, under]) is Action.KEEP
    assert decide([over, over]) is Action.CONVERT
    assert decide([over, base]) is Action.KEEP
    assert decide([over, unsure]) is Action.WATCH


def test_without_supply_anywhere_nothing_is_proposed() -> None:
    loaded = Store()
    turtle = "\n".join([PREFIXES, *(part for part in region() if "TrainingOffer" not in part)])
    loaded.load(turtle.encode(), format=RdfFormat.TURTLE, to_graph=NamedNode("urn:graph:region"))
    found = AdviceModel(GapModel(TripleStore(loaded), NAMES)).advise("bassin:A")
    assert (found.proposals, found.cover.picks) == ((), 0)
