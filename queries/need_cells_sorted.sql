--+ summary: The cells of one year in the order in which they are kept: those counted again, and the others.
--+ param: counted text[] files of the cells that were counted again
--+ param: kept text[] files of the cells of the year as they were
--+ param: again integer[] months that were counted again, e.g. [202604]
--+ returns: year integer, month integer, occupation text, sector text, commune text, reading text, competence integer, source text, count integer
SELECT year, month, occupation, sector, commune, reading, competence, source, count
FROM read_parquet($counted)
UNION ALL
SELECT year::INTEGER, month, occupation, sector, commune, reading, competence, source, count
FROM read_parquet($kept, hive_partitioning = true)
WHERE month NOT IN (SELECT unnest($again))
ORDER BY reading, occupation, sector, commune, month, competence
