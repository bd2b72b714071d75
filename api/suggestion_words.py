"""The words that the script of suggestions shows, which the page gives it."""

from maillage.api.catalogues import gettext, translated

KINDS = {  # short: they follow each suggestion
    "Occupation": "métier",
    "JobTitle": "appellation",
    "KnowHow": "savoir-faire",
    "Knowledge": "savoir",
    "ProfessionalBehaviour": "savoir-être",
    "MacroCompetence": "macro-compétence",
    "Competence": "compétence",
    "Certification": "certification",
    "CompetenceBlock": "bloc",
    "TrainingOffer": "formation",
    "Provider": "organisme",
    "Commune": "commune",
    "EmploymentBasin": "bassin d'emploi",
    "Department": "département",
    "Region": "région",
    "Intercommunality": "intercommunalité",
    "EmploymentZone": "zone d'emploi",
    "District": "arrondissement",
}


def suggestion_words() -> dict[str, object]:
    """Return the kinds by class, and what is said of some suggestions and of none."""
    return {
        "kinds": translated(KINDS),
        "some": gettext("%(count)s propositions, flèche du bas pour les lire"),
        "none": gettext("aucune proposition"),
    }
