"""A world of seven occupations that we invented, small enough to redo every share by hand.

Bakery: Y1001 baker, Y1002 pastry cook, Y1003 oven keeper; Y1004 delivers; Y1005 manages; Y1006 stands alone
(requires nothing); Y1007 needs only what nobody else does. Mobilities go round: Y1001 → Y1002 → Y1003 → Y1001.
Competences 1 and 2 are of macro-competence 90, so one stands for half of the other.
"""

from pyoxigraph import NamedNode, RdfFormat, Store

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.gap import GapModel
from maillage.queries.near import NearModel
from maillage.queries.near_data import NearData
from maillage.queries.path_offers import Trainings

_OCCUPATIONS = {
    "Y1001": ("Boulanger", "Pétrit et cuit le pain", (1, 2, 3, 7), (1, 2)),
    "Y1002": ("Pâtissier", "Pétrit, cuit et décore les gâteaux", (1, 3, 4, 7), (1, 4)),
    "Y1003": ("Fournier", "Cuit le pain et surveille le four", (2, 3, 8, 7), (2, 8)),
    "Y1004": ("Livreur de pain", "Livre le pain", (5, 7), (5,)),
    "Y1005": ("Gérant de boulangerie", "Gère une boulangerie", (3, 6, 4, 7), (6,)),
    "Y1006": ("Ermite", "Ne fait rien que l'on connaisse", (), ()),
    "Y1007": ("Souffleur de verre", "Souffle le verre", (9,), (9,)),
}
_COMPETENCES = {
    1: ("Pétrir la pâte", "KnowHow", "Technique"),
    2: ("Façonner la pâte à pain", "KnowHow", "Technique expert"),
    3: ("Hygiène alimentaire", "Knowledge", "Règlementations, normes"),
    4: ("Décorer un gâteau", "KnowHow", "Technique expert"),
    5: ("Livrer une commande de pain", "KnowHow", "Technique"),
    6: ("Animer une équipe", "KnowHow", "Transverse"),
    7: ("Faire preuve de rigueur", "ProfessionalBehaviour", "Transverse"),
    8: ("Conduire un four à pain", "KnowHow", "Technique"),
    9: ("Souffler le verre", "KnowHow", "Technique"),
}
_REST = """
rome-competence:90 a mlg:MacroCompetence, mlg:Competence ; skos:prefLabel "Travailler la pâte"@fr .
rome-competence:1 skos:broader rome-competence:90 . rome-competence:2 skos:broader rome-competence:90 .
rome-savoir:50 a mlg:Knowledge, mlg:Competence ; skos:prefLabel "CAP pâtissier"@fr ;
  mlg:competenceCategory "Certifications et habilitations" ; mlg:competenceSubcategory "Certifications" .
rome:Y1002 mlg:requires rome-savoir:50 ; mlg:hasWorkContext rome-context:1 ; mlg:executive false .
rome:Y1001 mlg:hasWorkContext rome-context:1 ; mlg:hasCentreOfInterest rome-interest:1 ; mlg:mobilityTo rome:Y1002 .
rome:Y1002 mlg:mobilityTo rome:Y1003 . rome:Y1003 mlg:mobilityTo rome:Y1001 .
rome-appellation:1 a mlg:JobTitle ; mlg:jobTitleOf rome:Y1001 ; skos:prefLabel "Boulangère"@fr .

bassin:P a mlg:EmploymentBasin, mlg:Territory ; skos:prefLabel "PAIN"@fr .
bassin:V a mlg:EmploymentBasin, mlg:Territory ; skos:prefLabel "VIDE"@fr .
commune:20001 a mlg:Commune, mlg:Territory ; skos:prefLabel "Fournil"@fr ; mlg:population 10 ; mlg:within bassin:P .
commune:20002 a mlg:Commune, mlg:Territory ; skos:prefLabel "Désert"@fr ; mlg:population 10 ; mlg:within bassin:V .

level:3 a skos:Concept .
rncp:700 a mlg:Certification ; skos:prefLabel "Pâtissier"@fr ; mlg:active true ; mlg:level level:3 ;
  mlg:leadsTo rome:Y1002 ; mlg:hasBlock bloc:RNCP700BC01, bloc:RNCP700BC02 ; mlg:accessRoute access:par-experience ;
  dct:replaces rncp:699 .
rncp:699 a mlg:Certification ; skos:prefLabel "Ancien pâtissier"@fr ; mlg:active false ; mlg:level level:3 ;
  mlg:leadsTo rome:Y1002 .
rncp:701 a mlg:Certification ; skos:prefLabel "Glacier"@fr ; mlg:active true ;
  mlg:hasBlock bloc:RNCP701BC01, bloc:RNCP701BC02 .
rncp:702 a mlg:Certification ; skos:prefLabel "Verrier"@fr ; mlg:active true ; mlg:level level:5 ;
  mlg:leadsTo rome:Y1007 .
bloc:RNCP700BC01 a mlg:CompetenceBlock ; skos:prefLabel "Décorer un gâteau de fête"@fr ; mlg:certifies caro:a, caro:b .
bloc:RNCP700BC02 a mlg:CompetenceBlock ; skos:prefLabel "RNCP700BC02"@fr ; mlg:certifies caro:c .
bloc:RNCP701BC01 a mlg:CompetenceBlock ; skos:prefLabel "Glacer"@fr ; mlg:certifies caro:a, caro:b .
bloc:RNCP701BC02 a mlg:CompetenceBlock ; skos:prefLabel "Compter"@fr ; mlg:certifies caro:c .
caro:a a mlg:Competence ; skos:prefLabel "Décorer"@fr . caro:b a mlg:Competence ; skos:prefLabel "Glacer"@fr .
caro:c a mlg:Competence ; skos:prefLabel "Mathématiques"@fr ; skos:broader caro:enseignement_general .
caro:enseignement_general a mlg:CompetenceGroup ; skos:prefLabel "Enseignement général"@fr .
offer:p-1 a mlg:TrainingOffer ; skos:prefLabel "CAP Pâtissier"@fr ; dct:source "p" ; mlg:locatedIn commune:20001 ;
  mlg:prepares rncp:700 ; mlg:provider provider:1 ; mlg:hasSession session:p1 .
provider:1 a mlg:Provider ; skos:prefLabel "Le Fournil"@fr .
session:p1 a mlg:Session ; schema:startDate "2025-09-01"^^xsd:date ; mlg:seats 8 .
fap:P a mlg:OccupationFamily ; skos:prefLabel "Pains"@fr .
fap-link:P-1 a mlg:FamilyLink ; mlg:family fap:P ; mlg:occupation rome:Y1002 ; mlg:share 1.0 .
observation:p a mlg:RecruitmentObservation ; mlg:territory bassin:P ; mlg:period "2024"^^xsd:gYear ;
  mlg:family fap:P ; mlg:recruitmentProjects 30 .
"""


