//+ summary: How many people live in each bassin d'emploi (sum of its communes)?
//+ returns: basin iri, label literal, population integer, communes integer

MATCH (basin:EmploymentBasin)<-[:WITHIN]-(commune:Commune)
WHERE basin.prefLabel_fr IS NOT NULL
RETURN basin.uri AS basin, basin.prefLabel_fr AS label, sum(coalesce(commune.population, 0)) AS population,
  count(commune) AS communes
