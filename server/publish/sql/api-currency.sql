-- The currency of a person's district; of all, where they have the same.
SELECT CASE WHEN count (DISTINCT d.currency) = 1 THEN min (d.currency) END
  FROM ref.district d
 WHERE $1::integer = 0
    OR d.district_id = $1::integer
