"""The rules that are read from the ontology, and their agreement with HermiT on graphs drawn at random."""

import random
import shutil
from collections.abc import Iterator

import pytest
from pyoxigraph import NamedNode, Quad, QuerySolutions, Store, Triple

from maillage.ontology import rules as module
from maillage.ontology.consistency import entailed_links
from maillage.ontology.errors import RecursiveRule
from maillage.ontology.names import ONTOLOGY, STANDARD
from maillage.ontology.resources import ontology_text
from maillage.ontology.rules import Kind, Rule, Step, kept_rules, ontology_version, path, rules
from maillage.ontology.terms import RDF
from maillage.ontology.vocabulary import OntologyTerm, ontology_terms

SEEDS = (1, 2, 3)
EACH = 6  # random links of each property
POOL = 4  # individuals of each class


def rule(head: str, *body: str, kind: Kind = "chain") -> Rule:
    """Return a rule over `urn:` properties; a leading `^` turns a step round."""
    steps = (Step(f"urn:{one.removeprefix('^')}", one.startswith("^")) for one in body)
    return Rule(f"urn:{head}", tuple(steps), kind)


def test_every_axiom_about_properties_is_a_rule() -> None:
    counts = {
        kind: sum(one.kind == kind for one in rules())
        for kind in ("chain", "transitive", "symmetric")
    }
    text = ontology_text()
    assert counts == {
        "chain": text.count("owl:propertyChainAxiom"),
        "transitive": text.count("owl:TransitiveProperty"),
        "symmetric": text.count("owl:SymmetricProperty"),
    }
    assert sum(one.kind == "inverse" for one in rules()) == 2 * text.count("owl:inverseOf")
    assert "owl:equivalentProperty" not in text, "an axiom that no rule is read from"


def test_the_chains_of_the_design_are_the_ones_that_are_kept() -> None:
    assert [one.name for one in kept_rules()] == [
        "prépare ∘ a pour bloc ∘ certifie ⇒ développe",
        "mentionne ⇒ suppose",
        "recherche le métier ∘ requiert ⇒ suppose",
    ]


def test_a_chain_follows_the_sub_properties_and_inverses_of_its_steps() -> None:
    (chain,) = (one for one in kept_rules() if one.slug == "seeks-requires-implies")
    read = {uri.removeprefix(ONTOLOGY).removeprefix(STANDARD["esco-model"]) for uri in chain.reads}
    assert read == {
        "seeks", "requires", "requiresCore", "requiresEmerging", "relatedEssentialSkill",
        "relatedOptionalSkill", "requiredFor",
    }  # fmt: skip
    assert f"^<{ONTOLOGY}requiredFor>" in chain.path


def test_every_query_of_a_rule_parses_and_finds_nothing_in_nothing() -> None:
    for one in kept_rules():
        assert list(Store().query(one.construct)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((), "<urn:p>"),
        ((rule("p", "q", kind="sub-property"),), "(<urn:p>|<urn:q>)"),
        ((rule("p", "^q", kind="inverse"), rule("q", "^p", kind="inverse")), "(<urn:p>|^<urn:q>)"),
        ((rule("p", "^p", kind="symmetric"),), "(<urn:p>|^<urn:p>)"),
        ((rule("p", "p", "p", kind="transitive"),), "<urn:p>+"),
        ((rule("p", "q", "^r"),), "(<urn:p>|<urn:q>/^<urn:r>)"),
        (
            (rule("q", "p", "p", kind="transitive"), rule("p", "q", kind="sub-property")),
            "(<urn:p>|<urn:q>+)",
        ),
        (
            (
                rule("p", "^q", kind="inverse"),
                rule("q", "^p", kind="inverse"),
                rule("q", "a", "b"),
            ),
            "(<urn:p>|^<urn:q>|^<urn:b>/^<urn:a>)",
        ),
    ],
)
def test_what_entails_a_property_is_one_path(
    monkeypatch: pytest.MonkeyPatch, found: tuple[Rule, ...], expected: str
) -> None:
    monkeypatch.setattr(module, "rules", lambda: found)
    assert path("urn:p") == expected


def test_a_chain_that_passes_by_its_own_conclusion_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = (rule("p", "q", "r"), rule("r", "p", kind="sub-property"))
    monkeypatch.setattr(module, "rules", lambda: found)
    with pytest.raises(RecursiveRule, match="urn:p"):
        path("urn:p")


