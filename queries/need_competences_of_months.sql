--+ summary: Which competences do the records of these months mention or declare?
--+ param: records text[] files of the table of records
--+ param: mentions text[] files of the table of mentions
--+ param: months text[] e.g. [2026-04]
--+ returns: competence text
SELECT competence
FROM read_parquet($mentions, hive_partitioning = true)
WHERE month IN (SELECT unnest($months)) AND method = 'stated'
UNION -- not UNION ALL: each once
SELECT unnest(competences) AS competence
FROM read_parquet($records, hive_partitioning = true)
WHERE month IN (SELECT unnest($months))
ORDER BY competence
