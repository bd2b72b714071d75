//+ summary: Which communes make up these territories, with their population and their bassin d'emploi?
//+ param: territory iri+ a commune or any grouping of communes
//+ returns: territory iri, commune iri, population integer, basin iri

MATCH (territory:Resource)
WHERE territory.uri IN $territory
OPTIONAL MATCH (inside:Commune)-[:WITHIN]->(territory)
WITH territory, collect(inside) + [one IN [territory] WHERE 'Commune' IN labels(one)] AS communes
UNWIND communes AS commune
OPTIONAL MATCH (commune)-[:WITHIN]->(basin:EmploymentBasin)
RETURN territory.uri AS territory, commune.uri AS commune, commune.population AS population, basin.uri AS basin
