"""Where each format of advertisements keeps its fields: data, so that a new feed is a few lines."""

from dataclasses import replace

from maillage.ingest.reader_map import FieldMap, Syntax

FRANCE_TRAVAIL = FieldMap(  # the API "Offres d'emploi v2", raw, and the two flat layouts of exports
    source="france-travail",
    syntax=Syntax.JSON,
    record=("resultats",),
    marks=(
        ('"intitule"', '"romeCode"'),
        ('"intitule"', '"code_rome"'),
        ('"intitule"', '"rome_code"'),
        ('"intitule"', '"lieuTravail"'),
        ('"resultats"', '"intitule"'),
    ),
    id=("id", "id_offre"),
    title=("intitule",),
    text=("description",),
    insee=("lieuTravail/commune",),
    postal_code=("lieuTravail/codePostal", "code_postal"),
    place=("lieuTravail/libelle", "lieu", "lieu_travail"),
    department=("departement",),
    posted=("dateCreation", "date_creation"),
    contract=("typeContrat", "type_contrat"),
    positions=("nombrePostes",),
    employer=("entreprise/nom", "entreprise"),
    sector=("secteurActivite", "codeNAF"),
    rome=("romeCode", "code_rome", "rome_code"),
    competences=("competences/code",),
)

JOB_POSTING = FieldMap(  # schema.org; an identifier is not always given
    source="jobposting",
    syntax=Syntax.JSON,
    record=("@graph",),
    marks=(("JobPosting",),),
    id=("identifier/value", "identifier/@value", "identifier", "@id"),
    id_needed=False,
    title=("title", "name"),
    text=(
        "description",
        "responsibilities",
        "qualifications",
        "skills",
        "experienceRequirements",
        "educationRequirements",
    ),
    insee=("jobLocation/identifier",),
    postal_code=("jobLocation/address/postalCode", "jobLocation/postalCode"),
    town=("jobLocation/address/addressLocality", "jobLocation/name"),
    place=("jobLocation/address", "jobLocation"),
    posted=("datePosted",),
    ends=("validThrough",),
    contract=("employmentType",),
    positions=("totalJobOpenings",),
    employer=("hiringOrganization/name", "hiringOrganization"),
    sector=("industry",),
)

HELLO_WORK = FieldMap(
    source="hellowork",
    syntax=Syntax.XML,
    record=("job",),
    marks=(("<job_id>", "<company_title>"), ("<job_id>", "<csr_label")),
    id=("job_id",),
    title=("title",),
    text=("description", "profile"),
    postal_code=("postal_code",),
    town=("city",),
    posted=("publication_date",),
    ends=("contract_end_date",),
    contract=("contract",),
    employer=("company_title",),
    sector=("naf_code",),
    rome=("code_rome",),
)

APEC = FieldMap(
    source="apec",
    syntax=Syntax.XML,
    record=("Offre_emploi",),
    marks=(("<Reference_apec>",),),
    id=("Reference_apec",),
    title=("Intitule",),
    text=("Texte_offre",),
    insee=("Lieu/COG_lieu",),
    town=("Lieu/Libelle_lieu",),
    posted=("Date_parution",),
    contract=("Contrat/Type_contrat",),
    positions=("Nombre_postes",),
    employer=("Nom_entreprise",),
    sector=("Secteur_activite/NAF_secteur",),
)

EDF = FieldMap(
    source="edf",
    syntax=Syntax.XML,
    record=("offer",),
    marks=(("<entityDescription", "_TS_SOCIETE_EDF"),),
    id=("reference", "id"),
    title=("jobDescription/title",),
    text=(
        "jobDescription/description",
        "jobDescription/missionDescription",
        "jobDescription/applicantProfile",
    ),
    town=("jobDescription/location/jobLocation",),
    department=("jobDescription/location/departements/departement",),
    posted=("creationDate",),
    contract=("jobDescription/contract",),
    employer=("jobDescription/salaryRange",),
)
ENEDIS = replace(EDF, source="enedis", marks=(("<entityDescription",),))  # the same software

