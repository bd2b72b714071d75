"""The terms of the ontology and of the standards it reuses, as pyoxigraph nodes.

Each `MLG` attribute is a term that `maillage.ttl` defines (a test holds the two equal).
"""

from pyoxigraph import NamedNode

from maillage.ontology.names import ONTOLOGY, STANDARD


def _mlg(name: str) -> NamedNode:
    return NamedNode(ONTOLOGY + name)


class MLG:
    """Terms of Maillage's own ontology."""

    # classes
    Occupation = _mlg("Occupation")
    JobTitle = _mlg("JobTitle")
    OccupationGroup = _mlg("OccupationGroup")
    OccupationFamily = _mlg("OccupationFamily")
    ProfessionalDomain = _mlg("ProfessionalDomain")
    Competence = _mlg("Competence")
    KnowHow = _mlg("KnowHow")
    Knowledge = _mlg("Knowledge")
    ProfessionalBehaviour = _mlg("ProfessionalBehaviour")
    MacroCompetence = _mlg("MacroCompetence")
    CompetenceGroup = _mlg("CompetenceGroup")
    WorkContext = _mlg("WorkContext")
    Sector = _mlg("Sector")
    Mobility = _mlg("Mobility")
    FamilyLink = _mlg("FamilyLink")
    Certification = _mlg("Certification")
    CompetenceBlock = _mlg("CompetenceBlock")
    Speciality = _mlg("Speciality")
    TrainingSubject = _mlg("TrainingSubject")
    TrainingOffer = _mlg("TrainingOffer")
    Session = _mlg("Session")
    Provider = _mlg("Provider")
    Territory = _mlg("Territory")
    Commune = _mlg("Commune")
    EmploymentBasin = _mlg("EmploymentBasin")
    EmploymentZone = _mlg("EmploymentZone")
    Intercommunality = _mlg("Intercommunality")
    District = _mlg("District")
    Department = _mlg("Department")
    Region = _mlg("Region")
    Perimeter = _mlg("Perimeter")
    JobAdvertisement = _mlg("JobAdvertisement")
    CompetenceMention = _mlg("CompetenceMention")
    Study = _mlg("Study")
    RecruitmentObservation = _mlg("RecruitmentObservation")
    LabourMarketObservation = _mlg("LabourMarketObservation")
    InsertionObservation = _mlg("InsertionObservation")
    LabourProjection = _mlg("LabourProjection")
    NeedAssessment = _mlg("NeedAssessment")

    # occupations
    jobTitleOf = _mlg("jobTitleOf")
    hasJobTitle = _mlg("hasJobTitle")
    mainJobTitle = _mlg("mainJobTitle")
    shortLabel = _mlg("shortLabel")
    rarelyUsed = _mlg("rarelyUsed")
    parentOccupation = _mlg("parentOccupation")
    statisticalLabel = _mlg("statisticalLabel")
    professionalDomain = _mlg("professionalDomain")
    requires = _mlg("requires")
    requiresCore = _mlg("requiresCore")
    requiresEmerging = _mlg("requiresEmerging")
    requiredFor = _mlg("requiredFor")
    hasWorkContext = _mlg("hasWorkContext")
    hasSector = _mlg("hasSector")
    mainInterest = _mlg("mainInterest")
    secondaryInterest = _mlg("secondaryInterest")
    hasTheme = _mlg("hasTheme")
    hasCentreOfInterest = _mlg("hasCentreOfInterest")
    mainCentreOfInterest = _mlg("mainCentreOfInterest")
    hasActivitySector = _mlg("hasActivitySector")
    mainActivitySector = _mlg("mainActivitySector")
    ecologicalTransition = _mlg("ecologicalTransition")
    digitalTransition = _mlg("digitalTransition")
    demographicTransition = _mlg("demographicTransition")
    regulated = _mlg("regulated")
    executive = _mlg("executive")
    accessNote = _mlg("accessNote")
    mobilityTo = _mlg("mobilityTo")
    mobilityFromOccupation = _mlg("mobilityFromOccupation")
    mobilityToOccupation = _mlg("mobilityToOccupation")
    rank = _mlg("rank")
    greenShare = _mlg("greenShare")

    # competences
    nature = _mlg("nature")
    reach = _mlg("reach")
    competenceCategory = _mlg("competenceCategory")
    competenceSubcategory = _mlg("competenceSubcategory")
    heterogeneity = _mlg("heterogeneity")
    servesEcologicalTransition = _mlg("servesEcologicalTransition")

    # certifications
    level = _mlg("level")
    active = _mlg("active")
    registrationEnd = _mlg("registrationEnd")
    registrationKind = _mlg("registrationKind")
    diplomaKind = _mlg("diplomaKind")
    diplomaCode = _mlg("diplomaCode")
    hasBlock = _mlg("hasBlock")
    blockOf = _mlg("blockOf")
    certifies = _mlg("certifies")
    leadsTo = _mlg("leadsTo")
    speciality = _mlg("speciality")
    trainingSubject = _mlg("trainingSubject")
    certifier = _mlg("certifier")
    accessRoute = _mlg("accessRoute")

    # training offers
    prepares = _mlg("prepares")
    preparedBy = _mlg("preparedBy")
    develops = _mlg("develops")
    certificationMethod = _mlg("certificationMethod")
    certificationScore = _mlg("certificationScore")
    offerPart = _mlg("offerPart")
    locatedIn = _mlg("locatedIn")
    provider = _mlg("provider")
    hasSession = _mlg("hasSession")
    seats = _mlg("seats")

    # territories
    within = _mlg("within")
    contains = _mlg("contains")
    population = _mlg("population")

    # observations
    territory = _mlg("territory")
    period = _mlg("period")
    family = _mlg("family")
    occupation = _mlg("occupation")
    competence = _mlg("competence")
    needKind = _mlg("needKind")
    share = _mlg("share")
    recruitmentProjects = _mlg("recruitmentProjects")
    difficultProjects = _mlg("difficultProjects")
    seasonalProjects = _mlg("seasonalProjects")
    suppressed = _mlg("suppressed")
    jobOffers = _mlg("jobOffers")
    jobSeekers = _mlg("jobSeekers")
    tensionIndex = _mlg("tensionIndex")

    # insertion and projections
    ofCertification = _mlg("ofCertification")
    linkScore = _mlg("linkScore")
    publicOfTraining = _mlg("publicOfTraining")
    school = _mlg("school")
    continuationRate = _mlg("continuationRate")
    expectedEmploymentRate6 = _mlg("expectedEmploymentRate6")
    measuredRecords = _mlg("measuredRecords")
    leavers = _mlg("leavers")
    employmentRate6 = _mlg("employmentRate6")
    employmentRate12 = _mlg("employmentRate12")
    employmentRate18 = _mlg("employmentRate18")
    employmentRate24 = _mlg("employmentRate24")
    employmentRate30 = _mlg("employmentRate30")
    employmentRate36 = _mlg("employmentRate36")
    employmentRate72 = _mlg("employmentRate72")
    jobsThousands = _mlg("jobsThousands")
    netCreationsThousands = _mlg("netCreationsThousands")
    departuresThousands = _mlg("departuresThousands")
    imbalanceThousands = _mlg("imbalanceThousands")
    openingsThousands = _mlg("openingsThousands")
    coversOccupation = _mlg("coversOccupation")

    # job advertisements
    seeks = _mlg("seeks")
    mentions = _mlg("mentions")
    implies = _mlg("implies")
    positions = _mlg("positions")

    # releases and mappings
    importerVersion = _mlg("importerVersion")
    tripleCount = _mlg("tripleCount")
    graphChecksum = _mlg("graphChecksum")


