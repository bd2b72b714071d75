"""Needs as the graph publishes them: one RDF Data Cube observation a competence, territory and period."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import STANDARD, Names
from maillage.ontology.terms import DCT, MLG, QB, RDF, XSD_GYEAR
from maillage.queries.needs_answer import NeedAssessment
from maillage.queries.needs_rule import NeedRule

_DERIVED = NamedNode(STANDARD["prov"] + "wasDerivedFrom")
_MONTH = NamedNode(STANDARD["xsd"] + "gYearMonth")
_DATASET = "needs"
_LICENCE = "dérivé des sources citées, selon leurs conditions"


@dataclass(frozen=True, slots=True)
class NeedContext:
    """What the assessments of one run share."""

    territory: str  # CURIE
    evidence: tuple[
        str, ...
    ]  # CURIEs or URIs of the datasets or graphs that the counts come from; one at least
    sector: str = ""  # CURIE, "" for all sectors

    @property
    def name(self) -> str:
        """The part of an observation's name that says where and in which sector."""
        parts = (self.territory, self.sector) if self.sector else (self.territory,)
        return "-".join(part.replace(":", "-") for part in parts)


def need_triples(
    assessments: Iterable[NeedAssessment], context: NeedContext, names: Names
) -> Iterator[Triple]:
    """Yield one observation an assessment, of the data set `need_dataset_triples`, dated by the last period assessed.

    Publishing the same assessment again gives the same triples. An assessment without any observed period
    has no date, and yields nothing.
    """
    for one in assessments:
        if one.periods:
            yield from _observation_triples(one, context, names)


def need_dataset_triples(names: Names, rule: NeedRule) -> Iterator[Triple]:
    """Yield the data set that the observations of needs belong to, with the rule that they are typed by."""
    dataset = names.concept("dataset", _DATASET)
    yield Triple(dataset, RDF.type, QB.DataSet)
    yield Triple(dataset, DCT.title, Literal("Besoins en compétences", language="fr"))
    yield Triple(dataset, DCT.title, Literal("Competence needs", language="en"))
    yield Triple(dataset, DCT.publisher, Literal("Maillage"))
    yield Triple(dataset, DCT.license, Literal(_LICENCE, language="fr"))
    told = f"Règle (docs/adr/0005) : {rule_text(rule)}"
    yield Triple(dataset, DCT.description, Literal(told, language="fr"))


def _observation_triples(
    one: NeedAssessment, context: NeedContext, names: Names
) -> Iterator[Triple]:
    period = one.periods[-1]
    name = f"need-{context.name}-{one.competence.replace(':', '-')}-{period}"
    node = names.concept("observation", name)
    yield Triple(node, RDF.type, MLG.NeedAssessment)
    yield Triple(node, RDF.type, QB.Observation)
    yield Triple(node, QB.dataSet, names.concept("dataset", _DATASET))
    yield Triple(node, MLG.competence, names.uri(one.competence))
    yield Triple(node, MLG.territory, names.uri(context.territory))
    yield Triple(node, MLG.period, Literal(period, datatype=_MONTH if "-" in period else XSD_GYEAR))
    yield Triple(node, MLG.needKind, names.concept("need-kind", one.kind))
    if context.sector:
        yield Triple(node, MLG.hasSector, names.uri(context.sector))
    for source in context.evidence:
        yield Triple(node, _DERIVED, names.uri(source))
    yield Triple(node, DCT.description, Literal(_why(one), language="fr"))


def _why(one: NeedAssessment) -> str:
    earlier, recent = one.windows
    if not one.earlier_exposure:
        counted = f"{one.total:g} mentions sur {one.recent_exposure:g} offres ({recent})"
        return f"{one.reason} — pour trancher : {one.settling} — {counted}"
    counted = (
        f"{one.earlier_count:g} mentions sur {one.earlier_exposure:g} ({earlier}), puis "
        f"{one.recent_count:g} sur {one.recent_exposure:g} ({recent}) ; "
        f"q = {one.emerging_q:.4g} (hausse), {one.occasional_q:.4g} (poussées)"
    )
    settling = f"pour trancher : {one.settling}" if one.settling else ""
    return " — ".join(text for text in (one.reason, settling, counted) if text)


def rule_text(rule: NeedRule) -> str:
    """Return the rule in one line: what to type to have the same answer."""
    return ", ".join(
        f"{name}={'estimé' if value is None else format(value, 'g')}"
        for name, value in rule.parameters().items()
    )
