//+ summary: Which competences do two occupations share, and which of them are at the core of both?
//+ param: first iri an occupation
//+ param: second iri another one
//+ returns: competence iri, label literal, core boolean

MATCH (first:Resource {uri: $first})-[:REQUIRES]->(competence:Competence)<-[:REQUIRES]-(second:Resource {uri: $second})
WHERE competence.prefLabel_fr IS NOT NULL
OPTIONAL MATCH (first)-[one:REQUIRES_CORE]->(competence)
OPTIONAL MATCH (second)-[other:REQUIRES_CORE]->(competence)
RETURN DISTINCT competence.uri AS competence, competence.prefLabel_fr AS label,
  one IS NOT NULL AND other IS NOT NULL AS core
ORDER BY competence