def _standard(prefix: str, name: str) -> NamedNode:
    return NamedNode(STANDARD[prefix] + name)


class RDF:
    """RDF and RDFS."""

    type = _standard("rdf", "type")
    label = _standard("rdfs", "label")
    seeAlso = _standard("rdfs", "seeAlso")


class OWL:
    """OWL."""

    deprecated = _standard("owl", "deprecated")
    versionInfo = _standard("owl", "versionInfo")


class SKOS:
    """SKOS."""

    Concept = _standard("skos", "Concept")
    ConceptScheme = _standard("skos", "ConceptScheme")
    Collection = _standard("skos", "Collection")
    prefLabel = _standard("skos", "prefLabel")
    altLabel = _standard("skos", "altLabel")
    hiddenLabel = _standard("skos", "hiddenLabel")
    definition = _standard("skos", "definition")
    scopeNote = _standard("skos", "scopeNote")
    note = _standard("skos", "note")
    notation = _standard("skos", "notation")
    inScheme = _standard("skos", "inScheme")
    broader = _standard("skos", "broader")
    related = _standard("skos", "related")
    member = _standard("skos", "member")
    exactMatch = _standard("skos", "exactMatch")
    closeMatch = _standard("skos", "closeMatch")
    broadMatch = _standard("skos", "broadMatch")
    narrowMatch = _standard("skos", "narrowMatch")
    relatedMatch = _standard("skos", "relatedMatch")


