"""What a column may be matched with: the types of the reconciliation service, and how each is looked up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EntityType:
    """One type.

    `scheme`: notation of the concepts' scheme, which is the linker's too: its scores are probabilities. Where it
    is "", concepts of the class `kind` are searched by their words.
    """

    id: str
    name: str  # French
    description: str
    kind: str = ""
    scheme: str = ""

    def document(self) -> dict[str, object]:
        """Return the type as the service names it."""
        return {"id": self.id, "name": self.name, "description": self.description}


def _linked(scheme: str, name: str, description: str) -> EntityType:
    return EntityType(scheme, name, description, scheme=scheme)


TYPES = (
    _linked("rome", "Métier (ROME)", "Fiches du ROME 4.0"),
    _linked("rome-appellation", "Appellation d'emploi (ROME)", "Intitulés de poste"),
    _linked("rome-competence", "Compétence (ROME)", "Savoir-faire et savoir-être du ROME"),
    _linked("rome-savoir", "Savoir (ROME)", "Savoirs du ROME"),
    _linked("esco-occupation", "Métier (ESCO)", "Métiers européens"),
    _linked("esco-skill", "Compétence (ESCO)", "Aptitudes et connaissances européennes"),
    _linked("regional", "Compétence régionale", "Référentiel régional des compétences"),
    EntityType("certification", "Certification", "RNCP et RS", "Certification"),
    EntityType("bloc", "Bloc de compétences", "Blocs des certifications", "CompetenceBlock"),
    EntityType("formacode", "Domaine de formation", "Formacode", "TrainingSubject"),
    EntityType("territory", "Territoire", "Communes et leurs groupements", "Territory"),
    EntityType("offer", "Formation", "Offres de formation", "TrainingOffer"),
)
BY_ID = {one.id: one for one in TYPES}


def type_of(scheme: str, *kinds: str) -> EntityType | None:
    """Return the type of a concept by its scheme and classes; None where no column is matched with it."""
    found = BY_ID.get(scheme)
    if found is not None and found.scheme:
        return found
    return next((one for one in TYPES if one.kind and one.kind in kinds), None)
