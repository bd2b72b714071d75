"""The generation in service, as a table, JSON or CSV."""

from dataclasses import asdict

from maillage.api.build import read_rejects
from maillage.api.commands import OutputFormat
from maillage.api.ingest_files import read_ingest_rejects
from maillage.api.terminal import data_console, number, table, write_csv, write_json
from maillage.graph.home import Generation, Home
from maillage.graph.manifest import SourceRecord

# What people call the classes, whatever the source.
NOUNS = {
    "Occupation": "occupations",
    "JobTitle": "appellations",
    "KnowHow": "competences",
    "Knowledge": "competences",
    "ProfessionalBehaviour": "competences",
    "Competence": "competences",
    "MacroCompetence": "macro_competences",
    "CompetenceGroup": "groupes_de_competences",
    "OccupationGroup": "groupes_isco",
    "OccupationFamily": "familles_fap",
    "FamilyLink": "liens_fap_rome",
    "WorkContext": "contextes",
    "Mobility": "mobilites",
    "ProfessionalDomain": "domaines",
    "Sector": "secteurs",
    "Certification": "certifications",
    "CompetenceBlock": "blocs",
    "Speciality": "specialites_nsf",
    "TrainingSubject": "formacodes",
    "TrainingOffer": "offres_de_formation",
    "Session": "sessions",
    "Provider": "organismes",
    "Commune": "communes",
    "EmploymentBasin": "bassins",
    "EmploymentZone": "zones_d_emploi",
    "Intercommunality": "epci",
    "District": "arrondissements",
    "Department": "departements",
    "Region": "regions",
    "RecruitmentObservation": "cellules_bmo",
    "LabourMarketObservation": "cellules_offres_et_demandeurs",
    "InsertionObservation": "observations_d_insertion",
    "LabourProjection": "projections_d_emploi",
    "NeedAssessment": "besoins_types",
    "Perimeter": "perimetres",
    "JobAdvertisement": "offres_d_emploi",
}
# What two publishers call otherwise.
NOUNS_OF_SOURCE = {
    "rome": {"Knowledge": "savoirs"},
    "esco": dict.fromkeys(
        ("KnowHow", "Knowledge", "ProfessionalBehaviour", "Competence"), "skills"
    ),
}


def named_counts(record: SourceRecord) -> dict[str, int]:
    """Return a source's counts under the nouns that people use."""
    nouns = NOUNS | NOUNS_OF_SOURCE.get(record.source, {})
    found: dict[str, int] = {}
    for name, count in record.counts.items():
        noun = nouns.get(name, name)
        found[noun] = found.get(noun, 0) + count
    return found


def status_document(generation: Generation) -> dict[str, object]:
    """Return what `status --format json` prints."""
    manifest = generation.manifest()
    document = asdict(manifest)
    document["ingest_rejects"] = len(read_ingest_rejects(_home(generation)))
    document["home"] = str(generation.path.parent.parent)
    document["sources"] = [
        {**asdict(record), "counts": named_counts(record), "classes": record.counts}
        for record in manifest.sources
    ]
    return document


def print_status(generation: Generation, output: OutputFormat) -> None:
    """Print the releases of a generation."""
    manifest = generation.manifest()
    if output is OutputFormat.JSON:
        write_json(status_document(generation))
        return
    if output is OutputFormat.CSV:
        write_csv(
            ("source", "version", "triples", "checksum", "rejects", "noun", "count"),
            (
                (one.source, one.version, one.triples, one.checksum, one.rejects, noun, count)
                for one in manifest.sources
                for noun, count in named_counts(one).items()
            ),
        )
        return
    shown = table(
        f"Génération {manifest.generation:06d} · {number(manifest.triples)} triplets · "
        f"{manifest.created_at}",
        ("source", "version", "ce qu'elle contient", "triplets", "rejets"),
        right=("triplets", "rejets"),
    )
    for record in manifest.sources:
        counts = sorted(named_counts(record).items(), key=lambda item: -item[1])[:5]
        listed = ", ".join(f"{number(count)} {noun}" for noun, count in counts)
        shown.add_row(
            record.source, record.version, listed, number(record.triples), number(record.rejects)
        )
    console = data_console()
    console.print(shown)
    ingested = len(read_ingest_rejects(_home(generation)))
    if ingested:
        console.print(f"{number(ingested)} enregistrements rejetés à l'ingestion")
    if ingested or any(record.rejects for record in manifest.sources):
        console.print("Lignes rejetées et leur motif : maillage status --rejects")


def _home(generation: Generation) -> Home:
    return Home(generation.path.parent.parent)


def print_rejects(generation: Generation, output: OutputFormat) -> None:
    """Print every rejected row."""
    rejects = [*read_rejects(generation), *read_ingest_rejects(_home(generation))]
    if output is OutputFormat.JSON:
        write_json([asdict(reject) for reject in rejects])
        return
    rows = [(one.source, one.file, one.line, one.reason) for one in rejects]
    if output is OutputFormat.CSV:
        write_csv(("source", "file", "line", "reason"), rows)
        return
    shown = table(
        f"{len(rows)} lignes rejetées", ("source", "fichier", "ligne", "motif"), right=("ligne",)
    )
    for row in rows:
        shown.add_row(*map(str, row))
    data_console().print(shown)
