--+ summary: How many advertisements stand in one month, by commune, source, sector and occupation.
--+ param: records text[] files of the table of records
--+ param: groups text[] files of the table of duplicates
--+ param: month text e.g. 2026-04
--+ returns: reading text, occupation text, sector text, commune text, source text, count integer
-- The same three readings as the cells of mentions: of all, by sector, by occupation.
SELECT
  CASE
    WHEN grouping(occupation) = 0 THEN 'occupation'
    WHEN grouping(sector) = 0 THEN 'sector'
    ELSE 'all'
  END AS reading,
  CASE WHEN grouping(occupation) = 1 THEN '' ELSE occupation END AS occupation,
  CASE WHEN grouping(sector) = 1 THEN '' ELSE sector END AS sector,
  commune, source, count(*)::INTEGER AS count
FROM read_parquet($records, hive_partitioning = true)
WHERE month = $month AND kind = 'ad' AND placed
  AND key NOT IN (SELECT key FROM read_parquet($groups))
GROUP BY GROUPING SETS ((commune, source), (sector, commune, source), (occupation, sector, commune, source))
HAVING (grouping(sector) = 1 OR sector <> '' OR grouping(occupation) = 0)
  AND (grouping(occupation) = 1 OR occupation <> '')
ORDER BY reading, occupation, sector, commune, source
