"""The reach of competences, over a few occupations that we invented."""

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.question import question
from maillage.queries.reach import Reach, ReachAnswer, ReachBasis, ReachModel
from maillage.queries.reach_evaluation import (
    Agreement,
    esco_reach_agreement,
    esco_transversals,
    fitting_half,
    level_agreement,
    rome_agreement,
    transversal_agreement,
)
from maillage.queries.reach_tree import FEATURES, LEVELS, Place, Spread, level, shipped, spread

NAMES = Names()
PREFIXES = "\n".join(f"@prefix {prefix}: <{uri}> ." for prefix, uri in NAMES.prefixes.items())
# Ten ESCO occupations: o0 under o9, which is under 7122; o1 to o8 each in a minor group of its own.
OCCUPATIONS = "\n".join(
    f"<http://data.europa.eu/esco/occupation/o{at}> a mlg:Occupation ; skos:broader isco:C{at}11{at} ."
    for at in range(1, 9)
)
GRAPH = f"""
{OCCUPATIONS}
<http://data.europa.eu/esco/occupation/o0> a mlg:Occupation ; skos:broader <http://data.europa.eu/esco/occupation/o9> .
<http://data.europa.eu/esco/occupation/o9> a mlg:Occupation ; skos:broader isco:C7122 .
rome:Z1001 a mlg:Occupation ; mlg:professionalDomain rome-domaine:Z10 .
rome:Z1101 a mlg:Occupation ; mlg:professionalDomain rome-domaine:Z11 .

esco:one a mlg:Competence ; esco-model:skillReuseLevel "occupation-specific" ; mlg:reach reach:occupation-specific .
esco:wide a mlg:Competence ; esco-model:skillReuseLevel "cross-sector" ; mlg:reach reach:transferable .
esco:odd a mlg:Competence ; esco-model:skillReuseLevel "cross-sector" ; mlg:reach reach:transferable .
esco:team a mlg:Competence ; esco-model:skillReuseLevel "transversal" ; mlg:reach reach:transversal .
<http://data.europa.eu/esco/occupation/o0> mlg:requires esco:one, esco:wide, esco:odd .
{"".join(f"<http://data.europa.eu/esco/occupation/o{at}> mlg:requires esco:wide . " for at in range(1, 9))}
collection:esco-transversal a skos:Collection ; skos:member esco:team .

rome-competence:10 a mlg:MacroCompetence, mlg:Competence .
rome-competence:20 a mlg:MacroCompetence, mlg:Competence .
rome-competence:11 a mlg:Competence ; skos:broader rome-competence:10 ; mlg:competenceCategory "Savoir-faire" ;
  mlg:competenceSubcategory "Transverse" ; mlg:reach reach:transversal .
rome-competence:12 a mlg:Competence ; skos:broader rome-competence:10 ; mlg:competenceCategory "Savoir-faire" ;
  mlg:competenceSubcategory "Transverse" ; mlg:reach reach:transversal .
rome-competence:13 a mlg:Competence ; skos:broader rome-competence:10 .
rome-competence:14 a mlg:Competence ; skos:broader rome-competence:10 ; mlg:competenceCategory "Savoir-faire" ;
  mlg:competenceSubcategory "Technique" .
rome-competence:21 a mlg:Competence ; skos:broader rome-competence:20 ; mlg:competenceCategory "Savoir-faire" ;
  mlg:competenceSubcategory "Technique" .
rome-competence:22 a mlg:Competence ; skos:broader rome-competence:20 ; mlg:competenceCategory "Savoir-faire" ;
  mlg:competenceSubcategory "Technique expert" .
rome:Z1001 mlg:requires rome-competence:11, rome-competence:14, rome-competence:21 .
rome:Z1101 mlg:requires rome-competence:11, rome-competence:14 .

regional:1 a mlg:Competence ; mlg:reach reach:basic ; skos:exactMatch rome-competence:12 .
"""
GOLDEN = {
    "competence_categories": 5,
    "competence_exact_matches": 1,
    "competence_occupations": 16,
    "competence_parents": 6,
    "competence_reaches": 7,
    "competence_reuse_levels": 4,
    "occupation_groups": 12,
}


@pytest.fixture(scope="module")
def model() -> ReachModel:
    store = Store()
    turtle = f"{PREFIXES}\n{GRAPH}".encode()
    store.load(turtle, RdfFormat.TURTLE, to_graph=NAMES.graph("essai", "1"))
    return ReachModel(TripleStore(store), NAMES)


def _of(model: ReachModel, curie: str, *, asserted: bool = True) -> ReachAnswer:
    return model.reach(NAMES.uri(curie), asserted=asserted)


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_the_questions_behind_find_what_the_graph_holds(model: ReachModel, name: str) -> None:
    assert len(list(question(name).ask(model.store))) == GOLDEN[name]


def test_what_is_asserted_wins_and_a_disagreement_is_told(model: ReachModel) -> None:
    found = _of(model, "esco:odd")
    assert (found.reach, found.basis) == (Reach.TRANSFERABLE, ReachBasis.ASSERTED)
    assert found.computed is Reach.OCCUPATION_SPECIFIC and found.disagrees
    assert "transférable" in found.reason and "propre à un métier" in found.reason
    assert not _of(model, "esco:one").disagrees


