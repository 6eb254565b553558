-- The newest version of each day. With a bill $3: every version of the days, for those the bill
-- was made of to be chosen from; where it did not keep them, the newest that was there when it
-- was issued.
WITH asked AS (
    SELECT p.made_of IS NOT NULL AS is_kept,
           (p.issued_on + 1)::timestamp AT TIME ZONE k.time_zone AS issued_before
      FROM web.bill_past p
      JOIN web.calendar k ON k.district_id = p.district_id
     WHERE p.number = $3::text
), seen AS (
    SELECT b.agreement_id, b.channel, b.day, b.version, b.n, b.interval_s, b.payload, b.flags,
           CASE WHEN a.is_kept THEN b.version END AS chosen
      FROM web.block b
      LEFT JOIN asked a ON true
     WHERE b.day >= $1::date
       AND b.day < $2::date
       AND ($3::text IS NULL OR a.is_kept OR b.made_at < a.issued_before)
)
SELECT DISTINCT ON (s.agreement_id, s.channel, s.day, s.chosen)
       s.agreement_id, s.channel, s.day - date '1970-01-01', s.version, s.n, s.interval_s,
       s.payload, s.flags
  FROM seen s
 ORDER BY s.agreement_id, s.channel, s.day, s.chosen, s.version DESC
