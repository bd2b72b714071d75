//+ summary: Which blocs certify a competence, of which certifications, and which training offers prepare these where?
//+ param: competence iri a competence
//+ returns: block iri, certification iri, offer iri, commune iri

MATCH (competence:Resource {uri: $competence})<-[:CERTIFIES]-(bloc)<-[:HAS_BLOCK]-(title)
OPTIONAL MATCH (title)<-[:PREPARES]-(training)-[:LOCATED_IN]->(place)
RETURN DISTINCT bloc.uri AS block, title.uri AS certification, training.uri AS offer, place.uri AS commune
ORDER BY block, certification, offer, commune
