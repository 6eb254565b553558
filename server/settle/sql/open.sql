-- A settlement of the period that is still on its way, and the newest version of all.
SELECT (SELECT settlement_id FROM settle.settlement
         WHERE district_id = $1::integer AND period_start = $2::date
           AND state NOT IN ('published', 'returned')
         LIMIT 1),
       coalesce (max (version), 0),
       (SELECT settlement_id FROM settle.settlement
         WHERE district_id = $1::integer AND period_start = $2::date AND state = 'published'
         ORDER BY version DESC LIMIT 1)
  FROM settle.settlement
 WHERE district_id = $1::integer
   AND period_start = $2::date