LA_POSTE = FieldMap(
    source="laposte",
    syntax=Syntax.XML,
    record=("offre",),
    marks=(("<intitule-du-poste>",),),
    id=("reference",),
    title=("intitule-du-poste",),
    text=("description-de-la-mission", "profil-candidat", "profil-recherche"),
    town=("localisation-du-poste",),
    department=("departement-du-poste",),
    place=("localite",),
    posted=("date-de-mise-a-jour",),
    contract=("type-de-contrat",),
    employer=("company",),
)

KELIO = FieldMap(
    source="kelio",
    syntax=Syntax.XML,
    record=("job",),
    marks=(("<authentication_key", "<html_description>"),),
    id=("id",),
    title=("name",),
    text=("html_description", "html_profile"),
    postal_code=("address/postal_code",),
    town=("address/city",),
    posted=("created_at",),
    contract=("job_type",),
    employer=("company/name",),
)

JOB_TEASER = FieldMap(
    source="jobteaser",
    syntax=Syntax.XML,
    record=("job",),
    marks=(("<job_details>", "<job_locations>"),),
    title=("job_details/title",),
    text=("job_details/description",),
    town=("job_locations/location_city",),
    posted=("job_dates/first_activated_at",),
    contract=("job_details/contract_type",),
    employer=("company/company_name",),
)

JOOBLE = FieldMap(
    source="jooble",
    syntax=Syntax.XML,
    record=("job",),
    marks=(("<referencenumber>", "<date_updated>"),),
    id=("referencenumber", "guid"),
    title=("title",),
    text=("description",),
    department=("region/state",),
    place=("region/city",),
    posted=("date_updated",),
    ends=("date_expired",),
    contract=("jobtype",),
    employer=("company",),
)

CLEVER_CONNECT = FieldMap(
    source="clever-connect",
    syntax=Syntax.XML,
    record=("job",),
    marks=(("<publicationDate>", "<workplace>"),),
    id=("@id", "@reference"),
    title=("title",),
    text=("description", "profile/description"),
    postal_code=("workplace/locations/location/postalCode",),
    town=("workplace/locations/location/city",),
    department=("workplace/locations/location/department/@code",),
    posted=("publicationDate",),
    contract=("contract/types/type",),
    employer=("company/name",),
)

DECATHLON = FieldMap(
    source="decathlon",
    syntax=Syntax.JSON,
    record=("ads",),
    marks=(('"ads"', '"service_hash_id"'),),
    id=("reference",),
    title=("title",),
    text=("description", "profile"),
    postal_code=("address/parts/zip",),
    town=("address/parts/city",),
    posted=("published_at",),
    contract=("contract_type",),
    employer=("brand/name", "entity/public_name"),
)

ENGAGEMENT_JEUNES = FieldMap(
    source="engagement-jeunes",
    syntax=Syntax.JSON,
    marks=(('"location_cp"', '"mission"'),),
    title=("title",),
    text=("mission", "profil"),
    postal_code=("location_cp",),
    town=("location_ville",),
    department=("location_departement_code",),
    posted=("creation_date",),
    contract=("contrat",),
    employer=("societe",),
)

CEGID = FieldMap(
    source="france-travail-cegid",
    syntax=Syntax.JSON,
    marks=(('"reference"', '"organisationName"', '"description1"'),),
    id=("reference",),
    title=("title",),
    text=("description1", "description2"),
    department=("region/label",),
    posted=("startPublicationDate", "modificationDate"),
    contract=("contractType/label",),
    employer=("organisationName",),
)

LEBONCOIN = FieldMap(
    source="leboncoin",
    syntax=Syntax.CSV,
    marks=(('"redirection"', '"identifiant"', '"titre"'),),
    id=("identifiant",),
    title=("titre",),
    text=("description",),
    postal_code=("code postal",),
    town=("ville",),
    employer=("entreprise",),
)

FIELD_MAPS: tuple[FieldMap, ...] = (  # in the order in which a file is compared with them
    FRANCE_TRAVAIL, HELLO_WORK, APEC, EDF, ENEDIS, LA_POSTE, KELIO, JOB_TEASER, JOOBLE,
    CLEVER_CONNECT, DECATHLON, ENGAGEMENT_JEUNES, CEGID, LEBONCOIN,
)  # fmt: skip
