//+ summary: Which competences does a target occupation require that a source one does not, and which are at its core?
//+ param: source iri the occupation that one has
//+ param: target iri the occupation that one wants
//+ returns: competence iri, label literal, core boolean

MATCH (target:Resource {uri: $target})-[:REQUIRES]->(competence:Competence)
WHERE competence.prefLabel_fr IS NOT NULL
OPTIONAL MATCH (source:Resource {uri: $source})-[had:REQUIRES]->(competence)
WITH target, competence, had
WHERE had IS NULL
OPTIONAL MATCH (target)-[core:REQUIRES_CORE]->(competence)
RETURN DISTINCT competence.uri AS competence, competence.prefLabel_fr AS label, core IS NOT NULL AS core
ORDER BY competence
