//+ summary: Which ROME codes does each family of occupations gather, and which share of each falls in it?
//+ returns: family iri, occupation iri, share decimal

MATCH (family)<-[:FAMILY]-(link:FamilyLink)-[:OCCUPATION]->(occupation)
RETURN family.uri AS family, occupation.uri AS occupation, link.share AS share
