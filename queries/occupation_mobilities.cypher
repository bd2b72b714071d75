//+ summary: From which occupation to which other does ROME say that one can move, in which order?
//+ returns: source iri, target iri, rank integer

MATCH (source)<-[:MOBILITY_FROM_OCCUPATION]-(mobility:Mobility)-[:MOBILITY_TO_OCCUPATION]->(target)
RETURN source.uri AS source, target.uri AS target, mobility.rank AS rank
