"""Inferred facts: kept apart, made again the same, described, and the ones that HermiT entails."""

import random
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple

from maillage.graph import inference as module
from maillage.graph.inference import INFERRED, graphs_read, infer, inference_triples
from maillage.graph.manifest import SourceRecord
from maillage.graph.provenance import provenance_triples
from maillage.graph.triple_store import TripleStore
from maillage.ontology.consistency import entailed_links
from maillage.ontology.names import STANDARD, Names
from maillage.ontology.rules import Rule, kept_rules
from maillage.ontology.terms import DCT, MLG
from maillage.ontology.vocabulary import standard_curie
from maillage.queries.question import Solution, question

NAMES = Names()
PREFIXES = "\n".join(f"@prefix {prefix}: <{uri}> ." for prefix, uri in NAMES.prefixes.items())
SMALL_GRAPH = Path(__file__).parents[1] / "ontology" / "small_graph.ttl"
OFFERS = """
offer:1 a mlg:TrainingOffer ; skos:prefLabel "CAP Fromagerie"@fr ; mlg:prepares rncp:1 ;
  mlg:locatedIn commune:10001 .
offer:2 a mlg:TrainingOffer ; mlg:prepares rncp:1 ; mlg:develops rome-competence:1 .
offer:3 a mlg:TrainingOffer ; mlg:prepares rncp:2 .
"""
REGISTER = """
rncp:1 a mlg:Certification ; mlg:hasBlock bloc:RNCP1BC01, bloc:RNCP1BC02 .
bloc:RNCP1BC01 a mlg:CompetenceBlock ; mlg:certifies rome-competence:1, rome-competence:2 .
bloc:RNCP1BC02 a mlg:CompetenceBlock ; mlg:certifies rome-competence:1 .
rncp:2 a mlg:Certification .
rome-competence:1 a mlg:Competence ; skos:prefLabel "Mouler"@fr .
rome-competence:2 a mlg:Competence ; skos:prefLabel "Saler"@fr .
"""
ADS = """
ad:1 a mlg:JobAdvertisement ; mlg:seeks rome:Z1 ; mlg:mentions rome-competence:1 .
"""
ROME = """
rome:Z1 a mlg:Occupation ; mlg:requires rome-competence:1, rome-competence:2 ; mlg:requiresCore rome-competence:2 .
"""
PLACES = "commune:10001 a mlg:Commune ; mlg:within reg:44 ."
DEVELOPS = "prépare ∘ a pour bloc ∘ certifie ⇒ développe"
MENTIONED = "mentionne ⇒ suppose"
IMPLIES = "recherche le métier ∘ requiert ⇒ suppose"


def stated(**sources: str) -> tuple[TripleStore, list[SourceRecord]]:
    """Return a store with a graph for each source, given in Turtle, and their records."""
    store = TripleStore(Store())
    for source, text in sources.items():
        graph = NAMES.graph(source, "1")
        store.store.load(f"{PREFIXES}\n{text}".encode(), RdfFormat.TURTLE, to_graph=graph)
    return store, [record_of(store, source) for source in sources]


def record_of(store: TripleStore, source: str) -> SourceRecord:
    graph = NAMES.graph(source, "1")
    triples, checksum = store.checksum(graph)
    return SourceRecord(
        source, "1", "Titre", "Nous", "libre", None, graph.value, "1", (), "", triples, checksum,
        0, {}, (), "2026-01-01T00:00:00+00:00",
    )  # fmt: skip


def everything() -> tuple[TripleStore, list[SourceRecord]]:
    return stated(offers=OFFERS, register=REGISTER, ads=ADS, rome=ROME, places=PLACES)


def inferred_by(store: TripleStore, records: list[SourceRecord]) -> SourceRecord:
    made = infer(store, records, NAMES)
    assert made is not None
    return made


def curies(store: TripleStore, made: SourceRecord) -> set[tuple[str, str, str]]:
    """Return the facts of the inferred graph."""
    quads = store.store.quads_for_pattern(None, None, None, NamedNode(made.graph))
    return {tuple(NAMES.curie(str(one)[1:-1]) for one in quad.triple) for quad in quads}  # type: ignore[misc]


