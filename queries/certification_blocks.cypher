//+ summary: Which blocs make up these certifications, and which competences does each of them certify?
//+ param: certification iri+ the certifications
//+ returns: certification iri, block iri, block_label literal, competence iri, label literal, domain iri

MATCH (certification:Resource)-[:HAS_BLOCK]->(block)-[:CERTIFIES]->(competence)
WHERE certification.uri IN $certification
OPTIONAL MATCH (competence)-[:BROADER]->(domain)
RETURN certification.uri AS certification, block.uri AS block, block.prefLabel_fr AS block_label,
  competence.uri AS competence, competence.prefLabel_fr AS label, domain.uri AS domain
