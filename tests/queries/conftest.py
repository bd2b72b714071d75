"""A region of two bassins that we invented, small enough to redo every sum by hand.

Bassin A: communes 10001 (300 people) and 10002 (100); bassin B: commune 10003 (600).
Family F1 gathers occupations Z1001 (all of its ten rows) and Z1002 (half); F2 is Z1003 alone.
Commune 10002 is 9 km east of 10001, and 10003 has no coordinates; perimeter ouest-2 is 10001 alone.
Offers in 2020: 30 for Z1001, none for the two others. Z1001 covers two fiches, Z1001 and Z1091.
"""

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names

PREFIXES = "\n".join(f"@prefix {prefix}: <{uri}> ." for prefix, uri in Names().prefixes.items())

REGION = """
reg:44 a mlg:Region, mlg:Territory ; skos:prefLabel "Région"@fr .
transition:green a skos:Concept ; skos:prefLabel "Emploi vert"@fr .
transition:white a skos:Concept ; skos:prefLabel "Emploi blanc"@fr .
rome:Z1001 mlg:ecologicalTransition transition:green ; mlg:digitalTransition true ; mlg:demographicTransition false .
rome:Z1091 mlg:ecologicalTransition transition:white ; mlg:digitalTransition false .
rome:Z1002 mlg:ecologicalTransition transition:white .
bassin:A a mlg:EmploymentBasin, mlg:Territory ; skos:prefLabel "ALPHA"@fr ; mlg:within reg:44 .
bassin:B a mlg:EmploymentBasin, mlg:Territory ; skos:prefLabel "BETA"@fr ; mlg:within reg:44 .
commune:10001 a mlg:Commune, mlg:Territory ; skos:prefLabel "Un"@fr ; mlg:population 300 ;
  mlg:within bassin:A, reg:44 .
commune:10002 a mlg:Commune, mlg:Territory ; skos:prefLabel "Deux"@fr ; mlg:population 100 ;
  mlg:within bassin:A, reg:44 .
commune:10003 a mlg:Commune, mlg:Territory ; skos:prefLabel "Trois"@fr ; mlg:population 600 ;
  mlg:within bassin:B, reg:44 .

commune:10001 schema:latitude 48.30 ; schema:longitude 4.08 .
commune:10002 schema:latitude 48.30 ; schema:longitude 4.20 .
perimeter:ouest-2 a mlg:Perimeter, mlg:Territory ; skos:prefLabel "Ouest"@fr .
commune:10001 mlg:within perimeter:ouest-2 .

rome:Z1001 a mlg:Occupation ; skos:prefLabel "Dresseur de licornes"@fr ; mlg:parentOccupation rome:Z1001 ;
  mlg:statisticalLabel "Dressage"@fr ; mlg:requiresCore rome-competence:1, rome-competence:2 .
rome:Z1091 a mlg:Occupation ; skos:prefLabel "Dresseur de griffons"@fr ; mlg:parentOccupation rome:Z1001 ;
  mlg:requiresCore rome-competence:1 .
rome:Z1002 a mlg:Occupation ; skos:prefLabel "Peintre de nuages"@fr ; mlg:parentOccupation rome:Z1002 ;
  mlg:requiresCore rome-competence:2 .
rome:Z1003 a mlg:Occupation ; skos:prefLabel "Souffleur de bulles"@fr ; mlg:parentOccupation rome:Z1003 .
observation:i1 a mlg:InsertionObservation ; qb:dataSet dataset:one ; dct:title "Dressage"@fr ;
  mlg:territory reg:44 ; mlg:employmentRate6 0.5 ; mlg:employmentRate12 0.6 ; mlg:ofCertification rncp:1 .
rome:Z1001 mlg:hasSector naf:01 ; mlg:professionalDomain rome-domaine:Z10 .
rome:Z1091 mlg:hasSector naf:01, naf:02 ; mlg:professionalDomain rome-domaine:Z10 .
rome:Z1002 mlg:hasSector naf:02 .
naf:01 a mlg:Sector ; skos:prefLabel "Élevage"@fr .
rome-domaine:Z10 skos:prefLabel "Dressage"@fr ; skos:broader rome-domaine:Z .
rome-domaine:Z skos:prefLabel "Merveilles"@fr .
mobility:1 a mlg:Mobility ; mlg:mobilityFromOccupation rome:Z1002 ; mlg:mobilityToOccupation rome:Z1003 .
rome-competence:1 a mlg:KnowHow, mlg:Competence ; skos:prefLabel "Dresser"@fr .
rome-competence:2 a mlg:KnowHow, mlg:Competence ; skos:prefLabel "Peindre"@fr .

rncp:1 dct:isReplacedBy rncp:2 ; skos:notation "RNCP1" .
mapping:1 a sssom:Mapping ; owl:annotatedSource regional:9 ; owl:annotatedTarget rome-competence:2 ;
  owl:annotatedProperty skos:closeMatch ; sssom:mapping_justification semapv:ManualMappingCuration .
regional:9 a mlg:KnowHow, mlg:Competence ; skos:prefLabel "Colorer"@fr ; skos:closeMatch rome-competence:2 .

fap:F1 a mlg:OccupationFamily ; skos:prefLabel "Famille une"@fr .
fap:F2 a mlg:OccupationFamily ; skos:prefLabel "Famille deux"@fr .
fap:F3 a mlg:OccupationFamily ; skos:prefLabel "Famille sans code ROME"@fr .
fap-link:F1-Z1001 a mlg:FamilyLink ; mlg:family fap:F1 ; mlg:occupation rome:Z1001 ; mlg:share 1.0 .
fap-link:F1-Z1002 a mlg:FamilyLink ; mlg:family fap:F1 ; mlg:occupation rome:Z1002 ; mlg:share 0.5 .
fap-link:F2-Z1003 a mlg:FamilyLink ; mlg:family fap:F2 ; mlg:occupation rome:Z1003 ; mlg:share 1.0 .
observation:t1 a mlg:LabourMarketObservation ; mlg:territory bassin:A ; mlg:period "2020"^^xsd:gYear ;
  mlg:occupation rome:Z1001 ; mlg:jobOffers 30 ; mlg:jobSeekers 5 .

observation:a-F1 a mlg:RecruitmentObservation ; mlg:territory bassin:A ; mlg:period "2024"^^xsd:gYear ;
  mlg:family fap:F1 ; mlg:recruitmentProjects 93 ; mlg:difficultProjects 31 ; mlg:seasonalProjects 10 .
observation:a-F2 a mlg:RecruitmentObservation ; mlg:territory bassin:A ; mlg:period "2024"^^xsd:gYear ;
  mlg:family fap:F2 ; mlg:suppressed mlg:recruitmentProjects, mlg:difficultProjects .
observation:a-F3 a mlg:RecruitmentObservation ; mlg:territory bassin:A ; mlg:period "2024"^^xsd:gYear ;
  mlg:family fap:F3 ; mlg:recruitmentProjects 7 ; mlg:suppressed mlg:difficultProjects .
observation:b-F1 a mlg:RecruitmentObservation ; mlg:territory bassin:B ; mlg:period "2024"^^xsd:gYear ;
  mlg:family fap:F1 ; mlg:recruitmentProjects 100 .

rncp:1 a mlg:Certification ; skos:prefLabel "Titre de dresseur"@fr ; mlg:active true ;
  mlg:leadsTo rome:Z1091, rome:Z1002 .
rncp:2 a mlg:Certification ; skos:prefLabel "Nouveau titre"@fr ; mlg:active true ; dct:replaces rncp:1 ;
  mlg:hasBlock bloc:RNCP2BC01 .
bloc:RNCP2BC01 a mlg:CompetenceBlock ; skos:prefLabel "Peindre"@fr ; mlg:certifies rome-competence:2 .
offer:one-1 a mlg:TrainingOffer ; dct:source "one" ; mlg:locatedIn commune:10001 ; mlg:prepares rncp:1 ;
  mlg:certificationMethod "declared" ; mlg:hasSession session:1, session:2 .
offer:one-2 a mlg:TrainingOffer ; dct:source "one" ; mlg:locatedIn commune:10001 ; mlg:prepares rncp:1 .
offer:two-1 a mlg:TrainingOffer ; dct:source "two" ; mlg:locatedIn commune:10001 ; mlg:prepares rncp:1 .
offer:two-2 a mlg:TrainingOffer ; dct:source "two" ; mlg:locatedIn commune:10003 ; mlg:prepares rncp:2 .
offer:two-3 a mlg:TrainingOffer ; dct:source "two" ; mlg:locatedIn commune:10002 .
offer:two-4 a mlg:TrainingOffer ; dct:source "two" ; mlg:locatedIn commune:10002 ; mlg:leadsTo rome:Z1003 ;
  mlg:hasSession session:3 .
session:1 a mlg:Session ; schema:startDate "2024-09-01"^^xsd:date .
session:2 a mlg:Session ; schema:startDate "2025-01-01"^^xsd:date ; mlg:seats 12 .
session:3 a mlg:Session ; mlg:seats 20 .

ad:1 a mlg:JobAdvertisement ; mlg:locatedIn commune:10003 ; schema:datePosted "2025-03-01"^^xsd:date ;
  mlg:seeks rome:Z1001 ; mlg:positions 3 ; mlg:mentions rome-competence:2 .
ad:2 a mlg:JobAdvertisement ; mlg:locatedIn commune:10003 ; schema:datePosted "2025-04-01"^^xsd:date ;
  mlg:seeks rome:Z1091 .
ad:3 a mlg:JobAdvertisement ; mlg:locatedIn commune:10003 ; schema:datePosted "2025-04-02"^^xsd:date .

<https://w3id.org/maillage/graph/bmo/2024> a dcat:Dataset ; dct:identifier "bmo" ; dcat:version "2024" ;
  dct:title "Une enquête"@fr ; dct:publisher "Nous" ; dct:issued "2024"^^xsd:gYear .
"""


@pytest.fixture(scope="session")
def store() -> TripleStore:
    """The invented region, in memory."""
    loaded = Store()
    loaded.load(
        f"{PREFIXES}\n{REGION}".encode(),
        format=RdfFormat.TURTLE,
        to_graph=NamedNode("urn:graph:region"),
    )
    return TripleStore(loaded)


@pytest.fixture(scope="session")
def names() -> Names:
    """The default names."""
    return Names()
