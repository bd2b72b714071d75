//+ summary: Which competences do the advertisements mention?
//+ returns: ad iri, competence iri, label literal

MATCH (ad:JobAdvertisement)-[:MENTIONS]->(competence)
WHERE competence.prefLabel_fr IS NOT NULL
RETURN ad.uri AS ad, competence.uri AS competence, competence.prefLabel_fr AS label