def test_the_version_is_the_one_of_the_header() -> None:
    assert ontology_version() == "https://w3id.org/maillage/ontology/0.1.0"


# What follows asks HermiT.


@pytest.fixture
def _reasoner() -> None:
    pytest.importorskip("owlready2")
    if shutil.which("java") is None:
        pytest.skip("no Java runtime: HermiT cannot run")


def properties() -> list[OntologyTerm]:
    """Return the links between individuals that the rules read or conclude."""
    used = {uri for one in rules() for uri in (one.head, *(step.uri for step in one.body))}
    return [term for term in ontology_terms() if term.kind == "object" and term.uri in used]


def one_to_one() -> set[str]:
    """Return the properties that would make two individuals one, were they given at random."""
    functional = STANDARD["owl"] + "FunctionalProperty"
    heads = [term.uri for term in ontology_terms() if functional in term.traits]
    return {uri for uri in heads} | {
        found for uri in heads for found in path(uri).replace("<", ">").split(">") if ":" in found
    }


def ends(term: OntologyTerm) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the classes of subject and object, inherited from wider properties and from the inverse."""
    terms = {one.uri: one for one in ontology_terms()}
    around = [term, *(terms[uri] for uri in term.parents)]
    starts, stops = [one.domain for one in around], [one.range for one in around]
    for one in terms.values():
        if one.inverse == term.uri or (term.inverse == one.uri):
            starts += [one.range, *(terms[uri].range for uri in one.parents)]
            stops += [one.domain, *(terms[uri].domain for uri in one.parents)]
    return next(filter(None, starts), ()), next(filter(None, stops), ())


def random_graph(seed: int) -> Iterator[Triple]:
    """Yield random links between a few individuals of each class that the properties go between."""
    chance = random.Random(seed)
    pools: dict[str, list[NamedNode]] = {}

    def pool(classes: tuple[str, ...]) -> list[NamedNode]:
        name = chance.choice(classes or (ONTOLOGY + "JobAdvertisement",))
        local = name.rpartition("#")[2].rpartition("/")[2]
        return pools.setdefault(name, [NamedNode(f"urn:{local}:{at}") for at in range(POOL)])

    alone = one_to_one()
    for term in properties():
        for _ in range(EACH):
            starts, stops = map(pool, ends(term))
            at, to = chance.randrange(POOL), chance.randrange(POOL)
            yield Triple(starts[at], NamedNode(term.uri), stops[at if term.uri in alone else to])
    for name, nodes in pools.items():
        yield from (Triple(node, RDF.type, NamedNode(name)) for node in nodes)


def found_by_path(facts: list[Triple], uri: str) -> set[Triple]:
    store = Store()
    store.extend(Quad(one.subject, one.predicate, one.object) for one in facts)
    answer = store.query(f"SELECT ?s ?o {{ ?s {path(uri)} ?o }}")
    assert isinstance(answer, QuerySolutions)
    return {Triple(row[0], NamedNode(uri), row[1]) for row in answer}


@pytest.mark.slow
@pytest.mark.usefixtures("_reasoner")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_paths_find_what_hermit_entails_and_nothing_else(seed: int) -> None:
    facts = list(random_graph(seed))
    entailed = entailed_links(facts)
    assert len(properties()) > 30
    for term in properties():
        ours = found_by_path(facts, term.uri)
        assert ours == {one for one in entailed if one.predicate.value == term.uri}, term.uri
        assert ours, f"a graph that says nothing of {term.name}"


@pytest.mark.slow
@pytest.mark.usefixtures("_reasoner")
def test_without_a_link_of_its_chain_nothing_is_entailed() -> None:
    facts = [one for one in random_graph(SEEDS[0]) if "hasBlock" not in one.predicate.value]
    facts = [one for one in facts if one.predicate.value != ONTOLOGY + "blockOf"]
    stated = {one for one in facts if one.predicate.value == ONTOLOGY + "develops"}
    assert found_by_path(facts, ONTOLOGY + "develops") == stated
    assert {
        one for one in entailed_links(facts) if one.predicate.value == ONTOLOGY + "develops"
    } == stated