@pytest.fixture
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small graphs grow by more than the share that is allowed to large ones."""
    monkeypatch.setattr(module, "SHARE", 10.0)


@pytest.mark.usefixtures("roomy")
def test_what_the_chains_give_is_in_a_graph_of_its_own_and_what_is_stated_is_not() -> None:
    store, records = everything()
    made = inferred_by(store, records)
    assert (made.source, made.graph) == (INFERRED, NAMES.graph(INFERRED, made.version).value)
    assert curies(store, made) == {
        ("offer:1", "mlg:develops", "rome-competence:1"),
        ("offer:1", "mlg:develops", "rome-competence:2"),
        ("offer:2", "mlg:develops", "rome-competence:2"),
        ("ad:1", "mlg:implies", "rome-competence:1"),
        ("ad:1", "mlg:implies", "rome-competence:2"),
    }
    assert made.counts == {DEVELOPS: 3, MENTIONED: 1, IMPLIES: 1}
    assert made.triples == sum(made.counts.values()) == 5


@pytest.mark.usefixtures("roomy")
def test_inferring_again_changes_nothing() -> None:
    store, records = everything()
    made = inferred_by(store, records)
    before = set(store.store)
    again = inferred_by(store, records)
    assert (again.checksum, again.fingerprint, again.counts) == (
        made.checksum,
        made.fingerprint,
        made.counts,
    )
    assert set(store.store) == before
    assert infer(store, records, NAMES, made) is made, "nothing that is read changed"


@pytest.mark.usefixtures("roomy")
def test_a_source_that_no_rule_reads_makes_nothing_again_and_one_that_is_read_does() -> None:
    store, records = everything()
    made = inferred_by(store, records)
    assert {one.source for one in graphs_read(store, records)} == {
        "offers",
        "register",
        "ads",
        "rome",
    }
    graph = NAMES.graph("places", "1")
    store.load(graph, [Triple(NAMES.uri("commune:1"), MLG.within, NAMES.uri("reg:44"))])
    moved = [*records[:-1], record_of(store, "places")]
    assert infer(store, moved, NAMES, made) is made
    store.store.remove_graph(NAMES.graph("register", "1"))
    rest = [one for one in records if one.source != "register"]
    fewer = infer(store, rest, NAMES, made)
    assert fewer is not None
    assert fewer.counts == {MENTIONED: 1, IMPLIES: 1}


@pytest.mark.usefixtures("roomy")
def test_facts_of_a_property_whose_sources_are_the_same_are_not_inferred_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, records = everything()
    made = inferred_by(store, records)
    graph = NAMES.graph("more-ads", "1")
    store.load(graph, [Triple(NAMES.uri("ad:2"), MLG.mentions, NAMES.uri("rome-competence:2"))])
    moved = [*records, record_of(store, "more-ads")]
    asked: list[str] = []

    def counted(store: TripleStore, rule: Rule, at_most: int) -> int:
        asked.append(rule.name)
        return count(store, rule, at_most)

    count = module._count
    monkeypatch.setattr(module, "_count", counted)
    again = infer(store, moved, NAMES, made)
    assert again is not None
    assert asked == [MENTIONED, IMPLIES], "no advertisement prepares, has a bloc or certifies"
    whole = inferred_by(store, moved)
    assert (again.checksum, again.fingerprint, again.counts) == (
        whole.checksum,
        whole.fingerprint,
        whole.counts,
    )
    assert again.counts == {DEVELOPS: 3, MENTIONED: 2, IMPLIES: 1}


def test_nothing_to_infer_leaves_no_graph() -> None:
    store, records = stated(places=PLACES)
    assert infer(store, records, NAMES) is None
    assert len(list(store.store.named_graphs())) == 1


def test_a_rule_that_would_swell_the_store_is_left_to_questions_and_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, records = everything()
    read = sum(one.triples for one in graphs_read(store, records))
    monkeypatch.setattr(module, "SHARE", 4 / read)  # the three of `develops`, and one
    made = inferred_by(store, records)
    assert made.counts == {DEVELOPS: 3, MENTIONED: 1}
    (note,) = made.notes
    assert note.startswith(IMPLIES)
    assert len(implied(store, "ad:1")) == 2, "the answer is the same"


@pytest.mark.usefixtures("roomy")
def test_the_provenance_names_the_activity_its_sources_the_ontology_and_the_rules() -> None:
    store, records = described()
    made = inferred_by(store, records)
    found = list(inference_triples(made, graphs_read(store, records)))
    prov = STANDARD["prov"]
    used = {one.object for one in found if one.predicate.value == prov + "used"}
    assert {NAMES.graph(one, "1") for one in ("offers", "register", "ads", "rome")} <= used
    assert NamedNode("https://w3id.org/maillage/ontology/" + made.version) in used
    rules = [one for one in found if one.predicate == DCT.title]
    assert {one.object.value for one in rules if isinstance(one.object, Literal)} == {
        rule.name for rule in kept_rules()
    }
    assert {one.subject for one in rules} <= used
    (generated,) = (one for one in found if one.predicate.value == prov + "wasGeneratedBy")
    assert generated.subject == NamedNode(made.graph)


def described() -> tuple[TripleStore, list[SourceRecord]]:
    """Return everything, with what is inferred and its provenance."""
    store, records = everything()
    made = infer(store, records, NAMES)
    if made is not None:
        graph = NAMES.graph("maillage", "provenance")
        store.load(graph, provenance_triples(made))
        store.load(graph, inference_triples(made, graphs_read(store, records)))
    return store, records


def offers(store: TripleStore, *competences: str) -> list[Solution]:
    values = [NAMES.uri(one) for one in competences]
    return list(question("competence_offers").ask(store, {"competence": values}))


def implied(store: TripleStore, ad: str) -> list[Solution]:
    values = {"advertisement": NAMES.uri(ad)}
    return list(question("advertisement_implied").ask(store, values))


def cells(rows: Iterable[Solution], *columns: str) -> set[tuple[str, ...]]:
    """Return some columns of each row as text: CURIEs, "" where unbound."""
    return {
        tuple(
            NAMES.curie(value.value) if value is not None else "" for value in map(row.get, columns)
        )
        for row in rows
    }


@pytest.mark.usefixtures("roomy")
def test_offers_that_develop_a_competence_are_stated_or_inferred_through_a_bloc() -> None:
    store, _ = described()
    columns = ("offer", "inferred", "chain", "certification", "block")
    assert cells(offers(store, "rome-competence:1"), *columns) == {
        ("offer:1", "true", DEVELOPS, "rncp:1", "bloc:RNCP1BC01"),
        ("offer:1", "true", DEVELOPS, "rncp:1", "bloc:RNCP1BC02"),
        ("offer:2", "false", "", "rncp:1", "bloc:RNCP1BC01"),
        ("offer:2", "false", "", "rncp:1", "bloc:RNCP1BC02"),
    }
    both = offers(store, "rome-competence:1", "rome-competence:2")
    assert cells(both, "competence", "offer", "inferred", "label", "commune") == {
        ("rome-competence:1", "offer:1", "true", "CAP Fromagerie", "commune:10001"),
        ("rome-competence:1", "offer:2", "false", "", ""),
        ("rome-competence:2", "offer:1", "true", "CAP Fromagerie", "commune:10001"),
        ("rome-competence:2", "offer:2", "true", "", ""),
    }
    assert offers(store, "rome-competence:3") == []


def test_an_advertisement_implies_what_it_mentions_and_more_weakly_what_its_occupation_requires() -> (
    None
):
    store, _ = everything()
    columns = ("competence", "label", "inferred", "chain", "occupation", "core")
    assert cells(implied(store, "ad:1"), *columns) == {
        ("rome-competence:1", "Mouler", "false", "", "", ""),
        ("rome-competence:2", "Saler", "true", IMPLIES, "rome:Z1", "true"),
    }
    assert implied(store, "ad:2") == []


def test_the_question_about_advertisements_follows_the_whole_path_of_the_rule() -> None:
    (rule,) = (one for one in kept_rules() if one.name == IMPLIES)
    text = question("advertisement_implied").text
    assert [uri for uri in rule.reads if standard_curie(uri) not in text] == []
    assert rule.name in text


# Agreement with the reasoner.


@pytest.fixture
def _reasoner() -> None:
    pytest.importorskip("owlready2")
    if shutil.which("java") is None:
        pytest.skip("no Java runtime: HermiT cannot run")


def assert_agreement(facts: list[Triple]) -> int:
    """Assert that the store infers what HermiT entails of the kept properties; returns how many facts."""
    store = TripleStore(Store())
    graph = NAMES.graph("drawn", "1")
    store.store.extend(Quad(one.subject, one.predicate, one.object, graph) for one in facts)
    made = infer(store, [record_of(store, "drawn")], NAMES)
    assert made is None or not made.notes
    heads = {NamedNode(rule.head) for rule in kept_rules()}
    quads = (quad for head in heads for quad in store.store.quads_for_pattern(None, head, None))
    ours = [quad.triple for quad in quads]
    assert set(ours) == {one for one in entailed_links(facts) if one.predicate in heads}
    assert len(ours) == len(set(ours)), "a fact is said once"
    return made.triples if made else 0


@pytest.mark.slow
@pytest.mark.usefixtures("_reasoner", "roomy")
def test_the_store_infers_what_hermit_entails_of_the_small_graph() -> None:
    store = Store()
    store.load(SMALL_GRAPH.read_bytes(), RdfFormat.TURTLE)
    assert assert_agreement([quad.triple for quad in store]) == 4


@pytest.fixture(scope="module")
def official(data: Path) -> list[Triple]:
    """The facts that the rules read, of the official certifications, offers and occupations."""
    from maillage.vocab.carif_oref import CarifOrefImporter
    from maillage.vocab.caro import CaroImporter
    from maillage.vocab.importer import ImportLog
    from maillage.vocab.rncp import RncpImporter
    from maillage.vocab.rome import RomeImporter

    wanted = {NamedNode(uri) for rule in kept_rules() for uri in rule.reads}
    found = []
    for importer in (CarifOrefImporter("44"), CaroImporter(), RncpImporter(), RomeImporter()):
        folder = importer.find(data)
        assert folder is not None
        log = ImportLog(importer.source)
        found += [one for one in importer.triples(folder, NAMES, log) if one.predicate in wanted]
    return found


def around(facts: list[Triple], start: NamedNode, kept: int, chance: random.Random) -> list[Triple]:
    """Return what leads on from a node, `kept` facts of each node at most."""
    by_subject: dict[object, list[Triple]] = {}
    for one in facts:
        by_subject.setdefault(one.subject, []).append(one)
    drawn: dict[Triple, None] = {}
    waiting: list[object] = [start]
    for node in waiting:
        own = by_subject.get(node, [])
        for one in chance.sample(own, min(kept, len(own))):
            if one not in drawn:
                drawn[one] = None
                waiting.append(one.object)
    return list(drawn)


@pytest.mark.real_data
@pytest.mark.slow
@pytest.mark.usefixtures("_reasoner", "roomy")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_store_infers_what_hermit_entails_of_official_facts_drawn_at_random(
    official: list[Triple], seed: int
) -> None:
    chance = random.Random(seed)
    certified = {one.subject for one in official if one.predicate == MLG.certifies}
    blocs = {
        one.subject for one in official if one.predicate == MLG.hasBlock and one.object in certified
    }
    prepared = [one for one in official if one.predicate == MLG.prepares]
    occupations = sorted(
        {one.subject for one in official if one.predicate == MLG.requires}, key=str
    )
    fruitful = sorted({one.subject for one in prepared if one.object in blocs}, key=str)
    others = sorted({one.subject for one in prepared if one.object not in blocs}, key=str)
    offers = [*chance.sample(fruitful, 3), *chance.sample(others, 3)]
    facts = [one for node in offers for one in around(official, node, 6, chance)]  # type: ignore[arg-type]
    for at, occupation in enumerate(
        chance.sample(occupations, 3)
    ):  # no official list names its ads
        ad = NAMES.concept("ad", f"drawn-{at}")
        facts.append(Triple(ad, MLG.seeks, occupation))
        own = around(official, occupation, 8, chance)  # type: ignore[arg-type]
        facts += [*own, Triple(ad, MLG.mentions, chance.choice(own).object)]
    assert assert_agreement(facts) > 10
