//+ summary: When do the sessions of each training offer start, and how many seats do they have together?
//+ returns: offer iri, first date, last date, seats integer, sessions integer, sessions_with_seats integer

MATCH (offer:TrainingOffer)-[:HAS_SESSION]->(session)
RETURN offer.uri AS offer, min(session.startDate) AS first, max(session.startDate) AS last,
  CASE WHEN count(session.seats) = count(session) THEN sum(session.seats) END AS seats,
  count(session) AS sessions, count(session.seats) AS sessions_with_seats