class DCT:
    """Dublin Core terms."""

    title = _standard("dct", "title")
    description = _standard("dct", "description")
    identifier = _standard("dct", "identifier")
    issued = _standard("dct", "issued")
    modified = _standard("dct", "modified")
    license = _standard("dct", "license")
    publisher = _standard("dct", "publisher")
    replaces = _standard("dct", "replaces")
    isReplacedBy = _standard("dct", "isReplacedBy")
    source = _standard("dct", "source")
    hasVersion = _standard("dct", "hasVersion")


class ESCO:
    """The ESCO model (http://data.europa.eu/esco/model)."""

    relatedEssentialSkill = _standard("esco-model", "relatedEssentialSkill")
    relatedOptionalSkill = _standard("esco-model", "relatedOptionalSkill")
    skillType = _standard("esco-model", "skillType")
    skillReuseLevel = _standard("esco-model", "skillReuseLevel")
    regulatedProfessionNote = _standard("esco-model", "regulatedProfessionNote")


class SCHEMA:
    """schema.org."""

    startDate = _standard("schema", "startDate")
    endDate = _standard("schema", "endDate")
    datePosted = _standard("schema", "datePosted")
    postalCode = _standard("schema", "postalCode")
    employmentType = _standard("schema", "employmentType")
    latitude = _standard("schema", "latitude")
    longitude = _standard("schema", "longitude")


class FOAF:
    """FOAF (http://xmlns.com/foaf/spec/)."""

    Organization = _standard("foaf", "Organization")
    name = _standard("foaf", "name")


class QB:
    """RDF Data Cube."""

    Observation = _standard("qb", "Observation")
    DataSet = _standard("qb", "DataSet")
    dataSet = _standard("qb", "dataSet")


class SSSOM:
    """SSSOM mapping terms (https://w3id.org/sssom/)."""

    Mapping = _standard("sssom", "Mapping")
    mapping_justification = _standard("sssom", "mapping_justification")
    subject_label = _standard("sssom", "subject_label")
    object_label = _standard("sssom", "object_label")
    mapping_tool = _standard("sssom", "mapping_tool")
    confidence = _standard("sssom", "confidence")


class OWLAX:
    """The three properties that an OWL axiom (and so an SSSOM mapping in RDF) is annotated by."""

    annotatedSource = _standard("owl", "annotatedSource")
    annotatedProperty = _standard("owl", "annotatedProperty")
    annotatedTarget = _standard("owl", "annotatedTarget")


XSD_DATE = _standard("xsd", "date")
XSD_GYEAR = _standard("xsd", "gYear")
XSD_DECIMAL = _standard("xsd", "decimal")
XSD_INTEGER = _standard("xsd", "integer")
XSD_BOOLEAN = _standard("xsd", "boolean")
