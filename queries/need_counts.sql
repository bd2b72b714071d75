--+ summary: In these communes, this sector and these occupations, how many advertisements mention each competence each month.
--+ param: cells text[] files of the cells of mentions
--+ param: communes text[] INSEE codes
--+ param: low text the first of these codes
--+ param: high text the last of these codes
--+ param: occupations text[] CURIEs, [''] for all advertisements
--+ param: first_occupation text the first of these
--+ param: last_occupation text the last of these
--+ param: first_sector text CURIE of a NAF division, '' for all sectors
--+ param: last_sector text the same; of occupations in all sectors, what comes after every CURIE
--+ param: first_month integer that of the first place, e.g. 202401
--+ param: width integer months in all
--+ returns: place integer, count integer
-- `place`: competence × width + months since the first one. One row a cell, several a place: who reads them adds them
-- up as they come, which costs less than a hash table here. The bounds let DuckDB leave out the row groups of others.
SELECT
  competence * $width
    + (month // 100 - $first_month // 100) * 12 + month % 100 - $first_month % 100 AS place,
  count
FROM read_parquet($cells)
WHERE occupation BETWEEN $first_occupation AND $last_occupation
  AND list_contains($occupations, occupation)
  AND sector BETWEEN $first_sector AND $last_sector
  AND commune BETWEEN $low AND $high
  AND commune IN (SELECT unnest($communes))