def test_without_assertion_the_spread_decides(model: ReachModel) -> None:
    one, wide = _of(model, "esco:one", asserted=False), _of(model, "esco:wide", asserted=False)
    assert (one.reach, one.basis) == (Reach.OCCUPATION_SPECIFIC, ReachBasis.SPREAD)
    assert wide.reach is Reach.TRANSFERABLE and wide.leaf and wide.leaf.level == "cross-sector"
    assert (wide.spread.occupations, wide.spread.groups, wide.spread.domains) == (9, 9, 8)
    assert one.spread.main == (("isco:C712", 1),)  # through the occupation above it
    assert "isco:C712 (1)" in one.reason


def test_most_siblings_transversal_makes_a_competence_transversal(model: ReachModel) -> None:
    found = _of(model, "rome-competence:13")
    assert (found.reach, found.basis) == (Reach.TRANSVERSAL, ReachBasis.MACRO)
    assert (found.siblings, round(found.transversal_siblings, 2)) == (3, 0.67)
    assert "67 %" in found.reason


def test_its_own_category_does_not_count_among_the_siblings(model: ReachModel) -> None:
    found = _of(model, "rome-competence:11", asserted=False)
    assert (found.siblings, round(found.transversal_siblings, 2)) == (3, 0.33)
    assert found.reach is Reach.TRANSFERABLE


def test_what_rome_calls_technical_is_not_made_transversal(model: ReachModel) -> None:
    found = _of(model, "rome-competence:14")
    assert (found.reach, found.basis) == (Reach.TRANSFERABLE, ReachBasis.SPREAD)
    assert found.category == "Technique"


def test_a_competence_that_nothing_speaks_of_has_no_known_reach(model: ReachModel) -> None:
    found = _of(model, "rome-competence:22")
    assert (found.reach, found.basis, found.leaf) == (None, ReachBasis.NONE, None)
    assert "inconnue" in found.reason


def test_a_competence_held_for_the_same_lends_its_reach_beside(model: ReachModel) -> None:
    found = _of(model, "rome-competence:12")
    assert (found.reach, found.also) == (Reach.TRANSVERSAL, (Reach.BASIC,))
    assert _of(model, "regional:1").reach is Reach.BASIC


def test_the_macro_competence_may_reach_further_than_one_item(model: ReachModel) -> None:
    found = _of(model, "rome-competence:21")
    assert found.macro_spread and found.macro_spread.occupations == 1
    wider = _of(model, "rome-competence:13")
    assert wider.macro_spread and wider.macro_spread.occupations == 2


def test_answers_from_an_index_are_those_from_the_graph(model: ReachModel, tmp_path: Path) -> None:
    model.write_index(tmp_path)
    again = ReachModel(model.store, NAMES, tmp_path)
    assert again.data == model.data
    assert [again.reach(one) for one in again.competences()] == [
        model.reach(one) for one in model.competences()
    ]


def test_spread_measures_evenness() -> None:
    even = spread([Place("a", "1"), Place("b", "2")])
    assert (round(even.group_entropy, 3), round(even.domain_entropy, 3)) == (0.693, 0.693)
    uneven = spread([Place("a", "1")] * 9 + [Place("b", "1")])
    assert uneven.group_entropy < even.group_entropy and uneven.domain_entropy == 0
    assert spread([]) == Spread(0, 0, 0, 0, 0)


def test_the_shipped_tree_widens_with_the_spread() -> None:
    reached = [
        level(
            spread([Place(str(at % groups), str(at % domains)) for at in range(occupations)])
        ).level
        for occupations, groups, domains in ((1, 1, 1), (3, 2, 1), (60, 30, 9))
    ]
    assert tuple(reached) == LEVELS
    provenance = shipped()["provenance"]
    assert provenance["skills"] > 6000 and provenance["macro-F1 on the other half"] >= 0.72
    assert _features(shipped()["tree"]) <= set(FEATURES)


def _features(node: dict[str, object]) -> set[str]:
    if "feature" not in node:
        assert node["level"] in LEVELS
        return set()
    below, above = node["below"], node["above"]
    assert isinstance(below, dict) and isinstance(above, dict)
    return {str(node["feature"])} | _features(below) | _features(above)


def test_agreement_counts_and_f1() -> None:
    from collections import Counter

    counts = Counter({("a", "a"): 8, ("a", "b"): 2, ("b", "a"): 4, ("b", "b"): 6})
    found = Agreement("essai", counts)
    assert found.f1("a") == pytest.approx(16 / 22)
    assert found.macro_f1(("a", "b")) == pytest.approx((16 / 22 + 12 / 18) / 2)
    assert found.f1("c") == 0
    assert found.table().splitlines()[1] == "a\t8\t2"


def test_agreements_with_what_publishers_say(model: ReachModel) -> None:
    judged = sum(not fitting_half(NAMES.uri(f"esco:{name}")) for name in ("one", "wide", "odd"))
    assert sum(level_agreement(model).counts.values()) == judged
    assert esco_reach_agreement(model).counts["cross-sector", "transferable"] == 1
    assert rome_agreement(model, asserted=True).counts["Transverse", "transversal"] == 2
    assert esco_transversals(model) == {NAMES.uri("esco:team")}
    assert transversal_agreement(model, asserted=True).f1("transversal") == pytest.approx(6 / 7)


def test_halves_are_about_equal() -> None:
    first = sum(fitting_half(NAMES.uri(f"esco:{at}")) for at in range(2000))
    assert 900 < first < 1100
