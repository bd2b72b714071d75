//+ summary: By which certifications was one replaced, at once or through others, and are they active?
//+ param: certification iri a certification
//+ returns: successor iri, label literal, active boolean

MATCH (certification:Resource {uri: $certification})<-[:REPLACES*1..20]-(successor:Certification)
WHERE successor.prefLabel_fr IS NOT NULL
RETURN DISTINCT successor.uri AS successor, successor.prefLabel_fr AS label, successor.active AS active
ORDER BY successor
