--+ summary: In these communes and this sector, how many advertisements mention each competence each month.
--+ param: cells text[] files of the cells of mentions
--+ param: communes text[] INSEE codes
--+ param: low text the first of these codes
--+ param: high text the last of these codes
--+ param: sector text CURIE of a NAF division, '' for all sectors
--+ returns: month integer, competence integer, count integer
-- One row a cell, several a competence and month: who reads them adds them up as they come, which costs less
-- than a hash table here. The bounds let DuckDB leave out the row groups of other communes.
SELECT month, competence, count
FROM read_parquet($cells)
WHERE sector = $sector AND commune BETWEEN $low AND $high
  AND commune IN (SELECT unnest($communes))
