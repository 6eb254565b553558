-- The version of a tariff that holds on a day: as bill chooses it, the newest of the latest start.
SELECT t.version, t.document
  FROM ref.tariff t
 WHERE t.tariff_code = $1
   AND t.valid_from <= $2::date
   AND (t.valid_to IS NULL OR t.valid_to > $2::date)
 ORDER BY t.valid_from DESC, t.version DESC
 LIMIT 1