def pathway_data() -> NearData:
    """Return the invented world, read from its triples."""
    prefixes = "\n".join(f"@prefix {name}: <{uri}> ." for name, uri in Names().prefixes.items())
    store = Store()
    store.load(
        "\n".join([prefixes, *_occupations(), *_competences(), _REST]).encode(),
        format=RdfFormat.TURTLE,
        to_graph=NamedNode("urn:graph:pathways"),
    )
    return NearData(TripleStore(store), Names())


def near_model(data: NearData) -> NearModel:
    """Return a model over that world."""
    return NearModel(data, Trainings(GapModel(data.store, data.names)))


def occupation(code: str) -> str:
    """Return the URI of an occupation."""
    return Names().uri(f"rome:{code}").value


def competence(number: int) -> str:
    """Return the URI of a competence."""
    return Names().uri(f"rome-competence:{number}").value


def _occupations() -> list[str]:
    return [
        f'rome:{code} a mlg:Occupation ; mlg:parentOccupation rome:{code} ; skos:prefLabel "{label}"@fr ; '
        f'skos:definition "{words}"@fr . '
        + "".join(f"rome:{code} mlg:requires rome-competence:{one} . " for one in required)
        + "".join(f"rome:{code} mlg:requiresCore rome-competence:{one} . " for one in core)
        for code, (label, words, required, core) in _OCCUPATIONS.items()
    ]


def _competences() -> list[str]:
    return [
        f'rome-competence:{number} a mlg:{kind}, mlg:Competence ; skos:prefLabel "{label}"@fr ; '
        f'mlg:competenceCategory "Une" ; mlg:competenceSubcategory "{category}" .'
        for number, (label, kind, category) in _COMPETENCES.items()
    ]
