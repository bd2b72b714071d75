//+ summary: Which competences are at the core (coeur de métier) of each occupation?
//+ returns: occupation iri, competence iri

MATCH (occupation:Occupation)-[:REQUIRES_CORE]->(competence)
RETURN occupation.uri AS occupation, competence.uri AS competence
