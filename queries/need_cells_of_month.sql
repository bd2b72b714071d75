--+ summary: How many advertisements of one month mention each competence, by commune, source, sector and occupation.
--+ param: records text[] files of the table of records
--+ param: mentions text[] files of the table of mentions
--+ param: groups text[] files of the table of duplicates
--+ param: month text e.g. 2026-04
--+ param: threshold double least probability of a mention
--+ returns: reading text, occupation text, sector text, commune text, competence text, source text, count integer
-- Three readings, each complete: of all advertisements (occupation and sector ''), by sector (occupation ''), and by
-- occupation (its sector beside it, '' where unknown). An advertisement counts once for a competence, declared or stated.
WITH standing AS (
  SELECT key, commune, source, sector, occupation, competences
  FROM read_parquet($records, hive_partitioning = true)
  WHERE month = $month AND kind = 'ad' AND placed
    AND key NOT IN (SELECT key FROM read_parquet($groups))
),
found AS (
  SELECT key, competence
  FROM read_parquet($mentions, hive_partitioning = true)
  WHERE month = $month AND method = 'stated' AND score >= $threshold
  UNION -- not UNION ALL: each pair once
  SELECT key, unnest(competences) AS competence FROM standing
)
SELECT
  CASE
    WHEN grouping(occupation) = 0 THEN 'occupation'
    WHEN grouping(sector) = 0 THEN 'sector'
    ELSE 'all'
  END AS reading,
  CASE WHEN grouping(occupation) = 1 THEN '' ELSE occupation END AS occupation,
  CASE WHEN grouping(sector) = 1 THEN '' ELSE sector END AS sector,
  commune, competence, source, count(*)::INTEGER AS count
FROM found JOIN standing USING (key)
GROUP BY GROUPING SETS (
  (commune, competence, source), (sector, commune, competence, source),
  (occupation, sector, commune, competence, source)
)
HAVING (grouping(sector) = 1 OR sector <> '' OR grouping(occupation) = 0)
  AND (grouping(occupation) = 1 OR occupation <> '')
