//+ summary: What does BMO say of one bassin in one year, family by family? A null count is hidden, not zero.
//+ param: basin iri a bassin d'emploi
//+ param: period literal:gYear the survey's year
//+ returns: family iri, label literal, projects integer, difficult integer, seasonal integer

MATCH (basin:Resource {uri: $basin})<-[:TERRITORY]-(cell:RecruitmentObservation {period: $period})-[:FAMILY]->(family)
RETURN family.uri AS family, family.prefLabel_fr AS label, cell.recruitmentProjects AS projects,
  cell.difficultProjects AS difficult, cell.seasonalProjects AS seasonal
ORDER BY coalesce(projects, -1) DESC, family
