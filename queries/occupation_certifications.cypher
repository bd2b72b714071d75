//+ summary: Which active certifications lead to an occupation, themselves or by what they replaced, of which level, and until when are they registered?
//+ param: occupation iri an occupation
//+ returns: certification iri, label literal, level iri, end date

MATCH (:Resource {uri: $occupation})<-[:LEADS_TO]-(stated)<-[:REPLACES*0..20]-(certification:Certification)
WHERE certification.active AND certification.prefLabel_fr IS NOT NULL
OPTIONAL MATCH (level:Resource)
WHERE level.curie IN certification.level
RETURN DISTINCT certification.uri AS certification, certification.prefLabel_fr AS label, level.uri AS level,
  certification.registrationEnd AS end
ORDER BY certification
