--+ summary: In these communes, this sector and these occupations, how many advertisements stand each month, by source.
--+ param: exposure text[] files of the cells of advertisements
--+ param: communes text[] INSEE codes
--+ param: low text the first of these codes
--+ param: high text the last of these codes
--+ param: occupations text[] CURIEs, [''] for all advertisements
--+ param: first_occupation text the first of these
--+ param: last_occupation text the last of these
--+ param: first_sector text CURIE of a NAF division, '' for all sectors
--+ param: last_sector text the same; of occupations in all sectors, what comes after every CURIE
--+ returns: month integer, source text, count integer
SELECT month, source, sum(count)::INTEGER AS count
FROM read_parquet($exposure)
WHERE occupation BETWEEN $first_occupation AND $last_occupation
  AND list_contains($occupations, occupation)
  AND sector BETWEEN $first_sector AND $last_sector
  AND commune BETWEEN $low AND $high
  AND commune IN (SELECT unnest($communes))
GROUP BY month, source
ORDER BY month, source
