--+ summary: In these communes and this sector, how many advertisements stand each month, by source.
--+ param: exposure text[] files of the cells of advertisements
--+ param: communes text[] INSEE codes
--+ param: low text the first of these codes
--+ param: high text the last of these codes
--+ param: sector text CURIE of a NAF division, '' for all sectors
--+ returns: month integer, source text, count integer
SELECT month, source, sum(count)::INTEGER AS count
FROM read_parquet($exposure)
WHERE sector = $sector AND commune BETWEEN $low AND $high
  AND commune IN (SELECT unnest($communes))
GROUP BY month, source
ORDER BY month, source
