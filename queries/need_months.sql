--+ summary: For each month, a fingerprint of the advertisements that stand: what decides its cells.
--+ param: records text[] files of the table of records
--+ param: groups text[] files of the table of duplicates
--+ returns: month text, records integer, fingerprint text
SELECT
  month,
  count(*)::INTEGER AS records,
  -- XOR does not depend on the order of the rows; the count tells one row from three equal ones.
  (bit_xor(hash(key, content, commune, sector, occupation, source)))::VARCHAR AS fingerprint
FROM read_parquet($records, hive_partitioning = true)
WHERE kind = 'ad' AND placed AND month <> '0000-00'
  AND key NOT IN (SELECT key FROM read_parquet($groups))
GROUP BY month
ORDER BY month
