// What a push writes, one statement a name: Neo4j 5 and ArcadeDB both run each of them.
// LABELS and RELATION stand for names of the ontology, which Cypher takes no parameter for.

//+ constrain_nodes
CREATE CONSTRAINT resource_uri IF NOT EXISTS FOR (n:Resource) REQUIRE n.uri IS UNIQUE

//+ constrain_state
CREATE CONSTRAINT maillage_push_id IF NOT EXISTS FOR (p:MaillagePush) REQUIRE p.id IS UNIQUE

//+ index_curies
CREATE INDEX resource_curie IF NOT EXISTS FOR (n:Resource) ON (n.curie)

//+ read_state
MATCH (p:MaillagePush {id: 'referential'})
RETURN p.state AS state

//+ write_state
MERGE (p:MaillagePush {id: 'referential'})
SET p.state = $state, p.generation = $generation, p.finished = $finished, p.releases = $releases

//+ digests_of_sources
MATCH (n:Resource)
WHERE any(source IN n.sources WHERE source IN $sources)
RETURN n.uri AS uri, n.digest AS digest, labels(n) AS labels

//+ digests
MATCH (n:Resource)
RETURN n.uri AS uri, n.digest AS digest, null AS labels

//+ digests_of
UNWIND $uris AS uri
MATCH (n:Resource {uri: uri})
RETURN n.uri AS uri, n.digest AS digest, labels(n) AS labels

//+ held_nodes
UNWIND $uris AS uri
MATCH (n:Resource {uri: uri})
RETURN uri, labels(n) AS labels, properties(n) AS properties

//+ held_relations
UNWIND $uris AS uri
MATCH (n:Resource {uri: uri})-[r]->(m:Resource)
RETURN uri, type(r) AS kind, m.uri AS target, r.inferred AS inferred

//+ create_nodes
UNWIND $rows AS row
CREATE (n:LABELS)
SET n = row

//+ update_nodes
UNWIND $rows AS row
MATCH (n:Resource {uri: row.uri})
SET n = row

//+ add_labels
UNWIND $uris AS uri
MATCH (n:Resource {uri: uri})
SET n:LABELS

//+ remove_labels
UNWIND $uris AS uri
MATCH (n:Resource {uri: uri})
REMOVE n:LABELS

//+ create_relations
UNWIND $rows AS row
MATCH (a:Resource {uri: row.uri})
UNWIND row.targets AS target
MATCH (b:Resource {uri: target})
CREATE (a)-[:RELATION]->(b)

//+ create_inferred
UNWIND $rows AS row
MATCH (a:Resource {uri: row.uri})
UNWIND row.targets AS target
MATCH (b:Resource {uri: target})
CREATE (a)-[:RELATION {inferred: true}]->(b)

//+ delete_relations
UNWIND $rows AS row
MATCH (a:Resource {uri: row.uri})-[r:RELATION]->(b:Resource)
WHERE b.uri IN row.targets
DELETE r

//+ close_nodes
UNWIND $rows AS row
MATCH (n:Resource {uri: row.uri})
SET n.digest = row.digest

//+ delete_nodes
UNWIND $uris AS uri
MATCH (n:Resource {uri: uri})
DETACH DELETE n

//+ count_labels
MATCH (n:Resource)
UNWIND labels(n) AS label
RETURN label AS name, count(*) AS count

//+ count_relations
MATCH (:Resource)-[r]->(:Resource)
RETURN type(r) AS name, count(r) AS count
