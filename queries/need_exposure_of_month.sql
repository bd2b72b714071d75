--+ summary: How many advertisements stand in one month, by commune, source and sector.
--+ param: records text[] files of the table of records
--+ param: groups text[] files of the table of duplicates
--+ param: month text e.g. 2026-04
--+ returns: sector text, commune text, source text, count integer
-- Sector '' stands for all sectors.
SELECT
  CASE WHEN grouping(sector) = 1 THEN '' ELSE sector END AS sector,
  commune, source, count(*)::INTEGER AS count
FROM read_parquet($records, hive_partitioning = true)
WHERE month = $month AND kind = 'ad' AND placed
  AND key NOT IN (SELECT key FROM read_parquet($groups))
GROUP BY GROUPING SETS ((commune, source), (sector, commune, source))
HAVING grouping(sector) = 1 OR sector <> ''
ORDER BY sector, commune, source
